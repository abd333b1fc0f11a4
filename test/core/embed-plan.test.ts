import assert from 'node:assert/strict';
import { planEmbedding, type EmbedWish } from '../../src/core/embed-plan.ts';
import type { Offer } from '../../src/core/plan.ts';
import { defaultPolicy, type Policy, type Rule } from '../../src/core/policy.ts';
import type { Grade } from '../../src/core/strength.ts';
import { label, offer } from './samples.ts';

/** Makes vectors, at so many dollars per million tokens. */
const maker = (id: string, usd: number | undefined, grade: Grade | undefined): Offer => {
  const price = usd === undefined ? undefined : { input: usd, output: 0 };
  const made = offer(id, ['k1'], { kind: 'embedding', contextTokens: 8_000, price, strength: { embedding: grade } });
  return { ...made, provider: { ...made.provider, embeddings: { batch: 100 } } };
};

const small = maker('acme/small', 0.02, 3);
const large = maker('acme/large', 0.13, 4);
const weak = maker('basic/weak', 0.001, 1);
const free = maker('local/free', 0, undefined);
const all = [large, weak, free, small];

const planned = (wish: Partial<EmbedWish> = {}) =>
  planEmbedding({
    request: { texts: ['const a = 1;', 'What is a monad?'] },
    offers: all,
    health: { coolingOf: () => undefined },
    now: 0,
    ...wish,
  });
const order = (wish: Partial<EmbedWish> = {}): readonly string[] => planned(wish).routes.map(label);
const policy = (more: Partial<Policy>): Policy => ({ ...defaultPolicy, ...more });
const ruled = (rule: Rule): Policy => policy({ rules: [rule] });

describe('texts become vectors', () => {
  it('at the cheapest good embedder', () => {
    const plan = planned();
    assert.deepEqual(plan.routes.map(label), ['acme/small k1', 'acme/large k1', 'basic/weak k1']);
    assert.deepEqual([plan.task, plan.floor, plan.tooLong], ['embedding', 'balanced', undefined]);
    assert.deepEqual(
      plan.leftOut.map(({ model, cause, reason }) => [model.id, cause, reason]),
      [['free', 'floor', 'nobody has measured how good it is at embeddings (keyway.routing.unratedModels lets it in)']],
    );
  });

  it('by the floor that the person set for embeddings', () => {
    const floors = { ...defaultPolicy.floors, embedding: 'best' } as const;
    assert.deepEqual(order({ policy: policy({ floors }) }), ['acme/large k1', 'acme/small k1', 'basic/weak k1']);
  });

  it('at the best there is where none is good, and the plan says so', () => {
    const plan = planned({ offers: [weak, free] });
    assert.deepEqual(plan.routes.map(label), ['basic/weak k1']);
    assert.match(plan.relaxed ?? '', /the best there is \(basic\)/);
  });

  it('at what nobody has measured only where the person lets it in, or picks it', () => {
    assert.deepEqual(order({ policy: policy({ unrated: true }) }), [
      'acme/small k1',
      'acme/large k1',
      'local/free k1',
      'basic/weak k1',
    ]);
    assert.deepEqual(order({ offers: [free], picked: true }), ['local/free k1']);
  });

  it('by the same rules as chats', () => {
    const when = { task: 'embedding' } as const;
    assert.deepEqual(order({ policy: ruled({ when, prefer: ['local/*'] }) }), [
      'local/free k1',
      'acme/small k1',
      'acme/large k1',
      'basic/weak k1',
    ]);
    assert.deepEqual(order({ policy: ruled({ when, only: ['acme/large'] }) }), ['acme/large k1']);
    assert.deepEqual(order({ policy: ruled({ when: { task: 'code' }, only: ['acme/large'] }) }), [
      'acme/small k1',
      'acme/large k1',
      'basic/weak k1',
    ]);
    assert.deepEqual(order({ policy: policy({ allowedProviders: ['basic'] }) }), ['basic/weak k1']);
  });

  it('never as a chat, whatever a rule calls them', () => {
    assert.equal(planned({ policy: ruled({ when: {}, task: 'code' }) }).task, 'embedding');
  });

  it('within the budgets: what is free stays usable', () => {
    const overBudget: EmbedWish['overBudget'] = ({ likely }) =>
      likely.from !== 'unknown' && likely.usd > 0 ? 'used up' : undefined;
    const plan = planned({ policy: policy({ unrated: true }), overBudget });
    assert.deepEqual(plan.routes.map(label), ['local/free k1']);
  });

  it('in any number at once: the limit of one request is one of chats', () => {
    assert.equal(order({ policy: policy({ maxTokens: 1 }) }).length, 3);
  });

  it('and cost no answer, neither likely nor at worst', () => {
    const [first] = planned({ offers: [maker('acme/odd', 0, 3)] }).routes;
    assert.deepEqual(
      [first?.likely, first?.worst].map((cost) => cost?.from !== 'unknown' && cost?.usd),
      [0, 0],
    );
  });

  it('that are too long for all are told apart from those that only policy keeps away', () => {
    assert.equal(planned({ policy: policy({ allowedProviders: [] }) }).tooLong, undefined);
    assert.equal(planned({ request: { texts: ['it '.repeat(9_000)] } }).tooLong?.index, 0);
  });
});
