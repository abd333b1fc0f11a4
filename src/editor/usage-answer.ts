import { t } from '../core/l10n.ts';
import { plain } from '../core/markdown.ts';
import { groupText } from '../panel/cells.ts';
import { firstQuestion, spans, spanTitle, type Span } from '../panel/question.ts';
import { nameOf } from '../providers/index.ts';
import { noteLines } from '../usage/notes.ts';
import type { GroupBy } from '../usage/report.ts';
import { LedgerTrouble } from '../usage/trouble.ts';
import { paceText, usageTable } from '../usage/usage-table.ts';
import { readUsage, type UsageParts, type UsageRead } from './usage-notes.ts';

const groupings = [
  'provider',
  'model',
  'task',
  'caller',
  'workspace',
  'key',
  'day',
] as const satisfies readonly GroupBy[];

type Grouping = (typeof groupings)[number];

interface Asked {
  readonly span: Span;
  readonly by: Grouping;
}

/** What `/usage` was asked: `week by model`. Words it does not know are passed over; today by model is the default. */
export const readUsageWords = (words: string): Asked => {
  const said = words.toLowerCase().split(/\W+/);
  const span = spans.find((name) => said.includes(name)) ?? firstQuestion.span;
  return { span, by: groupings.find((name) => said.includes(name)) ?? firstQuestion.by };
};

/** Rows that are read in a chat; a month has more days than that, and each is one of them. */
const mostRows = 15;

/** The ledger's answer as Markdown. */
export const usageAnswer = async (parts: UsageParts, words: string): Promise<string> => {
  const asked = readUsageWords(words);
  try {
    return usageText(asked, await readUsage(parts, asked));
  } catch (error) {
    if (error instanceof LedgerTrouble) return error.message;
    throw error;
  }
};

/** The table, then what is to be said about it, a line each. */
export const usageText = ({ span, by }: Asked, { total, groups, notes }: UsageRead): string => {
  const [pace, trend] = [paceText(total), notes.trend && t('Trend: {0}.', notes.trend)];
  if (total.attempts === 0) {
    // Nothing yet is news where there was something by now the last time.
    const lines = [t('{0}: nothing has gone through Keyway yet.', spanTitle(span)), trend].filter(
      (line) => line !== undefined,
    );
    return lines.map(plain).join('\n\n');
  }
  const named = groups.map((group) => ({ ...group, label: groupText(by, group.label, nameOf) }));
  const shown = by === 'day' ? named : named.slice(0, mostRows);
  const more = named.length - shown.length;
  const rest = more > 0 ? [t('{0} more, which cost less, are on the usage page: “Keyway: Show Usage”.', more)] : [];
  const lines = [...rest, pace, trend, ...noteLines(notes)].filter((line) => line !== undefined && line !== '');
  const said = lines.map((line) => `- ${plain(line ?? '')}`).join('\n');
  return `**${titleOf(by, spanTitle(span))}**\n\n${usageTable({ by, groups: shown, total })}${said && `\n\n${said}`}`;
};

/** `span` in words: `Today`. */
const titleOf = (by: Grouping, span: string): string => {
  switch (by) {
    case 'provider':
      return t('{0} by provider', span);
    case 'model':
      return t('{0} by model', span);
    case 'task':
      return t('{0} by task', span);
    case 'caller':
      return t('{0} by caller', span);
    case 'workspace':
      return t('{0} by workspace', span);
    case 'key':
      return t('{0} by key', span);
    case 'day':
      return t('{0} by day', span);
  }
};
