import type { Attempt } from '../../src/core/attempt.ts';
import { costOf } from '../../src/core/cost.ts';
import type { Price } from '../../src/core/price.ts';
import type { Prices } from '../../src/usage/correction-money.ts';
import { attempt } from './samples.ts';

/** Prices for the tests, with an hour and a tier that decide. */
const price: Price = {
  input: 1,
  output: 4,
  cacheRead: 0.1,
  hours: [{ from: '12:00', to: '14:00', input: 2, output: 8, cacheRead: 0.2 }],
  tiers: [{ above: 200_000, input: 10, output: 40 }],
};

export const prices: Prices = new Map([
  ['', { price, priceAsOf: '2026-11-20' }],
  ['gpt-6-luna-large', { price: { input: 100, output: 100 }, priceAsOf: '2026-11-19' }],
]);

/** What an attempt should cost at these prices: reported, kept and uncounted costs stay. */
export const right = (one: Attempt): Attempt => {
  const { usage, cost, at, outcome, servedModel = '' } = one;
  if (!usage || cost.from === 'reported' || cost.from === 'cached') return one;
  const known = prices.get(servedModel) ?? prices.get('');
  if (!known) return one;
  const estimated = cost.from === 'estimated' || (cost.from === 'unknown' && outcome !== 'answered');
  return { ...one, cost: costOf(known, usage, { at, estimated }) };
};

/** As many attempts as asked for, of all kinds of cost, over several days, models and callers. */
export const mixed = (count: number): readonly Attempt[] =>
  Array.from({ length: count }, (_, index) => {
    const kinds: readonly Partial<Attempt>[] = [
      { cost: { usd: 0.5, from: 'computed', priceAsOf: '2026-09-01' } },
      { cost: { usd: 0.25, from: 'estimated', priceAsOf: '2026-09-01' }, outcome: 'aborted' },
      { cost: { from: 'unknown' } },
      { cost: { from: 'unknown' }, outcome: 'stream' },
      { cost: { from: 'unknown' }, usage: undefined },
      { cost: { usd: 0, from: 'estimated' }, usage: undefined, outcome: 'rate' },
      { cost: { usd: 1.5, from: 'reported' } },
      { cost: { usd: 0, from: 'cached' } },
    ];
    return attempt({
      requestId: `request-${index}`,
      at: Date.UTC(2026, 10, 1 + (index % 20), index % 24),
      caller: `caller-${index % 3}`,
      servedModel: index % 7 === 0 ? 'gpt-6-luna-large' : 'gpt-6-luna',
      usage: { input: index % 11 === 0 ? 250_000 : 1_000 + index, output: 10, cacheRead: 5 },
      ...kinds[index % kinds.length],
    });
  });
