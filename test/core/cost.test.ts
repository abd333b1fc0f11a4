import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Usage } from '../../src/core/chat.ts';
import { costOf, costText, money, sum, usdOf, type Cost } from '../../src/core/cost.ts';
import type { Price } from '../../src/core/price.ts';

/** Prices of the makers' own pages, US dollars per million tokens. */
const opus: Price = { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 };
const fable: Price = { input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5 };
const sonnet: Price = {
  input: 3,
  output: 15,
  cacheRead: 0.3,
  cacheWrite: 3.75,
  tiers: [{ above: 200_000, input: 6, output: 22.5, cacheRead: 0.6, cacheWrite: 7.5 }],
};
const geminiPro: Price = {
  input: 1.25,
  output: 10,
  cacheRead: 0.125,
  tiers: [{ above: 200_000, input: 2.5, output: 15, cacheRead: 0.25 }],
};

const tokens = fc.nat({ max: 2_000_000 });
const dollars = fc.double({ min: 0, max: 1_000, noNaN: true });

describe('what a usage costs', () => {
  const vectors: readonly (readonly [sentence: string, usage: Usage, price: Price, usd: number])[] = [
    [
      'a cache write is billed once, not as a write and as input',
      { input: 12_307, output: 550, cacheRead: 0, cacheWrite: 12_304 },
      sonnet,
      0.054399,
    ],
    [
      'cached tokens leave the full-price part, in the tier that the whole prompt selects',
      { input: 262_960, output: 1_744, cacheRead: 257_955 },
      geminiPro,
      0.10316125,
    ],
    [
      'an hour of cache costs twice the input price, five minutes 1.25 times',
      { input: 1_000_000, output: 0, cacheWrite: 600_000, cacheWriteHour: 400_000 },
      opus,
      7.75,
    ],
    ['a cache write of an hour alone', { input: 344_139, output: 0, cacheWriteHour: 344_139 }, opus, 3.44139],
    ['exactly at the threshold is the normal price', { input: 200_000, output: 1_000 }, sonnet, 0.615],
    ['one token above it the whole request is dearer', { input: 200_001, output: 1_000 }, sonnet, 1.222506],
    [
      'cached and written tokens count towards the threshold',
      { input: 200_001, output: 0, cacheRead: 200_000, cacheWrite: 1 },
      sonnet,
      0.1200075,
    ],
    [
      'an hour of cache in a long context costs twice the input price of that tier',
      { input: 300_000, output: 0, cacheWriteHour: 300_000 },
      sonnet,
      3.6,
    ],
    ['the served model is priced', { input: 412, output: 264 }, opus, 0.00866],
    ['and not the one asked for', { input: 412, output: 264 }, fable, 0.01732],
    [
      'only the plain part of a mixed prompt is billed in full',
      { input: 1_000, output: 0, cacheWrite: 700, cacheRead: 200 },
      { input: 10, output: 0, cacheRead: 1, cacheWrite: 12.5 },
      0.00995,
    ],
    [
      'cached tokens without a cache price cost what input costs',
      { input: 1_000, output: 100, cacheRead: 900 },
      { input: 2, output: 4 },
      0.0024,
    ],
    ['tokens of a free model cost nothing', { input: 5_000, output: 5_000 }, { input: 0, output: 0 }, 0],
  ];
  for (const [sentence, usage, price, usd] of vectors) {
    it(sentence, () => assert.equal(usdOf(usage, price), usd));
  }

  it('takes the highest tier that the prompt passes, in whatever order they are listed', () => {
    const tiers = [
      { above: 500, input: 4, output: 0 },
      { above: 100, input: 2, output: 0 },
      { above: 1_000, input: 8, output: 0 },
    ];
    for (const order of [tiers, tiers.toReversed()]) {
      const price: Price = { input: 1, output: 0, tiers: order };
      assert.deepEqual(
        [100, 101, 500, 501, 1_000, 1_001].map((input) => Math.round(usdOf({ input, output: 0 }, price) * 1e6)),
        [100, 202, 1_000, 2_004, 4_000, 8_008],
      );
    }
  });

  it('never bills less than nothing where more tokens are said to be cached than sent', () => {
    assert.equal(usdOf({ input: 100, output: 10, cacheRead: 150 }, { input: 3, output: 15, cacheRead: 0.3 }), 0.000195);
    fc.assert(
      fc.property(fc.record({ input: tokens, output: tokens, cacheRead: tokens, cacheWrite: tokens }), (usage) => {
        assert.ok(usdOf(usage, sonnet) >= usage.output * 15e-6 - 1e-9);
      }),
    );
  });

  it('is a whole number of nano-dollars', () => {
    fc.assert(
      fc.property(fc.record({ input: tokens, output: tokens }), dollars, dollars, (usage, input, output) => {
        const usd = usdOf(usage, { input, output });
        assert.equal(usd, Math.round(usd * 1e9) / 1e9);
      }),
    );
  });
});

describe('where a cost comes from', () => {
  const usage: Usage = { input: 1_000_000, output: 0 };
  const priced = { price: { input: 3, output: 15 }, priceAsOf: '2026-10-01' };

  it('is the provider where it reports one, whatever the table says', () => {
    assert.deepEqual(costOf(priced, { ...usage, reportedCost: 0.42 }, false), { usd: 0.42, from: 'reported' });
    assert.deepEqual(costOf({}, { ...usage, reportedCost: 0.42 }, true), { usd: 0.42, from: 'reported' });
  });

  it('is the provider also where it reports that the answer was free', () => {
    assert.deepEqual(costOf(priced, { ...usage, reportedCost: 0 }, false), { usd: 0, from: 'reported' });
  });

  it('is the table of its day where usage came, an estimate where none came', () => {
    assert.deepEqual(costOf(priced, usage, false), { usd: 3, from: 'computed', priceAsOf: '2026-10-01' });
    assert.deepEqual(costOf(priced, usage, true), { usd: 3, from: 'estimated', priceAsOf: '2026-10-01' });
  });

  it('is unknown, and not nothing, where nobody knows the price', () => {
    assert.deepEqual(costOf({}, usage, false), { from: 'unknown' });
    assert.deepEqual(costOf({}, { input: 0, output: 0 }, false), { from: 'unknown' });
  });

  it('takes a price of nothing for a price', () => {
    const free = { price: { input: 0, output: 0 }, priceAsOf: '2026-10-01' };
    assert.deepEqual(costOf(free, usage, false), { usd: 0, from: 'computed', priceAsOf: '2026-10-01' });
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
