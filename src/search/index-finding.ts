import type { DatabaseSync } from 'node:sqlite';
import type { IndexFile, KnownFile, Place, Said } from './index-types.ts';
import type { Stored } from './matrix.ts';

type Finding = Pick<IndexFile, 'files' | 'kept' | 'vectorIds' | 'vector' | 'placesOf' | 'byWords'>;

type Row = Readonly<Record<string, unknown>>;

const fileIn = (row: Row): KnownFile => ({
  path: String(row['path']),
  hash: String(row['hash']),
  mtime: Number(row['mtime']),
  size: Number(row['size']),
});

const placeIn = (row: Row): Place => ({
  chunk: Number(row['id']),
  path: String(row['path']),
  first: Number(row['first']),
  last: Number(row['last']),
  symbol: String(row['symbol']),
});

const columns = 'chunk.id, file.path, chunk.first, chunk.last, chunk.symbol, chunk.vector';

/** `0` is the sign behind the slash: every path below the folder sorts between the two. */
const below = 'file.path >= ? AND file.path < ?';
const boundsOf = (folder: string): readonly [string, string] => [`${folder}/`, `${folder}0`];

/** A word in the path says more than one in the name of a declaration, and that one more than one in the text. */
const weights = "rank MATCH 'bm25(3.0, 2.0, 1.0)'";

export const findingIn = (database: DatabaseSync): Finding => {
  const isKept = database.prepare('SELECT 1 FROM vector WHERE hash = ?');
  const vectorById = database.prepare('SELECT scale, numbers FROM vector WHERE id = ?');
  const places = database.prepare(
    `SELECT ${columns} FROM chunk JOIN file ON file.id = chunk.file WHERE chunk.vector = ? ORDER BY file.path, chunk.first`,
  );
  return {
    files: () => filesIn(database),
    kept: (hashes) => new Set([...hashes].filter((hash) => isKept.get(hash) !== undefined)),
    vectorIds: (folder) => vectorIdsIn(database, folder),
    vector: (id) => storedIn(id, vectorById.get(id)),
    placesOf: (vectorIds) => new Map(vectorIds.map((id) => [id, places.all(id).map(placeIn)])),
    byWords: (words, most, folder) => placesByWords(database, { words, most, folder }),
  };
};

const filesIn = (database: DatabaseSync): ReadonlyMap<string, KnownFile> =>
  new Map(
    database
      .prepare('SELECT path, hash, mtime, size FROM file')
      .all()
      .map((row) => [String(row['path']), fileIn(row)]),
  );

const vectorIdsIn = (database: DatabaseSync, folder: string | undefined): ReadonlySet<number> => {
  const rows =
    folder === undefined
      ? database.prepare('SELECT DISTINCT vector FROM chunk').all()
      : database
          .prepare(`SELECT DISTINCT chunk.vector FROM chunk JOIN file ON file.id = chunk.file WHERE ${below}`)
          .all(...boundsOf(folder));
  return new Set(rows.map((row) => Number(row['vector'])));
};

const storedIn = (id: number, row: Row | undefined): Stored | undefined => {
  const bytes = row?.['numbers'];
  if (!(bytes instanceof Uint8Array)) return undefined;
  const numbers = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { id, scale: Number(row?.['scale']), numbers };
};

interface WordSearch {
  readonly words: readonly string[];
  readonly most: number;
  readonly folder: string | undefined;
}

/** Chunks that are weighed for a question: about 15 ms of work. */
const mostWeighed = 20_000;

const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`;

interface Weighed {
  /** The rarest words, which tell most, as many as can be weighed quickly: what is in every chunk tells nothing apart. */
  readonly words: readonly string[];
  /** What a chunk scores that says each word of the question once. */
  readonly whole: number;
}

/** As SQLite weighs a word that is in so many chunks (FTS5's `bm25`, SQLite 3.53). */
const weightOf = (chunks: number, all: number): number =>
  Math.max(1e-6, Math.log((all - chunks + 0.5) / (chunks + 0.5)));

const weighed = (database: DatabaseSync, words: readonly string[]): Weighed => {
  const all = Number(database.prepare('SELECT count(*) AS chunks FROM chunk').get()?.['chunks']);
  const count = database.prepare('SELECT count(*) AS chunks FROM word WHERE word MATCH ?');
  const counted = words.map((word) => ({ word, chunks: Number(count.get(quoted(word))?.['chunks']) }));
  const known = counted.filter(({ chunks }) => chunks > 0).toSorted((a, b) => a.chunks - b.chunks);
  let sum = 0;
  return {
    words: known.filter(({ chunks }, place) => (sum += chunks) <= mostWeighed || place === 0).map(({ word }) => word),
    whole: counted.reduce((total, { chunks }) => total + weightOf(chunks, all), 0),
  };
};

const placesByWords = (database: DatabaseSync, { words, most, folder }: WordSearch): readonly Said[] => {
  const { words: known, whole } = weighed(database, words);
  if (known.length === 0) return [];
  const inFolder =
    folder === undefined
      ? ''
      : `AND rowid IN (SELECT chunk.id FROM chunk JOIN file ON file.id = chunk.file WHERE ${below})`;
  const best = `SELECT rowid, rank FROM word WHERE word MATCH ? AND ${weights} ${inFolder} ORDER BY rank LIMIT ?`;
  const bounds = folder === undefined ? [] : boundsOf(folder);
  return database
    .prepare(
      `SELECT ${columns}, best.rank FROM (${best}) best JOIN chunk ON chunk.id = best.rowid
       JOIN file ON file.id = chunk.file ORDER BY best.rank, file.path, chunk.first`,
    )
    .all(known.map(quoted).join(' OR '), ...bounds, most)
    .map((row) => ({ ...placeIn(row), share: -Number(row['rank']) / whole }));
};
