import type { DatabaseSync } from 'node:sqlite';
import type { Budget, Standing } from '../core/budget.ts';
import { spanOf } from './budget-period.ts';
import { prepared } from './prepared.ts';

/** The columns that a budget's coverage is about. */
const columns = {
  provider: 'provider',
  key: 'key_id',
  task: 'task',
  caller: 'caller',
  workspace: 'workspace',
} as const;

const dimensions = ['provider', 'key', 'task', 'caller', 'workspace'] as const;

/** Patterns as SQLite's GLOB has them: only `*` is one of ours. */
const globOf = (wanted: string): string => wanted.replaceAll('[', '[[]').replaceAll('?', '[?]');

const isPattern = (dimension: (typeof dimensions)[number], wanted: string): boolean =>
  (dimension === 'caller' || dimension === 'workspace') && wanted.includes('*');

/** The conditions of what a budget covers, and their values. */
const coverage = ({ of }: Budget): { readonly sql: string; readonly values: readonly string[] } => {
  const named = dimensions.flatMap((dimension) => {
    const wanted = of[dimension];
    return wanted === undefined ? [] : [{ dimension, wanted, glob: isPattern(dimension, wanted) }];
  });
  return {
    sql: named.map(({ dimension, glob }) => ` AND ${columns[dimension]} ${glob ? 'GLOB' : '='} ?`).join(''),
    values: named.map(({ wanted, glob }) => (glob ? globOf(wanted) : wanted)),
  };
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
  const { first, endsAt } = spanOf(budget.period, now);
  const { sql, values } = coverage(budget);
  const row = prepared(database, standingSql(sql)).get(budget.period, first, ...values, ...values, budget.id, first);
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
