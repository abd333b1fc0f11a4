import type { DatabaseSync } from 'node:sqlite';
import { markOf, warningOf, warnings, type Budget, type Standing } from '../core/budget.ts';
import { prepared } from './prepared.ts';

/** A share of a budget that was spent, to be told by this window and no other. */
export interface Warning {
  readonly standing: Standing;
  readonly percent: number;
}

/** In the place of a period: the person wants no warnings of this budget. */
const always = 'always';

const insert = 'INSERT OR IGNORE INTO budget_notice (budget, period, percent) VALUES (?, ?, ?)';

const isHushed = (database: DatabaseSync, budget: Budget): boolean =>
  prepared(database, 'SELECT 1 FROM budget_notice WHERE budget = ? AND period = ?').get(markOf(budget), always) !==
  undefined;

/** Whether there is anything to tell at all, before anything is written. */
export const mayBeDue = (standing: Standing): boolean => !standing.lifted && warningOf(standing) !== undefined;

/** The share to tell of; undefined where it was told already. Lower ones that were leapt over are not told any more. */
export const claim = (database: DatabaseSync, standing: Standing): Warning | undefined => {
  const reached = warningOf(standing);
  if (reached === undefined || standing.lifted || isHushed(database, standing.budget)) return undefined;
  const told = warnings
    .filter((percent) => percent <= reached)
    .filter(
      (percent) => prepared(database, insert).run(markOf(standing.budget), standing.period, percent).changes === 1,
    );
  return told.includes(reached) ? { standing, percent: reached } : undefined;
};

/** From here on the person hears no more of this budget. */
export const hush = (database: DatabaseSync, budget: Budget): void => {
  prepared(database, insert).run(markOf(budget), always, 0);
};

/** Lets everything pass until the period ends. */
export const lift = (database: DatabaseSync, { budget, period }: Standing): void => {
  prepared(database, 'INSERT OR IGNORE INTO budget_lift (budget, period) VALUES (?, ?)').run(markOf(budget), period);
};

/** Takes back what the person decided about this budget: who sets it anew, or removes it, has decided something else. */
export const renew = (database: DatabaseSync, budget: Budget): void => {
  prepared(database, 'DELETE FROM budget_notice WHERE budget = ? AND period = ?').run(markOf(budget), always);
  prepared(database, 'DELETE FROM budget_lift WHERE budget = ?').run(markOf(budget));
};
