import { count } from '../core/count.ts';
import { money } from '../core/cost.ts';
import { rowsText } from '../core/counted.ts';
import { t } from '../core/l10n.ts';
import { languageOrElse, listed } from '../core/listed.ts';
import { plain } from '../core/markdown.ts';
import type { CorrectionRecord } from '../usage/correction-record.ts';
import type { Candidate, Effect } from '../usage/correction-survey.ts';
import type { Between } from '../usage/utc-span.ts';
import { pricesIn, pricesLine } from './price-words.ts';

/** What a person reads about a correction of prices. */

const usd = (nano: number): string => money(nano / 1e9);

const day = new Intl.DateTimeFormat(languageOrElse('en-GB'), { dateStyle: 'medium' });
const moment = new Intl.DateTimeFormat(languageOrElse('en-GB'), { dateStyle: 'medium', timeStyle: 'short' });

/** Both ends by the person's own clock. */
const spanText = ({ since, until }: Between): string => {
  const [first, last] = [day.format(since), day.format(until - 1)];
  if (since === 0) return t('until {0}', last);
  return first === last ? first : t('{0} to {1}', first, last);
};

const withUnknown = (nano: number, unknown: number): string =>
  unknown === 0 ? usd(nano) : t('{0}, and {1} of unknown cost', usd(nano), rowsText(unknown));

/** `3,204 rows · $12.30 · 12 of unknown cost · prices of 2026-09-01`. */
export const candidateText = ({ rows, nano, unknown, dates }: Candidate): string => {
  const [first = '', ...more] = dates;
  const known = more.length > 1 ? t('{0} to {1}', first, more.at(-1) ?? '') : listed(dates);
  const without = unknown === 0 ? [] : [t('{0} of unknown cost', count.format(unknown))];
  const prices = known === '' ? t('no known prices') : t('prices of {0}', known);
  return [rowsText(rows), usd(nano), ...without, prices].join(' · ');
};

const beforeText = ({ before, unknownBefore, dates }: Effect): string => {
  const cost = withUnknown(before, unknownBefore);
  return dates.length === 0 ? t('Before: {0}.', cost) : t('Before: {0} (prices of {1}).', cost, listed(dates));
};

export const effectText = (
  effect: Effect,
  { span, price }: { readonly span: Between; readonly price: string },
): string =>
  [
    t('{0}, {1}.', rowsText(effect.rows), spanText(span)),
    beforeText(effect),
    t('After: {0}, at {1}.', usd(effect.after), price),
    t('What the provider itself reported stays as it is. Reports and budgets follow, and a record is kept.'),
  ].join('\n');

export const doneText = ({ rows, before, after, unknownBefore }: CorrectionRecord): string =>
  t('{0}: {1} → {2}', rowsText(rows), withUnknown(before, unknownBefore), usd(after));

/** Who did it and when, and whether it was brought to its end. */
const madeText = ({ at, by, finishedAt, done, first, last }: CorrectionRecord): string => {
  const who = by === 'person' ? t('you') : by;
  if (finishedAt !== undefined) return t('Corrected by {0} on {1}, finished', who, moment.format(at));
  const share = Math.floor((100 * (done - first + 1)) / Math.max(1, last - first + 1));
  return t('Corrected by {0} on {1}, stopped at {2}%', who, moment.format(at), share);
};

const recordSection = (record: CorrectionRecord): string => {
  const { provider, model, datesBefore, prices } = record;
  const known = pricesIn(prices);
  const lines = [
    doneText(record),
    datesBefore === '' ? t('Prices before: none') : t('Prices before: of {0}', datesBefore),
    t('Prices after: {0}', known ? pricesLine(known) : t('unreadable')),
    madeText(record),
  ];
  const title = `## ${t('{0}, {1}', plain(`${provider}/${model}`), spanText(record))}`;
  return `${title}\n\n${lines.map((line) => `- ${plain(line)}`).join('\n')}`;
};

/** All corrections as Markdown, the newest first; a list for each, as a page beside a chat is too narrow for their columns. */
export const correctionsPage = (records: readonly CorrectionRecord[]): string =>
  [
    `# ${t('Corrected prices')}`,
    records.length === 0
      ? t('No prices were corrected yet.')
      : t('Costs that a provider reported itself are never touched.'),
    ...records.map(recordSection),
    '',
  ].join('\n\n');
