import { Conversations } from '../../src/core/conversations.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import type { House } from '../../src/editor/answer.ts';

/** The parts of a house that decide nothing: no budgets, no rules, no folder, and nobody who remembers. */
export const quiet = (): Pick<
  House,
  'budgets' | 'conversations' | 'outputs' | 'policy' | 'workspace' | 'language' | 'hedges' | 'prepare'
> => ({
  budgets: {
    overBudget: () => undefined,
    lowered: () => undefined,
    answerCap: () => undefined,
    admit: () => Promise.resolve({ kind: 'admitted' }),
  },
  conversations: new Conversations(),
  outputs: () => undefined,
  policy: () => defaultPolicy,
  workspace: () => undefined,
  language: () => undefined,
  hedges: () => false,
  prepare: () => undefined,
});
