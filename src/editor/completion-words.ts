import { count } from '../core/count.ts';
import type { Hourly, Meter } from '../code/completion-meter.ts';
import { money } from '../core/cost.ts';

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

/** `$0.04/h`, `≥$0.04/h` where not every cost is known, `free`. */
const hourlyText = ({ usd, unknown }: Hourly): string => {
  if (usd === 0) return unknown ? 'cost unknown' : 'free';
  return `${unknown ? '≥' : ''}${money(usd)}/h`;
};

/** The text of the item, which is always there while completions are on. */
export const itemText = ({ isOnForLanguage, isWorking, hourly, resting, excluded }: Standing): string => {
  if (!isOnForLanguage || excluded !== undefined) return '$(circle-slash)';
  if (resting !== undefined) return '$(debug-pause) resting';
  const icon = isWorking ? '$(loading~spin)' : '$(sparkle)';
  return hourly ? `${icon} ${hourlyText(hourly)}` : icon;
};

/** Lines of the hover, and of what screen readers say. */
export const itemLines = (standing: Standing): readonly string[] => [
  stateLine(standing),
  ...(standing.last === undefined ? [] : [`Last asked: ${standing.last}`]),
  ...costLines(standing),
  countsLine(standing.meter),
];

const stateLine = ({ language, isOnForLanguage, resting, excluded }: Standing): string => {
  if (excluded !== undefined) return `Inline completions are off in this file: ${excluded}`;
  if (!isOnForLanguage) return `Inline completions are off for ${language ?? 'this language'}`;
  if (resting !== undefined) return `Inline completions rest: ${resting}`;
  return language === undefined ? 'Inline completions are on' : `Inline completions are on for ${language}`;
};

const costLines = ({ hourly, today, budget }: Standing): readonly string[] => {
  const reckoned =
    hourly && ` (of the last ${hourly.minutes === 1 ? 'minute' : `${hourly.minutes} minutes`} of typing)`;
  const hour = hourly ? [`An hour of typing: ${hourlyText(hourly).replace('/h', '')}${reckoned}`] : [];
  const of = budget === 0 ? '' : ` of ${money(budget)}`;
  return today === undefined ? hour : [...hour, `Today, in all windows: ${today}${of}`];
};

const countsLine = ({ requests, shown, accepted }: Meter): string =>
  `In this window: ${count.format(requests)} asked, ${count.format(shown)} shown, ${count.format(accepted)} taken`;

/** What is said before completions are turned on for the first time. */
export const consentText = (budget: number): { readonly sentence: string; readonly detail: string } => ({
  sentence: 'Turn on inline completions?',
  detail: [
    'At a pause in typing, the code around the cursor (about 2,000 tokens of the file you are in) is sent to the cheapest of your models that fills gaps in code, or to the one you name in keyway.completions.model. Files of secrets and files that are ignored or excluded are never sent.',
    budget === 0
      ? 'No daily budget is set for them (keyway.completions.dailyBudget); your other budgets count.'
      : `They may cost up to ${money(budget)} a day (keyway.completions.dailyBudget), then they rest until tomorrow. The status bar shows what they cost an hour.`,
  ].join('\n\n'),
});
