import { money } from '../core/cost.ts';
import { t } from '../core/l10n.ts';
import type { StateOf } from './messages.ts';

/** What one series cost on each day, in US dollars. */
export interface Series {
  readonly name: string;
  /** By the day's name: `2026-03-29`. */
  readonly days: ReadonlyMap<string, number>;
}

export interface Charted {
  readonly title: string;
  /** The days from the first to the last, each once. */
  readonly days: readonly string[];
  /** The dearest first; what is left of the total is drawn as one more. */
  readonly series: readonly Series[];
  /** Of all, named or not. */
  readonly total: ReadonlyMap<string, number>;
}

/** Half a nano-dollar: what is below is the noise of adding up. */
const nothing = 5e-10;

/** The bars as they are drawn; undefined where nothing cost anything. */
export const chartState = ({ title, days, series, total }: Charted): StateOf<'usage'>['chart'] => {
  const most = Math.max(0, ...days.map((day) => total.get(day) ?? 0));
  if (most < nothing) return undefined;
  const named = days.map((day) => series.map((one) => one.days.get(day) ?? 0));
  const rests = days.map((day, index) => {
    const rest = (total.get(day) ?? 0) - (named[index] ?? []).reduce((sum, usd) => sum + usd, 0);
    return rest < nothing ? 0 : rest;
  });
  const hasRest = rests.some((rest) => rest > 0);
  return {
    title,
    series: [...series.map(({ name }) => name), ...(hasRest ? [t('Others')] : [])],
    most: money(most),
    bars: days.map((day, index) => {
      const parts = [...(named[index] ?? []), ...(hasRest ? [rests[index] ?? 0] : [])];
      return {
        day,
        total: money(total.get(day) ?? 0),
        parts: parts.map((usd) => usd / most),
        texts: parts.map((usd) => money(usd)),
      };
    }),
  };
};
