import type { DatabaseSync } from 'node:sqlite';
import { prepared } from './prepared.ts';

/** Local days: the first and the last, as `2026-03-29`. */
export interface Days {
  readonly first: string;
  readonly last: string;
}

const whose = 'provider, key_id, task, caller, workspace';

/** As `spend` itself counts: not beyond what JavaScript counts exactly. */
const summed = ['nano', 'doubt', 'doubt_worst', 'untold']
  .map((name) => `CAST(min(total(${name}), ${Number.MAX_SAFE_INTEGER}) AS INTEGER)`)
  .join(', ');

/** The first day of the period that a day is in, as the ledger's first counters were made. */
const firstOf = { week: `date(first, 'weekday 0', '-6 days')`, month: `date(first, 'start of month')` } as const;

/** Counts a week or a month from those of its days that are left. */
const countAnew = (database: DatabaseSync, period: keyof typeof firstOf, first: string): void => {
  prepared(database, 'DELETE FROM spend WHERE period = ? AND first = ?').run(period, first);
  prepared(
    database,
    `INSERT INTO spend SELECT ?, ?, ${whose}, ${summed} FROM spend
      WHERE period = 'day' AND ${firstOf[period]} = ? GROUP BY ${whose}`,
  ).run(period, first, first);
};

const firstsOf = (database: DatabaseSync, period: keyof typeof firstOf, { first, last }: Days): readonly string[] =>
  prepared(
    database,
    `SELECT DISTINCT ${firstOf[period]} AS first FROM spend WHERE period = 'day' AND first BETWEEN ? AND ?`,
  )
    .all(first, last)
    .map((row) => String(row['first']));

/** Takes back that a budget's warning was given for a period. What a person decided about a budget stays. */
const unwarn = (database: DatabaseSync, first: string): void => {
  prepared(database, 'DELETE FROM budget_notice WHERE period = ?').run(first);
};

/**
 * Budgets count as if nothing had been spent on these days; their weeks and months count what is left, and warn anew.
 * What is reserved at the moment stays. Within a transaction.
 */
export const forgetSpend = (database: DatabaseSync, days: Days): void => {
  const periods = (['week', 'month'] as const).flatMap((period) =>
    firstsOf(database, period, days).map((first) => ({ period, first })),
  );
  const gone = prepared(
    database,
    `DELETE FROM spend WHERE period = 'day' AND first BETWEEN ? AND ? RETURNING first`,
  ).all(days.first, days.last);
  for (const first of new Set(gone.map((row) => String(row['first'])))) unwarn(database, first);
  for (const { period, first } of periods) {
    countAnew(database, period, first);
    unwarn(database, first);
  }
};
