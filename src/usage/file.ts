import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { setAside } from './damaged.ts';
import { teachDays } from './report.ts';
import type { Row } from './row.ts';
import { inTransaction, migrate, migrations, versionOf } from './schema.ts';
import { isDamage, isLocked, LedgerDamaged, LedgerUnusable, newer } from './trouble.ts';

/** The ledger's open file. Everything on it is synchronous, and throws what SQLite throws. */
export interface LedgerFile {
  /** All rows or none. */
  readonly write: (rows: readonly Row[]) => void;
  readonly read: <T>(query: (database: DatabaseSync) => T) => T;
  /** Whether another file, or none, now has the name this one was opened by. */
  readonly isReplaced: () => boolean;
  readonly close: () => void;
}

export interface OpenFileOptions {
  readonly folder: string;
  /** SQLite called the file damaged while in use: look at every page and index before trusting it again. */
  readonly suspect: boolean;
  /** Hears where a damaged file was moved to. */
  readonly onDamaged: (path: string) => void;
}

/** Milliseconds another window may keep us waiting. The extension host stands still meanwhile. */
const busyTimeout = 250;

type Sqlite = typeof import('node:sqlite');

/** Loaded on first use: activation does not pay for it, and an editor without it still answers requests. */
const loadSqlite = async (): Promise<Sqlite> => {
  try {
    return await import('node:sqlite');
  } catch (cause) {
    throw new LedgerUnusable("this editor's Node.js comes without SQLite", { cause });
  }
};

const assertOurs = (database: DatabaseSync): void => {
  if (versionOf(database) > migrations.length) throw newer();
};

const assertWhole = (database: DatabaseSync, suspect: boolean): void => {
  const check = database.prepare(suspect ? 'PRAGMA integrity_check(1)' : 'PRAGMA quick_check(1)').get();
  const found = Object.values(check ?? {})[0];
  if (found !== 'ok') throw new LedgerDamaged(String(found));
};

/** A newer file is left before anything is written to it, the switch to WAL included. */
const prepare = (database: DatabaseSync, suspect: boolean): void => {
  database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
  assertOurs(database);
  assertWhole(database, suspect);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  migrate(database);
  teachDays(database);
};

const inodeOf = (path: string): bigint | undefined => statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;

const insertInto = (database: DatabaseSync) => {
  let sql = '';
  let statement: ReturnType<DatabaseSync['prepare']> | undefined;
  return (row: Row): void => {
    const columns = Object.keys(row);
    statement ??= database.prepare((sql = `INSERT INTO attempt (${columns}) VALUES (${columns.map(() => '?')})`));
    statement.run(...Object.values(row));
  };
};
