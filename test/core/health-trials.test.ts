import assert from 'node:assert/strict';
import { ChatFailure, type FailureKind } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import type { Route } from '../../src/core/plan.ts';
import { route } from './samples.ts';

const failure = (kind: FailureKind, retryAfter?: number): ChatFailure =>
  new ChatFailure({ kind, what: 'no', retryAfter });

const failAs =
  (kind: FailureKind) =>
  (health: Health, one: Route, now: number): void =>
    health.failed(one, failure(kind), now);

const fail = failAs('server');

/** The same route in another plan, as another request has it. */
const again = (one: Route): Route => ({ ...one });

const large = route('acme/large', 'work');
const small = route('acme/small', 'work');

/** Its breaker opened at 0 and is half open from 15 s on. */
const tripped = (): Health => {
  const health = new Health();
  for (let round = 0; round < 3; round++) fail(health, large, 0);
  assert.equal(health.coolingOf(large, 14_999)?.until, 15_000);
  return health;
};

describe('a model on trial after its time', () => {
  it('is tried by exactly one request, and kept from all others meanwhile', () => {
    const health = tripped();
    assert.equal(health.coolingOf(large, 15_000), undefined, 'a plan may choose it');
    assert.equal(health.begin(large, 15_000), undefined);
    assert.equal(health.begin(again(large), 15_001), 'another request is trying whether it works again');
    assert.deepEqual(health.coolingOf(large, 15_001), { until: 75_000, kind: 'server', namedUntil: undefined });
    assert.equal(health.begin(small, 15_001), undefined, 'another model is not on trial');
  });

  it('is open to everybody after the success of the one', () => {
    const health = tripped();
    health.begin(large, 15_000);
    health.succeeded(large, 16_000);
    assert.equal(health.coolingOf(large, 16_000), undefined);
    assert.deepEqual([health.begin(again(large), 16_000), health.begin(again(large), 16_000)], [undefined, undefined]);
    fail(health, large, 17_000);
    fail(health, large, 17_000);
    assert.equal(health.coolingOf(large, 17_000), undefined, 'two failures are tolerated again');
  });

  it('is left alone for twice as long after the failure of the one', () => {
    const health = tripped();
    health.begin(large, 15_000);
    fail(health, large, 16_000);
    assert.equal(health.coolingOf(large, 16_000)?.until, 46_000);
    assert.equal(health.begin(again(large), 46_000), undefined, 'then another one may try');
  });

  it('is given back by a request that was stopped, or learnt something else', () => {
    for (const end of [
      (health: Health) => health.left(large, 16_000),
      (health: Health) => failAs('aborted')(health, large, 16_000),
      (health: Health) => failAs('context')(health, large, 16_000),
    ]) {
      const health = tripped();
      health.begin(large, 15_000);
      end(health);
      assert.equal(health.coolingOf(large, 16_000), undefined);
      assert.equal(health.begin(again(large), 16_000), undefined);
    }
  });

  it('is given back only by the request that has it', () => {
    const health = tripped();
    const before = again(large);
    health.begin(large, 15_000);
    health.left(before, 15_500);
    fail(health, before, 15_600);
    assert.notEqual(health.begin(again(large), 16_000), undefined, 'the probe is still under way');
    health.succeeded(large, 17_000);
    assert.equal(health.coolingOf(large, 17_000), undefined, 'what began before the trial did not decide it');
  });

  it('is not lost with a probe that never ends', () => {
    const health = tripped();
    health.begin(large, 15_000);
    assert.notEqual(health.begin(again(large), 74_999), undefined);
    assert.equal(health.begin(again(large), 75_000), undefined);
  });

  it('does not wait for another request where no other route is left', () => {
    const health = tripped();
    health.begin(large, 15_000);
    assert.equal(health.begin(again(large), 15_001, { sole: true }), undefined);
  });

  it('is not punished for failures that were under way when it was put aside', () => {
    const health = new Health();
    for (let round = 0; round < 64; round++) fail(health, large, round);
    assert.equal(health.coolingOf(large, 64)?.until, 15_002);
    fail(health, large, 15_002);
    assert.equal(health.coolingOf(large, 15_002)?.until, 45_002, 'only a trial doubles the time');
  });
});

describe('a success', () => {
  it('clears what was said before it began, and nothing that was said since', () => {
    const health = new Health();
    const slow = again(large);
    health.begin(slow, 0);
    health.failed(large, failure('rate', 60_000), 1_000);
    health.succeeded(slow, 2_000);
    assert.equal(health.coolingOf(large, 2_000)?.until, 61_000, 'a long answer that began before tells nothing new');
    const next = again(large);
    health.begin(next, 3_000);
    health.succeeded(next, 4_000);
    assert.equal(health.coolingOf(large, 4_000), undefined);
  });
});

describe('a busy model', () => {
  it('is not put aside for single failures among answers that had begun before', () => {
    const health = new Health();
    const streams = Array.from({ length: 64 }, () => again(large));
    for (const stream of streams) health.begin(stream, 0);
    for (const [index, stream] of streams.entries())
      if (index % 16 === 0) fail(health, stream, 100 + index);
      else health.succeeded(stream, 100 + index);
    assert.equal(health.coolingOf(large, 200), undefined);
  });
});

describe('a model that fails half of the time', () => {
  const alternate = (calls: number, step: number): Health => {
    const health = new Health();
    for (let call = 0; call < calls; call++)
      if (call % 2 === 0) fail(health, large, call * step);
      else health.succeeded(large, call * step);
    return health;
  };

  it('is put aside after five calls within a minute, though never three in a row fail', () => {
    assert.equal(alternate(4, 1_000).coolingOf(large, 4_000), undefined);
    assert.deepEqual(alternate(5, 1_000).coolingOf(large, 4_000), {
      until: 19_000,
      kind: 'server',
      namedUntil: undefined,
    });
  });

  it('is not put aside for failures that are minutes apart', () => {
    assert.equal(alternate(41, 30_000).coolingOf(large, 1_200_000), undefined);
  });
});

describe('a server that cannot be reached', () => {
  it('is put aside with all its models at the third failure', () => {
    const health = new Health();
    for (const one of [large, small, large]) failAs('network')(health, one, 0);
    for (const one of [large, small])
      assert.deepEqual(health.coolingOf(one, 0), { until: 15_000, kind: 'network', namedUntil: undefined });
    assert.equal(health.begin(large, 15_000), undefined);
    assert.notEqual(health.begin(small, 15_000), undefined, 'one probe for the server');
    health.succeeded(large, 16_000);
    assert.equal(health.coolingOf(small, 16_000), undefined);
  });

  it('is another one where a key names another address', () => {
    const health = new Health();
    const at = (baseUrl: string): Route => ({ ...large, key: { ...large.key, plain: { baseUrl } } });
    for (let round = 0; round < 3; round++) failAs('network')(health, at('http://desk:8000'), 0);
    assert.notEqual(health.coolingOf(at('http://desk:8000'), 0), undefined);
    assert.equal(health.coolingOf(at('http://rack:8000'), 0), undefined);
    assert.equal(health.coolingOf(large, 0), undefined);
  });

  it('is not to blame where the machine is offline: nothing is put aside', () => {
    const health = new Health();
    const others = ['acme', 'other', 'third'].map((maker) => route(`${maker}/large`, maker));
    for (let round = 0; round < 5; round++) for (const one of others) failAs('network')(health, one, round * 1_000);
    for (const one of others) assert.equal(health.coolingOf(one, 5_000), undefined);
  });

  it('is to blame where others answer, be it with a refusal', () => {
    const health = new Health();
    const other = route('other/large', 'there');
    failAs('network')(health, other, 0);
    failAs('rate')(health, route('third/large', 'third'), 0);
    for (let round = 0; round < 3; round++) failAs('network')(health, large, 1_000);
    assert.notEqual(health.coolingOf(large, 1_000), undefined);
  });

  it('of the person’s own says nothing about the internet', () => {
    const health = new Health();
    const local: Route = { ...large, provider: { ...large.provider, local: true } };
    const remote = route('other/large', 'there');
    for (let round = 0; round < 3; round++) failAs('network')(health, local, 0);
    for (let round = 0; round < 3; round++) failAs('network')(health, remote, 0);
    assert.notEqual(health.coolingOf(local, 0), undefined);
    assert.notEqual(health.coolingOf(remote, 0), undefined);
  });
});

describe('how fast a model begins to answer', () => {
  it('is the middle and the slow end of its last fifty answers', () => {
    const health = new Health();
    assert.equal(health.paceOf(large), undefined);
    for (let index = 0; index < 50; index++) health.succeeded(large, index, { firstTokenMs: 90_000 });
    for (let index = 1; index <= 50; index++) health.succeeded(large, 1_000 + index, { firstTokenMs: index * 10 });
    assert.deepEqual(health.paceOf(large), { p50: 250, p95: 480, count: 50 });
    assert.deepEqual(health.paceOf(route('acme/large', 'home')), health.paceOf(large), 'whichever key asks');
    assert.equal(health.paceOf(small), undefined);
  });

  it('is not told by answers that showed nothing', () => {
    const health = new Health();
    health.succeeded(large, 0, {});
    assert.equal(health.paceOf(large), undefined);
  });

  it('forgets what was measured a day before', () => {
    const health = new Health();
    health.succeeded(large, 0, { firstTokenMs: 9_000 });
    health.succeeded(large, 90_000_000, { firstTokenMs: 100 });
    assert.deepEqual(health.paceOf(large), { p50: 100, p95: 100, count: 1 });
  });
});
