import { costText, sum, type Cost } from '../core/cost.ts';
import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import { fenced, plain } from '../core/markdown.ts';
import { receiptLines } from '../core/receipt.ts';
import { harmless } from './code-prose.ts';
import type { Column } from './compare.ts';

/** The name of a model as people know it, by its pick: `OpenAI gpt-6-luna`. */
export type TitleOf = (pick: string) => string;

/** Time, first word, tokens and cost of each, side by side, as a Markdown table. */
export const comparisonTable = (columns: readonly Column[], titleOf: TitleOf): string => {
  const rows = columns.map((column) => [plain(titleOf(column.pick)), ...cellsOf(column)]);
  const head = [t('Model'), t('Time'), t('First word'), t('In'), t('Out'), t('Cost')];
  const lines = ['---', '--:', '--:', '--:', '--:', '--:'];
  return [head, lines, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
};

/** The same below each other, for a chat: it is too narrow for a table. */
export const comparisonList = (columns: readonly Column[], titleOf: TitleOf): string =>
  columns
    .map((column) => {
      const [time, first, input, output, cost] = cellsOf(column);
      const tokens = input === nothing ? [] : [t('{0} in, {1} out', input ?? '', output ?? '')];
      const facts = [time, ...(first === nothing ? [] : [t('first word {0}', first ?? '')]), ...tokens, ...said(cost)];
      return `- **${plain(titleOf(column.pick))}**  \n  ${facts.join(' · ')}`;
    })
    .join('\n');

const said = (cost: string | undefined): readonly string[] => {
  if (cost === undefined || cost === nothing) return [];
  return [cost === unknown ? t('cost unknown') : cost];
};

const states: Readonly<Record<Column['state'], string>> = {
  asked: t('asked'),
  answering: t('answering'),
  answered: '',
  failed: t('failed'),
  stopped: t('stopped'),
};

const nothing = '–';
const unknown = t('unknown');

/** Time, first word, tokens in and out, cost; where no answer came, what became of it, and what it cost all the same. */
const cellsOf = ({ state, receipt }: Column): readonly string[] => {
  const { usage, cost, firstTokenMs, totalMs } = receipt ?? {};
  const time = state === 'answered' && totalMs !== undefined ? seconds(totalMs) : states[state];
  return [
    time,
    firstTokenMs === undefined ? nothing : seconds(firstTokenMs),
    usage ? count.format(usage.input) : nothing,
    usage ? count.format(usage.output) : nothing,
    cost ? plain(costCell(cost, usage !== undefined)) : nothing,
  ];
};

const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

const costCell = (cost: Cost, isUsed: boolean): string => {
  if (cost.from === 'unknown') return unknown;
  if (cost.usd > 0) return costText(cost);
  return isUsed ? t('free') : t('nothing billed');
};

/** What all of them cost together, once each has ended. */
export const togetherText = (columns: readonly Column[]): string | undefined => {
  const receipts = columns.flatMap(({ receipt }) => receipt ?? []);
  if (receipts.length < columns.length) return undefined;
  const cost = sum(receipts.map((receipt) => receipt.cost));
  return cost.from === 'unknown'
    ? t('What all of them cost together is not known.')
    : t('Together: {0}.', costText(cost));
};

/** One answer under the name of its model, or why there is none. */
export const columnText = (column: Column, titleOf: TitleOf): string => {
  const { state, text, why } = column;
  const broken = state === 'stopped' ? t('Stopped.') : why;
  return [
    `### ${plain(titleOf(column.pick))}`,
    ...(text.trim() === '' ? [] : [whole(harmless(text))]),
    ...(broken === undefined ? [] : [`*${plain(broken)}*`]),
  ].join('\n\n');
};

/** A page that fills while answers come. */
export const comparisonPage = (
  columns: readonly Column[],
  { prompt, titleOf }: { readonly prompt: string; readonly titleOf: TitleOf },
): string => {
  const together = togetherText(columns);
  return `${[
    `# ${t('Comparison')}`,
    comparisonTable(columns, titleOf),
    ...(together === undefined ? [] : [plain(together)]),
    `## ${t('Prompt')}\n\n${fenced(shortened(prompt))}`,
    `## ${t('Answers')}`,
    ...columns.map((column) => [columnText(column, titleOf), ...receiptOf(column)].join('\n\n')),
  ].join('\n\n')}\n`;
};

const receiptOf = ({ receipt }: Column): readonly string[] =>
  receipt
    ? [
        receiptLines(receipt)
          .map((line) => `> ${plain(line)}`)
          .join('  \n'),
      ]
    : [];

const mostPrompt = 2_000;

const shortened = (prompt: string): string => (prompt.length > mostPrompt ? `${prompt.slice(0, mostPrompt)}…` : prompt);

/** A block of code that has no end, as in an answer that is still coming, would take in all that follows. */
const whole = (markdown: string): string => {
  let open: string | undefined;
  for (const line of markdown.split('\n')) {
    const [, fence] = /^\s*(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence === undefined) continue;
    if (open === undefined) open = fence;
    else if (fence.startsWith(open) && line.trim() === fence) open = undefined;
  }
  return open === undefined ? markdown : `${markdown}\n${open}`;
};
