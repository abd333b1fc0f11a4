import { dayPlus } from './day.ts';
import { dayOf, hourOf, type Period } from './period.ts';
import type { RollupPeriod } from './rollup.ts';

/** Roll-ups of one kind whose `first` is between two texts, both included. */
export interface Stretch {
  readonly period: RollupPeriod;
  readonly from: string;
  readonly to: string;
}

/** Comes after every digit: behind a month or a day it stands for the end of it, alone for the end of time. */
const end = '~';
/** Milliseconds: the last moment that JavaScript knows. */
const endOfTime = 8.64e15;

const monthOf = (day: string): string => day.slice(0, 7);

/** Whole months by the month, the days before and after by the day. */
const daysAndMonths = (from: string, to: string): readonly Stretch[] => {
  const firstMonth = from.endsWith('-01') ? monthOf(from) : monthOf(dayPlus(`${monthOf(from)}-01`, 31));
  const isOpen = to === end;
  const lastMonth = isOpen || dayPlus(to, 1).endsWith('-01') ? monthOf(to) : monthOf(dayPlus(`${monthOf(to)}-01`, -1));
  if (firstMonth > lastMonth) return [{ period: 'day', from, to }];
  const all: readonly Stretch[] = [
    // A month comes before all of its days, so as an end it leaves them out.
    { period: 'day', from, to: firstMonth },
    { period: 'month', from: firstMonth, to: lastMonth },
    { period: 'day', from: `${lastMonth}${end}`, to },
  ];
  return all.filter((stretch) => stretch.from <= stretch.to);
};

/** The roll-ups that make up a period, in its order, none finer than needed. Hours count whole. */
export const stretchesOf = (period: Period, finest: RollupPeriod): readonly Stretch[] => {
  const { since, until = Number.POSITIVE_INFINITY } = period;
  if (since >= until) return [];
  const isOpen = until > endOfTime;
  const from = hourOf(since);
  const to = isOpen ? end : hourOf(until - 1);
  if (finest === 'hour') return [{ period: 'hour', from, to }];
  const firstDay = dayOf(since);
  const lastDay = isOpen ? end : dayOf(until - 1);
  const [cutBefore, cutAfter] = [!from.endsWith(' 00'), !isOpen && !to.endsWith(' 23')];
  if (firstDay === lastDay && (cutBefore || cutAfter)) return [{ period: 'hour', from, to }];
  const [fromDay, toDay] = [cutBefore ? dayPlus(firstDay, 1) : firstDay, cutAfter ? dayPlus(lastDay, -1) : lastDay];
  const whole =
    finest === 'day' ? [{ period: 'day', from: fromDay, to: toDay } as const] : daysAndMonths(fromDay, toDay);
  return [
    ...(cutBefore ? [{ period: 'hour', from, to: `${firstDay}${end}` } as const] : []),
    ...(fromDay <= toDay ? whole : []),
    ...(cutAfter ? [{ period: 'hour', from: lastDay, to } as const] : []),
  ];
};
