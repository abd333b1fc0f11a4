import type { DatabaseSync } from 'node:sqlite';
import { dropRows } from './drop-rows.ts';
import { giveBack } from './file-space.ts';
import type { Shared } from './ledger.ts';
import { midnight } from './period.ts';
import { prepared } from './prepared.ts';
import { setRowsSince } from './rows-since.ts';
import { stepwise, type Pause } from './spare-time.ts';

/** Free pages that stay in the file, as new rows need them: some days' worth. */
const reserve = 1_000;

/** Fewer would leave a month that is not over without its rows. */
const fewest = 30;
const most = 36_500;
const usual = 400;

/** Days as a setting says them. What nobody can have meant is the usual number; a number that is too small is the smallest. */
export const retentionDays = (said: unknown): number => {
  if (typeof said !== 'number' || !Number.isFinite(said) || said < 0) return usual;
  return said === 0 ? 0 : Math.min(most, Math.max(fewest, Math.round(said)));
};

/** The local midnight with which the oldest day begins that is kept whole. */
export const cutOf = (days: number, now: number): number => midnight(now, -days);

/**
 * Deletes the rows of days longer ago than so many, and gives the room that gets free back to the disk. 0 days keeps all.
 * Resolves to false where there was no time for all; rejects with what the file throws.
 */
export const dropOld = async (
  shared: Shared,
  { days, now }: { readonly days: number; readonly now: number },
  pause: Pause,
): Promise<boolean> => {
  if (days <= 0) return true;
  const until = cutOf(days, now);
  const isAny = await shared.use((file) => {
    if (!file.read((database) => hasRowsBefore(database, until))) return false;
    // First, so that nobody counts the roll-ups of a day anew of which only some rows are left.
    file.change((database) => setRowsSince(database, until));
    return true;
  }, 'later');
  const doomed = { since: Number.MIN_SAFE_INTEGER, until, below: Number.MAX_SAFE_INTEGER };
  if (isAny && !(await dropRows(shared, doomed, { pause }))) return false;
  return stepwise(pause, () => shared.use((file) => giveBack(file, reserve), 'later'));
};

const hasRowsBefore = (database: DatabaseSync, until: number): boolean =>
  prepared(database, 'SELECT 1 FROM attempt WHERE at < ? LIMIT 1').get(until) !== undefined;

const day = 86_400_000;

/** Milliseconds after which a chore that was begun and not ended is due again. */
const lease = 600_000;

const dueSql = `INSERT INTO upkeep (name, at) VALUES ('retention', ?) ON CONFLICT DO UPDATE SET at = excluded.at`;

/** Whether this window is to do it now, and no other: once a day for a file. */
export const claimDay = (database: DatabaseSync, now: number): boolean => {
  const due = Number(prepared(database, `SELECT at FROM upkeep WHERE name = 'retention'`).get()?.['at'] ?? 0);
  // Farther away than a day: a clock was set back.
  if (now < due && due - now <= day) return false;
  prepared(database, dueSql).run(now + lease);
  return true;
};

export const endDay = (database: DatabaseSync, now: number): void => {
  prepared(database, dueSql).run(now + day);
};
