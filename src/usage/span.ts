import { money } from '../core/cost.ts';
import { t } from '../core/l10n.ts';
import { language } from '../core/listed.ts';
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

const month = new Intl.DateTimeFormat(language(), { month: 'long' });
const weekday = new Intl.DateTimeFormat(language(), { weekday: 'long' });

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
        words: t('yesterday by this time'),
      };
    case 'week': {
      const since = midnight(day - ((at.getDay() + 6) % 7) - 7);
      const words = at.getDay() === 1 ? t('Monday of last week') : t('Monday to {0} of last week', weekday.format(at));
      return { since, until: atHour(year, monthIndex, { day: day - 7, at }), words };
    }
    case 'month': {
      const first = new Date(year, monthIndex - 1, 1);
      const length = new Date(year, monthIndex, 0).getDate();
      const until = day > length ? midnight(1) : atHour(first.getFullYear(), first.getMonth(), { day, at });
      const last = Math.min(day, length);
      const words = last === 1 ? t('{0} 1', month.format(first)) : t('{0} 1–{1}', month.format(first), last);
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
  const cost = money(before);
  if (Math.abs(change) < same) return t('about as much as {0} ({1})', words, cost);
  if (usd > inTimes * before) return t('{0} times as much as {1} ({2})', timesText(usd / before), words, cost);
  return change > 0
    ? t('{0}% more than {1} ({2})', change, words, cost)
    : t('{0}% less than {1} ({2})', -change, words, cost);
};

/** `3.4`, `5`, and from ten on without decimals. */
export const timesText = (times: number): string => String(Number(times.toFixed(times < 9.95 ? 1 : 0)));
