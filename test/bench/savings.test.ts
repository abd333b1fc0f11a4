import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Offer } from '../../src/core/plan.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import { modelKey } from '../../src/core/provider.ts';
import { floors, gradeOf } from '../../src/core/strength.ts';
import { choiceFor } from '../../src/core/virtual.ts';
import {
  bundledOffers,
  byCost,
  isAtLeast,
  isFree,
  only,
  routed,
  sumsOf,
  totalOf,
  workloadSchema,
  type RowSum,
} from './savings-sums.ts';
import workloadJson from './savings-workload.json' with { type: 'json' };

const workload = workloadSchema.parse(workloadJson);
let offers: readonly Offer[] = [];
before(async () => {
  offers = await bundledOffers(Date.parse(`${workload.date}T12:00:00Z`));
});

const modelOf = (key: string) => {
  const found = offers.find(({ model }) => modelKey(model) === key);
  assert.ok(found, key);
  return found.model;
};

const known = (sums: readonly RowSum[] | undefined): readonly RowSum[] => {
  assert.ok(sums);
  return sums;
};

describe('the workload of the savings bench', () => {
  it('has every task once, and says where its proportions come from', () => {
    assert.deepEqual(workload.rows.map(({ task }) => task).toSorted(), [
      'chat',
      'code',
      'embedding',
      'reasoning',
      'utility',
    ]);
    assert.ok(workload.proportions.length > 0);
    assert.equal(new Set(workload.rows.map(({ name }) => name)).size, workload.rows.length);
    assert.equal(new Set(workload.hours).size, workload.hours.length);
  });

  it('fits every window that an answer is wanted of', () => {
    for (const { promptTokens, turns, growth, outputTokens } of workload.rows)
      assert.ok(promptTokens + turns * growth + outputTokens < 200_000);
  });
});

describe('the sums of the savings bench', function () {
  // A busy machine is no failure.
  this.timeout(30_000);

  it('are those of their parts', () => {
    for (const floor of floors) {
      const sums = known(sumsOf(workload, routed(offers, floor)));
      for (const { usd, byModel } of sums) {
        const parts = [...byModel.values()].reduce((sum, part) => sum + part, 0);
        assert.ok(Math.abs(parts - usd) < 1e-6);
      }
      assert.ok(Math.abs(totalOf(sums) - sums.reduce((sum, { usd }) => sum + usd, 0)) < 1e-6);
    }
  });

  it('are what one can work out by hand', () => {
    const luna = modelOf('openai/gpt-6-luna');
    assert.deepEqual(
      luna.price && [luna.price.input, luna.price.output, luna.price.cacheRead, luna.price.cacheWrite],
      [0.1, 0.5, 0.01, 0.125],
    );
    const row = {
      name: 'two turns',
      task: 'chat',
      conversations: 3,
      turns: 2,
      promptTokens: 10_000,
      growth: 2_000,
      outputTokens: 100,
      cachedShare: 0.5,
    } as const;
    const [sum] = known(sumsOf({ ...workload, rows: [row] }, only(luna, luna)));
    // 10,000 written; then 5,000 read and 7,000 written; twice 100 answered; three times.
    const expected = (3 * (10_000 * 0.125 + 5_000 * 0.01 + 7_000 * 0.125 + 200 * 0.5)) / 1e6;
    assert.equal(sum?.usd.toFixed(9), expected.toFixed(9));
  });

  it('are none where a price is not known or nobody can answer', () => {
    assert.equal(
      sumsOf(workload, () => undefined),
      undefined,
    );
    const { price: _, ...unpriced } = modelOf('openai/gpt-6-luna');
    assert.equal(sumsOf(workload, only(unpriced, unpriced)), undefined);
  });

  const rowOf = fc.record({
    name: fc.constant('any'),
    task: fc.constantFrom('chat' as const, 'code' as const, 'reasoning' as const, 'utility' as const),
    conversations: fc.integer({ min: 1, max: 500 }),
    turns: fc.integer({ min: 1, max: 6 }),
    promptTokens: fc.integer({ min: 100, max: 60_000 }),
    growth: fc.integer({ min: 0, max: 8_000 }),
    outputTokens: fc.integer({ min: 1, max: 8_000 }),
    cachedShare: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('are never more when routed than at a flagship that reaches the floor', () => {
    const paid = offers.filter(({ model }) => !isFree(model));
    const flagships = byCost(
      workload,
      paid.flatMap(({ model }) => (isAtLeast(model, gradeOf.best) ? [model] : [])),
    );
    const dearest = flagships.at(-1)?.model;
    assert.ok(dearest);
    fc.assert(
      fc.property(fc.constantFrom(...floors), fc.array(rowOf, { minLength: 1, maxLength: 3 }), (floor, rows) => {
        const any = { ...workload, rows };
        const routedUsd = totalOf(known(sumsOf(any, routed(paid, floor))));
        assert.ok(routedUsd <= totalOf(known(sumsOf(any, only(dearest, dearest)))));
      }),
      { numRuns: 40 },
    );
  });

  it('are those of models that Auto may choose', () => {
    const may = new Set(choiceFor('auto', offers, defaultPolicy).offers.map(({ model }) => modelKey(model)));
    assert.ok(may.size < offers.filter(({ model }) => model.kind === 'chat').length, 'Auto leaves some out');
    for (const floor of floors) {
      const chats = known(sumsOf(workload, routed(offers, floor))).filter(({ row }) => row.task !== 'embedding');
      for (const name of chats.flatMap(({ byModel }) => [...byModel.keys()])) assert.ok(may.has(name), name);
    }
  });

  it('rise with the floor in the published workload, and stay below every flagship', () => {
    const totals = floors.map((floor) => totalOf(known(sumsOf(workload, routed(offers, floor)))));
    assert.deepEqual(
      totals.toSorted((a, b) => a - b),
      totals,
    );
    const embedding = modelOf('openai/text-embedding-3-small');
    for (const { model } of offers)
      if (isAtLeast(model, gradeOf.best))
        assert.ok((totals.at(-1) ?? 0) <= totalOf(known(sumsOf(workload, only(model, embedding)))), modelKey(model));
  });
});
