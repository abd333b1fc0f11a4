import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChatFailure, remedies, type FailureKind } from '../../src/core/failure.ts';
import { coolingText, Health, waitText } from '../../src/core/health.ts';
import { route } from './samples.ts';

const failure = (kind: FailureKind, retryAfter?: number): ChatFailure =>
  new ChatFailure({ kind, what: 'no', retryAfter });

const kinds = fc.constantFrom(...(Object.keys(remedies) as FailureKind[]));

const work = route('acme/large', 'work');
const sameKeyOtherModel = route('acme/small', 'work');
const otherKeySameModel = route('acme/large', 'home');
const otherProvider = route('other/large', 'there');

describe('what a failure keeps away', () => {
  const scopes: readonly (readonly [kind: FailureKind, same: boolean, model: boolean, key: boolean])[] = [
    // The failure · the same key with another model · the same model with another key.
    ['rate', true, false, false],
    ['quota', true, true, false],
    ['auth', true, true, false],
    ['model-missing', true, false, true],
    ['context', false, false, false],
    ['policy', false, false, false],
    ['request', false, false, false],
    ['aborted', false, false, false],
    ['key', false, false, false],
    ['server', false, false, false],
    ['network', false, false, false],
    ['stream', false, false, false],
    ['stall', false, false, false],
    ['empty', false, false, false],
    ['forbidden', true, false, false],
  ];
  for (const [kind, same, model, key] of scopes) {
    it(`${kind}: as narrow as the evidence`, () => {
      const health = new Health();
      health.failed(work, failure(kind), 0);
      const cools = (one: typeof work): boolean => health.coolingOf(one, 1) !== undefined;
      assert.deepEqual([cools(work), cools(sameKeyOtherModel), cools(otherKeySameModel)], [same, model, key]);
      assert.equal(cools(otherProvider), false);
    });
  }

  it('is the named time and no other, where the provider names one', () => {
    const health = new Health();
    health.failed(work, failure('rate', 120_000), 1_000);
    assert.deepEqual(health.coolingOf(work, 2_000), { until: 121_000, kind: 'rate', namedUntil: 121_000 });
    assert.notEqual(health.coolingOf(work, 120_999), undefined);
    assert.equal(health.coolingOf(work, 121_000), undefined, 'after its time it may be asked again');
  });

  it('is a guess that says so, where the provider names none', () => {
    const health = new Health();
    health.failed(work, failure('rate'), 0);
    assert.deepEqual(health.coolingOf(work, 0), { until: 20_000, kind: 'rate', namedUntil: undefined });
  });

  it('is nothing for a conversation that is too long, also beside a header that names a time', () => {
    for (const kind of ['context', 'policy', 'request', 'aborted', 'key'] as const) {
      const health = new Health();
      health.failed(work, failure(kind, 60_000), 0);
      assert.equal(health.coolingOf(work, 1), undefined, kind);
    }
  });

  it('is short and of one key with one model where the provider forbids without a reason, whatever time a header names', () => {
    const health = new Health();
    health.failed(work, failure('forbidden', 3_600_000), 0);
    assert.deepEqual(health.coolingOf(work, 0), { until: 60_000, kind: 'forbidden', namedUntil: undefined });
    assert.equal(health.coolingOf(otherKeySameModel, 0), undefined, 'a 403 does not drain the pool of keys');
    assert.equal(health.coolingOf(sameKeyOtherModel, 0), undefined);
  });

  it('is nothing where the provider names a wait of 0', () => {
    for (const kind of ['rate', 'quota', 'auth', 'model-missing', 'server'] as const) {
      const health = new Health();
      health.failed(work, failure(kind, 0), 0);
      assert.equal(health.coolingOf(work, 0), undefined, kind);
    }
  });

  it('is at most a month, whatever a header says', () => {
    const health = new Health();
    health.failed(work, failure('quota', 1e15), 0);
    assert.equal(health.coolingOf(work, 0)?.until, 31 * 86_400_000);
  });

  it('is the named time also for a server that asks for it at its first failure', () => {
    const health = new Health();
    health.failed(work, failure('server', 45_000), 0);
    assert.equal(health.coolingOf(work, 0)?.until, 45_000);
  });
});

describe('a deadline', () => {
  it('is never shortened, whatever fails next', () => {
    const health = new Health();
    health.failed(work, failure('rate', 60_000), 0);
    health.failed(work, failure('rate', 1_000), 0);
    assert.deepEqual(health.coolingOf(work, 0), { until: 60_000, kind: 'rate', namedUntil: 60_000 });

    const failures = fc.array(
      fc.record({
        kind: kinds,
        retryAfter: fc.option(fc.nat({ max: 200_000 }), { nil: undefined }),
        pause: fc.nat({ max: 50_000 }),
      }),
    );
    fc.assert(
      fc.property(failures, (all) => {
        const fresh = new Health();
        let now = 0;
        let until = 0;
        for (const { kind, retryAfter, pause } of all) {
          now += pause;
          fresh.failed(work, failure(kind, retryAfter), now);
          const next = fresh.coolingOf(work, now)?.until ?? now;
          assert.ok(next >= until || next >= now, 'shortened');
          assert.ok(until <= now || next >= until, `shortened from ${until} to ${next}`);
          until = next;
        }
      }),
    );
  });

  it('of ours does not pass for one that the provider named', () => {
    const health = new Health();
    for (let round = 0; round < 3; round++) health.failed(work, failure('server', 1_000), 0);
    assert.deepEqual(health.coolingOf(work, 0), { until: 15_000, kind: 'server', namedUntil: 1_000 });
    assert.deepEqual(health.coolingOf(work, 1_000), { until: 15_000, kind: 'server', namedUntil: undefined });
  });

  it('is the longest of all that speak about a route', () => {
    const health = new Health();
    health.failed(work, failure('rate'), 0);
    health.failed(work, failure('quota'), 0);
    assert.equal(health.coolingOf(work, 0)?.kind, 'quota');
    health.failed(work, failure('rate', 90_000_000), 0);
    assert.deepEqual(health.coolingOf(work, 0), { until: 90_000_000, kind: 'rate', namedUntil: 90_000_000 });
  });
});

describe('failures that count', () => {
  const counting: readonly FailureKind[] = ['server', 'stream', 'stall', 'empty'];

  it('put a model aside at the third in a row', () => {
    for (const kind of counting) {
      const health = new Health();
      health.failed(work, failure(kind), 0);
      health.failed(work, failure(kind), 0);
      assert.equal(health.coolingOf(work, 0), undefined, `${kind}: two are tolerated`);
      health.failed(work, failure(kind), 0);
      assert.deepEqual(health.coolingOf(work, 0), { until: 15_000, kind, namedUntil: undefined });
      assert.notEqual(health.coolingOf(otherKeySameModel, 0), undefined, 'another key does not mend a server');
      assert.equal(health.coolingOf(sameKeyOtherModel, 0), undefined);
    }
  });

  it('count whatever their kind', () => {
    const health = new Health();
    for (const kind of counting) health.failed(work, failure(kind), 0);
    assert.notEqual(health.coolingOf(work, 0), undefined);
  });

  it('double the time with each further one, up to five minutes: one probe after each', () => {
    const health = new Health();
    const spans: number[] = [];
    let now = 0;
    for (let round = 0; round < 10; round++) {
      health.failed(work, failure('server'), now);
      const cooling = health.coolingOf(work, now);
      if (!cooling) continue;
      spans.push(cooling.until - now);
      now = cooling.until;
      assert.equal(health.coolingOf(work, now), undefined, 'eligible again once its time is over');
    }
    assert.deepEqual(spans, [15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000, 300_000]);
  });

  it('start afresh after a success, which clears the route', () => {
    const health = new Health();
    for (let round = 0; round < 25; round++) health.failed(work, failure('server'), 0);
    assert.notEqual(health.coolingOf(work, 0), undefined);
    health.succeeded(work, 0);
    assert.equal(health.coolingOf(work, 0), undefined);
    health.failed(work, failure('server'), 0);
    health.failed(work, failure('server'), 0);
    assert.equal(health.coolingOf(work, 0), undefined);
  });

  it('and all others are forgotten after a success, whatever they spoke about', () => {
    for (const kind of ['rate', 'quota', 'auth', 'model-missing'] as const) {
      for (const retryAfter of [undefined, 90_000]) {
        const health = new Health();
        health.failed(work, failure(kind, retryAfter), 0);
        health.succeeded(work, 0);
        assert.equal(health.coolingOf(work, 1), undefined, kind);
      }
    }
  });

  it('are not reset by the success of another model', () => {
    const health = new Health();
    health.failed(work, failure('server'), 0);
    health.failed(work, failure('server'), 0);
    health.succeeded(sameKeyOtherModel, 0);
    health.failed(work, failure('server'), 0);
    assert.notEqual(health.coolingOf(work, 0), undefined);
  });
});

describe('a key that was changed', () => {
  it('is forgotten in all that was said about it', () => {
    const health = new Health();
    health.failed(work, failure('auth'), 0);
    health.failed(work, failure('rate', 99_999), 0);
    health.failed(sameKeyOtherModel, failure('rate'), 0);
    health.forgetKey('work', 0);
    assert.equal(health.coolingOf(work, 1), undefined);
    assert.equal(health.coolingOf(sameKeyOtherModel, 1), undefined);
  });

  it('is the only one forgotten, also beside a key whose id begins with its own', () => {
    const health = new Health();
    const longer = route('acme/large', 'work2');
    for (const one of [otherKeySameModel, longer]) {
      health.failed(one, failure('auth'), 0);
      health.failed(one, failure('rate', 7_200_000), 0);
    }
    health.forgetKey('work', 0);
    for (const one of [otherKeySameModel, longer])
      assert.deepEqual(health.coolingOf(one, 1), { until: 7_200_000, kind: 'rate', namedUntil: 7_200_000 });
    assert.equal(health.coolingOf(route('acme/small', 'work2'), 1)?.kind, 'auth');
  });

  it('does not mend a server', () => {
    const health = new Health();
    health.failed(work, failure('model-missing'), 0);
    health.forgetKey('work', 0);
    assert.equal(health.coolingOf(work, 1)?.kind, 'model-missing');
  });
});

describe('the words for a wait', () => {
  const texts: readonly (readonly [milliseconds: number, text: string])[] = [
    [-5, '1 s'],
    [0, '1 s'],
    [1, '1 s'],
    [40_001, '41 s'],
    [99_000, '99 s'],
    [100_000, '2 min'],
    [3_600_000, '60 min'],
    [7_200_000, '2 h'],
  ];
  for (const [milliseconds, text] of texts)
    it(`${milliseconds} ms: ${text}`, () => assert.equal(waitText(milliseconds), text));

  it('say why and how long', () => {
    assert.equal(
      coolingText({ until: 42_000, kind: 'rate', namedUntil: 42_000 }, 1_000),
      'its rate limit is reached, tried again in 41 s',
    );
  });
});
