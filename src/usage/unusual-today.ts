import type { Ledger } from './ledger.ts';
import { dayOf } from './period.ts';
import { lookBack, unusual, type Unusual } from './unusual.ts';

/** Whether today costs unusually much so far. Rejects as reports do. */
export const unusualToday = async (
  ledger: Pick<Ledger, 'summaryBy'>,
  now = Date.now(),
): Promise<Unusual | undefined> => {
  const date = new Date(now);
  // Days are counted, not hours: one on which clocks change has 23 or 25 of them.
  const since = new Date(date.getFullYear(), date.getMonth(), date.getDate() - lookBack).getTime();
  const days = (await ledger.summaryBy('day', { since })).map(({ group, cost }) => ({
    day: group,
    nano: Math.round((cost.reported + cost.computed + cost.estimated) * 1e9),
  }));
  return unusual(days, dayOf(now));
};
