import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { t } from '../core/l10n.ts';
import { bookRows } from './book-rows.ts';
import { isEmptied, setAside } from './damaged.ts';
import { prepared } from './prepared.ts';
import { bringAudit } from './salvage-audit.ts';
import { inTransaction, migrate, migrations, versionOf } from './schema.ts';
import type { Entry } from './spend.ts';
import { teach } from './taught.ts';
import { isDamage, isLocked, LedgerDamaged, LedgerUnusable, newer } from './trouble.ts';

/** `version` is SQLite's own count of what other connections wrote: the same as long as only this window writes, and only adds. */
type Work<T> = (database: DatabaseSync, version: number) => T;

/** The ledger's open file. Everything on it is synchronous, and throws what SQLite throws. */
export interface LedgerFile {
  /** All rows or none, with each row what it spends and the end of its reservation; then what else belongs to that. */
  readonly write: (entries: readonly Entry[], then?: Work<void>) => void;
  readonly read: <T>(query: Work<T>) => T;
  /** All of the work or none of it, while no other window can write. */
  readonly change: <T>(work: Work<T>) => T;
  /** Like `change`, of what was counted before: whoever remembers sums of the file by its version reads them anew. */
  readonly rewrite: <T>(work: Work<T>) => T;
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
    throw new LedgerUnusable(t("this editor's Node.js comes without SQLite"), { cause });
  }
};

const assertOurs = (database: DatabaseSync): void => {
  if (versionOf(database) > migrations.length) throw newer();
};

/** Bytes. To look at every page of a large file at each start takes seconds; what is damaged there is found when it is read. */
const mostChecked = 8_000_000;

const sizeOf = (database: DatabaseSync): number =>
  Number(prepared(database, 'PRAGMA page_count').get()?.['page_count']) *
  Number(prepared(database, 'PRAGMA page_size').get()?.['page_size']);

const assertWhole = (database: DatabaseSync, suspect: boolean): void => {
  if (!suspect && sizeOf(database) > mostChecked) return;
  const check = database.prepare(suspect ? 'PRAGMA integrity_check(1)' : 'PRAGMA quick_check(1)').get();
  const found = Object.values(check ?? {})[0];
  if (found !== 'ok') throw new LedgerDamaged(String(found));
};

/** A newer file is left before anything is written to it, the switch to WAL included. */
const prepare = (database: DatabaseSync, suspect: boolean): void => {
  database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
  assertOurs(database);
  assertWhole(database, suspect);
  // Only a file that is blank can be made one that gives pages back step by step.
  if (versionOf(database) === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  // What is forgotten is overwritten.
  database.exec('PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  // Pages: 32 MB. A transaction of many rows touches hundreds of pages, mostly the same ones as the one before, and each
  // time the log is carried over the extension host waits for the disk.
  database.exec('PRAGMA wal_autocheckpoint = 8000');
  migrate(database);
  teach(database);
};

const inodeOf = (path: string): bigint | undefined => statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;

const hold = (database: DatabaseSync, path: string): LedgerFile => {
  const inode = inodeOf(path);
  let known: number | undefined;
  let rewritten = 0;
  let seen: number | undefined;
  /** Only another window can have given the file a newer shape. */
  const versionOfOurs = (): number => {
    const version = Number(prepared(database, 'PRAGMA data_version').get()?.['data_version']);
    if (version !== known) assertOurs(database);
    known = version;
    // SQLite counts in 32 bits.
    return version + rewritten * 2 ** 32;
  };
  /** A plan reads several times in one go: what another window writes meanwhile might as well come just after. */
  const versionSeen = (): number => {
    if (seen !== undefined) return seen;
    queueMicrotask(() => (seen = undefined));
    return (seen = versionOfOurs());
  };
  const change = <T>(work: Work<T>): T => {
    seen = undefined;
    return inTransaction(database, () => work(database, versionOfOurs()));
  };
  return {
    write: (entries, then) =>
      change((_, version) => {
        bookRows(database, entries);
        then?.(database, version);
      }),
    read: (query) => query(database, versionSeen()),
    change,
    rewrite: (work) => {
      const result = change(work);
      rewritten += 1;
      return result;
    },
    isReplaced: () => inodeOf(path) !== inode,
    close: () => database.close(),
  };
};

/**
 * For nobody else on a machine that several people use, as on a server that VS Code is connected to. SQLite gives its logs
 * the permissions of the file.
 */
const makePrivate = (path: string): void => {
  try {
    chmodSync(path, 0o600);
  } catch {
    // Not ours, or on a disk that knows no permissions: what can be used is used.
  }
};

/** Where the file was damaged: the path it now has. */
const openAt = (sqlite: typeof Sqlite, { folder, suspect, onDamaged }: OpenFileOptions): LedgerFile | string => {
  const path = join(folder, 'ledger.db');
  if (isEmptied(path)) return putAside(path, () => undefined, onDamaged);
  const database = new sqlite.DatabaseSync(path);
  makePrivate(path);
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
  return putAside(path, file.close, onDamaged);
};

const putAside = (path: string, close: () => void, onDamaged: OpenFileOptions['onDamaged']): string => {
  const kept = setAside(path, close);
  onDamaged(kept);
  return kept;
};

const openOrReplace = (sqlite: typeof Sqlite, options: OpenFileOptions): LedgerFile => {
  const first = openAt(sqlite, options);
  if (typeof first !== 'string') return first;
  const file = openAt(sqlite, options);
  if (typeof file === 'string') throw new LedgerDamaged('the new ledger is damaged as well');
  bringAudit(sqlite, first, file.change);
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
