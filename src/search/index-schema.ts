import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { t } from '../core/l10n.ts';
import { IndexTrouble } from './index-trouble.ts';

/** Milliseconds another window may keep us waiting. The extension host stands still meanwhile. */
const busyTimeout = 250;

/**
 * Vectors are kept by the hash of what they were made of, so that a chunk that is moved, or comes again with another branch,
 * needs no new one; an id is never given twice, since other windows know vectors by it. The text itself is not kept: of words
 * only the index is (`content=''`).
 */
const first = `
  CREATE TABLE about (
    only INTEGER PRIMARY KEY CHECK (only = 1), model TEXT NOT NULL, dimensions INTEGER, chunk_limit INTEGER NOT NULL,
    paused INTEGER NOT NULL, complete INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE worker (only INTEGER PRIMARY KEY CHECK (only = 1), owner TEXT NOT NULL, until INTEGER NOT NULL) STRICT;
  CREATE TABLE file (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, mtime REAL NOT NULL, size INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE vector (id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, scale REAL NOT NULL, numbers BLOB NOT NULL) STRICT;
  CREATE TABLE chunk (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, symbol TEXT NOT NULL,
    vector INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX chunk_file ON chunk (file);
  CREATE INDEX chunk_vector ON chunk (vector);
  CREATE VIRTUAL TABLE word USING fts5 (
    path, symbol, body, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2'
  );
`;

/** Consent is of folders: those of an index that is older are not known, and have to be agreed to once more. */
const folders = `ALTER TABLE about ADD COLUMN folders TEXT NOT NULL DEFAULT '[]'`;

/** What vectors of changes have cost that nobody was asked for: US dollars, or NULL where the price is unknown. */
const unasked = `
  CREATE TABLE unasked (at INTEGER NOT NULL, chunks INTEGER NOT NULL, usd REAL) STRICT;
`;

/** One after the other, and only ever longer: an index has as many of them as its version says. */
const steps: readonly string[] = [first, folders, unasked];

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version']);

/** SQLite gives its logs the permissions of the file. */
const makePrivate = (path: string): void => {
  try {
    chmodSync(path, 0o600);
  } catch {
    // A disk that knows no permissions: what can be used is used.
  }
};

const loadSqlite = async (): Promise<typeof Sqlite> => {
  try {
    return await import('node:sqlite');
  } catch (cause) {
    throw new IndexTrouble(t("this editor's Node.js comes without SQLite"), { cause });
  }
};

/** All of it or nothing. */
export const inTransaction = <T>(database: DatabaseSync, work: () => T): T => {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk ends the transaction by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
};

const prepare = (database: DatabaseSync): void => {
  database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
  const found = versionOf(database);
  if (found > steps.length)
    throw new IndexTrouble(t('it was made by a newer version of Keyway; update Keyway and reload the window'), {});
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  if (found === steps.length) return;
  inTransaction(database, () => {
    // Two windows may begin at once.
    for (const step of steps.slice(versionOf(database))) database.exec(step);
    database.exec(`PRAGMA user_version = ${steps.length}`);
  });
};

/** Opens the file, making it and its folder where they are missing. Throws what SQLite and the file system throw. */
export const openDatabase = async (path: string): Promise<DatabaseSync> => {
  const { DatabaseSync: Database } = await loadSqlite();
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path);
  try {
    makePrivate(path);
    prepare(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

/** With its logs. */
export const deleteDatabase = (path: string): void => {
  for (const part of ['-wal', '-shm', '']) rmSync(path + part, { force: true });
};
