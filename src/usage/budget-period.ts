import type { BudgetPeriod } from '../core/budget.ts';
import { dayOf, thisMonth, thisWeek, today } from './period.ts';

/** A period in the person's own calendar. */
interface BudgetSpan {
  /** Its first local day: `2026-11-16`. */
  readonly first: string;
  /** The local midnight at which the next period begins, milliseconds since 1970. */
  readonly endsAt: number;
}

const begun: Readonly<Record<BudgetPeriod, (now: number) => { readonly since: number }>> = {
  day: today,
  week: thisWeek,
  month: thisMonth,
};

/** Days are counted, not hours: a day on which clocks change has 23 or 25 of them. */
const nextOf: Readonly<Record<BudgetPeriod, (first: Date) => Date>> = {
  day: (first) => new Date(first.getFullYear(), first.getMonth(), first.getDate() + 1),
  week: (first) => new Date(first.getFullYear(), first.getMonth(), first.getDate() + 7),
  month: (first) => new Date(first.getFullYear(), first.getMonth() + 1, 1),
};

/** The period that a moment is in. */
export const spanOf = (period: BudgetPeriod, now: number): BudgetSpan => {
  const { since } = begun[period](now);
  const endsAt = nextOf[period](new Date(since)).getTime();
  return { first: dayOf(since), endsAt };
};
