import type { Summary } from '../../src/core/summary.ts';
import assert from 'node:assert/strict';
import { plain } from '../../src/core/markdown.ts';
import { paceText, usageTable } from '../../src/usage/usage-table.ts';
import type { Group } from '../../src/usage/report.ts';

const summary = (facts: Partial<Summary> = {}): Summary => ({
  requests: 1,
  attempts: 1,
  answered: 1,
  failed: 0,
  stopped: 0,
  fallbacks: 0,
  kept: 0,
  tokens: { input: 1_234_567, output: 890, cached: 0, reasoning: 0, unreported: 0 },
  cost: { reported: 0, computed: 0.0031, estimated: 0, unknown: 0 },
  ...facts,
});

const group = (label: string, facts: Partial<Summary> = {}): Group => ({ group: label, label, ...summary(facts) });

const lines = (groups: readonly Group[]) => usageTable({ by: 'model', groups, total: summary() }).split('\n');

const costOf = (cost: Partial<Summary['cost']>, attempts = 1): string | undefined =>
  lines([group('m', { attempts, cost: { reported: 0, computed: 0, estimated: 0, unknown: 0, ...cost } })])[2]
    ?.split(' | ')
    .at(1);

describe('the usage table', () => {
  it('has a line for each group and the total at the end', () => {
    assert.deepEqual(lines([group('groq/gpt')]), [
      '| Model | &nbsp;&nbsp;&nbsp;&nbsp;&nbsp;Cost | Re&shy;quests | Tokens in / out |',
      '| :-- | --: | --: | --: |',
      '| groq/gpt | $0.0031 | 1 | 1.23M / 890 |',
      '| **Total** | $0.0031 | 1 | 1.23M / 890 |',
    ]);
  });

  it('makes its headings wide enough that the chat breaks no cost and no total', () => {
    const dear = { cost: { reported: 0, computed: 123_456, estimated: 1, unknown: 1 }, attempts: 2 };
    const [head] = usageTable({ by: 'day', groups: [group('2026-11-20', dear)], total: summary(dear) }).split('\n');
    const [label = '', cost = ''] = (head ?? '').slice(2).split(' | ');
    assert.equal(label, 'Day&nbsp;&nbsp;&nbsp;&nbsp;');
    assert.equal(cost.match(/&nbsp;/g)?.length, 2 * ('~$123,457.00'.length - 'Cost'.length) - 2);
  });

  it('says so where nothing was recorded', () => {
    assert.equal(usageTable({ by: 'day', groups: [], total: summary() }), 'Nothing was recorded in this period.');
  });

  it('shows cents, and below a cent what there is to see', () => {
    assert.equal(costOf({ computed: 12.345, reported: 1 }), '$13.35');
    assert.equal(costOf({ computed: 0.00042 }), '$0.00042');
    assert.equal(costOf({ computed: 0 }), '$0.00');
  });

  it('marks an estimate, and never shows an unknown cost as a number', () => {
    assert.equal(costOf({ computed: 1, estimated: 0.5 }, 2), '~$1.50');
    assert.equal(costOf({ unknown: 2 }, 2), 'unknown');
    assert.equal(costOf({ computed: 1.2, unknown: 1 }, 2), '$1.20 + unknown');
    assert.equal(costOf({ estimated: 1.2, unknown: 1 }, 2), '~$1.20 + unknown');
  });

  it('shows tokens nobody reported as unknown', () => {
    const tokens = { input: 0, output: 0, cached: 0, reasoning: 0, unreported: 1 };
    assert.equal(lines([group('m', { tokens })])[2], '| m | $0.0031 | 1 | unknown |');
  });

  it('lets no name become a column, a link or an image', () => {
    const [, , line] = lines([group('a|b\n![x](https://example.com) <img> `c`')]);
    assert.equal(line?.split(/(?<!\\)\|/).length, 6);
    assert.ok(line?.includes('a\\|b \\!\\[x\\]\\(https://example.com\\) \\<img\\> \\`c\\`'));
  });
});

describe('a name in a table', () => {
  it('turns nothing round that stands beside it', () => {
    assert.equal(plain('a\u202Eb\u2066c\u0007d 👩\u200D💻'), 'a b c d 👩\u200D💻');
  });
});

describe('what has no column', () => {
  it('is how often, how fast and how much from the cache', () => {
    const facts = {
      answered: 98,
      failed: 2,
      fallbacks: 3,
      kept: 4,
      firstToken: { p50: 812, p95: 12_300 },
      tokens: { input: 1_000, output: 10, cached: 405, reasoning: 0, unreported: 0 },
    };
    assert.equal(
      paceText(summary(facts)),
      '98% answered, 3 fallbacks, 4 kept from before · first token after 0.8 s, 95% within 12 s · 40% of the input cached.',
    );
  });

  it('is in milliseconds where tenths of a second would be none', () => {
    assert.equal(
      paceText(summary({ firstToken: { p50: 25, p95: 940 } })),
      '100% answered · first token after 25 ms, 95% within 0.9 s.',
    );
  });

  it('calls 100% only what never failed, and is silent where nothing is known', () => {
    assert.equal(paceText(summary({ answered: 9_999, failed: 1 })), '99% answered.');
    assert.equal(paceText(summary({ answered: 0, stopped: 1 })), '');
  });
});

describe('a sentence in the chat', () => {
  it('has no formula in it, though it names two sums', () => {
    assert.equal(plain('$12.30 instead of ~$4.10'), '\\$12.30 instead of \\~\\$4.10');
  });
});
