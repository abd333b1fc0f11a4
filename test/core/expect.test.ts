import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Cost } from '../../src/core/cost.ts';
import {
  cacheLife,
  expectedCost,
  expectedUsage,
  likelyCost,
  pricer,
  worstCost,
  type Incumbent,
  type OutputHistory,
  type Outputs,
  type Situation,
} from '../../src/core/expect.ts';
import type { Price, Rates } from '../../src/core/price.ts';
import type { Model } from '../../src/core/provider.ts';
import { model } from './samples.ts';

/** Four in the morning at Greenwich. */
const now = Date.UTC(2026, 10, 20, 4);

const situation = (facts: Partial<Situation> = {}): Situation => ({
  task: 'chat',
  promptTokens: 10_000,
  now,
  ...facts,
});

const incumbent = (facts: Partial<Incumbent> = {}): Incumbent => ({
  provider: 'acme',
  model: 'small',
  keyId: 'k1',
  at: now - 60_000,
  input: 9_000,
  cacheRead: 0,
  ...facts,
});

const caching: Price = { input: 1, output: 2, cacheRead: 0.1 };
const small = model('acme/small', { price: caching });

/** What the tokens of the prompt are expected to be. */
const prompt = (which: Model, facts: Partial<Situation> = {}, keyId?: string) => {
  const { input, cacheRead = 0, cacheWrite = 0 } = expectedUsage(which, situation(facts), keyId);
  return { input, cacheRead, cacheWrite };
};

const output = (which: Model, facts: Partial<Situation> = {}): number => expectedUsage(which, situation(facts)).output;

const usd = (cost: Cost): number => {
  assert.ok(cost.from !== 'unknown');
  return cost.usd;
};

describe('the cached share of a prompt', () => {
  it('is the whole prompt before it where the conversation has been answered once', () => {
    assert.deepEqual(prompt(small, { incumbent: incumbent() }), { input: 10_000, cacheRead: 9_000, cacheWrite: 0 });
  });

  it('is as large as it really was last time', () => {
    const worked = incumbent({ cacheRead: 4_500, cacheable: 6_000 });
    assert.equal(prompt(small, { incumbent: worked }).cacheRead, 6_750);
    const shareOnly = incumbent({ cacheRead: 4_500 });
    assert.equal(prompt(small, { incumbent: shareOnly }).cacheRead, 4_500);
  });

  it('is nothing where the provider read nothing although it could have', () => {
    assert.equal(prompt(small, { incumbent: incumbent({ cacheable: 6_000 }) }).cacheRead, 0);
  });

  it('belongs to one model of one provider', () => {
    const elsewhere = model('other/small', { price: caching });
    const larger = model('acme/large', { price: caching });
    for (const which of [elsewhere, larger]) assert.equal(prompt(which, { incumbent: incumbent() }).cacheRead, 0);
  });

  it('belongs to one key: that of another organisation has no warm cache', () => {
    assert.equal(prompt(small, { incumbent: incumbent() }, 'k1').cacheRead, 9_000);
    assert.equal(prompt(small, { incumbent: incumbent() }, 'k2').cacheRead, 0);
  });

  it('ends with the life of the cache', () => {
    assert.equal(prompt(small, { incumbent: incumbent({ at: now - cacheLife }) }).cacheRead, 9_000);
    assert.equal(prompt(small, { incumbent: incumbent({ at: now - cacheLife - 1 }) }).cacheRead, 0);
  });

  it('is nothing below 1,024 tokens', () => {
    const short = { promptTokens: 1_100, incumbent: incumbent({ input: 1_023 }) };
    assert.equal(prompt(small, short).cacheRead, 0);
    assert.equal(prompt(small, { ...short, incumbent: incumbent({ input: 1_024 }) }).cacheRead, 1_024);
  });

  it('is nothing where no price is known for reading it: tokens that are reported as cached and billed in full', () => {
    for (const price of [
      { input: 1, output: 2 },
      { ...caching, cacheRead: 0 },
    ])
      assert.equal(prompt(model('acme/small', { price }), { incumbent: incumbent() }).cacheRead, 0);
  });

  it('follows the rates of the tier', () => {
    const price = { ...caching, tiers: [{ above: 200_000, input: 2, output: 4 }] };
    const tiered = model('acme/small', { price, contextTokens: 1_000_000 });
    const long = { promptTokens: 210_000, incumbent: incumbent({ input: 205_000 }) };
    assert.equal(prompt(tiered, long).cacheRead, 0);
    assert.equal(prompt(tiered, { ...long, promptTokens: 200_000 }).cacheRead, 200_000);
  });

  it('is nothing where the prompt was written anew: it shrank', () => {
    assert.equal(prompt(small, { promptTokens: 5_000, incumbent: incumbent() }).cacheRead, 0);
    assert.equal(prompt(small, { promptTokens: 8_000, incumbent: incumbent({ counted: 9_000 }) }).cacheRead, 0);
  });

  it("is measured in local tokens where the provider's own count a third more", () => {
    const claude = incumbent({ input: 12_000, counted: 9_000, cacheRead: 8_000, cacheable: 8_000 });
    assert.equal(prompt(small, { incumbent: claude }).cacheRead, 9_000);
  });

  it('never exceeds the prompt', () => {
    assert.equal(prompt(small, { promptTokens: 10_000, incumbent: incumbent({ input: 13_000 }) }).cacheRead, 10_000);
  });
});

describe('a model that makes more tokens of a text than are counted here', () => {
  const claude = model('acme/small', { price: { ...caching, cacheWrite: 1.25 }, tokens: 1.3 });

  it('has all of them in its prompt, each rounded up to a whole one', () => {
    assert.equal(prompt(claude).input, 13_000);
    assert.equal(prompt(claude, { promptTokens: 1_001 }).input, 1_302);
  });

  it('reads as many of its own from its cache, where the prompt before was counted here', () => {
    const counted = incumbent({ input: 11_700, counted: 9_000, cacheRead: 8_000, cacheable: 8_000 });
    assert.deepEqual(prompt(claude, { incumbent: counted }), { input: 13_000, cacheRead: 11_700, cacheWrite: 1_300 });
  });

  it('passes the threshold of a tier with a shorter prompt', () => {
    const price = { input: 1, output: 0, tiers: [{ above: 13_000, input: 2, output: 0 }] };
    const tiered = { ...claude, price };
    const costs = [10_000, 10_001].map((promptTokens) => usd(expectedCost(tiered, situation({ promptTokens }))));
    assert.deepEqual(costs, [0.013, 0.026004]);
  });

  it('costs at worst no less than that', () => {
    const tripled = { ...claude, price: { input: 1, output: 0 }, tokens: 3 };
    assert.equal(usd(worstCost(tripled, situation())), 0.03);
  });
});

describe('a later turn', () => {
  const later = (which: Model, facts: Partial<Situation> = {}) => pricer(situation(facts)).laterUsd(which);
  const quiet = model('acme/small', { price: { input: 1, output: 0, cacheRead: 0.1 } });
  const other = model('other/small', { price: { input: 1, output: 0, cacheRead: 0.1 } });

  it('reads what was said before, at whichever provider', () => {
    assert.equal(later(quiet, { incumbent: incumbent() }), 0.0019);
    assert.equal(later(other, { incumbent: incumbent() }), 0.0019);
    assert.equal(later(other), 0.001);
  });

  it('does so too where the cache of today has gone cold', () => {
    assert.equal(later(quiet, { incumbent: incumbent({ at: now - 2 * cacheLife }) }), 0.0019);
  });

  it('finds no cache at a provider whose own does not work, which says nothing of another', () => {
    const broken = incumbent({ cacheable: 6_000 });
    assert.deepEqual([later(quiet, { incumbent: broken }), later(other, { incumbent: broken })], [0.01, 0.0019]);
  });

  it('costs nobody knows what where no price is known', () => {
    assert.equal(later(model('acme/small', { price: undefined })), undefined);
  });
});

describe('what is written to the cache', () => {
  const writing = model('acme/small', { price: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 } });

  it('is the whole first prompt, and later what was not read', () => {
    assert.deepEqual(prompt(writing), { input: 10_000, cacheRead: 0, cacheWrite: 10_000 });
    assert.deepEqual(prompt(writing, { incumbent: incumbent() }), {
      input: 10_000,
      cacheRead: 9_000,
      cacheWrite: 1_000,
    });
  });

  it('is nothing below 1,024 tokens', () => {
    assert.equal(prompt(writing, { promptTokens: 1_023 }).cacheWrite, 0);
  });

  it('is billed at its own price', () => {
    const quiet = { ...writing, maxOutputTokens: 0 };
    assert.equal(usd(expectedCost(quiet, situation())), 0.0375);
    assert.equal(usd(expectedCost(quiet, situation({ incumbent: incumbent() }))), 0.00645);
  });
});

const history =
  (known: Readonly<Record<string, Outputs>>): OutputHistory =>
  (task, which) =>
    known[which === undefined ? task : `${task} ${which}`];

describe('how long an answer is expected to be', () => {
  it('is a guess by task where nothing is known, longer where the model reasons', () => {
    assert.equal(output(small), 500);
    assert.equal(output(small, { task: 'code' }), 1_200);
    assert.equal(output({ ...small, reasoning: true }), 1_250);
  });

  it('is what the ledger knows of the task, the guess weighing less with every answer', () => {
    const of = (count: number): number =>
      output(small, { outputs: history({ chat: { median: 100, p90: 900, count } }) });
    assert.deepEqual([of(0), of(10), of(90), of(100_000)], [500, 300, 140, 100]);
  });

  it('is what the ledger knows of this model for this task before that of all models', () => {
    const outputs = history({
      chat: { median: 100, p90: 900, count: 100_000 },
      'chat acme/small': { median: 700, p90: 2_000, count: 100_000 },
    });
    assert.equal(output(small, { outputs }), 700);
    assert.equal(output(model('acme/large'), { outputs }), 100);
  });

  it('is not thrown off by one odd answer of a model', () => {
    const outputs = history({
      chat: { median: 100, p90: 900, count: 100_000 },
      'chat acme/small': { median: 7_000, p90: 7_000, count: 1 },
    });
    assert.equal(output(small, { outputs }), 727);
  });

  it("never exceeds the model's limit nor the request's", () => {
    assert.equal(output({ ...small, maxOutputTokens: 300 }), 300);
    assert.equal(output(small, { maxOutputTokens: 200 }), 200);
  });

  it('is nothing for embeddings', () => {
    const maker = model('acme/vectors', { kind: 'embedding' });
    assert.equal(output(maker, { task: 'embedding' }), 0);
    assert.equal(usd(worstCost(maker, situation({ task: 'embedding' }))), 0.014);
  });
});

describe('the three costs', () => {
  it('are unknown where no price is, and nothing where the price is nothing', () => {
    const unpriced = model('acme/small', { price: undefined });
    const local = model('ollama/small', { price: { input: 0, output: 0 } });
    for (const costOf of [expectedCost, likelyCost, worstCost]) {
      assert.deepEqual(costOf(unpriced, situation()), { from: 'unknown' });
      assert.equal(usd(costOf(local, situation())), 0);
    }
    assert.equal(pricer(situation()).expectedUsd(unpriced), undefined);
    assert.equal(pricer(situation()).expectedUsd(local), 0);
  });

  it('are estimates that say of when their prices are', () => {
    for (const costOf of [expectedCost, likelyCost, worstCost]) {
      const cost = costOf(small, situation());
      assert.deepEqual({ ...cost, usd: 0 }, { usd: 0, from: 'estimated', priceAsOf: '2026-11-01' });
    }
  });

  it('reserve the 90th percentile of the answers, with nothing read from the cache', () => {
    const outputs = history({ chat: { median: 100, p90: 2_500, count: 1_000_000_000 } });
    assert.equal(usd(likelyCost(small, situation({ outputs, incumbent: incumbent() }))), 0.015);
  });

  it('reserve at worst the longest answer, and a prompt that a provider counts 40% larger', () => {
    assert.equal(usd(worstCost(small, situation())), 0.014 + 0.016);
    assert.equal(usd(worstCost(small, situation({ maxOutputTokens: 1_000 }))), 0.014 + 0.002);
  });

  it('reserve at worst the tier that a larger count would reach', () => {
    const price = { ...caching, tiers: [{ above: 12_000, input: 5, output: 10 }] };
    assert.equal(usd(worstCost({ ...small, price }, situation())), 0.15);
    assert.equal(usd(expectedCost({ ...small, price }, situation())), 0.011);
  });

  it('follow the hour, and at worst the hour that is about to begin', () => {
    const price: Price = { ...caching, hours: [{ from: '04:30', to: '08:30', input: 2, output: 4 }] };
    const hourly = { ...small, price };
    assert.equal(usd(expectedCost(hourly, situation())), 0.011);
    assert.equal(usd(expectedCost(hourly, situation({ now: now + 1_800_000 }))), 0.022);
    assert.equal(usd(worstCost(hourly, situation())), 0.028 + 0.032);
  });
});

/** Prices as they are sold: a cache is read for less than input costs, and written for no less. */
const rates = (dearer: number): fc.Arbitrary<Rates> =>
  fc
    .record({
      input: fc.integer({ min: 0, max: 30_000 }),
      output: fc.integer({ min: 0, max: 90_000 }),
      read: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      write: fc.option(fc.double({ min: 1, max: 2, noNaN: true }), { nil: undefined }),
    })
    .map(({ input, output: out, read, write }) => ({
      input: (input * dearer) / 1_000,
      output: (out * dearer) / 1_000,
      cacheRead: read === undefined ? undefined : Math.floor(read * input * dearer) / 1_000,
      cacheWrite: write === undefined ? undefined : Math.ceil(write * input * dearer) / 1_000,
    }));

/** With a tier that is twice as dear in everything, as they all are. */
const prices: fc.Arbitrary<Price> = fc
  .tuple(rates(1), fc.option(fc.integer({ min: 0, max: 300_000 }), { nil: undefined }))
  .map(([base, above]) => ({
    ...base,
    tiers:
      above === undefined
        ? undefined
        : [
            {
              above,
              input: 2 * base.input,
              output: 2 * base.output,
              cacheRead: base.cacheRead && 2 * base.cacheRead,
              cacheWrite: base.cacheWrite && 2 * base.cacheWrite,
            },
          ],
  }));

const models: fc.Arbitrary<Model> = fc
  .record({ price: prices, reasoning: fc.boolean(), maxOutputTokens: fc.integer({ min: 1, max: 128_000 }) })
  .map((facts) => model('acme/small', facts));

const answers = fc
  .tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 1, max: 3_000 }))
  .map(([median, more, count]): Outputs => ({ median, p90: median + more, count }));

const incumbents = fc
  .record({
    input: fc.integer({ min: 0, max: 400_000 }),
    read: fc.double({ min: 0, max: 1, noNaN: true }),
    cacheable: fc.option(fc.integer({ min: 0, max: 400_000 }), { nil: undefined }),
    counted: fc.option(fc.integer({ min: 0, max: 400_000 }), { nil: undefined }),
    age: fc.integer({ min: 0, max: 2 * cacheLife }),
  })
  .map(({ input, read, cacheable, counted, age }) =>
    incumbent({ input, cacheRead: Math.floor(input * read), cacheable, counted, at: now - age }),
  );

const situations: fc.Arbitrary<Situation> = fc
  .record({
    task: fc.constantFrom('chat', 'code', 'reasoning', 'completion', 'utility'),
    promptTokens: fc.integer({ min: 0, max: 500_000 }),
    maxOutputTokens: fc.option(fc.integer({ min: 1, max: 128_000 }), { nil: undefined }),
    incumbent: fc.option(incumbents, { nil: undefined }),
    ofTask: fc.option(answers, { nil: undefined }),
    ofModel: fc.option(answers, { nil: undefined }),
  })
  .map(({ ofTask, ofModel, ...facts }) => ({
    ...facts,
    now,
    outputs: (_task, which) => (which === undefined ? ofTask : ofModel),
  }));

describe('for any model and situation', () => {
  it('the worst is no less than the likely, and the likely no less than the expected', () =>
    fc.assert(
      fc.property(models, situations, (which, at) => {
        const [expected, likely, worst] = [expectedCost, likelyCost, worstCost].map((costOf) => usd(costOf(which, at)));
        assert.ok((expected ?? 0) <= (likely ?? 0), `expected ${expected}, likely ${likely}`);
        assert.ok((likely ?? 0) <= (worst ?? 0), `likely ${likely}, worst ${worst}`);
      }),
    ));

  it('staying where the cache is warm is never dearer than beginning there', () =>
    fc.assert(
      fc.property(models, situations, (which, at) => {
        const fresh = { ...at, incumbent: undefined };
        assert.ok(usd(expectedCost(which, at)) <= usd(expectedCost(which, fresh)));
      }),
    ));

  it('a longer prompt never costs less', () =>
    fc.assert(
      fc.property(models, situations, fc.integer({ min: 1, max: 100_000 }), (which, at, more) => {
        const shorter = { ...at, incumbent: undefined };
        const longer = { ...shorter, promptTokens: at.promptTokens + more };
        for (const costOf of [expectedCost, likelyCost, worstCost])
          assert.ok(usd(costOf(which, shorter)) <= usd(costOf(which, longer)));
      }),
    ));

  it('room for a longer answer never costs less', () =>
    fc.assert(
      fc.property(models, situations, fc.integer({ min: 1, max: 100_000 }), (which, at, more) => {
        const roomier = { ...which, maxOutputTokens: which.maxOutputTokens + more };
        for (const costOf of [expectedCost, likelyCost, worstCost])
          assert.ok(usd(costOf(which, at)) <= usd(costOf(roomier, at)));
      }),
    ));

  it('the parts of a prompt add up to no more than the prompt', () =>
    fc.assert(
      fc.property(models, situations, (which, at) => {
        const { input, cacheRead = 0, cacheWrite = 0 } = expectedUsage(which, at);
        assert.equal(input, at.promptTokens);
        assert.ok(cacheRead >= 0 && cacheWrite >= 0 && cacheRead + cacheWrite <= input);
      }),
    ));

  it('the bare number is the number of the cost', () =>
    fc.assert(
      fc.property(models, situations, (which, at) => {
        assert.equal(pricer(at).expectedUsd(which), usd(expectedCost(which, at)));
      }),
    ));
});
