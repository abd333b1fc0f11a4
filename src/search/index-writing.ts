import type { DatabaseSync } from 'node:sqlite';
import type { Chunk } from './chunks.ts';
import { inTransaction } from './index-schema.ts';
import type { IndexFile, KnownFile } from './index-types.ts';
import { quantised } from './quantised.ts';
import { wordsIn } from './words.ts';

type Writing = Pick<IndexFile, 'keep' | 'put' | 'touch' | 'remove' | 'prune'>;

/** Vectors that nothing uses are kept up to this number, or as many as are in use where those are more. */
const spare = 2_000;

const unused = 'NOT EXISTS (SELECT 1 FROM chunk WHERE chunk.vector = vector.id)';

/** Changes of files, chunks and vectors; each all or nothing. */
export const writingIn = (database: DatabaseSync): Writing => {
  const changed = (work: () => void): void => inTransaction(database, work);
  const insertVector = database.prepare('INSERT OR IGNORE INTO vector (hash, scale, numbers) VALUES (?, ?, ?)');
  const refresh = database.prepare('UPDATE file SET hash = ?, mtime = ?, size = ? WHERE path = ?');
  const dropped = dropping(database);
  const added = adding(database);
  return {
    keep: (vectors) =>
      changed(() => {
        for (const { hash, vector } of vectors) {
          const { scale, numbers } = quantised(vector);
          insertVector.run(hash, scale, numbers);
        }
      }),
    put: (files) =>
      changed(() => {
        for (const file of files) {
          dropped(file.path);
          added(file, file.chunks);
        }
      }),
    touch: (files) =>
      changed(() => {
        for (const { path, hash, mtime, size } of files) refresh.run(hash, mtime, size, path);
      }),
    remove: (paths) =>
      changed(() => {
        for (const path of paths) dropped(path);
      }),
    prune: () => changed(() => prune(database)),
  };
};

const dropping = (database: DatabaseSync): ((path: string) => void) => {
  const find = database.prepare('SELECT id FROM file WHERE path = ?');
  const dropWords = database.prepare('DELETE FROM word WHERE rowid IN (SELECT id FROM chunk WHERE file = ?)');
  const dropChunks = database.prepare('DELETE FROM chunk WHERE file = ?');
  const dropFile = database.prepare('DELETE FROM file WHERE id = ?');
  return (path) => {
    const id = find.get(path)?.['id'];
    if (typeof id !== 'number') return;
    for (const statement of [dropWords, dropChunks, dropFile]) statement.run(id);
  };
};

const adding = (database: DatabaseSync): ((file: KnownFile, chunks: readonly Chunk[]) => void) => {
  const insertFile = database.prepare('INSERT INTO file (path, hash, mtime, size) VALUES (?, ?, ?, ?)');
  const insertChunk = database.prepare(
    'INSERT INTO chunk (file, first, last, symbol, vector) SELECT ?, ?, ?, ?, id FROM vector WHERE hash = ?',
  );
  const insertWords = database.prepare('INSERT INTO word (rowid, path, symbol, body) VALUES (?, ?, ?, ?)');
  return ({ path, hash, mtime, size }, chunks) => {
    const file = insertFile.run(path, hash, mtime, size).lastInsertRowid;
    const pathWords = wordsIn(path).join(' ');
    for (const { first, last, symbol, text, hash: content } of chunks) {
      const { changes, lastInsertRowid } = insertChunk.run(file, first, last, symbol, content);
      if (changes !== 1) throw new Error(`a chunk of ${path} has no vector`);
      insertWords.run(lastInsertRowid, pathWords, wordsIn(symbol).join(' '), wordsIn(text).join(' '));
    }
  };
};

/** The oldest go first. */
const prune = (database: DatabaseSync): void => {
  const row = database
    .prepare(`SELECT count(*) AS idle, (SELECT count(*) FROM vector) AS whole FROM vector WHERE ${unused}`)
    .get();
  const [idle, whole] = [Number(row?.['idle']), Number(row?.['whole'])];
  const surplus = idle - Math.max(spare, whole - idle);
  if (surplus > 0)
    database
      .prepare(`DELETE FROM vector WHERE id IN (SELECT id FROM vector WHERE ${unused} ORDER BY id LIMIT ?)`)
      .run(surplus);
};
