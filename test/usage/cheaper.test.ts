import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Offer } from '../../src/core/plan.ts';
import type { Model } from '../../src/core/provider.ts';
import { cheaper, cheaperText, type Market } from '../../src/usage/cheaper.ts';
import type { Used } from '../../src/usage/used.ts';
import { offer } from '../core/samples.ts';

const priced = (id: string, input: number, facts: Partial<Model> = {}): Offer =>
  offer(id, ['k1'], { price: { input, output: input * 5 }, contextTokens: 200_000, ...facts });

/** What `usd` of a task on a model was: at 2 dollars a million tokens of input, and 10 of output. */
const used = (usd: number, facts: Partial<Used> = {}): Used => ({
  provider: 'openai',
  model: 'sol',
  task: 'code',
  requests: 100,
  ...facts,
  known: {
    requests: 100,
    attempts: 100,
    usd,
    tokens: { input: usd * 250_000, output: usd * 50_000, cached: 0, cacheWrite: 0 },
    ...facts.known,
  },
});

const sol = priced('openai/sol', 2);

const market = (offers: readonly Offer[], facts: Partial<Market> = {}): Market => ({
  offers: [sol, ...offers],
  policy: {},
  modelOf: (maker, id) =>
    [sol, ...offers].map(({ model }) => model).find((one) => one.provider === maker && one.id === id),
  ...facts,
});

const namesOf = (rows: readonly Used[], place: Market): readonly string[] =>
  cheaper(rows, place).map(({ offer: { model } }) => `${model.provider}/${model.id}`);

const chosen = (facts: Partial<Model>, input = 0.5): readonly string[] =>
  namesOf([used(12)], market([priced('deepseek/v4', input, facts)]));

describe('a cheaper model', () => {
  it('is the cheapest that does the same work as well, with what the same tokens cost there', () => {
    const found = cheaper([used(12)], market([priced('groq/oss', 1), priced('deepseek/v4', 0.5)]));
    assert.equal(found.length, 1);
    assert.equal(found[0]?.offer.model.id, 'v4');
    assert.equal(found[0]?.usd, 3);
  });

  it('is as good at the task, and measured', () => {
    assert.deepEqual(chosen({ strength: { code: 4 } }), ['deepseek/v4']);
    assert.deepEqual(chosen({ strength: { code: 3, general: 4 } }), []);
    assert.deepEqual(chosen({ strength: { general: 4 } }), []);
    const unmeasured = { ...sol, model: { ...sol.model, strength: undefined } };
    const place = market([priced('deepseek/v4', 0.5)], { modelOf: () => unmeasured.model });
    assert.deepEqual(namesOf([used(12)], place), []);
  });

  it('takes what the other took: tools, long prompts, long answers', () => {
    assert.deepEqual(chosen({ tools: false }), []);
    assert.deepEqual(chosen({ contextTokens: 100_000 }), []);
    assert.deepEqual(chosen({ contextTokens: 128_000 }), ['deepseek/v4']);
    // It makes 1.3 tokens of what counts as one here.
    assert.deepEqual(chosen({ contextTokens: 128_000, tokens: 1.3 }), []);
    assert.deepEqual(chosen({ maxOutputTokens: 4_000 }), []);
  });

  it('has room for the same text, however many tokens either of them makes of it', () => {
    const claude = priced('anthropic/claude', 2, { tokens: 1.4, contextTokens: 1_000_000, maxOutputTokens: 64_000 });
    const known = {
      requests: 100,
      attempts: 100,
      usd: 100,
      tokens: { input: 7_000_000, output: 350_000, cached: 0, cacheWrite: 0 },
    };
    const read = used(100, { provider: 'anthropic', model: 'claude', known });
    const place = (facts: Partial<Model>) => market([claude, priced('deepseek/v4', 0.5, facts)]);
    // Four times a mean of 70,000 and of 3,500 tokens of its own: 200,000 and 10,000 as they are counted here.
    const fits = { contextTokens: 200_000, maxOutputTokens: 10_000 };
    assert.deepEqual(namesOf([read], place(fits)), ['deepseek/v4']);
    assert.deepEqual(namesOf([read], place({ ...fits, contextTokens: 199_000 })), []);
    assert.deepEqual(namesOf([read], place({ ...fits, maxOutputTokens: 9_900 })), []);
    assert.deepEqual(namesOf([read], place({ contextTokens: 280_000, maxOutputTokens: 14_000, tokens: 1.4 })), [
      'deepseek/v4',
    ]);
    assert.deepEqual(namesOf([read], place({ contextTokens: 280_000, maxOutputTokens: 12_000, tokens: 1.4 })), []);
  });

  it('counts with the tokens that it makes of the same text', () => {
    assert.deepEqual(chosen({}, 1.5), ['deepseek/v4']);
    assert.deepEqual(chosen({ tokens: 1.3 }, 1.5), []);
  });

  it('pays for what it writes to its cache', () => {
    const writes = priced('anthropic/haiku', 0.5, {
      price: { input: 0.5, output: 2.5, cacheRead: 0.05, cacheWrite: 5 },
    });
    assert.deepEqual(namesOf([used(12)], market([writes])), []);
  });

  it('saves a fifth and a quarter of a dollar at least', () => {
    assert.deepEqual(chosen({}, 1.65), []);
    assert.deepEqual(namesOf([used(0.6)], market([priced('a/b', 1.5)])), []);
    assert.deepEqual(namesOf([used(0.6)], market([priced('a/b', 1)])), ['a/b']);
  });

  it('is looked for where money went: half a dollar, and a twentieth of all', () => {
    const place = market([priced('a/b', 0.1)]);
    assert.deepEqual(namesOf([used(0.4)], place), []);
    assert.deepEqual(namesOf([used(1), used(100, { provider: 'gone', model: 'x', task: 'chat' })], place), []);
  });

  it('is none that this workspace may not use, that has no price, or that is only for trying', () => {
    const cheap = priced('a/b', 0.1);
    assert.deepEqual(namesOf([used(12)], market([cheap], { policy: { allowedProviders: ['openai'] } })), []);
    assert.deepEqual(chosen({ price: undefined }), []);
    assert.deepEqual(chosen({}, 0), []);
    const free = priced('ollama/oss', 0);
    const local = { ...free, provider: { ...free.provider, local: true } };
    assert.deepEqual(namesOf([used(12)], market([local])), ['ollama/oss']);
  });

  it('is never the model that did the work, though its price may have fallen since', () => {
    const now = priced('openai/sol', 0.1);
    assert.deepEqual(namesOf([used(12)], { offers: [now], policy: {}, modelOf: () => now.model }), []);
  });

  it('is never another model of embeddings', () => {
    assert.deepEqual(namesOf([used(12, { task: 'embedding' })], market([priced('a/b', 0.1)])), []);
  });

  it('is named once a task, what saves most first, three at most', () => {
    const tasks = ['code', 'chat', 'reasoning', 'utility'].map((task, index) => used(2 + index, { task }));
    const place = market([priced('a/b', 0.1)]);
    const found = cheaper([...tasks, used(1, { model: 'b', provider: 'a' })], place);
    assert.deepEqual(
      found.map(({ used: { task } }) => task),
      ['utility', 'reasoning', 'chat'],
    );
  });

  it('never costs more than four fifths of what was paid', () => {
    const price = fc.record({
      input: fc.nat(100),
      output: fc.nat(100),
      cacheRead: fc.nat(10),
      cacheWrite: fc.nat(100),
    });
    const rows = fc.array(
      fc.record({
        usd: fc.nat(100),
        input: fc.nat(1e7),
        output: fc.nat(1e6),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(rows, fc.array(price, { maxLength: 5 }), (all, prices) => {
        const spent = all.map(({ usd, input, output, share }) =>
          used(0, {
            known: {
              requests: 100,
              attempts: 100,
              usd,
              tokens: { input, output, cached: Math.floor(input * share), cacheWrite: 0 },
            },
          }),
        );
        const offers = prices.map((one, index) => priced(`a/${index}`, 1, { price: one }));
        for (const {
          used: { known },
          usd,
        } of cheaper(spent, market(offers)))
          assert.ok(usd <= 0.8 * known.usd && known.usd - usd >= 0.25 && usd >= 0);
      }),
    );
  });
});

describe('a cheaper model for completions', () => {
  it('fills gaps as well, since one that only chats would not be asked', () => {
    const other = priced('deepseek/v4', 0.5);
    const fill = { shape: 'completions', path: 'completions', models: ['v4'] } as const;
    const filler = { ...other, provider: { ...other.provider, fill } };
    const completions = [used(12, { task: 'completion' })];
    assert.deepEqual(namesOf(completions, market([other])), []);
    assert.deepEqual(namesOf(completions, market([filler])), ['deepseek/v4']);
  });
});

describe('a cheaper model in words', () => {
  const nameOf = (id: string): string => (id === 'openai' ? 'OpenAI' : id);
  const said = (row: Used, facts: Partial<Model> = {}): string | undefined => {
    const [found] = cheaper([row], market([priced('deepseek/v4', 0.5, facts)]));
    return found && cheaperText(found, { when: 'this month', nameOf });
  };

  it('names task, models and both sums', () => {
    assert.match(
      said(used(12)) ?? '',
      /^Code on OpenAI sol cost \$12\.00 this month; the same tokens on \S+ v4, which is at least as good at it, would have cost about \$3\.00\.$/,
    );
  });

  it('says what it cannot take, and what is not known', () => {
    assert.match(said(used(12), { images: false }) ?? '', /It takes no images\.$/);
    assert.match(said(used(12, { requests: 200 })) ?? '', /this month, as far as is known;/);
  });
});
