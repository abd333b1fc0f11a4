import { detailText } from '../core/budget-words.ts';
import type { Standing } from '../core/budget.ts';
import { t } from '../core/l10n.ts';
import { barOf } from '../panel/bar-state.ts';
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
import { usageChart } from './panel-usage-chart.ts';
import type { SectionHost } from './panel-conversation.ts';
import type { Reach } from './panel-reach.ts';
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
  readonly reach: Pick<Reach, 'command'>;
  readonly onDidChange: SectionHost['onDidChange'];
}

/** What the person spent, and on what. */
export const usageHost = (parts: UsageHostParts): SectionHost => {
  let asked: Question = firstQuestion;
  return {
    onDidChange: parts.onDidChange,
    hear: async (message) => {
      if (message.type === 'usage.show') asked = { span: message.span, by: message.by };
      if (message.type === 'usage.command') await parts.reach.command(`keyway.${message.command}`);
      if (message.type === 'usage.budget') await parts.reach.command('keyway.showBudgets', message.budget);
    },
    read: async () => {
      const question = asked;
      const beside = await besideOf(parts);
      try {
        return await stateFor(parts, question, beside);
      } catch (error) {
        if (error instanceof LedgerTrouble) return unreadUsage(question, error.message, beside);
        parts.log.error('Usage could not be read:', error);
        const sentence = t('Keyway could not read its usage ledger; “Keyway: Show Log” says why.');
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
    .map(({ lines: [who = '', cost = '', ...lines] }) => ({ title: [who, cost].filter(Boolean).join(' · '), lines })),
});

/** They reject with whatever the ledger's file throws; where it cannot be read, the section says so already. */
const standingsOf = async (budgets: UsageHostParts['budgets']): Promise<Beside['budgets']> =>
  (await budgets.standings().catch(() => [])).map(budgetShown);

const budgetShown = (standing: Standing): StateOf<'usage'>['budgets'][number] => ({
  ...barOf(standing),
  id: standing.budget.id,
  detail: detailText(standing, anewText(standing)),
});
