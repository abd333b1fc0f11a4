import assert from 'node:assert/strict';
import { plan, type Choosing, type Offer } from '../../src/core/plan.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import { asked, offer, said } from './samples.ts';

const well = { coolingOf: () => undefined };
const usage = { input: 1_000_000, output: 100_000, cacheRead: 500_000 };
const at = Date.UTC(2026, 10, 21);

const dear = offer('a/dear', ['a0'], { price: { input: 10, output: 50, cacheRead: 1 } });
const cheap = offer('b/cheap', ['b0'], { price: { input: 1, output: 5 } });
const weak = offer('c/weak', ['c0'], { price: { input: 99, output: 99 }, strength: { general: 1 } });
const unpriced = offer('c/unpriced', ['c0'], { price: undefined });

const planned = (offers: readonly Offer[], picked = false, wish: Partial<Choosing> = {}) =>
  plan({
    request: asked({ messages: [said('Good morning')] }),
    task: 'chat',
    offers,
    health: well,
    now: at,
    policy: defaultPolicy,
    picked,
    ...wish,
  });

const dearestOf = (offers: readonly Offer[], picked?: boolean) =>
  planned(offers, picked).dearest?.({ model: cheap.model, usage, at });

describe('the dearest candidate of a plan', () => {
  it('is priced for the same tokens, its cache included', () => {
    assert.deepEqual(dearestOf([cheap, dear]), { model: 'a/dear', usd: 0.5 * 10 + 0.5 * 1 + 0.1 * 50 });
  });

  it('makes as many tokens of the text as its own tokenizer does', () => {
    const claude = offer('a/claude', ['a0'], { price: { input: 10, output: 50, cacheRead: 1 }, tokens: 1.3 });
    assert.deepEqual(dearestOf([cheap, claude]), { model: 'a/claude', usd: 1.3 * (0.5 * 10 + 0.5 * 1 + 0.1 * 50) });
  });

  it('is good enough for the request, and has a price', () => {
    assert.equal(dearestOf([cheap, weak, unpriced, dear])?.model, 'a/dear');
    assert.equal(dearestOf([unpriced]), undefined);
  });

  it('is none that a budget left out with all of its keys', () => {
    const two = offer('a/dear', ['a0', 'a1'], { price: dear.model.price });
    const without = (...spent: readonly string[]) =>
      planned([cheap, two], false, {
        overBudget: (route) => (spent.includes(route.key.id) ? 'its budget is spent' : undefined),
      }).dearest?.({ model: cheap.model, usage, at })?.model;
    assert.equal(without('a0'), 'a/dear');
    assert.equal(without('a0', 'a1'), 'b/cheap');
  });

  it('is the model itself where the person picked it', () => {
    assert.deepEqual(dearestOf([cheap], true), { model: 'b/cheap', usd: 1 + 0.5 });
  });
});
