import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { setAside } from './damaged.ts';
import { prepared } from './prepared.ts';
import { teachDays } from './report.ts';
import type { Row } from './row.ts';
import { inTransaction, migrate, migrations, versionOf } from './schema.ts';
import { bookSpend, type Entry } from './spend.ts';
import { isDamage, isLocked, LedgerDamaged, LedgerUnusable, newer } from './trouble.ts';

/** `version` is SQLite's own count of what other connections wrote: the same as long as only this window writes. */
type Work<T> = (database: DatabaseSync, version: number) => T;

/** The ledger's open file. Everything on it is synchronous, and throws what SQLite throws. */
export interface LedgerFile {
  /** All rows or none, and with each row what it spends and the end of its reservation. */
  readonly write: (entries: readonly Entry[]) => void;
  readonly read: <T>(query: Work<T>) => T;
  /** All of the work or none of it, while no other window can write. */
  readonly change: <T>(work: Work<T>) => T;
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

/** Loaded on first use: activation does not pay for it, and an editor without it still answers requests. */
const loadSqlite = async (): Promise<typeof Sqlite> => {
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

const insertSql = (row: Row): string => {
  const columns = Object.keys(row);
  return `INSERT INTO attempt (${columns.join(', ')}) VALUES (${columns.map((column) => `$${column}`).join(', ')})`;
};

const hold = (database: DatabaseSync, path: string): LedgerFile => {
  const inode = inodeOf(path);
  let insert: StatementSync | undefined;
  let known: number | undefined;
  /** Only another window can have given the file a newer shape. */
  const versionOfOurs = (): number => {
    const version = Number(prepared(database, 'PRAGMA data_version').get()?.['data_version']);
    if (version !== known) assertOurs(database);
    known = version;
    return version;
  };
  return {
    write: (entries) =>
      inTransaction(database, () => {
        versionOfOurs();
        for (const entry of entries) {
          (insert ??= database.prepare(insertSql(entry.row))).run(entry.row);
          bookSpend(database, entry);
        }
      }),
    read: (query) => query(database, versionOfOurs()),
    change: (work) => inTransaction(database, () => work(database, versionOfOurs())),
    isReplaced: () => inodeOf(path) !== inode,
    close: () => database.close(),
  };
};

/** `undefined` where the file was damaged and is now set aside. */
const openAt = (sqlite: typeof Sqlite, { folder, suspect, onDamaged }: OpenFileOptions): LedgerFile | undefined => {
  const path = join(folder, 'ledger.db');
  const database = new sqlite.DatabaseSync(path);
  const file = hold(database, path);
  try {
    prepare(database, suspect);
    return file;
  } catch (error) {
    // Where another window was quicker, the file of that name is already the new one.
    if (!isDamage(error) || file.isReplaced()) {
      file.close();
      throw error;
    }
  }
  onDamaged(setAside(path, file.close));
  return undefined;
};

const openOrReplace = (sqlite: typeof Sqlite, options: OpenFileOptions): LedgerFile => {
  const file = openAt(sqlite, options) ?? openAt(sqlite, options);
  if (!file) throw new LedgerDamaged('the new ledger is damaged as well');
  return file;
};

/**
 * Opens `ledger.db` in a folder, making both where they are missing. A damaged file is moved aside and a new one begun.
 * Throws `LedgerUnusable` where no retry will help, otherwise what SQLite or the file system throws.
 */
export const openFile = async (options: OpenFileOptions): Promise<LedgerFile> => {
  const sqlite = await loadSqlite();
  mkdirSync(options.folder, { recursive: true });
  for (let tries = 1; ; tries++) {
    try {
      return openOrReplace(sqlite, options);
    } catch (error) {
      // Two windows that begin a ledger at once: SQLite does not wait for its busy timeout when it switches to WAL.
      if (!isLocked(error) || tries === 5) throw error;
    }
    await pause(20 * tries);
  }
};
