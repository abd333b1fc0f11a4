/** What users of other gateways report about cooldowns, each as the behaviour it asks for. The threads are named. */
import assert from 'node:assert/strict';
import { classify, type Refusal } from '../../src/core/classify.ts';
import { ChatFailure, type FailureKind } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import { plan, type Offer } from '../../src/core/plan.ts';
import { asked, label, offer, route } from './samples.ts';

const failure = (kind: FailureKind, retryAfter?: number): ChatFailure =>
  new ChatFailure({ kind, what: 'no', retryAfter });

const refusal = (facts: Omit<Refusal, 'secrets'>): ChatFailure => classify({ ...facts, secrets: [] });

const large = route('acme/large', 'k1');
const kinds: readonly FailureKind[] = ['server', 'stream', 'stall', 'empty'];

const order = (offers: readonly Offer[], health: Health, now = 0): readonly string[] =>
  plan({ request: asked(), task: 'chat', offers, health, now }).routes.map(label);

describe('complaints about cooldowns', () => {
  it('a short Retry-After and a longer default: the longer stands (litellm #40130, #42149)', () => {
    for (const waits of [
      [1_000, 60_000],
      [60_000, 1_000],
    ]) {
      const health = new Health();
      for (const wait of waits) health.failed(large, failure('rate', wait), 0);
      assert.equal(health.coolingOf(large, 0)?.until, 60_000);
    }
    const health = new Health();
    health.failed(large, failure('quota'), 0);
    health.failed(large, failure('rate', 1_000), 0);
    assert.equal(health.coolingOf(large, 0)?.until, 3_600_000);
  });

  it('25 answers of 500 do cool the target, and the very next pick knows (litellm #34836)', () => {
    const health = new Health();
    const offers = [offer('acme/large'), offer('other/large', ['k2'], { price: { input: 9, output: 9 } })];
    const picks: string[] = [];
    for (let round = 0; round < 25; round++) {
      const [first = ''] = order(offers, health, round);
      picks.push(first);
      if (first.startsWith('acme')) health.failed(large, refusal({ status: 500 }), round);
    }
    assert.deepEqual(picks.slice(0, 4), ['acme/large k1', 'acme/large k1', 'acme/large k1', 'other/large k2']);
    assert.equal(picks.filter((pick) => pick.startsWith('acme')).length, 3);
  });

  it('a fallback that fails cools like any other (litellm #34416, #35104)', () => {
    const health = new Health();
    const fallback = route('other/large', 'k2');
    health.failed(large, failure('rate'), 0);
    health.failed(fallback, failure('rate'), 0);
    assert.notEqual(health.coolingOf(fallback, 0), undefined);
  });

  it('after its time a target is eligible again, by one request (deltawi/deltallm #247)', () => {
    for (const kind of kinds) {
      const health = new Health();
      for (let round = 0; round < 3; round++) health.failed(large, failure(kind), 0);
      assert.equal(health.coolingOf(large, 15_000), undefined, kind);
      assert.equal(health.begin(large, 15_000), undefined);
      assert.notEqual(health.begin({ ...large }, 15_000), undefined);
    }
  });

  it('a sole target is never locked out by our own caution (litellm #8668, #871)', () => {
    for (const kind of [...kinds, 'rate', 'quota', 'auth', 'forbidden', 'model-missing'] as const) {
      const health = new Health();
      for (let round = 0; round < 4; round++) health.failed(large, failure(kind), 0);
      assert.notEqual(health.coolingOf(large, 0), undefined, kind);
      assert.equal(health.coolingOf(large, 0)?.namedUntil, undefined, kind);
      assert.deepEqual(order([offer('acme/large')], health), ['acme/large k1'], kind);
    }
  });

  it('where all are cooling, each says until when, and which wait the provider named (litellm #3646, #27823)', () => {
    const health = new Health();
    const other = route('other/large', 'k2');
    health.failed(large, failure('rate', 41_000), 0);
    health.failed(other, failure('rate'), 0);
    assert.deepEqual(
      [large, other].map((one) => health.coolingOf(one, 0)),
      [
        { until: 41_000, kind: 'rate', namedUntil: 41_000 },
        { until: 20_000, kind: 'rate', namedUntil: undefined },
      ],
    );
  });

  it('a wait of 0 is no cooldown, and a limit of 0 is a limit (litellm #12108, #39744)', () => {
    const health = new Health();
    health.failed(large, failure('rate', 0), 0);
    assert.equal(health.coolingOf(large, 0), undefined);
    health.succeeded(large, 0, { limits: [{ counts: 'requests', per: 'day', left: 0, resetAt: 9_000 }] });
    assert.notEqual(health.roomFor(large, 0, 0), undefined);
  });

  it('a quota that is used up cools for long, whatever seconds stand beside it (langchainjs #1929, gemini-cli #10925)', () => {
    const refusals: readonly Omit<Refusal, 'secrets'>[] = [
      { status: 429, code: 'insufficient_quota', text: 'You exceeded your current quota' },
      { status: 429, code: 'daily_quota', text: 'Quota exceeded. Please retry in 24.5s.', retryAfter: 24_500 },
      { status: 429, text: 'Quota exceeded for metric: free_tier_requests, limit: 0' },
      { status: 402, text: 'Insufficient credits' },
    ];
    for (const facts of refusals) {
      const health = new Health();
      health.failed(large, refusal(facts), 0);
      assert.deepEqual(health.coolingOf(large, 0), { until: 3_600_000, kind: 'quota', namedUntil: undefined });
    }
    const health = new Health();
    health.failed(large, refusal({ status: 402, text: 'Quota exceeded, try again in 11h22m27s.' }), 0);
    assert.equal(health.coolingOf(large, 0)?.namedUntil, 40_947_000, 'or until the time the body names');
  });

  it('one request left in our own count does not make a passing 429 an exhausted key (tinfoil-webapp #477)', () => {
    const health = new Health();
    health.succeeded(large, 0, { limits: [{ counts: 'requests', per: 'minute', left: 1, resetAt: 60_000 }] });
    health.begin({ ...large }, 1, { tokens: 1 });
    health.failed(large, failure('rate'), 2);
    assert.deepEqual(health.coolingOf(large, 2), { until: 20_002, kind: 'rate', namedUntil: undefined });
  });

  it('a content filter cools nothing, as a status and as an end of the answer (litellm #8953, #4365)', () => {
    const health = new Health();
    const filtered = refusal({ status: 400, code: 'content_filter', text: 'filtered' });
    assert.equal(filtered.kind, 'policy');
    for (let round = 0; round < 9; round++) {
      health.failed(large, filtered, round);
      health.failed(large, failure('policy', 60_000), round);
    }
    assert.equal(health.coolingOf(large, 9), undefined);
  });

  it('a model that is not found cools that model at that provider and nothing else (mozilla-ai/otari #173)', () => {
    const health = new Health();
    health.failed(large, refusal({ status: 404, text: 'The model `large` does not exist' }), 0);
    assert.equal(health.coolingOf(large, 0)?.kind, 'model-missing');
    for (const other of [route('acme/small', 'k1'), route('other/large', 'k2')])
      assert.equal(health.coolingOf(other, 0), undefined);
  });

  it('only key and quota failures drain a pool of keys (decolua/9router #3037)', () => {
    const pool = ['k1', 'k2', 'k3'].map((id) => route('acme/large', id));
    const [first = large, ...rest] = pool;
    const refusals: readonly (readonly [Omit<Refusal, 'secrets'>, drained: boolean])[] = [
      [{ status: 401 }, true],
      [{ status: 402 }, true],
      [{ status: 429, code: 'insufficient_quota' }, true],
      [{ status: 403, text: 'Forbidden' }, false],
      [{ status: 400, code: 'context_length_exceeded' }, false],
      [{ status: 422, text: 'unknown field' }, false],
      [{ status: 503 }, false],
    ];
    for (const [facts, drained] of refusals) {
      const health = new Health();
      health.failed(first, refusal(facts), 0);
      const others = route('acme/small', 'k1');
      assert.equal(health.coolingOf(others, 0) !== undefined, drained, JSON.stringify(facts));
      for (const one of rest) assert.equal(health.coolingOf(one, 0), undefined, 'the other keys stay');
    }
  });
});
