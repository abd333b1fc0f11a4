import assert from 'node:assert/strict';
import type { RateLimit } from '../../src/core/chat.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import { route } from './samples.ts';

const large = route('acme/large', 'work');
const again = () => ({ ...large });

/** A request that began at 0 and was answered with these limits. */
const after = (...limits: readonly RateLimit[]): Health => {
  const health = new Health();
  health.begin(large, 0);
  health.succeeded(large, 500, { firstTokenMs: 100, limits });
  return health;
};

const tokens = (left: number, resetAt?: number): RateLimit => ({ counts: 'tokens', per: 'minute', left, resetAt });
const requests = (left: number, resetAt?: number): RateLimit => ({ counts: 'requests', per: 'day', left, resetAt });

describe('what the last headers leave', () => {
  it('is room where nothing is known', () => {
    assert.equal(new Health().roomFor(large, 1_000_000, 0), undefined);
  });

  it('is too little for a request that is larger, until the reset', () => {
    const health = after(tokens(1_200, 41_000));
    assert.equal(health.roomFor(large, 1_200, 1_000), undefined);
    assert.equal(
      health.roomFor(large, 1_201, 1_000),
      'its rate limit leaves 1,200 tokens for the next 40 s, too few for this request',
    );
    assert.equal(health.roomFor(large, 1_201, 41_000), undefined);
  });

  it('is nothing where 0 is left and the reset is ahead: 0 is a number', () => {
    const health = after(requests(0, 3_600_000));
    assert.equal(health.roomFor(large, 0, 1_000), 'its rate limit leaves no requests for the next 60 min');
    assert.equal(health.roomFor(large, 0, 3_600_000), undefined);
    assert.equal(after(requests(0, 400)).roomFor(large, 0, 500), undefined, 'the reset has passed');
  });

  it('is the tighter one of a minute’s and a day’s', () => {
    const health = after(requests(100, 3_600_000), tokens(10, 30_000));
    assert.match(health.roomFor(large, 11, 0) ?? '', /10 tokens for the next 30 s/);
    assert.equal(health.roomFor(large, 11, 30_000), undefined);
    assert.match(after(requests(0, 3_600_000), tokens(9_999)).roomFor(large, 11, 0) ?? '', /no requests/);
  });

  it('is less by what this window has sent since', () => {
    const health = after(tokens(1_000, 60_000), requests(2, 60_000));
    assert.equal(health.begin(again(), 600, { tokens: 700 }), undefined);
    assert.match(health.roomFor(large, 400, 700) ?? '', /300 tokens/);
    assert.equal(health.roomFor(large, 300, 700), undefined);
    health.begin(again(), 800, { tokens: 0 });
    assert.match(health.roomFor(large, 0, 800) ?? '', /no requests/);
  });

  it('counts what was sent after the provider had counted, though the answer ended later', () => {
    const health = new Health();
    const slow = again();
    health.begin(slow, 0);
    health.succeeded(large, 0, { limits: [tokens(5_000, 60_000)] });
    health.begin(again(), 10_000, { tokens: 900 });
    health.succeeded(slow, 20_000, { firstTokenMs: 500, limits: [tokens(1_000, 60_000)] });
    assert.match(health.roomFor(large, 200, 20_000) ?? '', /100 tokens/);
  });

  it('is not overruled by an older answer that ends later', () => {
    const health = new Health();
    const [slow, fast] = [again(), again()];
    health.begin(slow, 0);
    health.begin(fast, 5_000);
    health.succeeded(fast, 6_000, { firstTokenMs: 100, limits: [tokens(10, 60_000)] });
    health.succeeded(slow, 9_000, { firstTokenMs: 100, limits: [tokens(9_000, 60_000)] });
    assert.match(health.roomFor(large, 20, 9_000) ?? '', /10 tokens/);
  });

  it('is believed for a minute where no reset is named, for ten where it is a day’s', () => {
    assert.notEqual(after(tokens(0)).roomFor(large, 1, 60_000), undefined);
    assert.equal(after(tokens(0)).roomFor(large, 1, 60_100), undefined);
    assert.notEqual(after(requests(0)).roomFor(large, 1, 600_000), undefined);
    assert.equal(after(requests(0)).roomFor(large, 1, 600_100), undefined);
  });

  it('is of one key with one model', () => {
    const health = after(requests(0, 60_000));
    assert.equal(health.roomFor(route('acme/large', 'home'), 1, 0), undefined);
    assert.equal(health.roomFor(route('acme/small', 'work'), 1, 0), undefined);
  });

  it('is of all keys of one account', () => {
    const at = (id: string) => {
      const one = route('acme/large', id);
      return { ...one, key: { ...one.key, plain: { organization: 'org-acme' } } };
    };
    const health = new Health();
    health.succeeded(at('first'), 0, { limits: [requests(0, 60_000)] });
    assert.notEqual(health.roomFor(at('second'), 1, 0), undefined);
  });

  it('is forgotten with the key', () => {
    const health = after(requests(0, 60_000));
    health.forgetKey('work', 0);
    assert.equal(health.roomFor(large, 1, 0), undefined);
  });

  it('counts the prompt only where a limit of tokens is known', () => {
    const never = (): number => assert.fail('nobody needs to know');
    assert.equal(new Health().roomFor(large, never, 0), undefined);
    const health = after(requests(5, 60_000));
    assert.equal(health.roomFor(large, never, 0), undefined);
    health.begin(again(), 1, { tokens: never });
  });

  it('is caution and no failure: a window that has sent much does not call a key exhausted', () => {
    const health = after(requests(1, 60_000));
    health.begin(again(), 600, { tokens: 1 });
    assert.notEqual(health.roomFor(large, 1, 700), undefined);
    assert.equal(health.coolingOf(large, 700), undefined, 'its own count cools nothing');
    health.failed(large, new ChatFailure({ kind: 'rate', what: 'no' }), 700);
    assert.deepEqual(
      health.coolingOf(large, 700),
      { until: 20_700, kind: 'rate', namedUntil: undefined },
      'a passing 429 stays one',
    );
  });
});

describe('the limits that people are told of', () => {
  it('are those of each key and model, less what was sent since, until their reset', () => {
    const health = after({ ...requests(100, 50_000), whole: 1_000 }, tokens(9_000, 41_000));
    health.begin(again(), 1_000, { tokens: 400 });
    const left = { keyId: 'work', model: 'acme/large' };
    assert.deepEqual(health.limits(2_000), [
      { counts: 'requests', per: 'day', left: 99, resetAt: 50_000, whole: 1_000, ...left },
      { counts: 'tokens', per: 'minute', left: 8_600, resetAt: 41_000, ...left },
    ]);
    assert.deepEqual(
      health.limits(41_000).map(({ counts }) => counts),
      ['requests'],
    );
    assert.deepEqual(health.limits(50_000), []);
    health.forgetKey('work', 3_000);
    assert.deepEqual(health.limits(3_000), []);
  });
});
