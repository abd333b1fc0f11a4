import { daysBefore, isWorkDay, monthOf, restOfMonth, type Day } from './day.ts';

/** What a month will cost, in US dollars; eight in ten such months end between `low` and `high`. */
export interface Forecast {
  readonly usd: number;
  readonly low: number;
  readonly high: number;
}

/** Whole days that are looked back upon: eight weeks. */
export const lookBack = 56;

/** With fewer days with usage it is too early to say. */
const enough = 3;

/** Days after which a day counts half: habits and prices change. */
const halfLife = 14;

/** Days of a kind whose own spread is believed; with fewer, that of all days is. */
const enoughOfKind = 5;

/** Where a kind of day was never seen, the others may say as much as twice or nothing. */
const unseen = 0.5;

/**
 * The month of `today`: what is spent, what may still come today, and the days left at what such days did cost, work days
 * and days off apart. Days may be missing, which is a day without usage; they count from the first one with usage on.
 * Only what is known counts. Undefined: too early to say.
 */
export const forecast = (days: readonly Day[], today: string): Forecast | undefined => {
  const before = daysBefore(days, today, lookBack);
  const spentToday = days.find(({ day }) => day === today)?.nano ?? 0;
  if (before.filter(isUsed).length + Number(spentToday > 0) < enough) return undefined;
  const seen = before.slice(before.findIndex(isUsed)).map(weighed);
  const spent = sumOf(days.filter(({ day }) => monthOf(day) === monthOf(today) && day <= today));
  const later = likeToday(seen, today, spentToday);
  const ahead = restOfMonth(today);
  const kinds = [true, false].map((work) => ({
    count: ahead.filter((day) => isWorkDay(day) === work).length,
    ...habitOf(seen, (day) => isWorkDay(day) === work),
  }));
  const expected = kinds.reduce((sum, { count, mean }) => sum + count * mean, spent + later.mean);
  // Each day varies by itself; that the mean is off, it is on every one of them.
  const variance = kinds.reduce(
    (sum, kind) => sum + kind.count * kind.varies + kind.count ** 2 * kind.doubt,
    later.varies,
  );
  const reach = eightInTen(seen.length) * Math.sqrt(variance);
  return { usd: usdOf(expected), low: usdOf(Math.max(spent, expected - reach)), high: usdOf(expected + reach) };
};

interface Weighed extends Day {
  readonly weight: number;
}

const isUsed = ({ nano }: Day): boolean => nano > 0;

const sumOf = (days: readonly Day[]): number => days.reduce((sum, { nano }) => sum + nano, 0);

const usdOf = (nano: number): number => Math.round(nano) / 1e9;

/** Oldest first; yesterday counts whole. */
const weighed = (day: Day, index: number, all: readonly Day[]): Weighed => ({
  ...day,
  weight: 0.5 ** ((all.length - 1 - index) / halfLife),
});

/** Nano-dollars of a day: the mean, the variance of one day, and that of the mean itself. */
interface Habit {
  readonly mean: number;
  readonly varies: number;
  readonly doubt: number;
}

const habitOf = (seen: readonly Weighed[], isOfKind: (day: string) => boolean): Habit => {
  const own = seen.filter(({ day }) => isOfKind(day));
  const all = spreadOf(seen);
  if (own.length === 0) return { mean: all.mean, varies: all.varies, doubt: (unseen * all.mean) ** 2 };
  const { mean, varies: ownVaries, count } = spreadOf(own);
  const varies = own.length < enoughOfKind ? Math.max(ownVaries, all.varies) : ownVaries;
  return { mean, varies, doubt: varies / count };
};

/** What may still come today: by how much days of its kind went beyond what it has cost so far. */
const likeToday = (seen: readonly Weighed[], today: string, spent: number): Pick<Habit, 'mean' | 'varies'> => {
  const alike = seen.filter(({ day }) => isWorkDay(day) === isWorkDay(today));
  const more = (alike.length === 0 ? seen : alike).map((day) => ({ ...day, nano: Math.max(0, day.nano - spent) }));
  return spreadOf(more);
};

/** Mean and variance of weighed days, and how many days of equal weight they are worth. */
const spreadOf = (
  days: readonly Weighed[],
): { readonly mean: number; readonly varies: number; readonly count: number } => {
  const weight = days.reduce((sum, day) => sum + day.weight, 0);
  if (weight === 0) return { mean: 0, varies: 0, count: 1 };
  // Around the first amount, so that days that are all the same have exactly that mean.
  const origin = days[0]?.nano ?? 0;
  const mean = origin + days.reduce((sum, day) => sum + day.weight * (day.nano - origin), 0) / weight;
  const squares = days.reduce((sum, day) => sum + day.weight * (day.nano - mean) ** 2, 0) / weight;
  const count = weight ** 2 / days.reduce((sum, day) => sum + day.weight ** 2, 0);
  return { mean, varies: count > 1 ? (squares * count) / (count - 1) : squares, count };
};

/**
 * Standard deviations around the middle in which eight in ten lie: 1.2816, and more where few days were seen (Student's t
 * at 90 %, within 3 % of its tables).
 */
const eightInTen = (days: number): number => {
  const free = Math.max(1, days - 1);
  return 1.2816 + 0.85 / free + 0.9 / free ** 2;
};
