import type { DatabaseSync } from 'node:sqlite';
import { bookRows, bookUnspent } from './book-rows.ts';
import type { Salvaged } from './damaged.ts';
import { dayOf } from './period.ts';
import { prepared } from './prepared.ts';
import { rowsSince } from './rows-since.ts';
import { numberIn, type Read, type Row } from './row.ts';
import { daysWithoutRows } from './salvage-rollups.ts';
import type { Wreck } from './salvage-read.ts';
import { copySmall, copySpend } from './salvage-tables.ts';

export { copyDay } from './salvage-rollups.ts';

/** Milliseconds for which a window that reads a damaged ledger is believed to be at it. */
const lease = 60_000;

/** Who reads which file. */
interface Holder {
  readonly file: string;
  readonly holder: string;
}

/** How far it came. */
export interface Held extends Holder {
  readonly position: number;
  /** Whether what budgets count was copied, so that rows do not count there again. */
  readonly spend: boolean;
}

const knownSql = 'SELECT position, spend, holder, held_until, finished_at FROM salvage WHERE file = ?';
const beginSql = `INSERT INTO salvage (file, begun_at, position, rows, spend, holder, held_until)
  VALUES (?, ?, 0, 0, 0, ?, ?)`;
const spendSql = 'UPDATE salvage SET spend = 1 WHERE file = ?';
const takeSql = 'UPDATE salvage SET holder = ?, held_until = ? WHERE file = ?';

/** Begins, or takes over what nobody is at; undefined where another window is, or nothing is left to do. */
export const hold = (database: DatabaseSync, wreck: Wreck | undefined, { file, holder }: Holder): Held | undefined => {
  const now = Date.now();
  const known = prepared(database, knownSql).get(file);
  if (known) {
    if (known['finished_at'] !== null) return undefined;
    if (known['holder'] !== holder && isFresh(known, now)) return undefined;
    prepared(database, takeSql).run(holder, now + lease, file);
    return { file, holder, position: numberIn(known, 'position'), spend: known['spend'] === 1 };
  }
  prepared(database, beginSql).run(file, now, holder, now + lease);
  if (wreck) copySmall(database, wreck);
  const spend = wreck !== undefined && copySpend(database, wreck);
  if (spend) prepared(database, spendSql).run(file);
  return { file, holder, position: 0, spend };
};

/** Farther away than a lease: a clock was set back. */
const isFresh = (known: Read, now: number): boolean => {
  const left = numberIn(known, 'held_until') - now;
  return left > 0 && left <= lease;
};

const advanceSql = `UPDATE salvage SET position = ?, rows = rows + ?, held_until = ?
  WHERE file = ? AND holder = ? AND position = ? AND finished_at IS NULL`;

const forgottenSql = 'SELECT 1 FROM forgotten WHERE since <= ? AND until > ? AND at >= ? LIMIT 1';

/** Writes rows together with how far that came. Returns false where somebody else has come farther: nothing is written. */
export const advance = (
  database: DatabaseSync,
  { file, holder, position, spend }: Held,
  { rows, to }: { readonly rows: readonly Row[]; readonly to: number },
): boolean => {
  const since = rowsSince(database);
  const wanted = rows.filter(({ at }) => at >= since && prepared(database, forgottenSql).get(at, at, at) === undefined);
  const until = Date.now() + lease;
  const { changes } = prepared(database, advanceSql).run(to, wanted.length, until, file, holder, position);
  if (changes === 0) return false;
  const entries = wanted.map((row) => ({ row }));
  if (spend) bookUnspent(database, entries);
  else bookRows(database, entries);
  return true;
};

/** Noon is on the same day wherever somebody's clock is set back or forward. */
const noonOf = (day: string): number => new Date(`${day}T12:00:00`).getTime();

/** Days whose roll-ups have outlived their rows, and that nobody wanted forgotten. */
export const daysToCopy = (database: DatabaseSync, wreck: Wreck): readonly string[] => {
  const since = rowsSince(database);
  if (since === 0) return [];
  return daysWithoutRows(wreck, dayOf(since)).filter((day) => {
    const noon = noonOf(day);
    return prepared(database, forgottenSql).get(noon, noon, noon) === undefined;
  });
};

const endSql = `UPDATE salvage SET finished_at = ? WHERE file = ? AND holder = ? AND finished_at IS NULL
  RETURNING rows, spend`;

/** Undefined where another window has ended it. */
export const end = (database: DatabaseSync, { file, holder }: Holder): Salvaged | undefined => {
  const row = prepared(database, endSql).get(Date.now(), file, holder);
  return row && { attempts: numberIn(row, 'rows'), spend: row['spend'] === 1 };
};
