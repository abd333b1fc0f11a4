import assert from 'node:assert/strict';
import fc from 'fast-check';
import { orderingOf, smallestBut, smallestFirst } from '../../src/core/plan-order.ts';
import { stockOf } from '../../src/core/plan-stock.ts';
import { offer } from './samples.ts';

interface One {
  readonly band: number;
  readonly usd: number;
  readonly pace: number;
  readonly cacheRead: number;
}

/** Few numbers of each, so that much is alike; and paces that nobody tells apart. */
const one: fc.Arbitrary<One> = fc.record({
  band: fc.constantFrom(0, 1, 2, 3, 4, 5, 1_999),
  usd: fc.constantFrom(0, 0.01, 0.02, Infinity),
  pace: fc.constantFrom(0, 340, 349, 360, 1_000, 89_900, 95_000, 600_000, Infinity),
  cacheRead: fc.constantFrom(0, 1),
});
const order = fc.constantFrom('cost' as const, 'speed' as const);

const orderedBy = (all: readonly One[], by: 'cost' | 'speed') => {
  const offers = all.map(({ cacheRead }, index) =>
    offer(`acme/${index}`, ['k1'], { price: { input: 1, output: 1, cacheRead } }),
  );
  const stock = { ...stockOf(offers), cacheRead: Float64Array.from(all, ({ cacheRead }) => cacheRead) };
  const paces = (index: number): number => all[index]?.pace ?? Number.NaN;
  const ordering = orderingOf({
    stock,
    bands: Int32Array.from(all, ({ band }) => band),
    order: by,
    usd: (index) => all[index]?.usd ?? Number.NaN,
    laterUsd: () => 0,
    caches: () => false,
    measured: paces,
    pace: paces,
  });
  return { stock, ordering };
};

/** Each of what is compared, the first that differs decides. */
const measuresOf = (by: 'cost' | 'speed', { band, usd, pace, cacheRead }: One, name: string) => {
  const step = pace === Infinity ? 900 : Math.min(899, Math.round(pace / 100));
  return [band, ...(by === 'speed' ? [step] : []), usd, cacheRead, pace, name];
};

const sortedBy = (by: 'cost' | 'speed', all: readonly One[]): readonly number[] =>
  [...all.keys()].toSorted((a, b) => {
    const [left, right] = [a, b].map((index) => measuresOf(by, all[index] ?? assert.fail(), `${index}`));
    const at = left?.findIndex((measure, place) => measure !== right?.[place]) ?? -1;
    return at >= 0 && (left?.[at] ?? 0) < (right?.[at] ?? 0) ? -1 : 1;
  });

describe('the order of models', () => {
  it('is by band, then by speed in steps where that counts, then by cost, cached tokens, pace and name', () => {
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 60 }), order, (all, by) => {
        const { stock, ordering } = orderedBy(all, by);
        assert.deepEqual([...smallestFirst(stock.places, ordering)], sortedBy(by, all));
      }),
      { numRuns: 500 },
    );
  });

  it('names the first of the others', () => {
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 20 }), order, fc.nat(19), (all, by, but) => {
        const { stock, ordering } = orderedBy(all, by);
        const expected = sortedBy(by, all).find((index) => index !== but);
        assert.equal(smallestBut(but, stock.places, ordering), expected);
      }),
    );
  });
});
