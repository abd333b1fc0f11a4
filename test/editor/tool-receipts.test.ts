import assert from 'node:assert/strict';
import type { Receipt } from '../../src/core/receipt.ts';
import { promptLines } from '../../src/editor/tool-receipts.ts';

const receipt = (facts: Partial<Receipt> = {}): Receipt => ({
  requestId: 'r',
  task: 'chat',
  answered: { provider: 'OpenAI', model: 'gpt-6-luna', key: 'work' },
  skipped: [],
  usage: { input: 1_000, output: 10 },
  cost: { usd: 0.25, from: 'computed', priceAsOf: '2026-11-01' },
  totalMs: 1_000,
  ...facts,
});

describe('the receipt of a prompt', () => {
  it('is that of its request where it took one', () =>
    assert.deepEqual(promptLines([receipt()]), [
      'Answered by OpenAI gpt-6-luna with key work',
      '$0.25 (computed with prices of 2026-11-01) · 1,000 tokens in, 10 out · 1.0 s',
    ]));

  it('is the sum of all where tools were called between them', () =>
    assert.deepEqual(
      promptLines([
        receipt({ usage: { input: 1_000, output: 10, cacheRead: 5 }, masked: ['a GitHub token'] }),
        receipt({ usage: { input: 2_000, output: 20, reasoning: 7 }, masked: ['a GitHub token'] }),
        receipt({ totalMs: 500 }),
      ]),
      [
        'Answered by OpenAI gpt-6-luna with key work',
        'All of its 3 requests: $0.75 (computed with prices of 2026-11-01) · 4,000 tokens in (5 cached), 40 out (7 reasoning) · 2.5 s',
        'Masked before it left: a GitHub token',
      ],
    ));

  it('says who else answered on the way, and what failed there', () => {
    const skipped = [{ provider: 'ACME', model: 'x', asked: true, kind: 'server', reason: 'status 500' }] as const;
    const other = { provider: 'Groq', model: 'compound', key: 'k' };
    assert.deepEqual(promptLines([receipt({ answered: other, skipped }), receipt()]).slice(2), [
      'On the way: Groq compound',
      'Failed: ACME x: status 500',
    ]);
  });

  it('knows no sum where one is not known', () => {
    const [, line = ''] = promptLines([receipt({ cost: { from: 'unknown' }, usage: undefined }), receipt()]);
    assert.equal(line, 'All of its 2 requests: cost unknown · tokens not reported · 2.0 s');
  });

  it('is empty where nothing was asked', () => assert.deepEqual(promptLines([]), []));
});
