import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bundled } from '../../src/catalog/catalog.ts';
import type { Usage } from '../../src/core/chat.ts';
import { meaningOf, settledUsage, usdOf, type Price, type Rates, type UsageMeaning } from '../../src/core/price.ts';
import type { Protocol } from '../../src/core/quirks.ts';
import { cases } from './price-cases.ts';

const table = await bundled();

const nano = (micro: number): number => Math.round(micro * 1e3) / 1e9;

const tokens = fc.nat({ max: 2_000_000 });
const part = fc.option(tokens, { nil: undefined });
const rate = fc.double({ min: 0, max: 1_000, noNaN: true });
const rates: fc.Arbitrary<Rates> = fc.record(
  { input: rate, output: rate, cacheRead: rate, cacheWrite: rate, cacheWriteHour: rate },
  { requiredKeys: ['input', 'output'] },
);
const counts = fc.record({
  input: part,
  output: part,
  cacheRead: part,
  cacheWrite: part,
  cacheWriteHour: part,
  reasoning: part,
});
const meaning: fc.Arbitrary<UsageMeaning> = fc.record({
  inputHoldsCached: fc.boolean(),
  outputHoldsReasoning: fc.boolean(),
});

describe('what an answer costs by the published price', () => {
  for (const { sentence, published, counts: reported, micro, at, batch } of cases) {
    const { provider, model, price, spoken, source, date } = published;
    it(`${provider} ${model} (${source}, ${date}): ${sentence}${at === undefined ? '' : `, ${at}`}`, () => {
      const usage = settledUsage(reported, meaningOf(spoken));
      assert.equal(usdOf(usage, price, { at: at === undefined ? undefined : Date.parse(at), batch }), nano(micro));
    });
  }

  it('is told by many prices of many makers', () => {
    const makers = new Set(cases.map(({ published }) => published.provider));
    console.log(`      ${cases.length} prices of ${makers.size} providers`);
    assert.ok(cases.length >= 60 && makers.size >= 15);
  });

  it('is told by the prices that the bundled table has of the same day', () => {
    let same = 0;
    for (const { published } of new Map(cases.map((item) => [item.published, item])).values()) {
      const { provider, model, date, price } = published;
      const row = table.models.find((candidate) => candidate.provider === provider && candidate.id === model);
      if (row?.priceAsOf !== date || !row.price) continue;
      same++;
      assert.deepEqual([row.price.input, row.price.output], [price.input, price.output], model);
      assert.deepEqual(row.price.tiers ?? [], price.tiers ?? [], model);
      assert.deepEqual(row.price.cacheRead ?? 0, price.cacheRead ?? 0, model);
    }
    assert.ok(same >= 20, `${same} of them`);
  });
});

describe('the price of a usage', () => {
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

  it('takes nothing over from the price below a tier', () => {
    const price: Price = {
      input: 2,
      output: 4,
      cacheRead: 0.1,
      cacheWrite: 3,
      cacheWriteHour: 5,
      tiers: [{ above: 10, input: 6, output: 8 }],
    };
    const usage = { input: 30, output: 0, cacheRead: 10, cacheWrite: 10, cacheWriteHour: 10 };
    assert.equal(usdOf(usage, price), nano(10 * 6 + 10 * 6 + 10 * 12));
  });

  it('takes a tier before an hour', () => {
    const price: Price = {
      input: 1,
      output: 1,
      hours: [{ from: '00:00', to: '12:00', input: 2, output: 2 }],
      tiers: [{ above: 10, input: 5, output: 5 }],
    };
    const at = Date.parse('2026-11-17T06:00:00Z');
    assert.equal(usdOf({ input: 10, output: 0 }, price, { at }), nano(20));
    assert.equal(usdOf({ input: 11, output: 0 }, price, { at }), nano(55));
  });

  describe('in hours that pass midnight', () => {
    // Tuesday to Friday, the early hours of the day after included.
    const price: Price = {
      input: 1,
      output: 0,
      hours: [{ from: '22:30', to: '02:00', days: [2, 3, 4, 5], input: 9, output: 0 }],
    };
    const rateAt = (at: string): number => usdOf({ input: 1_000_000, output: 0 }, price, { at: Date.parse(at) });
    const moments: readonly (readonly [at: string, rate: number, why: string])[] = [
      ['2026-11-17T22:29:59Z', 1, 'before they begin'],
      ['2026-11-17T22:30:00Z', 9, 'when they begin, on a Tuesday'],
      ['2026-11-18T01:59:59Z', 9, 'on the Wednesday after'],
      ['2026-11-18T02:00:00Z', 1, 'when they end'],
      ['2026-11-17T01:00:00Z', 1, 'early on a Tuesday: they would have begun on Monday'],
      ['2026-11-21T01:00:00Z', 9, 'early on a Saturday: they began on Friday'],
      ['2026-11-21T23:00:00Z', 1, 'late on a Saturday'],
      ['2026-11-18T23:00:00+01:00', 1, 'in another zone, 22:00 UTC'],
    ];
    for (const [at, expected, why] of moments) it(why, () => assert.equal(rateAt(at), expected));
  });

  it('of hours that begin and end at one time counts all day', () => {
    const price: Price = { input: 1, output: 0, hours: [{ from: '08:00', to: '08:00', input: 3, output: 0 }] };
    for (const at of ['2026-11-17T07:59:00Z', '2026-11-17T08:00:00Z', '2026-11-17T23:00:00Z'])
      assert.equal(usdOf({ input: 1_000_000, output: 0 }, price, { at: Date.parse(at) }), 3);
  });

  it('counts hours and days in UTC, wherever the machine stands', () => {
    const price: Price = {
      input: 1,
      output: 0,
      hours: [{ from: '01:00', to: '04:00', days: [1], input: 2, output: 0 }],
    };
    const zone = process.env['TZ'];
    try {
      for (const other of ['Pacific/Honolulu', 'Pacific/Kiritimati', 'UTC']) {
        process.env['TZ'] = other;
        const at = (moment: string): number =>
          usdOf({ input: 1_000_000, output: 0 }, price, { at: Date.parse(moment) });
        assert.deepEqual(
          [at('2026-11-16T01:00:00Z'), at('2026-11-15T01:00:00Z'), at('2026-11-16T04:00:00Z')],
          [2, 1, 1],
        );
      }
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('is not moved by the noise of a price that was a price per token', () => {
    const perToken = 0.0034999999999999996;
    assert.notEqual(perToken, 0.0035);
    assert.equal(usdOf({ input: 1, output: 0 }, { input: perToken, output: 0 }), 4e-9);
  });

  it('is never less than nothing, and never less than its answer alone', () => {
    fc.assert(
      fc.property(counts, meaning, rates, (reported, means, price) => {
        const usage = settledUsage(reported, means);
        const usd = usdOf(usage, price);
        assert.ok(usd >= 0);
        assert.ok(usd >= usdOf({ input: 0, output: usage.output }, price));
      }),
    );
  });

  it('is never less than nothing where more is said to be cached than sent', () => {
    fc.assert(
      fc.property(
        fc.record({ input: tokens, output: tokens, cacheRead: tokens, cacheWrite: tokens }),
        rates,
        (usage, price) => {
          assert.ok(usdOf(usage, price) >= 0);
        },
      ),
    );
  });

  it('does not fall when tokens are added within a tier', () => {
    const fields = ['input', 'output', 'cacheRead', 'cacheWrite', 'cacheWriteHour'] as const;
    fc.assert(
      fc.property(
        counts,
        fc.record({ field: fc.constantFrom(...fields), more: tokens }),
        rates,
        (reported, { field, more }, price) => {
          const means = { inputHoldsCached: false, outputHoldsReasoning: true };
          const grown = { ...reported, [field]: (reported[field] ?? 0) + more };
          assert.ok(usdOf(settledUsage(grown, means), price) >= usdOf(settledUsage(reported, means), price));
        },
      ),
    );
  });

  it('does not fall when a prompt grows into a dearer tier', () => {
    const price: Price = { input: 1, output: 2, tiers: [{ above: 1_000, input: 2, output: 3 }] };
    fc.assert(
      fc.property(fc.nat({ max: 3_000 }), fc.nat({ max: 3_000 }), fc.nat({ max: 3_000 }), (input, more, output) => {
        assert.ok(usdOf({ input: input + more, output }, price) >= usdOf({ input, output }, price));
      }),
    );
  });

  it('is a whole number of nano-dollars, so that a ledger adds up', () => {
    fc.assert(
      fc.property(counts, meaning, rates, (reported, means, price) => {
        const usd = usdOf(settledUsage(reported, means), price);
        assert.equal(usd, Math.round(usd * 1e9) / 1e9);
      }),
    );
  });

  it('is exact to the nano-dollar for every price of the table and any usage', () => {
    const priced = table.models.flatMap(({ price }) => (price ? [price] : []));
    // Whole numbers all the way: pico-dollars per token, as decimals are read.
    const pico = (perMillion: number): bigint => BigInt((perMillion * 1e6).toFixed(0));
    fc.assert(
      fc.property(fc.constantFrom(...priced), fc.nat({ max: 90_000 }), tokens, (price, input, output) => {
        const plain: Price = { input: price.input, output: price.output };
        const exact = BigInt(input) * pico(price.input) + BigInt(output) * pico(price.output);
        const whole = (exact + 500n) / 1_000n;
        assert.equal(BigInt(Math.round(usdOf({ input, output }, plain) * 1e9)), whole);
      }),
    );
  });

  it('of two parts is that of the whole, where no part needs rounding', () => {
    const price: Price = { input: 0.15, output: 0.6, cacheRead: 0.075 };
    fc.assert(
      fc.property(fc.tuple(tokens, tokens), fc.tuple(tokens, tokens), ([a, b], [c, d]) => {
        const both = usdOf({ input: 2 * (a + b), output: c + d }, price);
        const sum = usdOf({ input: 2 * a, output: c }, price) + usdOf({ input: 2 * b, output: d }, price);
        assert.equal(Math.round(both * 1e9), Math.round(sum * 1e9));
      }),
    );
  });
});

describe('the counts of a provider in our terms', () => {
  const holdsAll: UsageMeaning = { inputHoldsCached: true, outputHoldsReasoning: true };
  const holdsNone: UsageMeaning = { inputHoldsCached: false, outputHoldsReasoning: false };
  const present = (usage: Usage): unknown => JSON.parse(JSON.stringify(usage));

  it('are the same where everything is in them', () => {
    const reported = { input: 100, output: 50, cacheRead: 60, cacheWrite: 20, cacheWriteHour: 10, reasoning: 40 };
    assert.deepEqual(settledUsage(reported, holdsAll), reported);
  });

  it('get what stands beside them', () => {
    const reported = { input: 10, output: 50, cacheRead: 60, cacheWrite: 20, cacheWriteHour: 10, reasoning: 40 };
    assert.deepEqual(settledUsage(reported, holdsNone), { ...reported, input: 100, output: 90 });
  });

  it('say nothing of what was not reported', () => {
    assert.deepEqual(present(settledUsage({ input: 5, output: 1, cacheRead: null }, holdsAll)), {
      input: 5,
      output: 1,
    });
    assert.deepEqual(present(settledUsage({}, holdsNone)), { input: 0, output: 0 });
    assert.deepEqual(present(settledUsage({ input: 5, output: 1, cacheRead: 0 }, holdsAll)), {
      input: 5,
      output: 1,
      cacheRead: 0,
    });
  });

  it('hold no more cached tokens than the prompt, and no more reasoning than the answer', () => {
    const reported = { input: 100, output: 10, cacheRead: 150, cacheWrite: 30, cacheWriteHour: 1, reasoning: 11 };
    const clamped = { cacheRead: 100, cacheWrite: 0, cacheWriteHour: 0, reasoning: 10 };
    assert.deepEqual(settledUsage(reported, holdsAll), { input: 100, output: 10, ...clamped });
  });

  it('that can be no counts are not believed', () => {
    const reported = { input: Number.NaN, output: -5, cacheRead: Infinity, reasoning: -1 };
    assert.deepEqual(present(settledUsage(reported, holdsAll)), { input: 0, output: 0 });
  });

  it('never hold a part that is larger than the whole', () => {
    fc.assert(
      fc.property(counts, meaning, (reported, means) => {
        const usage = settledUsage(reported, means);
        const { cacheRead = 0, cacheWrite = 0, cacheWriteHour = 0, reasoning = 0 } = usage;
        assert.ok(cacheRead + cacheWrite + cacheWriteHour <= usage.input);
        assert.ok(reasoning <= usage.output);
      }),
    );
  });

  const meanings: readonly (readonly [Protocol, inputHoldsCached: boolean, outputHoldsReasoning: boolean])[] = [
    ['openai-chat', true, true],
    ['openai-responses', true, true],
    ['anthropic-messages', false, true],
    ['gemini', true, false],
    ['bedrock-converse', false, true],
    ['replicate', true, true],
  ];
  for (const [protocol, inputHoldsCached, outputHoldsReasoning] of meanings)
    it(`mean on ${protocol} what its makers say`, () => {
      assert.deepEqual(meaningOf({ protocol }), { inputHoldsCached, outputHoldsReasoning });
    });

  it('mean what a record says where its provider differs', () => {
    const xai = { protocol: 'openai-chat', usage: { outputHoldsReasoning: false } } as const;
    assert.deepEqual(meaningOf(xai), { inputHoldsCached: true, outputHoldsReasoning: false });
  });
});
