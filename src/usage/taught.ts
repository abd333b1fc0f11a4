import type { DatabaseSync } from 'node:sqlite';
import { dayOf, hourOf } from './period.ts';
import { joined } from './times.ts';

/** All histograms of a group as one: joined byte by byte, which SQLite does without calling JavaScript for each. */
export const concatenated = (column: string): string => `CAST(group_concat(${column}, '') AS BLOB)`;

/**
 * Teaches a connection what the ledger's SQL calls. `local_day(at)` and `local_hour(at)` are JavaScript's, so that a day's
 * group and `today()` agree; they are also quicker than SQLite's 'localtime'. `join_times(a, b)` adds up two
 * histograms, `short_times(a)` shortens one that was joined byte by byte.
 */
export const teach = (database: DatabaseSync): void => {
  database.function('local_day', (at) => dayOf(Number(at)));
  database.function('local_hour', (at) => hourOf(Number(at)));
  database.function('join_times', { deterministic: true }, joined);
  database.function('short_times', { deterministic: true }, (bytes) => joined(bytes, null));
};
