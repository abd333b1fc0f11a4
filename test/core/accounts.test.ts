import assert from 'node:assert/strict';
import { classify } from '../../src/core/classify.ts';
import { ChatFailure, type FailureFacts } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import type { Route } from '../../src/core/plan.ts';
import { route } from './samples.ts';

const rate = (facts: Partial<FailureFacts> = {}): ChatFailure =>
  new ChatFailure({ kind: 'rate', what: 'no', ...facts });

const first = route('acme/large', 'first');
const second = route('acme/large', 'second');
const otherModel = route('acme/small', 'second');
const within = (one: Route, plain: Readonly<Record<string, string>>): Route => ({
  ...one,
  key: { ...one.key, plain },
});

describe('an account behind several keys', () => {
  it('is known from the fields of the keys: a limit of the one is a limit of the other, for that model', () => {
    const [a, b, c] = [first, second, otherModel].map((one) => within(one, { organization: 'org-1' }));
    assert.ok(a && b && c);
    const health = new Health();
    health.failed(a, rate({ retryAfter: 60_000 }), 0);
    assert.deepEqual(health.coolingOf(b, 0), { until: 60_000, kind: 'rate', namedUntil: undefined });
    assert.equal(health.coolingOf(c, 0), undefined);
    assert.equal(health.coolingOf(within(second, { organization: 'org-2' }), 0), undefined);
    assert.equal(health.coolingOf(second, 0), undefined, 'a key that names none is not counted in');
    assert.equal(health.shareLimits(a, b, 0), true);
    assert.equal(health.shareLimits(a, second, 0), false);
  });

  it('is only caution for the others: the named time is of the key that was told', () => {
    const [a, b] = [first, second].map((one) => within(one, { project: 'p' }));
    assert.ok(a && b);
    const health = new Health();
    health.failed(a, rate({ retryAfter: 60_000 }), 0);
    assert.equal(health.coolingOf(a, 0)?.namedUntil, 60_000);
    assert.equal(health.coolingOf(b, 0)?.namedUntil, undefined);
  });

  it('has no credit for any of its keys and models', () => {
    const [a, c] = [first, otherModel].map((one) => within(one, { account: 'x' }));
    assert.ok(a && c);
    const health = new Health();
    health.failed(a, new ChatFailure({ kind: 'quota', what: 'no' }), 0);
    assert.equal(health.coolingOf(c, 0)?.kind, 'quota');
    health.forgetKey('first', 1);
    assert.equal(health.coolingOf(c, 1), undefined, 'the key that was told was changed: there may be credit again');
  });

  it('burns only the one key that is refused', () => {
    const [a, b] = [first, second].map((one) => within(one, { organization: 'org-1' }));
    assert.ok(a && b);
    const health = new Health();
    health.failed(a, new ChatFailure({ kind: 'auth', what: 'no' }), 0);
    assert.equal(health.coolingOf(b, 0), undefined);
  });

  it('is learnt from a provider that names it', () => {
    const health = new Health();
    for (const one of [first, second]) health.failed(one, rate({ organization: 'org-1' }), 0);
    assert.equal(health.shareLimits(first, second, 0), true);
    const third = route('acme/small', 'first');
    health.failed(third, rate({ organization: 'org-1', retryAfter: 90_000 }), 30_000);
    assert.equal(health.coolingOf(otherModel, 30_000)?.until, 120_000, 'the second key is not asked as well');
    assert.equal(health.shareLimits(first, second, 90_000_000), false, 'believed for a day');
  });

  it('is learnt from two limits that end at the same moment', () => {
    const health = new Health();
    health.failed(first, rate({ retryAfter: 41_000 }), 0);
    health.failed(second, rate({ retryAfter: 40_000 }), 1_200);
    assert.equal(health.shareLimits(first, second, 1_200), true);
    health.failed(first, rate({ retryAfter: 60_000 }), 100_000);
    assert.equal(health.coolingOf(second, 100_000)?.until, 160_000);
    assert.equal(health.shareLimits(first, second, 3_700_000), false, 'believed for an hour');
  });

  it('is not learnt from limits that are merely close', () => {
    const cases: readonly (readonly [why: string, other: Route, wait: number, now: number])[] = [
      ['another moment', second, 44_000, 1_000],
      ['another model', otherModel, 40_000, 1_000],
      ['long after', second, 32_000, 9_000],
    ];
    for (const [why, other, wait, now] of cases) {
      const health = new Health();
      health.failed(first, rate({ retryAfter: 41_000 }), 0);
      health.failed(other, rate({ retryAfter: wait }), now);
      assert.equal(health.shareLimits(first, other, now), false, why);
    }
    const health = new Health();
    for (const one of [first, second]) health.failed(one, rate({ retryAfter: 1_000 }), 0);
    assert.equal(health.shareLimits(first, second, 0), false, 'waits of a second are alike by chance');
    const guessing = new Health();
    for (const one of [first, second]) guessing.failed(one, rate(), 0);
    assert.equal(guessing.shareLimits(first, second, 0), false, 'our own guess is always the same');
  });

  it('is no longer believed once one key answers while the other is limited', () => {
    const health = new Health();
    for (const one of [first, second]) health.failed(one, rate({ retryAfter: 5_000 }), 0);
    assert.equal(health.shareLimits(first, second, 0), true);
    health.failed(first, rate({ retryAfter: 60_000 }), 10_000);
    health.succeeded(second, 11_000);
    assert.equal(health.shareLimits(first, second, 11_000), false);
    assert.equal(health.coolingOf(first, 11_000)?.until, 70_000, 'the limit of the one remains');
    assert.equal(health.coolingOf(second, 11_000), undefined);
  });

  it('is forgotten with a key that was changed', () => {
    const health = new Health();
    for (const one of [first, second]) health.failed(one, rate({ organization: 'org-1' }), 0);
    health.forgetKey('second', 1);
    assert.equal(health.shareLimits(first, second, 1), false);
  });
});

describe('the organisation that a refusal names', () => {
  const cases: readonly (readonly [from: string, text: string, headers: Record<string, string>, name?: string])[] = [
    [
      'OpenAI',
      'Rate limit reached for gpt-4o in organization org-AbC123 on tokens per min (TPM): Limit 30000.',
      { 'openai-organization': 'acme-inc' },
      'org-AbC123',
    ],
    [
      'Groq',
      'Rate limit reached for model `llama-3.3-70b-versatile` in organization `org_01h` service tier `on_demand` on tokens per minute (TPM)',
      {},
      'org_01h',
    ],
    [
      'Anthropic',
      'Number of request tokens has exceeded your rate limit',
      { 'anthropic-organization-id': '7f-1' },
      '7f-1',
    ],
    ['a sentence that names none', 'Your organization must be verified to stream this model', {}],
    ['a header that is no id', '', { 'openai-organization': 'two words' }],
  ];
  for (const [from, text, headers, name] of cases)
    it(from, () => {
      const header = (one: string): string | null => headers[one] ?? null;
      assert.equal(classify({ status: 429, text, header, secrets: [] }).organization, name);
    });
});
