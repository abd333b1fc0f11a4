import type { DatabaseSync } from 'node:sqlite';
import { fits, markOf, type Budget, type Standing } from '../core/budget.ts';
import { spanOf } from './budget-period.ts';
import { prepared } from './prepared.ts';

const taught = new WeakSet<DatabaseSync>();

/** The plan's own comparison: SQLite's `lower` knows no letters beyond ASCII, and its GLOB has brackets of its own. */
const teach = (database: DatabaseSync): void => {
  if (taught.has(database)) return;
  taught.add(database);
  database.function('fits', { deterministic: true }, (wanted, found) => Number(fits(String(wanted), String(found))));
};

interface Condition {
  readonly sql: string;
  readonly values: readonly string[];
}

const conditions = ({ provider, keys, task, caller, workspace }: Budget['of']): readonly Condition[] => [
  ...(provider === undefined ? [] : [{ sql: ' AND provider = ?', values: [provider] }]),
  ...(keys === undefined ? [] : [{ sql: ` AND key_id IN (${keys.map(() => '?').join(', ')})`, values: keys }]),
  ...(task === undefined ? [] : [{ sql: ' AND task = ?', values: [task] }]),
  ...(caller === undefined ? [] : [{ sql: ' AND fits(?, caller)', values: [caller] }]),
  ...(workspace === undefined ? [] : [{ sql: ' AND fits(?, workspace)', values: [workspace] }]),
];

/** The conditions of what a budget covers, and their values. */
const coverage = ({ of }: Budget): Condition => {
  const named = conditions(of);
  return { sql: named.map(({ sql }) => sql).join(''), values: named.flatMap(({ values }) => values) };
};

/**
 * What is open counts in every period: it is not known yet on which side of midnight it will be booked. `total` is exact to
 * nine million dollars, where `sum` would make node:sqlite throw.
 */
const standingSql = (covered: string): string => `
  SELECT * FROM
    (SELECT total(nano) AS nano, total(doubt) AS doubt, total(doubt_worst) AS doubt_worst, total(untold) AS untold
      FROM spend WHERE period = ? AND first = ?${covered}),
    (SELECT total(likely) AS likely, total(worst) AS worst FROM reservation WHERE 1${covered}),
    (SELECT EXISTS (SELECT 1 FROM budget_lift WHERE budget = ? AND period = ?) AS lifted)`;

/** How a budget stands now. */
export const standingOf = (database: DatabaseSync, budget: Budget, now: number): Standing => {
  teach(database);
  const { first, endsAt } = spanOf(budget.period, now);
  const { sql, values } = coverage(budget);
  const row = prepared(database, standingSql(sql)).get(
    budget.period,
    first,
    ...values,
    ...values,
    markOf(budget),
    first,
  );
  const number = (column: string): number => Number(row?.[column]);
  const doubt = number(budget.strict ? 'doubt_worst' : 'doubt');
  return {
    budget,
    period: first,
    endsAt,
    spent: number('nano') + doubt,
    doubt,
    untold: number('untold'),
    reserved: number(budget.strict ? 'worst' : 'likely'),
    lifted: number('lifted') === 1,
  };
};
