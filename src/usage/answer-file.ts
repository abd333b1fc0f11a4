import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './schema.ts';
import { isDamage, isLocked } from './trouble.ts';

/** What is kept under a name. Times in milliseconds since 1970. */
interface KeptRow {
  readonly name: Uint8Array;
  readonly body: Uint8Array;
  readonly at: number;
}

/** What may be kept at most. */
export interface Bounds {
  readonly entries: number;
  /** Of all bodies together. */
  readonly bytes: number;
  /** Milliseconds. */
  readonly age: number;
}

/** The open file of kept answers. Everything on it is synchronous, and throws what SQLite throws. */
export interface AnswerFile {
  /** Those of the names that are there and not too old. */
  readonly find: (names: readonly Uint8Array[], now: number) => readonly (KeptRow | undefined)[];
  /** Then drops what is beyond the bounds: what is too old, and what was not used for longest. */
  readonly put: (rows: readonly KeptRow[], now: number) => void;
  readonly drop: (name: Uint8Array) => void;
  readonly clear: () => void;
  /** Empties the file where it was written under another mark. */
  readonly claim: (mark: Uint8Array) => void;
  readonly close: () => void;
}

/** Milliseconds another window may keep us waiting: a cache is not worth more. */
const busyTimeout = 100;

const shape = `
  CREATE TABLE IF NOT EXISTS mark (only INTEGER PRIMARY KEY CHECK (only = 1), value BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS answer (
    id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, body BLOB NOT NULL, bytes INTEGER NOT NULL,
    at INTEGER NOT NULL, used INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS answer_at ON answer (at);
  CREATE INDEX IF NOT EXISTS answer_used ON answer (used DESC, id DESC, bytes);
`;

const leastUsed = `
  DELETE FROM answer WHERE id IN (
    SELECT id FROM (
      SELECT id, row_number() OVER newest AS place, sum(bytes) OVER newest AS total FROM answer
      WINDOW newest AS (ORDER BY used DESC, id DESC ROWS UNBOUNDED PRECEDING)
    ) WHERE place > ? OR total > ?
  )`;

const pathIn = (folder: string): string => join(folder, 'answers.db');

export const hasAnswerFile = (folder: string): boolean => existsSync(pathIn(folder));

/** Nothing in it is worth keeping. */
export const deleteAnswerFile = (folder: string): void => {
  for (const part of ['', '-wal', '-shm']) rmSync(pathIn(folder) + part, { force: true });
};

const open = (Database: typeof DatabaseSync, folder: string): DatabaseSync => {
  const database = new Database(pathIn(folder));
  try {
    // Deleted answers are overwritten, not only forgotten.
    database.exec(`PRAGMA busy_timeout = ${busyTimeout}; PRAGMA secure_delete = ON`);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${shape}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

const openOrReplace = (Database: typeof DatabaseSync, folder: string): DatabaseSync => {
  try {
    return open(Database, folder);
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  deleteAnswerFile(folder);
  return open(Database, folder);
};

const rowIn = (found: Readonly<Record<string, unknown>> | undefined, name: Uint8Array): KeptRow | undefined => {
  const [body, at] = [found?.['body'], found?.['at']];
  return body instanceof Uint8Array && typeof at === 'number' ? { name, body, at } : undefined;
};

const finderIn = (database: DatabaseSync, { age }: Bounds): AnswerFile['find'] => {
  const find = database.prepare('SELECT body, at FROM answer WHERE name = ? AND at > ?');
  const touch = database.prepare('UPDATE answer SET used = ? WHERE name = ?');
  return (names, now) => {
    const rows = names.map((name) => rowIn(find.get(name, now - age), name));
    try {
      inTransaction(database, () => {
        for (const row of rows) if (row) touch.run(now, row.name);
      });
    } catch (error) {
      // What was found is right, also where nobody learns that it was used.
      if (!isLocked(error)) throw error;
    }
    return rows;
  };
};

const writerIn = (database: DatabaseSync, { entries, bytes, age }: Bounds): AnswerFile['put'] => {
  const insert = database.prepare('INSERT OR REPLACE INTO answer (name, body, bytes, at, used) VALUES (?, ?, ?, ?, ?)');
  const removeOld = database.prepare('DELETE FROM answer WHERE at <= ?');
  const weigh = database.prepare('SELECT count(*) AS entries, total(bytes) AS bytes FROM answer');
  const removeLeastUsed = database.prepare(leastUsed);
  return (rows, now) =>
    inTransaction(database, () => {
      for (const { name, body, at } of rows) insert.run(name, body, body.length, at, now);
      removeOld.run(now - age);
      const held = weigh.get();
      if (Number(held?.['entries']) > entries || Number(held?.['bytes']) > bytes) removeLeastUsed.run(entries, bytes);
    });
};

const clear = (database: DatabaseSync): void => {
  database.exec('DELETE FROM answer');
  try {
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // Another window is reading: the file stays as large as it was, of overwritten bytes.
    if (!isLocked(error)) throw error;
  }
};

const claim = (database: DatabaseSync, mark: Uint8Array): void => {
  const known = database.prepare('SELECT value FROM mark').get()?.['value'];
  if (known instanceof Uint8Array && Buffer.compare(known, mark) === 0) return;
  clear(database);
  database.prepare('INSERT OR REPLACE INTO mark (only, value) VALUES (1, ?)').run(mark);
};

/** Opens `answers.db` in a folder, making both where they are missing. A damaged file is deleted and a new one begun. */
export const openAnswerFile = async (folder: string, bounds: Bounds): Promise<AnswerFile> => {
  const { DatabaseSync: Database } = await import('node:sqlite');
  mkdirSync(folder, { recursive: true });
  const database = openOrReplace(Database, folder);
  const remove = database.prepare('DELETE FROM answer WHERE name = ?');
  return {
    find: finderIn(database, bounds),
    put: writerIn(database, bounds),
    drop: (name) => void remove.run(name),
    clear: () => clear(database),
    claim: (mark) => claim(database, mark),
    close: () => database.close(),
  };
};
