import type { CountedSpan } from '../core/provider-total.ts';

/** A span of time with both ends, milliseconds since 1970; `until` is excluded. */
export interface Between {
  readonly since: number;
  readonly until: number;
}

/** Days, weeks and months as providers count them: in UTC, whatever the clock of the person says. */

const day = 86_400_000;

const begun: Readonly<Record<Exclude<CountedSpan, 'reset'>, (now: Date) => number>> = {
  day: (now) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()),
  week: (now) =>
    Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()) - ((now.getUTCDay() + 6) % 7) * day,
  month: (now) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1),
  ever: () => 0,
};

/** From the beginning of the span that `now` (milliseconds since 1970) is in until `now`. */
export const utcSpan = (span: Exclude<CountedSpan, 'reset'>, now: number): Between => ({
  since: begun[span](new Date(now)),
  until: now,
});
