import assert from 'node:assert/strict';
import { anthropic } from '../../src/providers/anthropic.ts';
import { groq } from '../../src/providers/groq.ts';
import { limitsIn } from '../../src/wire/rate-limits.ts';

describe('what the headers of an answer leave', () => {
  it('is read by the usual names where the record tells none', () => {
    const headers = new Headers({ 'X-RateLimit-Remaining-Requests': '59', 'x-ratelimit-remaining-tokens': '149984' });
    assert.deepEqual(limitsIn(headers, {}), [
      { counts: 'requests', per: 'unknown', left: 59, resetAt: undefined },
      { counts: 'tokens', per: 'unknown', left: 149_984, resetAt: undefined },
    ]);
  });

  it('is read by the names of the record, and by no others', () => {
    const rateLimits = [{ header: 'x-left', counts: 'requests', per: 'day' }] as const;
    const headers = new Headers({ 'x-left': '3', 'x-ratelimit-remaining-tokens': '9' });
    assert.deepEqual(limitsIn(headers, { rateLimits }), [
      { counts: 'requests', per: 'day', left: 3, resetAt: undefined },
    ]);
  });

  it('is every limit as its provider means it: a minute does not speak for the day', () => {
    const headers = new Headers({ 'x-ratelimit-remaining-requests': '14370', 'x-ratelimit-remaining-tokens': '0' });
    const limits = limitsIn(headers, groq);
    assert.deepEqual(
      limits?.map(({ counts, per, left }) => [counts, per, left]),
      [
        ['requests', 'day', 14_370],
        ['tokens', 'minute', 0],
      ],
    );
  });

  it('comes with the limit itself, where the record names its header and it is a number', () => {
    const wholeOf = (limit: string) =>
      limitsIn(
        new Headers({ 'x-ratelimit-remaining-requests': '1200', 'x-ratelimit-limit-requests': limit }),
        groq,
      )?.map(({ per, left, whole }) => [per, left, whole]);
    assert.deepEqual(wholeOf('14400'), [['day', 1_200, 14_400]]);
    assert.deepEqual(wholeOf('plenty'), [['day', 1_200, undefined]]);
  });

  it('is unknown where nothing is said, or nothing that is a number', () => {
    for (const value of ['', 'many', '-1', '1.5', '1e9', 'Infinity', '9'.repeat(16)])
      assert.equal(limitsIn(new Headers({ 'x-ratelimit-remaining-tokens': value }), {}), undefined, value);
    assert.equal(limitsIn(new Headers(), {}), undefined);
  });
});

describe('when a limit is whole again', () => {
  const resetAtOf = (reset: string, more: Readonly<Record<string, string>> = {}): number | undefined => {
    const headers = new Headers({ 'x-ratelimit-remaining-tokens': '1', 'x-ratelimit-reset-tokens': reset, ...more });
    return limitsIn(headers, {})?.[0]?.resetAt;
  };

  /** Read between two looks at the clock, so no time is assumed. */
  const waits = (reset: string, wait: number, more?: Readonly<Record<string, string>>): void => {
    const before = Date.now();
    const resetAt = resetAtOf(reset, more);
    assert.ok(
      resetAt !== undefined && resetAt >= before + wait && resetAt <= Date.now() + wait,
      `${reset}: ${resetAt}`,
    );
  };

  it('is read from durations and seconds', () => {
    for (const [reset, wait] of [
      ['6m0s', 360_000],
      ['1s', 1_000],
      ['12ms', 12],
      ['2m59.56s', 179_560],
      ['7', 7_000],
      ['33011.382', 33_011_382],
    ] as const)
      waits(reset, wait);
  });

  it('is read from dates and times since 1970', () => {
    const at = Math.ceil(Date.now() / 1_000) * 1_000 + 90_000;
    for (const reset of [new Date(at).toISOString(), new Date(at).toUTCString(), `${at}`, `${at / 1_000}`])
      assert.equal(resetAtOf(reset), at, reset);
  });

  it('is told by our clock, where the server’s is an hour behind', () => {
    const theirs = Date.now() - 3_600_000;
    const seconds = Math.floor(theirs / 1_000) * 1_000;
    waits(new Date(seconds + 30_000).toISOString(), 30_000, { date: new Date(seconds).toUTCString() });
  });

  it('is unknown where it is not readable', () => {
    for (const reset of ['', 'soon', 'NaN']) assert.equal(resetAtOf(reset), undefined, reset);
  });

  it('is named by Anthropic as a date, by the names of its record', () => {
    const at = Date.now() + 60_000;
    const headers = new Headers({
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-requests-reset': new Date(at).toISOString(),
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-input-tokens-reset': new Date(at + 5).toISOString(),
    });
    assert.deepEqual(limitsIn(headers, anthropic), [
      { counts: 'requests', per: 'minute', left: 49, resetAt: at },
      { counts: 'tokens', per: 'minute', left: 0, resetAt: at + 5 },
    ]);
  });
});
