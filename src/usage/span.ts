import { money } from '../core/cost.ts';
import { thisMonth, thisWeek, today, type Period } from './period.ts';

/** Spans that people look at, each from its beginning until now. */
export type Span = 'today' | 'week' | 'month';

/** What each span means in time. */
export const periods: Readonly<Record<Span, (now?: number) => Period>> = { today, week: thisWeek, month: thisMonth };

/** What a span is compared with: as much of the span before it as has passed of this one. */
export interface Previous {
  /** Milliseconds since 1970, the person's midnight. */
  readonly since: number;
  /** A full hour of the person's clock. */
  readonly until: number;
  /** What it is, for a person: `October 1–21`. */
  readonly words: string;
}

const month = new Intl.DateTimeFormat('en-US', { month: 'long' });
const weekday = new Intl.DateTimeFormat('en-US', { weekday: 'long' });

/** The time of day counts to the nearest hour, as the roll-ups do. */
const atHour = (year: number, monthIndex: number, { day, at }: { readonly day: number; readonly at: Date }): number =>
  new Date(year, monthIndex, day, at.getHours() + Math.round(at.getMinutes() / 60)).getTime();

/** The same days of the month before, all of it where it is shorter; the same days of last week; yesterday by this time. */
export const previousOf = (span: Span, now: number): Previous => {
  const at = new Date(now);
  const [year, monthIndex, day] = [at.getFullYear(), at.getMonth(), at.getDate()];
  const midnight = (of: number): number => new Date(year, monthIndex, of).getTime();
  switch (span) {
    case 'today':
      return {
        since: midnight(day - 1),
        until: atHour(year, monthIndex, { day: day - 1, at }),
        words: 'yesterday by this time',
      };
    case 'week': {
      const since = midnight(day - ((at.getDay() + 6) % 7) - 7);
      const days = at.getDay() === 1 ? 'Monday' : `Monday to ${weekday.format(at)}`;
      return { since, until: atHour(year, monthIndex, { day: day - 7, at }), words: `${days} of last week` };
    }
    case 'month': {
      const first = new Date(year, monthIndex - 1, 1);
      const length = new Date(year, monthIndex, 0).getDate();
      const until = day > length ? midnight(1) : atHour(first.getFullYear(), first.getMonth(), { day, at });
      const last = Math.min(day, length);
      const words = `${month.format(first)} 1${last === 1 ? '' : `–${last}`}`;
      return { since: first.getTime(), until, words };
    }
  }
};

/** More than that many times as much is said in times, not per cent. */
const inTimes = 3;
/** Per cent; less is chance. */
const same = 3;

/**
 * US dollars of two spans in words: `32% more than October 1–21 ($9.40)`. Undefined where nothing was spent then: that is no
 * pace to compare with, and mostly before the ledger began.
 */
export const trendText = (usd: number, before: number, words: string): string | undefined => {
  if (before === 0) return undefined;
  const change = Math.round((usd / before - 1) * 100);
  const against = `${words} (${money(before)})`;
  if (Math.abs(change) < same) return `about as much as ${against}`;
  if (usd > inTimes * before) return `${timesText(usd / before)} times as much as ${against}`;
  return `${Math.abs(change)}% ${change > 0 ? 'more' : 'less'} than ${against}`;
};

/** `3.4`, `5`, and from ten on without decimals. */
export const timesText = (times: number): string => String(Number(times.toFixed(times < 9.95 ? 1 : 0)));
