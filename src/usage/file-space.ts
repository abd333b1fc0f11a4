import type { DatabaseSync } from 'node:sqlite';
import type { LedgerFile } from './file.ts';
import { prepared } from './prepared.ts';

/** Pages that are given back at a time: half a millisecond of work, with the log some more. */
const batch = 64;

/** Bytes up to which a file that cannot give back page by page is written anew: some 100 ms, once. */
const mostAnew = 8 * 1024 * 1024;

const numberOf = (database: DatabaseSync, name: string): number =>
  Number(Object.values(prepared(database, `PRAGMA ${name}`).get() ?? {})[0]);

const isIncremental = (database: DatabaseSync): boolean => numberOf(database, 'auto_vacuum') === 2;

/** Gives some of the pages that are free back to the disk. Returns whether there are more; a few (`reserve`) may stay. */
export const giveBack = (file: LedgerFile, reserve: number): boolean =>
  file.read((database) => {
    const free = numberOf(database, 'freelist_count') - reserve;
    if (free <= 0) return false;
    if (isIncremental(database)) {
      database.exec(`PRAGMA incremental_vacuum(${Math.min(free, batch)})`);
      return free > batch;
    }
    // Begun by a Keyway that did not ask for it. In a large one free pages wait for new rows.
    if (numberOf(database, 'page_count') * numberOf(database, 'page_size') > mostAnew) return false;
    database.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
    return false;
  });

/** Steps after which the log is moved into the file: SQLite does it by itself only when that takes much longer. */
const stepsALog = 8;

/** Calls back at every eighth step. */
export const everyEighth = (then: () => void): (() => void) => {
  let steps = 0;
  return () => {
    steps += 1;
    if (steps % stepsALog === 0) then();
  };
};

/** Moves what is in the log into the file, as far as nobody reads it. */
export const moveLog = (file: LedgerFile): void =>
  file.read((database) => database.exec('PRAGMA wal_checkpoint(PASSIVE)'));

/** The same to the end, and cuts the log off: what was overwritten is nowhere any more. Returns whether it could. */
export const cutLog = (file: LedgerFile): boolean =>
  file.read((database) => Number(database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy']) === 0);

/** Where the file is. */
export const pathOf = (file: LedgerFile): string =>
  file.read((database) =>
    String(
      prepared(database, 'PRAGMA database_list')
        .all()
        .find(({ name }) => name === 'main')?.['file'] ?? '',
    ),
  );
