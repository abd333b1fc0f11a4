import * as vscode from 'vscode';
import { budgetTitle, detailText, usedText } from '../core/budget-words.ts';
import { leftOf, nanoOf, type Standing } from '../core/budget.ts';
import type { State, StateOf } from '../panel/messages.ts';
import { firstQuestion, type Question } from '../panel/question.ts';
import { type Beside, unreadUsage, usageState } from '../panel/usage-state.ts';
import { nameOf } from '../providers/index.ts';
import type { Ledger } from '../usage/ledger.ts';
import { noteLines } from '../usage/notes.ts';
import { LedgerTrouble } from '../usage/trouble.ts';
import { anewText } from './budget-desk.ts';
import type { Budgets } from './budgets.ts';
import type { Log } from './log.ts';
import type { CommandId } from './names.ts';
import { usageChart } from './panel-usage-chart.ts';
import type { SectionHost } from './panel.ts';
import type { Receipts } from './receipts.ts';
import { readUsage, type UsageParts } from './usage-notes.ts';

/** Attempts and receipts in the lists of the last ones. */
const shown = 20;

export interface UsageHostParts {
  readonly usage: UsageParts;
  readonly ledger: UsageParts['ledger'] & Pick<Ledger, 'recent' | 'state'>;
  readonly budgets: Pick<Budgets, 'standings'>;
  readonly receipts: Pick<Receipts, 'all'>;
  readonly log: Pick<Log, 'error'>;
  readonly onDidChange: SectionHost['onDidChange'];
}

/** What the person spent, and on what. */
export const usageHost = (parts: UsageHostParts): SectionHost => {
  let asked: Question = firstQuestion;
  return {
    onDidChange: parts.onDidChange,
    hear: async (message) => {
      if (message.type === 'usage.show') asked = { span: message.span, by: message.by };
      if (message.type === 'usage.command')
        await vscode.commands.executeCommand(`keyway.${message.command}` satisfies CommandId);
      if (message.type === 'usage.budget')
        await vscode.commands.executeCommand('keyway.showBudgets' satisfies CommandId, message.budget);
    },
    read: async () => {
      const question = asked;
      const beside = await besideOf(parts);
      try {
        return await stateFor(parts, question, beside);
      } catch (error) {
        if (error instanceof LedgerTrouble) return unreadUsage(question, error.message, beside);
        parts.log.error('Usage could not be read:', error);
        const sentence = 'Keyway could not read its usage ledger; “Keyway: Show Log” says why.';
        return unreadUsage(question, sentence, beside);
      }
    },
  };
};

const stateFor = async ({ usage, ledger }: UsageHostParts, asked: Question, beside: Beside): Promise<State> => {
  const [{ total, groups, notes }, attempts, chart] = await Promise.all([
    readUsage(usage, asked),
    ledger.recent(shown),
    usageChart({ ledger: usage.ledger, asked, nameOf }),
  ]);
  const state = ledger.state();
  return usageState({
    asked,
    answer: { total, groups, attempts, trend: notes.trend, notes: noteLines(notes), chart },
    reason: state.recording ? undefined : state.reason,
    beside,
    nameOf,
  });
};

/** What does not depend on the question. */
const besideOf = async ({ budgets, receipts }: UsageHostParts): Promise<Beside> => ({
  budgets: await standingsOf(budgets),
  requests: receipts
    .all()
    .slice(0, shown)
    .map(({ lines: [title = '', ...lines] }) => ({ title, lines })),
});

/** Where the ledger cannot be read, the section says so already. */
const standingsOf = async (budgets: UsageHostParts['budgets']): Promise<Beside['budgets']> => {
  try {
    return (await budgets.standings()).map(budgetShown);
  } catch (error) {
    if (error instanceof LedgerTrouble) return [];
    throw error;
  }
};

/** From here on a budget is nearly used up. */
const near = 0.8;

const budgetShown = (standing: Standing): StateOf<'usage'>['budgets'][number] => {
  const { budget, spent, lifted } = standing;
  const limit = nanoOf(budget.limit);
  const share = limit > 0 ? spent / limit : 1;
  const isOver = leftOf(standing) <= 0 && !lifted;
  return {
    id: budget.id,
    title: budgetTitle(budget),
    used: usedText(standing).replace(/^[▰▱]+ /u, ''),
    detail: detailText(standing, anewText(standing)),
    share,
    state: isOver ? 'failed' : share >= near ? 'limited' : 'working',
  };
};
