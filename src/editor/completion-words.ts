import { count } from '../core/count.ts';
import type { Hourly, Meter } from '../code/completion-meter.ts';
import { money } from '../core/cost.ts';
import { t } from '../core/l10n.ts';

/** What the status item knows. */
export interface Standing {
  /** The language that is worked on, as people call it; undefined where no file is. */
  readonly language: string | undefined;
  readonly isOnForLanguage: boolean;
  readonly isWorking: boolean;
  readonly meter: Meter;
  readonly hourly: Hourly | undefined;
  /** Who answered last: "DeepSeek deepseek-chat". */
  readonly last: string | undefined;
  /** Spent on completions today in all windows, for a person. */
  readonly today: string | undefined;
  /** US dollars a day; 0: none. */
  readonly budget: number;
  /** Why nobody is asked for now, in a clause. */
  readonly resting: string | undefined;
  /** Why this file gets no proposals, in a clause. */
  readonly excluded: string | undefined;
}

/** `$0.04`, `≥$0.04` where not every cost is known, `free`. */
const amountText = ({ usd, unknown }: Hourly): string => {
  if (usd === 0) return unknown ? t('cost unknown') : t('free');
  return `${unknown ? '≥' : ''}${money(usd)}`;
};

/** `$0.04/h` */
const hourlyText = (hourly: Hourly): string => (hourly.usd === 0 ? amountText(hourly) : t('{0}/h', amountText(hourly)));

/** The text of the item, which is always there while completions are on. */
export const itemText = ({ isOnForLanguage, isWorking, hourly, resting, excluded }: Standing): string => {
  if (!isOnForLanguage || excluded !== undefined) return '$(circle-slash)';
  if (resting !== undefined) return `$(debug-pause) ${t('resting')}`;
  const icon = isWorking ? '$(loading~spin)' : '$(sparkle)';
  return hourly ? `${icon} ${hourlyText(hourly)}` : icon;
};

/** Lines of the hover, and of what screen readers say. */
export const itemLines = (standing: Standing): readonly string[] => [
  stateLine(standing),
  ...(standing.last === undefined ? [] : [t('Last asked: {0}', standing.last)]),
  ...costLines(standing),
  countsLine(standing.meter),
];

const stateLine = ({ language, isOnForLanguage, resting, excluded }: Standing): string => {
  if (excluded !== undefined) return t('Inline completions are off in this file: {0}', excluded);
  if (!isOnForLanguage) return offText(language);
  if (resting !== undefined) return t('Inline completions rest: {0}', resting);
  return language === undefined ? t('Inline completions are on') : t('Inline completions are on for {0}', language);
};

const offText = (language: string | undefined): string =>
  language === undefined
    ? t('Inline completions are off for this language')
    : t('Inline completions are off for {0}', language);

const hourText = (hourly: Hourly): string =>
  hourly.minutes === 1
    ? t('An hour of typing: {0} (of the last minute of typing)', amountText(hourly))
    : t('An hour of typing: {0} (of the last {1} minutes of typing)', amountText(hourly), hourly.minutes);

const todayText = (today: string, budget: number): string =>
  budget === 0 ? t('Today, in all windows: {0}', today) : t('Today, in all windows: {0} of {1}', today, money(budget));

const costLines = ({ hourly, today, budget }: Standing): readonly string[] => {
  const hour = hourly ? [hourText(hourly)] : [];
  return today === undefined ? hour : [...hour, todayText(today, budget)];
};

const countsLine = ({ requests, shown, accepted }: Meter): string =>
  t(
    'In this window: {0} asked, {1} shown, {2} taken',
    count.format(requests),
    count.format(shown),
    count.format(accepted),
  );

/** What is said before completions are turned on for the first time. */
export const consentText = (budget: number): { readonly sentence: string; readonly detail: string } => ({
  sentence: t('Turn on inline completions?'),
  detail: [
    t(
      'At a pause in typing, the code around the cursor (about 2,000 tokens of the file you are in) is sent to the cheapest of your models that fills gaps in code, or to the one you name in keyway.completions.model. Files of secrets and files that are ignored or excluded are never sent.',
    ),
    budget === 0
      ? t('No daily budget is set for them (keyway.completions.dailyBudget); your other budgets count.')
      : t(
          'They may cost up to {0} a day (keyway.completions.dailyBudget), then they rest until tomorrow. The status bar shows what they cost an hour.',
          money(budget),
        ),
  ].join('\n\n'),
});
