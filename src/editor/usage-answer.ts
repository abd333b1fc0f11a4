import { firstQuestion, spans, spanTitles, type Span } from '../panel/question.ts';
import { nameOf } from '../providers/index.ts';
import type { GroupBy } from '../usage/report.ts';
import type { Ledger } from '../usage/ledger.ts';
import { type Period, thisMonth, thisWeek, today } from '../usage/period.ts';
import { LedgerTrouble } from '../usage/trouble.ts';
import { usageTable } from '../usage/usage-table.ts';

/** What each span means in time. */
export const periods: Readonly<Record<Span, () => Period>> = { today, week: thisWeek, month: thisMonth };

const groupings = ['provider', 'model', 'task', 'caller', 'key', 'day'] as const satisfies readonly GroupBy[];

/** What `/usage` was asked: `week by model`. Words it does not know are passed over; today by model is the default. */
export const readUsageWords = (words: string): { readonly span: Span; readonly by: GroupBy } => {
  const said = words.toLowerCase().split(/\W+/);
  const span = spans.find((name) => said.includes(name)) ?? firstQuestion.span;
  return { span, by: groupings.find((name) => said.includes(name)) ?? firstQuestion.by };
};

/** The ledger's answer as Markdown. */
export const usageAnswer = async (ledger: Ledger, words: string): Promise<string> => {
  const { span, by } = readUsageWords(words);
  const period = periods[span]();
  try {
    const [total, found] = await Promise.all([ledger.summary(period), ledger.summaryBy(by, period)]);
    const groups = by === 'provider' ? found.map((group) => ({ ...group, label: nameOf(group.label) })) : found;
    if (total.attempts === 0) return `**${spanTitles[span]}**: nothing has gone through Keyway yet.`;
    return `**${spanTitles[span]} by ${by}**\n\n${usageTable({ by, groups, total })}`;
  } catch (error) {
    if (error instanceof LedgerTrouble) return error.message;
    throw error;
  }
};

/** Dollars spent since midnight, as far as they are known; undefined where the ledger cannot be read. */
export const spentToday = async (ledger: Ledger): Promise<number | undefined> => {
  try {
    const { cost } = await ledger.summary(today());
    return cost.reported + cost.computed + cost.estimated;
  } catch {
    return undefined;
  }
};
