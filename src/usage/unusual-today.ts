import { knownUsd } from '../core/summary.ts';
import type { Ledger } from './ledger.ts';
import { dayOf, midnight } from './period.ts';
import { lookBack, unusual, type Unusual } from './unusual.ts';

/** Whether today costs unusually much so far. Rejects as reports do. */
export const unusualToday = async (
  ledger: Pick<Ledger, 'summaryBy'>,
  now = Date.now(),
): Promise<Unusual | undefined> => {
  const days = (await ledger.summaryBy('day', { since: midnight(now, -lookBack) })).map(({ group, cost }) => ({
    day: group,
    nano: Math.round(knownUsd({ cost }) * 1e9),
  }));
  return unusual(days, dayOf(now));
};
