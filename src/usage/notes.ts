import { taskNameOf } from '../core/called.ts';
import { money } from '../core/cost.ts';
import { t } from '../core/l10n.ts';
import { language } from '../core/listed.ts';
import type { Summary } from '../core/summary.ts';
import { cheaper, cheaperText, choiceText, type Market } from './cheaper.ts';
import { forecast } from './forecast.ts';
import type { Grounds, UnusualDay } from './grounds.ts';
import { limitsText, unknownText } from './hints.ts';
import { timesText, trendText, type Span } from './span.ts';
import type { Group } from './report.ts';
import { savedAgainst, savedText, type Baseline, type Saved } from './savings.ts';

/** What a report says beyond its sums: plain sentences of which names are part, for a surface to escape. */
export interface Notes {
  /** A clause: `32% more than October 1–21 ($9.40)`. */
  readonly trend?: string | undefined;
  readonly saved?: string | undefined;
  /** Of the month; absent for shorter spans. */
  readonly forecast?: string | undefined;
  readonly unusual: readonly string[];
  readonly advice: readonly string[];
}

export interface Noted {
  readonly span: Span;
  readonly total: Summary;
  /** Of the same span, by model. */
  readonly models: readonly Group[];
  readonly grounds: Grounds;
}

export interface NoteWords {
  readonly market: Market;
  readonly baseline: Baseline;
  readonly nameOf: (provider: string) => string;
}

const when: Readonly<Record<Span, string>> = {
  today: t('today'),
  week: t('this week'),
  month: t('this month'),
};

/** Nothing is said of a span in which nothing was asked, but for what the month will bring. */
export const notesOf = (noted: Noted, words: NoteWords): Notes => {
  const { span, total, grounds } = noted;
  const trend = trendText(knownUsd(total), grounds.previous.usd, grounds.previous.words);
  return {
    trend: trend && total.cost.unknown > 0 ? t('{0}, as far as costs are known', trend) : trend,
    saved: savedText(savedIn(noted, words), words.baseline),
    forecast: span === 'month' ? forecastText(noted) : undefined,
    unusual: grounds.unusual.map((day) => unusualText(day, grounds.today)),
    advice: adviceIn(noted, words),
  };
};

/** In the order in which they are read. */
export const noteLines = ({ saved, forecast: ahead, unusual, advice }: Notes): readonly string[] =>
  [saved, ahead, ...unusual, ...advice].filter((line) => line !== undefined);

const knownUsd = ({ cost: { reported, computed, estimated } }: Summary): number => reported + computed + estimated;

const savedIn = ({ total, grounds }: Noted, { baseline, market }: NoteWords): Saved | undefined => {
  if (baseline.is === 'model')
    return baseline.model && savedAgainst(baseline.model, grounds.used, (...id) => market.modelOf(...id)?.tokens);
  // By answers: a request counts with the route that was asked first, and another one may have answered it.
  return total.saved && { ...total.saved, share: total.answered === 0 ? 1 : grounds.compared / total.answered };
};

const monthName = new Intl.DateTimeFormat(language(), { month: 'long', timeZone: 'UTC' });

const dayName = new Intl.DateTimeFormat(language(), {
  weekday: 'long',
  month: 'long',
  day: 'numeric',
  timeZone: 'UTC',
});

const forecastText = ({ total, grounds: { days, today } }: Noted): string | undefined => {
  if (total.attempts === 0) return undefined;
  const month = monthName.format(new Date(today));
  const found = forecast(days, today);
  if (!found) return t('What {0} will cost is too early to say: that takes three days with usage.', month);
  const usd = money(found.usd);
  const pace =
    money(found.low) === money(found.high)
      ? t('At this pace {0} will cost about {1}', month, usd)
      : t(
          'At this pace {0} will cost about {1} (8 in 10 such months: {2} to {3})',
          month,
          usd,
          money(found.low),
          money(found.high),
        );
  return total.cost.unknown > 0 ? t('{0}, without what is unknown.', pace) : t('{0}.', pace);
};

const causes: Readonly<
  Record<NonNullable<UnusualDay['cause']>['by'], (day: string, group: string, usd: string) => string>
> = {
  model: (day, group, usd) => t('{0}: mostly the model {1} ({2}).', day, group, usd),
  caller: (day, group, usd) => t('{0}: mostly requests of {1} ({2}).', day, group, usd),
  task: (day, group, usd) => t('{0}: mostly the task {1} ({2}).', day, taskNameOf(group), usd),
};

/** `Friday, November 20 cost $10.00, 5 times the usual: mostly the model anthropic/claude ($9.00).` */
export const unusualText = ({ day, nano, usual, times, cause }: UnusualDay, today: string): string => {
  const name = day === today ? t('Today') : dayName.format(new Date(day));
  const spent = money(nano / 1e9);
  const what =
    usual === 0
      ? t('{0} cost {1}', name, spent)
      : t('{0} cost {1}, {2} times the usual', name, spent, timesText(times));
  return cause ? causes[cause.by](what, cause.group, money(cause.nano / 1e9)) : t('{0}.', what);
};

const adviceIn = ({ span, total, models, grounds }: Noted, { market, nameOf }: NoteWords): readonly string[] => {
  const others = cheaper(grounds.used, market).map((found) => cheaperText(found, { when: when[span], nameOf }));
  return [
    ...others,
    ...(others.length > 0 ? [choiceText] : []),
    limitsText(total, grounds.keys, nameOf),
    unknownText(total, models),
  ].filter((line) => line !== undefined);
};
