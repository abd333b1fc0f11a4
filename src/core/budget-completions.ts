import * as z from 'zod/mini';
import type { Budget } from './budget.ts';
import type { BudgetsRead } from './budget-settings.ts';
import { t } from './l10n.ts';

/** No id that the entries of `keyway.budgets` make begins like this. */
export const completionBudgetId = 'keyway.completions.dailyBudget';

/** US dollars a day, where the setting says nothing that is understood. */
export const usualCompletionBudget = 0.5;

const limit = z.number().check(z.gte(0), z.lte(1_000_000));

/** US dollars a day; 0 is no budget. What is not understood sets no money free. */
export const completionLimitIn = (setting: unknown): number => {
  const parsed = limit.safeParse(setting ?? usualCompletionBudget);
  return parsed.success ? parsed.data : usualCompletionBudget;
};

/** The person's budgets, and that of their completions behind them. It stands in a setting of its own, so it has no place among theirs. */
export const withCompletionBudget = (found: BudgetsRead, usd: number): BudgetsRead =>
  usd === 0 ? found : { ...found, budgets: [...found.budgets, completionBudget(usd)] };

const completionBudget = (usd: number): Budget => ({
  id: completionBudgetId,
  limit: usd,
  period: 'day',
  of: { task: 'completion' },
  covers: t('inline completions'),
  action: 'block',
  strict: false,
});
