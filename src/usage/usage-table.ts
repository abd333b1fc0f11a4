import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import { plain } from '../core/markdown.ts';
import { sumText, type Summary } from '../core/summary.ts';
import type { Group, GroupBy } from './report.ts';

export interface UsageTableOptions {
  readonly by: GroupBy;
  readonly groups: readonly Group[];
  /** Of the same period. More than the groups may show. */
  readonly total: Summary;
}

const headings: Readonly<Record<GroupBy, string>> = {
  provider: t('Provider'),
  model: t('Model'),
  task: t('Task'),
  caller: t('Asked by'),
  key: t('Key'),
  workspace: t('Workspace'),
  hour: t('Hour'),
  day: t('Day'),
  month: t('Month'),
};

const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

/** From a million on, three digits say enough for the width of a chat: `1.23M`. */
const tokensText = (tokens: number): string => (tokens < 1_000_000 ? count : short).format(tokens);

/** One column for both: the chat's side bar has no room for two. */
const tokensCell = ({ tokens: { input, output, unreported } }: Summary): string =>
  unreported > 0 && input + output === 0 ? t('unknown') : `${tokensText(input)} / ${tokensText(output)}`;

type Cells = readonly string[];

const cellsOf = (label: string, summary: Summary): Cells => [
  label,
  sumText(summary),
  count.format(summary.requests),
  tokensCell(summary),
];

const line = (cells: Cells): string => `| ${cells.join(' | ')} |`;

/** About how wide a word is, in blanks: a digit or letter is two, a point or comma one. */
const widthOf = (word: string): number => 2 * word.length - (word.match(/[.,]/g)?.length ?? 0);

/**
 * The chat breaks a number where its column ends, but no word of a heading (VS Code 1.139, `overflow-wrap` of chat tables):
 * so a heading is as wide as the longest word below it.
 */
const wide = (heading: string, cells: Cells, side: 'start' | 'end'): string => {
  const widest = Math.max(...cells.flatMap((cell) => cell.split(' ')).map(widthOf));
  const blanks = '&nbsp;'.repeat(Math.max(0, widest - widthOf(heading)));
  return side === 'start' ? `${blanks}${heading}` : `${heading}${blanks}`;
};

/**
 * A Markdown table for the chat: one line a group, dearest first as reported, and the total. What it cost comes first, as
 * the side bar may have no room for all columns.
 */
export const usageTable = ({ by, groups, total }: UsageTableOptions): string => {
  if (groups.length === 0) return t('Nothing was recorded in this period.');
  const sum = cellsOf(t('**Total**'), total);
  const rows = groups.map((group) => cellsOf(plain(group.label), group));
  const costs = [...rows, sum].map(([, cost = '']) => cost);
  return [
    line([
      wide(headings[by], [t('Total')], 'end'),
      wide(t('Cost'), costs, 'start'),
      t('Re&shy;quests'),
      t('Tokens in / out'),
    ]),
    '| :-- | --: | --: | --: |',
    ...rows.map(line),
    line(sum),
  ].join('\n');
};

/** Cut, not rounded: 100% says that nothing failed. */
const percent = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 0, roundingMode: 'trunc' });

const seconds = (ms: number): string =>
  ms < 95 ? t('{0} ms', Math.round(ms)) : t('{0} s', (ms / 1_000).toFixed(ms < 9_950 ? 1 : 0));

const fallbacksText = (number: number): string =>
  number === 1 ? t('1 fallback') : t('{0} fallbacks', count.format(number));

/** What has no column: `98% answered, 3 fallbacks · first token after 0.8 s, 95% within 3.1 s · 40% of the input cached`. */
export const paceText = (total: Summary): string => {
  const { answered, failed, fallbacks, kept, firstToken, tokens } = total;
  const how = listed([
    ...(answered + failed > 0 ? [t('{0} answered', percent.format(answered / (answered + failed)))] : []),
    ...(fallbacks > 0 ? [fallbacksText(fallbacks)] : []),
    ...(kept > 0 ? [t('{0} kept from before', count.format(kept))] : []),
  ]);
  const pace = firstToken
    ? t('first token after {0}, 95% within {1}', seconds(firstToken.p50), seconds(firstToken.p95))
    : '';
  const cached =
    tokens.cached > 0 && tokens.input > 0
      ? t('{0} of the input cached', percent.format(tokens.cached / tokens.input))
      : '';
  const sentence = [how, pace, cached].filter(Boolean).join(' · ');
  return sentence === '' ? '' : t('{0}.', sentence);
};
