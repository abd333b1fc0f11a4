import { firstQuestion, type Question } from '../panel/question.ts';
import type { State } from '../panel/messages.ts';
import { unreadUsage, usageState } from '../panel/usage-state.ts';
import { nameOf } from '../providers/index.ts';
import type { Ledger } from '../usage/ledger.ts';
import { noteLines } from '../usage/notes.ts';
import { LedgerTrouble } from '../usage/trouble.ts';
import type { Log } from './log.ts';
import type { SectionHost } from './panel.ts';
import { readUsage, type UsageParts } from './usage-notes.ts';

/** Attempts in the list of the last ones. */
const shown = 20;

export interface UsageHostParts {
  readonly usage: UsageParts;
  readonly ledger: UsageParts['ledger'] & Pick<Ledger, 'recent' | 'state'>;
  readonly log: Pick<Log, 'error'>;
  readonly onDidChange: SectionHost['onDidChange'];
}

/** What the person spent, and on what. */
export const usageHost = (parts: UsageHostParts): SectionHost => {
  let asked: Question = firstQuestion;
  return {
    onDidChange: parts.onDidChange,
    hear: (message) => {
      if (message.type === 'usage.show') asked = { span: message.span, by: message.by };
    },
    read: async () => {
      const question = asked;
      try {
        return await stateFor(parts, question);
      } catch (error) {
        if (error instanceof LedgerTrouble) return unreadUsage(question, error.message);
        parts.log.error('Usage could not be read:', error);
        return unreadUsage(question, 'Keyway could not read its usage ledger; “Keyway: Show Log” says why.');
      }
    },
  };
};

const stateFor = async ({ usage, ledger }: UsageHostParts, asked: Question): Promise<State> => {
  const [{ total, groups, notes }, attempts] = await Promise.all([readUsage(usage, asked), ledger.recent(shown)]);
  const state = ledger.state();
  return usageState({
    asked,
    answer: { total, groups, attempts, trend: notes.trend, notes: noteLines(notes) },
    reason: state.recording ? undefined : state.reason,
    nameOf,
  });
};
