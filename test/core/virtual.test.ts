import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Health } from '../../src/core/health.ts';
import { plan, type Offer } from '../../src/core/plan.ts';
import { defaultPolicy, type Policy } from '../../src/core/policy.ts';
import { modelKey, type Model } from '../../src/core/provider.ts';
import { ratedFor } from '../../src/core/rated.ts';
import type { Strength } from '../../src/core/strength.ts';
import { candidatesOf, choiceFor, offersOf, virtualModels, virtualOf } from '../../src/core/virtual.ts';
import { asked, model, offer } from './samples.ts';

const strong: Strength = { code: 3, reasoning: 3, general: 3 };
const unmeasured = (id: string): Offer => offer(id, ['k1'], { strength: undefined });
const of = (id: string, facts: Partial<Model> = {}): Offer => offer(id, ['k1'], { strength: strong, ...facts });
const policyOf = (facts: Partial<Policy> = {}): Policy => ({ ...defaultPolicy, ...facts });
const ids = (offers: readonly Offer[]): readonly string[] => offers.map((one) => modelKey(one.model));

const virtual = (id: string) => virtualOf(id) ?? assert.fail(id);
const auto = virtual('auto');

describe('the virtual models', () => {
  it('are five, Auto first, with ids that no model can have', () => {
    assert.deepEqual(
      virtualModels.map(({ id, name }) => `${id}: ${name}`),
      [
        'auto: Auto',
        'auto-code: Auto · Code',
        'auto-reasoning: Auto · Reasoning',
        'auto-fast: Auto · Fast',
        'auto-cheapest: Auto · Cheapest',
      ],
    );
    for (const { id } of virtualModels) assert.ok(!id.includes('/'), id);
  });

  it('mean this for a plan', () => {
    const meaning = (pick: string) => {
      const { picked, order, task, floor } = choiceFor(pick, [of('a/x')], defaultPolicy);
      return [picked, order, task, floor];
    };
    assert.deepEqual(meaning('auto'), [false, 'cost', undefined, undefined]);
    assert.deepEqual(meaning('auto-code'), [false, 'cost', 'code', undefined]);
    assert.deepEqual(meaning('auto-reasoning'), [false, 'cost', 'reasoning', undefined]);
    assert.deepEqual(meaning('auto-fast'), [false, 'speed', undefined, 'economy']);
    assert.deepEqual(meaning('auto-cheapest'), [false, 'cheapest', undefined, 'economy']);
    assert.deepEqual(meaning('a/x'), [true, 'cost', undefined, undefined]);
  });
});

describe('the candidates of a virtual model', () => {
  const kept = (offers: readonly Offer[], policy = defaultPolicy): readonly string[] =>
    ids(candidatesOf(auto, offers, policy).offers);
  const reasons = (offers: readonly Offer[], policy = defaultPolicy): readonly string[] =>
    candidatesOf(auto, offers, policy).leftOut.map(({ model: { id }, cause, reason }) => `${id}, ${cause}: ${reason}`);

  it('are no embedding models', () => {
    assert.deepEqual(kept([of('a/x'), of('a/e', { kind: 'embedding' })]), ['a/x']);
  });

  it('are measured, or named by the person', () => {
    const offers = [of('a/x'), unmeasured('local/new'), unmeasured('local/other')];
    assert.deepEqual(kept(offers), ['a/x']);
    assert.deepEqual(reasons(offers), [
      'new, floor: nobody has measured how good it is: set keyway.routing.unratedModels, or name it in a rule',
      'other, floor: nobody has measured how good it is: set keyway.routing.unratedModels, or name it in a rule',
    ]);
    assert.deepEqual(kept(offers, policyOf({ unrated: true })), ['a/x', 'local/new', 'local/other']);
    assert.deepEqual(kept(offers, policyOf({ preferredModels: ['local/n*'] })), ['a/x', 'local/new']);
    assert.deepEqual(kept(offers, policyOf({ rules: [{ when: {}, only: ['local/other'] }] })), ['a/x', 'local/other']);
    assert.deepEqual(kept(offers, policyOf({ rules: [{ when: {}, prefer: ['local/*'] }] })).length, 3);
    assert.deepEqual(kept(offers, policyOf({ rules: [{ when: {}, never: ['local/*'] }] })), ['a/x']);
  });

  it('need the skill of the task, or the one that small questions need', () => {
    const coder = of('a/coder', { strength: { code: 3 } });
    const talker = of('a/talker', { strength: { general: 3 } });
    const thinker = of('a/thinker', { strength: { reasoning: 4 } });
    const all = [coder, talker, thinker];
    const chosenBy = (id: string) => ids(candidatesOf(virtual(id), all, defaultPolicy).offers);
    assert.deepEqual(chosenBy('auto'), ids(all));
    assert.deepEqual(chosenBy('auto-code'), ['a/coder', 'a/talker']);
    assert.deepEqual(chosenBy('auto-reasoning'), ['a/talker', 'a/thinker']);
  });

  it('are of providers that the workspace allows', () => {
    const offers = [of('a/x'), of('b/y')];
    assert.deepEqual(kept(offers, policyOf({ allowedProviders: ['b'] })), ['b/y']);
    assert.deepEqual(kept(offers, policyOf({ allowedProviders: [] })), []);
  });

  it('call tools, all of them, where any does', () => {
    const mute = of('a/mute', { tools: false });
    const caller = of('a/caller');
    assert.deepEqual(kept([mute, caller]), ['a/caller']);
    assert.deepEqual(reasons([mute, caller]), ['mute, capability: calls no tools, which Auto promises']);
    assert.equal(candidatesOf(auto, [mute, caller], defaultPolicy).tools, true);
    const none = candidatesOf(auto, [mute], defaultPolicy);
    assert.deepEqual([ids(none.offers), none.tools], [['a/mute'], false]);
  });

  it('hold 128,000 tokens where any does, and half of the largest window where none does', () => {
    const windows = (...sizes: readonly number[]) => {
      const offers = sizes.map((contextTokens) =>
        of(`a/w${contextTokens}`, { contextTokens, maxOutputTokens: 16_000 }),
      );
      const { offers: left, limits } = candidatesOf(auto, offers, defaultPolicy);
      return [left.length, limits?.contextTokens];
    };
    assert.deepEqual(windows(8_000, 128_000, 131_072, 1_000_000), [3, 128_000]);
    assert.deepEqual(windows(8_000, 32_000, 64_000), [2, 32_000]);
    assert.deepEqual(windows(8_000, 100_000), [1, 100_000]);
    assert.deepEqual(windows(4_096), [1, 4_096]);
  });

  it('answer 8,000 tokens where any does, so that one short answer does not drag down the rest', () => {
    const answers = (...sizes: readonly number[]) => {
      const offers = sizes.map((maxOutputTokens) =>
        of(`a/o${maxOutputTokens}`, { contextTokens: 200_000, maxOutputTokens }),
      );
      const { offers: left, limits } = candidatesOf(auto, offers, defaultPolicy);
      return [left.length, limits?.maxOutputTokens];
    };
    assert.deepEqual(answers(1_024, 8_192, 64_000), [2, 8_192]);
    assert.deepEqual(answers(1_024, 4_096, 4_000), [2, 4_000]);
    assert.deepEqual(answers(512), [1, 512]);
  });

  it('promise images where one takes them', () => {
    const blind = of('a/blind', { images: false });
    assert.equal(candidatesOf(auto, [blind, of('a/seeing')], defaultPolicy).images, true);
    assert.equal(candidatesOf(auto, [blind], defaultPolicy).images, false);
  });

  it('may be none, and then there is nothing to promise', () => {
    for (const offers of [[], [unmeasured('local/new')], [of('a/e', { kind: 'embedding' })]])
      assert.deepEqual([kept(offers), candidatesOf(auto, offers, defaultPolicy).limits], [[], undefined]);
  });

  it('are worked out once for the same offers and the same policy', () => {
    const offers = [of('a/x')];
    const before = candidatesOf(auto, offers, defaultPolicy);
    assert.equal(candidatesOf(auto, offers, defaultPolicy), before);
    assert.notEqual(candidatesOf(auto, [...offers], defaultPolicy), before);
    assert.notEqual(candidatesOf(auto, offers, policyOf()), before);
    assert.notEqual(candidatesOf(virtual('auto-fast'), offers, defaultPolicy), before);
  });

  const facts = fc.record({
    contextTokens: fc.constantFrom(4_096, 16_384, 32_768, 65_536, 128_000, 131_072, 200_000, 1_000_000),
    maxOutputTokens: fc.constantFrom(512, 4_096, 8_000, 8_192, 32_768, 128_000),
    tools: fc.boolean(),
    images: fc.boolean(),
    kind: fc.constantFrom('chat' as const, 'chat' as const, 'embedding' as const),
    strength: fc.constantFrom(undefined, strong, { code: 1 } as Strength, { reasoning: 4, general: 2 } as Strength),
  });
  const some = fc
    .array(facts, { maxLength: 12 })
    .map((all) => all.map((one, index) => offer(`a/m${index}`, ['k1'], one)));

  it('keep every promise, each of them, and every other chat model is left out with a reason', () => {
    fc.assert(
      fc.property(some, fc.constantFrom(...virtualModels), fc.boolean(), (offers, one, unrated) => {
        const found = candidatesOf(one, offers, policyOf({ unrated }));
        const { limits, tools, leftOut } = found;
        for (const { model: which } of found.offers) {
          assert.equal(which.kind, 'chat');
          assert.ok(limits && which.contextTokens >= limits.contextTokens);
          assert.ok(which.maxOutputTokens >= limits.maxOutputTokens);
          assert.ok(which.tools || !tools);
          assert.ok(unrated || which.strength !== undefined);
        }
        assert.equal(limits === undefined, found.offers.length === 0);
        const chats = offers.filter(({ model: { kind } }) => kind === 'chat');
        assert.deepEqual(
          [...ids(found.offers), ...ids(leftOut.map((left) => ({ ...left, keys: [] })))].toSorted(),
          ids(chats).toSorted(),
        );
        // Nobody is left without Auto who has a model that Keyway may choose.
        const choosable = chats.some(({ model: { strength } }) => unrated || strength !== undefined);
        if (one.id === 'auto') assert.equal(found.offers.length > 0, choosable);
      }),
    );
  });

  it('can do whatever stays within the promise, so that no plan for it comes out empty', () => {
    fc.assert(
      fc.property(some, (offers) => {
        const { offers: left, limits, tools } = candidatesOf(auto, offers, policyOf({ unrated: true }));
        if (!limits) return;
        const request = asked({
          maxOutputTokens: Math.min(limits.maxOutputTokens, Math.floor(limits.contextTokens / 4)),
          ...(tools && { tools: [{ name: 'read', description: '' }] }),
        });
        for (const one of left)
          assert.equal(
            plan({ request, task: 'chat', offers: [one], health: new Health(), now: 0, picked: true }).routes.length,
            1,
          );
      }),
    );
  });
});

describe('a pick', () => {
  const offers = [of('a/x'), of('b/y'), unmeasured('local/new'), of('a/e', { kind: 'embedding' })];

  it('of a model is that model alone, measured or not', () => {
    assert.deepEqual(ids(choiceFor('b/y', offers, defaultPolicy).offers), ['b/y']);
    assert.deepEqual(ids(choiceFor('local/new', offers, defaultPolicy).offers), ['local/new']);
    assert.deepEqual(choiceFor('b/gone', offers, defaultPolicy).offers, []);
  });

  it('of a virtual model is its candidates, with those that were left out', () => {
    const { offers: left, leftOut = [] } = choiceFor('auto', offers, defaultPolicy);
    assert.deepEqual([ids(left), leftOut.map(({ model: { id } }) => id)], [['a/x', 'b/y'], ['new']]);
  });

  it('for something else than a chat takes all offers into account', () => {
    assert.equal(offersOf('auto', offers), offers);
    assert.deepEqual(ids(offersOf('a/e', offers)), ['a/e']);
    assert.deepEqual(offersOf('a/gone', offers), []);
  });
});

describe('a model', () => {
  it('is rated for a skill that was measured, and for no other', () => {
    const coder = model('a/coder', { strength: { code: 1 } });
    assert.deepEqual(
      [ratedFor(coder, 'code', defaultPolicy), ratedFor(coder, 'reasoning', defaultPolicy)],
      [true, false],
    );
  });

  it('promise a window in tokens as they are counted here, where a model makes more of the same text', () => {
    const strength = { code: 3, reasoning: 3, general: 3 } as const;
    const facts = { strength, contextTokens: 200_000, maxOutputTokens: 10_000 };
    const offers = [offer('a/plain', ['k'], facts), offer('b/wordy', ['k'], { ...facts, tokens: 1.25 })];
    assert.equal(candidatesOf(virtualModels[0], offers, defaultPolicy).limits?.contextTokens, 160_000);
  });
});
