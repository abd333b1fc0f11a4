import { sumText } from '../core/summary.ts';
import { groupText } from '../panel/cells.ts';
import { firstQuestion, spans, spanTitle, type Span } from '../panel/question.ts';
import { nameOf } from '../providers/index.ts';
import type { Ledger } from '../usage/ledger.ts';
import { noteLines } from '../usage/notes.ts';
import { today } from '../usage/period.ts';
import type { GroupBy } from '../usage/report.ts';
import { LedgerTrouble } from '../usage/trouble.ts';
import { paceText, plain, usageTable } from '../usage/usage-table.ts';
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
  const [pace, trend] = [paceText(total), notes.trend && `Trend: ${notes.trend}.`];
  if (total.attempts === 0) {
    // Nothing yet is news where there was something by now the last time.
    const lines = [`${spanTitle(span)}: nothing has gone through Keyway yet.`, trend].filter(
      (line) => line !== undefined,
    );
    return lines.map(plain).join('\n\n');
  }
  const named = groups.map((group) => ({ ...group, label: groupText(by, group.label, nameOf) }));
  const shown = by === 'day' ? named : named.slice(0, mostRows);
  const more = named.length - shown.length;
  const rest = more > 0 ? [`${more} more, which cost less, are on the usage page: “Keyway: Show Usage”.`] : [];
  const lines = [...rest, pace, trend, ...noteLines(notes)].filter((line) => line !== undefined && line !== '');
  const said = lines.map((line) => `- ${plain(line ?? '')}`).join('\n');
  return `**${spanTitle(span)} by ${by}**\n\n${usageTable({ by, groups: shown, total })}${said && `\n\n${said}`}`;
};

/** What was spent since midnight, as all reports say it: `~$1.20 + unknown`; undefined where the ledger cannot be read. */
export const spentToday = async (ledger: Pick<Ledger, 'summary'>): Promise<string | undefined> => {
  try {
    return sumText(await ledger.summary(today()));
  } catch {
    return undefined;
  }
};
