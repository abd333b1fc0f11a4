import type { Cost } from '../core/cost.ts';

/**
 * What completions cost an hour of typing: minutes in which none was asked for do not count, so that the figure is that of
 * the work and not of the lunch break. Times in milliseconds since 1970, money in US dollars.
 */

const minute = 60_000;

/** Minutes of work that count: an hour. */
const counted = 60;

/** A figure of fewer minutes would say more of chance than of the hour. */
const least = 5;

interface Minute {
  readonly at: number;
  readonly usd: number;
  /** Requests of which nobody knows what they cost. */
  readonly unknown: number;
}

/** The last minutes of work, oldest first, and what became of the proposals of this window. */
export interface Meter {
  readonly minutes: readonly Minute[];
  readonly requests: number;
  readonly shown: number;
  readonly accepted: number;
}

export const unread: Meter = { minutes: [], requests: 0, shown: 0, accepted: 0 };

/** A request is over. */
export const metered = (meter: Meter, cost: Cost, now: number): Meter => {
  const at = Math.floor(now / minute);
  const last = meter.minutes.at(-1);
  const before = last?.at === at ? last : { at, usd: 0, unknown: 0 };
  const isKnown = cost.from !== 'unknown';
  const added = { at, usd: before.usd + (isKnown ? cost.usd : 0), unknown: before.unknown + (isKnown ? 0 : 1) };
  const others = last?.at === at ? meter.minutes.slice(0, -1) : meter.minutes;
  return { ...meter, minutes: [...others, added].slice(-counted), requests: meter.requests + 1 };
};

export interface Hourly {
  readonly usd: number;
  /** Some requests are not in it. */
  readonly unknown: boolean;
  /** Minutes of work it is reckoned from. */
  readonly minutes: number;
}

/** Undefined before the first request. */
export const hourlyOf = ({ minutes }: Meter): Hourly | undefined => {
  if (minutes.length === 0) return undefined;
  const usd = minutes.reduce((sum, one) => sum + one.usd, 0);
  return {
    usd: (usd * counted) / Math.max(least, minutes.length),
    unknown: minutes.some(({ unknown }) => unknown > 0),
    minutes: minutes.length,
  };
};
