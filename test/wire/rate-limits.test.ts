import assert from 'node:assert/strict';
import { limitsIn } from '../../src/wire/rate-limits.ts';

describe('what the headers of an answer leave', () => {
  it('is read by the usual names where the record tells none', () => {
    const headers = new Headers({ 'X-RateLimit-Remaining-Requests': '59', 'x-ratelimit-remaining-tokens': '149984' });
    assert.deepEqual(limitsIn(headers, {}), { requestsLeft: 59, tokensLeft: 149_984 });
  });

  it('is read by the names of the record, and by no others', () => {
    const rateLimits = [{ header: 'x-left', counts: 'requests', per: 'day' }] as const;
    const headers = new Headers({ 'x-left': '3', 'x-ratelimit-remaining-tokens': '9' });
    assert.deepEqual(limitsIn(headers, { rateLimits }), { requestsLeft: 3, tokensLeft: undefined });
  });

  it('is the limit that is reached first, where there are several', () => {
    const rateLimits = [
      { header: 'x-day', counts: 'tokens', per: 'day' },
      { header: 'x-minute', counts: 'tokens', per: 'minute' },
    ] as const;
    const left = (day: string, minute: string) =>
      limitsIn(new Headers({ 'x-day': day, 'x-minute': minute }), { rateLimits })?.tokensLeft;
    assert.deepEqual([left('1000', '20'), left('10', '20'), left('', '20'), left('0', '20')], [20, 10, 20, 0]);
  });

  it('is unknown where nothing is said, or nothing that is a number', () => {
    for (const value of ['', 'many', '-1', '1.5', '1e9', 'Infinity', '9'.repeat(16)])
      assert.equal(limitsIn(new Headers({ 'x-ratelimit-remaining-tokens': value }), {}), undefined, value);
    assert.equal(limitsIn(new Headers(), {}), undefined);
  });
});
