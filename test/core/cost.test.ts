import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Usage } from '../../src/core/chat.ts';
import { costOf, costText, money, sum, type Cost } from '../../src/core/cost.ts';
import { providerOf } from '../../src/providers/index.ts';
import { usageOf } from '../../src/wire/openai-chat-usage.ts';

describe('where a cost comes from', () => {
  const usage: Usage = { input: 1_000_000, output: 0 };
  const priced = { price: { input: 3, output: 15 }, priceAsOf: '2026-10-01' };
  const at = Date.parse('2026-11-20T12:00:00Z');
  const counted = { estimated: false, at };
  const estimated = { estimated: true, at };

  it('is the provider where it reports one, whatever the table says', () => {
    assert.deepEqual(costOf(priced, { ...usage, reportedCost: 0.42 }, counted), { usd: 0.42, from: 'reported' });
    assert.deepEqual(costOf({}, { ...usage, reportedCost: 0.42 }, estimated), { usd: 0.42, from: 'reported' });
  });

  it('is OpenRouter’s own number, and the upstream’s bill with it where the key is the person’s own', () => {
    const provider = providerOf('openrouter');
    assert.ok(provider?.protocol === 'openai-chat');
    const routed = { prompt_tokens: 1_000, completion_tokens: 500, cost: 0.00775 };
    const own = { ...routed, is_byok: true, cost: 0.0004, cost_details: { upstream_inference_cost: 0.008 } };
    const costs = [routed, own].map((raw) => {
      const counts = usageOf(raw, provider);
      assert.ok(counts);
      return costOf(priced, counts, counted);
    });
    assert.deepEqual(costs, [
      { usd: 0.00775, from: 'reported' },
      { usd: 0.0084, from: 'reported' },
    ]);
  });

  it('is the provider also where it reports that the answer was free', () => {
    assert.deepEqual(costOf(priced, { ...usage, reportedCost: 0 }, counted), { usd: 0, from: 'reported' });
  });

  it('is the table of its day where usage came, an estimate where none came', () => {
    assert.deepEqual(costOf(priced, usage, counted), { usd: 3, from: 'computed', priceAsOf: '2026-10-01' });
    assert.deepEqual(costOf(priced, usage, estimated), { usd: 3, from: 'estimated', priceAsOf: '2026-10-01' });
  });

  it('is the table of its hour', () => {
    const hours = [{ from: '12:00', to: '13:00', input: 6, output: 30 }];
    const dear = { ...priced, price: { ...priced.price, hours } };
    assert.deepEqual(costOf(dear, usage, counted), { usd: 6, from: 'computed', priceAsOf: '2026-10-01' });
    const later = { estimated: false, at: at + 3_600_000 };
    assert.deepEqual(costOf(dear, usage, later), { usd: 3, from: 'computed', priceAsOf: '2026-10-01' });
  });

  it('is unknown, and not nothing, where nobody knows the price', () => {
    assert.deepEqual(costOf({}, usage, counted), { from: 'unknown' });
    assert.deepEqual(costOf({}, { input: 0, output: 0 }, counted), { from: 'unknown' });
  });

  it('takes a price of nothing for a price', () => {
    const free = { price: { input: 0, output: 0 }, priceAsOf: '2026-10-01' };
    assert.deepEqual(costOf(free, usage, counted), { usd: 0, from: 'computed', priceAsOf: '2026-10-01' });
    const local = { price: { input: 0, output: 0 } };
    assert.deepEqual(costOf(local, usage, counted), { usd: 0, from: 'computed', priceAsOf: undefined });
  });
});

describe('the sum of costs', () => {
  const computed = (usd: number): Cost => ({ usd, from: 'computed', priceAsOf: '2026-10-01' });

  it('adds up to the nano-dollar, where floats do not', () => {
    const total = sum([computed(0.1), computed(0.2), computed(0.000000001)]);
    assert.deepEqual(total, { usd: 0.300000001, from: 'computed', priceAsOf: '2026-10-01' });
  });

  it('is the same in any order and any grouping', () => {
    const nano = fc.nat({ max: 2_000_000_000 }).map((whole) => computed(whole / 1e9));
    fc.assert(
      fc.property(fc.array(nano, { minLength: 2 }), fc.nat(), (costs, seed) => {
        const cut = 1 + (seed % (costs.length - 1));
        const grouped = sum([sum(costs.slice(0, cut)), sum(costs.slice(cut))]);
        assert.deepEqual(grouped, sum(costs));
        assert.deepEqual(sum(costs.toReversed()), sum(costs));
      }),
    );
  });

  it('is unknown as soon as one part is', () => {
    assert.deepEqual(sum([computed(1), { from: 'unknown' }, computed(2)]), { from: 'unknown' });
  });

  it('is unknown of no parts at all', () => {
    assert.deepEqual(sum([]), { from: 'unknown' });
  });

  it('is as good as its weakest part that cost something', () => {
    const estimated = (usd: number): Cost => ({ usd, from: 'estimated' });
    const reported = (usd: number): Cost => ({ usd, from: 'reported' });
    assert.equal(sum([reported(1), computed(1)]).from, 'computed');
    assert.equal(sum([reported(1), estimated(1), computed(1)]).from, 'estimated');
    assert.equal(sum([reported(1), reported(1)]).from, 'reported');
    assert.equal(
      sum([estimated(0), reported(1)]).from,
      'reported',
      'a refused attempt that cost nothing blurs nothing',
    );
  });
});

describe('money', () => {
  const texts: readonly (readonly [usd: number, text: string])[] = [
    [0, '$0.00'],
    [0.0000004, '$0.0000004'],
    [0.0031, '$0.0031'],
    [0.00866, '$0.0087'],
    [0.05, '$0.05'],
    [0.099, '$0.099'],
    [0.0999, '$0.10'],
    [0.1, '$0.10'],
    [1.2, '$1.20'],
    [1234.5, '$1,234.50'],
  ];
  for (const [usd, text] of texts) it(`writes ${usd} as ${text}`, () => assert.equal(money(usd), text));

  it('never shows nothing for something', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), (nano) => {
        assert.match(money(nano / 1e9), /[1-9]/);
      }),
    );
  });

  it('marks an estimate, and says so where the cost is unknown', () => {
    assert.equal(costText({ usd: 0.0031, from: 'estimated' }), '~$0.0031');
    assert.equal(costText({ usd: 0.0031, from: 'computed' }), '$0.0031');
    assert.equal(costText({ usd: 0, from: 'reported' }), '$0.00');
    assert.equal(costText({ from: 'unknown' }), 'cost unknown');
  });
});
