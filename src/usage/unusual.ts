import { daysBefore, isWorkDay, type Day } from './day.ts';

/** A day that cost far more than such days did. */
export interface Unusual {
  readonly day: string;
  /** Nano-dollars. */
  readonly nano: number;
  /** Nano-dollars of such a day: the median. */
  readonly usual: number;
  /** How many times the usual. */
  readonly times: number;
}

/** Days that are looked back upon. */
export const lookBack = 28;

/** Fewer days with usage say nothing about what is usual. */
const enoughOfAll = 5;
/** Fewer of the same kind are not told apart from the others. */
const enoughOfKind = 4;

/** Robust standard deviations above the median: daily spend has a long tail, and a warning a week is read by nobody. */
const deviations = 5;
/** A median absolute deviation is so much of a standard deviation where numbers are normally distributed. */
const perDeviation = 1.4826;
const leastTimes = 2;
/** Nano-dollars above the usual from which on a person wants to know: half a dollar. */
const leastMore = 500_000_000;

/**
 * Whether a day cost unusually much: against the days with usage among the 28 before it, work days with work days and days
 * off with days off where there are enough. Only what is known counts, days may be missing and in any order, and today
 * counts as far as it has come. Undefined: usual, too small to matter, or too early to say.
 */
export const unusual = (days: readonly Day[], day: string): Unusual | undefined => {
  const nano = days.find((one) => one.day === day)?.nano ?? 0;
  const before = daysBefore(days, day, lookBack).filter((one) => one.nano > 0);
  if (before.length < enoughOfAll) return undefined;
  const alike = before.filter((one) => isWorkDay(one.day) === isWorkDay(day));
  const amounts = (alike.length < enoughOfKind ? before : alike).map((one) => one.nano);
  const usual = median(amounts);
  const spread = perDeviation * median(amounts.map((amount) => Math.abs(amount - usual)));
  const isUnusual = nano - usual >= leastMore && nano >= leastTimes * usual && nano - usual > deviations * spread;
  return isUnusual ? { day, nano, usual, times: nano / usual } : undefined;
};

const median = (amounts: readonly number[]): number => {
  const ascending = amounts.toSorted((one, other) => one - other);
  const middle = ascending.length >> 1;
  const upper = ascending[middle] ?? 0;
  return ascending.length % 2 === 1 ? upper : ((ascending[middle - 1] ?? 0) + upper) / 2;
};

/** A part of what a day cost, by one way to look at it. */
export interface Part {
  readonly by: 'model' | 'caller' | 'task';
  /** As the ledger groups: `provider/model`, caller, task. */
  readonly group: string;
  /** Nano-dollars of that day. */
  readonly nano: number;
  /** Its share of what the days before cost: 0 to 1. */
  readonly share: number;
}

/**
 * What made a day unusual: the part that grew most beyond its usual share, since the caller that always asks everything
 * explains nothing. Where all grew alike, the largest model. Undefined without parts.
 */
export const causeOf = ({ nano, usual }: Unusual, parts: readonly Part[]): Part | undefined => {
  const beyond = ({ nano: part, share }: Part): number => part - share * nano;
  const most = largest(parts, beyond);
  // What makes up less than a third of the increase is not its cause.
  if (most && beyond(most) * 3 >= nano - usual) return most;
  return largest(
    parts.filter(({ by }) => by === 'model'),
    (part) => part.nano,
  );
};

const largest = <T>(all: readonly T[], sizeOf: (one: T) => number): T | undefined => {
  let [found, size]: [T | undefined, number] = [undefined, 0];
  for (const one of all) if (sizeOf(one) > size) [found, size] = [one, sizeOf(one)];
  return found;
};
