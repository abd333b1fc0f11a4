import type { AlertFacts } from './alert.ts';
import type { Standing } from './budget.ts';
import { warningText } from './budget-words.ts';
import { t } from './l10n.ts';
import { digest } from './tool-ids.ts';

/** A budget's warning for programs outside the editor. */
export interface BudgetAlert extends AlertFacts {
  readonly kind: 'budget';
  readonly subject: string;
  readonly sentence: string;
}

/** Names no workspace: what a budget covers may be one, and nobody outside has to know its name. */
export const budgetAlert = (standing: Standing, percent: number): BudgetAlert => {
  const { budget, spent, period: first } = standing;
  const { id, limit, period, of } = budget;
  const isNamed = of.workspace !== undefined;
  const shown = isNamed ? { ...budget, name: undefined, covers: t('one workspace') } : budget;
  return {
    kind: 'budget',
    // A budget's own id says what it covers.
    subject: `${digest(id)} ${first} ${percent}`,
    sentence: warningText({ ...standing, budget: shown }, percent),
    provider: of.provider,
    counts: 'usd',
    per: period,
    percent,
    spent: spent / 1e9,
    limit,
    left: Math.max(0, limit - spent / 1e9),
  };
};
