import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Price } from '../../src/core/price.ts';
import { baselineOf, savedAgainst, savedText } from '../../src/usage/savings.ts';
import { usdInstead, type Used } from '../../src/usage/used.ts';
import { model } from '../core/samples.ts';

const used = (facts: Partial<Omit<Used, 'known'>> & { readonly known?: Partial<Used['known']> } = {}): Used => ({
  provider: 'openai',
  model: 'gpt',
  task: 'code',
  requests: 10,
  ...facts,
  known: {
    requests: 10,
    attempts: 10,
    usd: 2,
    tokens: { input: 1_000_000, output: 100_000, cached: 0, cacheWrite: 0 },
    ...facts.known,
  },
});

const dear = model('anthropic/opus', { price: { input: 5, output: 25 } });
const plainly = () => undefined;

describe('the same tokens on another model', () => {
  const priced = (price: Price | undefined, facts: { readonly tokens?: number; readonly madeOf?: number } = {}) =>
    usdInstead(
      used({ known: { tokens: { input: 1_000_000, output: 100_000, cached: 600_000, cacheWrite: 100_000 } } }),
      {
        model: model('a/b', { price, tokens: facts.tokens }),
        madeOf: facts.madeOf,
      },
    );

  it('cost its list price, with the same share from the cache', () => {
    assert.equal(priced({ input: 5, output: 25 }), 7.5);
    // 300,000 plain, 600,000 read, 100,000 written, 100,000 out.
    assert.equal(priced({ input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 }), 1.5 + 0.3 + 0.625 + 2.5);
  });

  it('are as many as that model makes of the text', () => {
    assert.equal(priced({ input: 5, output: 25 }, { tokens: 1.3 }), 9.75);
    assert.equal(priced({ input: 5, output: 25 }, { madeOf: 1.25 }), 6);
    assert.equal(priced({ input: 5, output: 25 }, { tokens: 1.3, madeOf: 1.3 }), 7.5);
  });

  it('fall under the tier of a mean prompt, not of their sum', () => {
    const price = (above: number): Price => ({ input: 5, output: 25, tiers: [{ above, input: 10, output: 50 }] });
    assert.equal(priced(price(200_000)), 7.5);
    assert.equal(priced(price(50_000)), 15);
  });

  it('have no price where none is known', () => {
    assert.equal(priced(undefined), undefined);
  });
});

describe('what was saved', () => {
  it('is the price of the baseline less what was paid', () => {
    assert.deepEqual(savedAgainst(dear, [used()], plainly), { usd: 5.5, baseline: 7.5, share: 1 });
  });

  it('is counted on requests of known cost alone, and says how many they are', () => {
    const unknown = used({ model: 'other', requests: 30, known: { requests: 0, attempts: 0, usd: 0 } });
    assert.deepEqual(savedAgainst(dear, [used(), unknown], plainly), { usd: 5.5, baseline: 7.5, share: 0.25 });
    assert.equal(savedAgainst(dear, [unknown], plainly), undefined);
  });

  it('is not known where the price of the baseline is not', () => {
    assert.equal(savedAgainst(model('a/b', { price: undefined }), [used()], plainly), undefined);
  });

  it('leaves embeddings out: no other model has the same vectors', () => {
    assert.equal(savedAgainst(dear, [used({ task: 'embedding' })], plainly), undefined);
  });

  it('is nothing against the very model that answered', () => {
    const tokens = fc.record({ input: fc.nat(1e9), output: fc.nat(1e8) });
    fc.assert(
      fc.property(tokens, fc.double({ min: 0.5, max: 2, noNaN: true }), ({ input, output }, madeOf) => {
        const usd = (input * 5 + output * 25) / 1e6;
        const row = used({ known: { usd, tokens: { input, output, cached: 0, cacheWrite: 0 } } });
        const saved = savedAgainst({ ...dear, tokens: madeOf }, [row], () => madeOf);
        assert.ok(saved && Math.abs(saved.usd) < 1e-6);
      }),
    );
  });

  it('adds up: of two parts it is the sum of each', () => {
    const part = fc.record({ input: fc.nat(1e9), output: fc.nat(1e8), usd: fc.nat(1e9).map((nano) => nano / 1e9) });
    fc.assert(
      fc.property(part, part, (one, other) => {
        const rows = [one, other].map(({ usd, ...sums }) =>
          used({ known: { usd, tokens: { ...sums, cached: 0, cacheWrite: 0 } } }),
        );
        const each = rows.map((row) => savedAgainst(dear, [row], plainly)?.usd ?? Number.NaN);
        const both = savedAgainst(dear, rows, plainly)?.usd ?? Number.NaN;
        assert.ok(Math.abs(both - each.reduce((sum, usd) => sum + usd, 0)) < 1e-6);
      }),
    );
  });
});

describe('savings in words', () => {
  const find = (provider: string, id: string) =>
    [dear, model('x/unpriced', { price: undefined })].find((one) => one.provider === provider && one.id === id);
  const dearest = baselineOf('', find);
  const picked = baselineOf(' anthropic/opus ', find);

  it('name the baseline, and both sums', () => {
    assert.equal(
      savedText({ usd: 5.5, baseline: 7.5, share: 1 }, dearest),
      'Saved $5.50 against the dearest model that could have answered each request: $2.00 instead of $7.50.',
    );
  });

  it('say that a baseline of the person is an estimate, and on how many requests it rests', () => {
    assert.equal(
      savedText({ usd: 5.5, baseline: 7.5, share: 0.25 }, picked),
      'Saved about $5.50 against anthropic/opus (estimated): $2.00 instead of about $7.50. ' +
        'Counted on the 25% of the requests of which both costs are known.',
    );
  });

  it('do not call a loss a saving', () => {
    assert.equal(
      savedText({ usd: -1, baseline: 1, share: 1 }, picked),
      'You would have saved about $1.00 with anthropic/opus (estimated): $2.00 instead of about $1.00.',
    );
  });

  it('say that a price is unknown, and nothing of less than a cent', () => {
    for (const setting of ['x/unpriced', 'x/nobody', 'nonsense'])
      assert.equal(
        savedText(undefined, baselineOf(setting, find)),
        `What was saved against ${setting} (keyway.usage.baseline) is not known: so is its price.`,
      );
    assert.equal(savedText({ usd: 0.001, baseline: 1, share: 1 }, dearest), undefined);
    assert.equal(savedText(undefined, dearest), undefined);
  });

  it('take a setting that is no text for none', () => {
    for (const setting of [undefined, null, 3, {}]) assert.deepEqual(baselineOf(setting, find), { is: 'dearest' });
  });
});
