import type { DatabaseSync } from 'node:sqlite';
import { budgetPeriods } from '../core/budget.ts';
import { spanOf } from './budget-period.ts';
import { dayOf } from './period.ts';
import { prepared } from './prepared.ts';
import type { Attempt } from '../core/attempt.ts';
import { numberIn, withBaseline, type Row } from './row.ts';

/** A row on its way into the file, and the reservation that ends with it. */
export interface Entry {
  readonly row: Row;
  readonly reservation?: string | undefined;
  /** Asked once, shortly before the row is written. */
  readonly dearest?: Attempt['dearest'];
}

/** The entry with all its row can say. */
export const settled = (entry: Entry): Entry =>
  entry.dearest ? { row: withBaseline(entry.row, entry.dearest), reservation: entry.reservation } : entry;

/** No counter grows beyond what JavaScript counts exactly, nine million dollars: SQLite would refuse the row at some point. */
const most = Number.MAX_SAFE_INTEGER;

const add = `
  INSERT INTO spend (period, first, provider, key_id, task, caller, workspace, nano, doubt, doubt_worst, untold)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    nano = min(nano + excluded.nano, ${most}),
    doubt = min(doubt + excluded.doubt, ${most}),
    doubt_worst = min(doubt_worst + excluded.doubt_worst, ${most}),
    untold = untold + excluded.untold`;

const end = 'DELETE FROM reservation WHERE id = ? RETURNING likely, worst';

const endAll = `DELETE FROM reservation WHERE window_id = ?
  RETURNING at, provider, key_id, task, caller, workspace, likely, worst`;

/** Known for good: the provider's own number, its own count at our prices, or nothing, as nothing was sent or read. */
const isCertain = ({ cost_from, cost_nano, input_tokens }: Row): boolean =>
  cost_from === 'estimated' ? cost_nano === 0 && input_tokens === null : cost_from !== 'unknown';

/** Nano-dollars that count beyond what a row says it cost: where that is a guess, the provider may have billed all that was reserved. */
export const doubtOf = (row: Row, reserved: number): number =>
  isCertain(row) ? 0 : Math.max(0, reserved - (row.cost_nano ?? 0));

/** Counts what attempts cost and ends their reservations; within the transaction that writes their rows. */
export const bookSpend = (database: DatabaseSync, entries: readonly Entry[]): void => {
  const spent = new Map<string, Spent>();
  for (const { row, reservation } of entries) {
    const ended = reservation === undefined ? undefined : prepared(database, end).get(reservation);
    const { provider, key_id, task, caller, at } = row;
    const doubt = (column: 'likely' | 'worst'): number => (ended ? doubtOf(row, numberIn(ended, column)) : 0);
    const whose = [provider, key_id, task, caller, row.workspace ?? ''];
    const untold = Number(row.cost_nano === null);
    const amounts = [row.cost_nano ?? 0, doubt('likely'), doubt('worst'), untold];
    const group = JSON.stringify([dayOf(at), ...whose]);
    const others = spent.get(group)?.amounts;
    // Beyond what is counted exactly nothing is counted either.
    const sums = amounts.map((amount, index) => Math.min(amount + (others?.[index] ?? 0), most));
    spent.set(group, { at, whose, amounts: sums });
  }
  for (const one of spent.values()) count(database, one);
};

/**
 * Ends what a window has reserved that will write no more rows, and counts it: its requests were on their way, and nobody
 * will ever tell what they cost. Where such a window was only asleep, its rows count as well.
 */
export const bookLost = (database: DatabaseSync, window: string): void => {
  for (const lost of prepared(database, endAll).all(window)) {
    const whose = ['provider', 'key_id', 'task', 'caller', 'workspace'].map((column) => String(lost[column]));
    const amounts = [0, numberIn(lost, 'likely'), numberIn(lost, 'worst'), 1];
    count(database, { at: numberIn(lost, 'at'), whose, amounts });
  }
};

/** What a row is said to have cost. */
export type Corrected = Pick<Row, 'at' | 'provider' | 'key_id' | 'task' | 'caller' | 'workspace' | 'cost_nano'>;

/**
 * Counts what a row is now known to cost instead of what it was said to cost before. What was in doubt stays so: how much
 * was reserved for it is forgotten.
 */
export const correctSpend = (database: DatabaseSync, before: Corrected, nano: number | null): void => {
  const { at, provider, key_id, task, caller, workspace } = before;
  const whose = [provider, key_id, task, caller, workspace ?? ''];
  const untold = Number(nano === null) - Number(before.cost_nano === null);
  count(database, { at, whose, amounts: [(nano ?? 0) - (before.cost_nano ?? 0), 0, 0, untold] });
};

interface Spent {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Provider, key, task, caller, workspace. */
  readonly whose: readonly string[];
  /** Nano-dollars that are known, in doubt, and in doubt at worst; attempts of unknown cost. */
  readonly amounts: readonly number[];
}

const count = (database: DatabaseSync, { at, whose, amounts }: Spent): void => {
  for (const period of budgetPeriods)
    prepared(database, add).run(period, spanOf(period, at).first, ...whose, ...amounts);
};
