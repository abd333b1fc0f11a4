import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expectedUsage, pricer, type Situation } from '../../src/core/expect.ts';
import { stockOf } from '../../src/core/plan-stock.ts';
import { usdUncached } from '../../src/core/plan-tariff.ts';
import { usdOf, type Price, type Rates } from '../../src/core/price.ts';
import type { Model } from '../../src/core/provider.ts';
import { offer } from './samples.ts';

const usdPerMillion = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 200, noNaN: true }));
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined });
const rates: fc.Arbitrary<Rates> = fc.record({
  input: usdPerMillion,
  output: usdPerMillion,
  cacheRead: maybe(usdPerMillion),
  cacheWrite: maybe(usdPerMillion),
});
/** Thresholds that many models share, as in the catalog; the prompts are as long, or longer or shorter by a token. */
const sizes = [512, 1_024, 200_000] as const;
const prices: fc.Arbitrary<Price> = fc
  .tuple(
    rates,
    maybe(fc.array(fc.tuple(fc.constantFrom(...sizes), rates), { minLength: 1, maxLength: 3 })),
    maybe(fc.tuple(fc.constantFrom('00:00', '11:59', '12:00'), fc.constantFrom('12:00', '12:01', '00:30'), rates)),
  )
  .map(([base, tiers, hours]) => ({
    ...base,
    tiers: tiers?.map(([above, dearer]) => ({ above, ...dearer })),
    hours: hours && [{ from: hours[0], to: hours[1], ...hours[2] }],
  }));
const models: fc.Arbitrary<Partial<Model>> = fc.record({
  kind: fc.constantFrom('chat', 'chat', 'chat', 'embedding'),
  reasoning: fc.boolean(),
  maxOutputTokens: fc.constantFrom(100, 1_000, 64_000),
  tokens: maybe(fc.constantFrom(0.5, 1.33, 2)),
  price: maybe(prices),
});

const noon = Date.UTC(2026, 10, 20, 12);
const situations: fc.Arbitrary<Situation> = fc
  .record({
    task: fc.constantFrom('chat', 'code', 'reasoning', 'utility'),
    promptTokens: fc
      .tuple(fc.constantFrom(...sizes), fc.integer({ min: -1, max: 1 }))
      .map(([size, more]) => size + more),
    now: fc.integer({ min: noon - 120_000, max: noon + 120_000 }),
    maxOutputTokens: maybe(fc.integer({ min: 1, max: 2_000 })),
    median: maybe(fc.integer({ min: 0, max: 5_000 })),
  })
  .map(({ median, ...facts }) => ({
    ...facts,
    outputs: (_, name) =>
      median === undefined || name === 'acme/0' ? undefined : { median, p90: 2 * median, count: name?.length ?? 40 },
  }));

describe('what a plan reckons on arrays', () => {
  it('is what the usage costs by the price, to the nano-dollar, whatever prompts were reckoned before', () =>
    fc.assert(
      fc.property(
        fc.array(models, { minLength: 1, maxLength: 4 }),
        fc.array(situations, { minLength: 4, maxLength: 8 }),
        (all, requests) => {
          const stock = stockOf(all.map((facts, index) => offer(`acme/${index}`, ['k1'], facts)));
          for (const at of requests) {
            const usd = usdUncached(stock, pricer(at));
            for (const [index, { model }] of stock.offers.entries()) {
              const exact = model.price && usdOf(expectedUsage(model, at), model.price, { at: at.now });
              assert.equal(usd(index), exact ?? Number.POSITIVE_INFINITY);
              assert.equal(pricer(at).expectedUsd(model), exact);
            }
          }
        },
      ),
      { numRuns: 500 },
    ));
});
