import { count } from '../core/count.ts';
import { money } from '../core/cost.ts';
import type { CorrectionRecord } from '../usage/correction-record.ts';
import type { Candidate, Effect } from '../usage/correction-survey.ts';
import type { Between } from '../usage/utc-span.ts';
import { plain } from '../usage/usage-table.ts';
import { pricesIn, pricesLine } from './price-words.ts';

/** What a person reads about a correction of prices. */

const usd = (nano: number): string => money(nano / 1e9);

const rows = (n: number): string => `${count.format(n)} ${n === 1 ? 'row' : 'rows'}`;

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** Both ends by the person's own clock. */
const spanText = ({ since, until }: Between): string => {
  const [first, last] = [day.format(since), day.format(until - 1)];
  if (since === 0) return `until ${last}`;
  return first === last ? first : `${first} to ${last}`;
};

const withUnknown = (nano: number, unknown: number): string =>
  unknown === 0 ? usd(nano) : `${usd(nano)}, and ${rows(unknown)} of unknown cost`;

const datesText = (dates: readonly string[]): string => (dates.length === 0 ? '' : ` (prices of ${dates.join(', ')})`);

/** `3,204 rows · $12.30 · 12 of unknown cost · prices of 2026-09-01`. */
export const candidateText = ({ rows: all, nano, unknown, dates }: Candidate): string => {
  const [first, ...more] = dates;
  const known = more.length > 1 ? `${first} to ${more.at(-1)}` : dates.join(', ');
  const without = unknown === 0 ? [] : [`${count.format(unknown)} of unknown cost`];
  return [rows(all), usd(nano), ...without, known === '' ? 'no known prices' : `prices of ${known}`].join(' · ');
};

export const effectText = (
  { rows: changed, before, after, unknownBefore, dates }: Effect,
  { span, price }: { readonly span: Between; readonly price: string },
): string =>
  [
    `${rows(changed)}, ${spanText(span)}.`,
    `Before: ${withUnknown(before, unknownBefore)}${datesText(dates)}.`,
    `After: ${usd(after)}, at ${price}.`,
    'What the provider itself reported stays as it is. Reports and budgets follow, and a record is kept.',
  ].join('\n');

export const doneText = ({ rows: changed, before, after, unknownBefore }: CorrectionRecord): string =>
  `${rows(changed)}: ${withUnknown(before, unknownBefore)} → ${usd(after)}`;

const recordSection = (record: CorrectionRecord): string => {
  const { at, by, provider, model, datesBefore, prices, finishedAt, done, first, last } = record;
  const known = pricesIn(prices);
  const share = Math.floor((100 * (done - first + 1)) / Math.max(1, last - first + 1));
  const lines = [
    doneText(record),
    `Prices before: ${datesBefore === '' ? 'none' : `of ${datesBefore}`}`,
    `Prices after: ${known ? pricesLine(known) : 'unreadable'}`,
    `Corrected by ${by === 'person' ? 'you' : by} on ${moment.format(at)}, ${finishedAt === undefined ? `stopped at ${share}%` : 'finished'}`,
  ];
  const title = `## ${plain(`${provider}/${model}`)}, ${spanText(record)}`;
  return `${title}\n\n${lines.map((line) => `- ${plain(line)}`).join('\n')}`;
};

/** All corrections as Markdown, the newest first; a list for each, as a page beside a chat is too narrow for their columns. */
export const correctionsPage = (records: readonly CorrectionRecord[]): string =>
  [
    '# Corrected prices',
    records.length === 0 ? 'No prices were corrected yet.' : 'Costs that a provider reported itself are never touched.',
    ...records.map(recordSection),
    '',
  ].join('\n\n');
