import assert from 'node:assert/strict';
import fc from 'fast-check';
import { testLimit } from '../../src/editor/test-limit.ts';

describe('the limit of tests', () => {
  it('lets five tests of a key through in any minute, and others meanwhile', () => {
    let now = 0;
    const limit = testLimit(() => now);
    for (let test = 0; test < 5; test += 1) {
      assert.equal(limit('openai', { apiKey: 'a' }), 0);
      now += 1_000;
    }
    assert.equal(limit('openai', { apiKey: 'a' }), 55_000);
    assert.equal(limit('openai', { apiKey: 'b' }), 0);
    assert.equal(limit('custom', { apiKey: 'a' }), 0);
    now = 60_000;
    assert.equal(limit('openai', { apiKey: 'a' }), 0);
    assert.equal(limit('openai', { apiKey: 'a' }), 1_000);
  });

  it('holds in every window of a minute, and the wait it names is enough', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30_000), { maxLength: 60 }), (pauses) => {
        let now = 0;
        const limit = testLimit(() => now);
        const allowed: number[] = [];
        for (const pause of pauses) {
          now += pause;
          const wait = limit('openai', {});
          if (wait === 0) allowed.push(now);
          else assert.ok(allowed.filter((time) => time > now + wait - 60_000).length < 5);
        }
        for (const time of allowed)
          assert.ok(allowed.filter((other) => other > time - 60_000 && other <= time).length <= 5);
      }),
    );
  });
});
