import assert from 'node:assert/strict';
import fc from 'fast-check';
import { completionLimitIn, usualCompletionBudget, withCompletionBudget } from '../../src/core/budget-completions.ts';
import { budgetsIn } from '../../src/core/budget-settings.ts';
import { covers } from '../../src/core/budget.ts';

const named = { providers: [], keys: [] };
const spender = { provider: 'deepseek', key: 'k', task: 'completion', caller: 'keyway.completions' };

describe('the budget of completions', () => {
  it('covers completions by whomever, every day, and nothing else', () => {
    const [budget, ...others] = withCompletionBudget(budgetsIn([], named), 0.5).budgets;
    assert.ok(budget && others.length === 0);
    assert.deepEqual([budget.limit, budget.period, budget.action, budget.strict], [0.5, 'day', 'block', false]);
    assert.ok(covers(budget, spender) && covers(budget, { ...spender, caller: 'other' }));
    assert.ok(!covers(budget, { ...spender, task: 'chat' }));
  });

  it('stands behind the person’s own, which stay as they are and where they are', () => {
    const own = budgetsIn(
      [
        { limit: 1, period: 'day', task: 'completion' },
        { limit: 5, period: 'day' },
      ],
      named,
    );
    const both = withCompletionBudget(own, 0.5);
    assert.deepEqual(both.budgets.slice(0, 2), own.budgets);
    assert.equal(both.places, own.places);
    assert.equal(new Set(both.budgets.map(({ id }) => id)).size, 3);
    assert.ok(!both.places.has(both.budgets[2]?.id ?? ''));
  });

  it('is none at 0', () => {
    const own = budgetsIn([{ limit: 5, period: 'day' }], named);
    assert.equal(withCompletionBudget(own, 0), own);
  });

  it('is the usual one where the setting cannot be understood, and never more than was written', () => {
    for (const setting of [undefined, null, '1', -1, Number.NaN, Infinity, {}, [1], 2_000_000])
      assert.equal(completionLimitIn(setting), usualCompletionBudget);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1_000_000, noNaN: true }), (usd) =>
        assert.equal(completionLimitIn(usd), usd),
      ),
    );
  });
});
