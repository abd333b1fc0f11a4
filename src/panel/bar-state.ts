import { budgetTitle, usedText } from '../core/budget-words.ts';
import { leftOf, nanoOf, type Standing } from '../core/budget.ts';
import type { BarShape } from './messages-bar.ts';

/** From here on a budget is nearly used up. */
export const near = 0.8;

/** How a budget stands, as it is drawn. */
export const barOf = (standing: Standing): BarShape => {
  const { budget, spent, lifted } = standing;
  const limit = nanoOf(budget.limit);
  const share = limit > 0 ? spent / limit : 1;
  const isOver = leftOf(standing) <= 0 && !lifted;
  return {
    title: budgetTitle(budget),
    // The bar is drawn beside it.
    used: usedText(standing).replace(/^[▰▱]+ /u, ''),
    share,
    state: isOver ? 'failed' : share >= near ? 'limited' : 'working',
  };
};
