import assert from 'node:assert/strict';
import type { Explanation } from '../../src/core/explain.ts';
import { plan, type Plan } from '../../src/core/plan.ts';
import { Health } from '../../src/core/health.ts';
import { explainingLater } from '../../src/editor/receipt-explained.ts';
import { asked, offer } from '../core/samples.ts';

const planOf = (): Plan =>
  plan({ request: asked(), task: 'chat', offers: [offer('acme/a')], health: new Health(), now: 0 });
const explanation: Explanation = { facts: [], routes: [], leftOut: [], below: [] };

describe('the explanations of answers', () => {
  it('are worked out for every answer that somebody waited for, and for the last of many completions', async () => {
    const seen: Plan[] = [];
    const later = explainingLater({
      rest: 1,
      restOfTyping: 20,
      explain: (one) => {
        seen.push(one);
        return explanation;
      },
    });
    const chats = [planOf(), planOf()];
    const completions = [planOf(), planOf(), planOf()];
    for (const one of chats) later({ task: 'chat', plan: one, take: () => undefined });
    await new Promise<void>((resolve) => {
      for (const [at, one] of completions.entries())
        later({ task: 'completion', plan: one, take: () => (at === 2 ? resolve() : assert.fail('one of the others')) });
    });
    assert.deepEqual(seen, [...chats, completions[2]]);
  });
});
