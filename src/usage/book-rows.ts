import type { DatabaseSync } from 'node:sqlite';
import { bookNames } from './key-names.ts';
import { prepared } from './prepared.ts';
import { bookRollups } from './rollup.ts';
import type { Row } from './row.ts';
import { bookSpend, type Entry } from './spend.ts';

/** Every row has the same columns. By place, since node:sqlite looks up each name of a parameter at each run. */
let insertSql: string | undefined;

const insertSqlOf = (row: Row): string => {
  const columns = Object.keys(row);
  return `INSERT INTO attempt (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
};

/** Writes rows and counts them everywhere but in budgets; within a transaction. */
export const bookUnspent = (database: DatabaseSync, entries: readonly Entry[]): void => {
  for (const { row } of entries) prepared(database, (insertSql ??= insertSqlOf(row))).run(...Object.values(row));
  bookRollups(
    database,
    entries.map(({ row }) => row),
  );
  bookNames(database, entries);
};

/** Writes rows, counts them, and ends what was reserved for them; within a transaction. */
export const bookRows = (database: DatabaseSync, entries: readonly Entry[]): void => {
  bookSpend(database, entries);
  bookUnspent(database, entries);
};
