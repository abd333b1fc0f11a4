import assert from 'node:assert/strict';
import { ago, datesOf, stateOf } from '../../src/editor/key-words.ts';

const day = 86_400_000;
const now = 1_790_000_000_000;
const key = {
  id: 'k',
  provider: 'openai',
  nickname: 'work',
  priority: 1,
  enabled: true,
  plain: {},
  addedAt: now - 3 * day,
};

describe('a key in a list', () => {
  it('says whether it works and whether it is used', () => {
    assert.equal(stateOf(key), 'not tested');
    assert.equal(stateOf({ ...key, verdict: 'no-credit', enabled: false }), 'disabled · no credit');
  });

  it('says how long ago things happened', () => {
    assert.equal(
      datesOf({ ...key, usedAt: now - 5 * 60_000, testedAt: now }, now),
      'added 3 days ago · used 5 minutes ago · tested just now',
    );
    assert.equal(datesOf(key, now), 'added 3 days ago · never used');
    assert.equal(ago(now - 90 * 60_000, now), '1 hour ago');
    assert.match(ago(now - 400 * day, now), /^on .*2025/);
    assert.equal(ago(now + day, now), 'just now', 'a clock that was set back');
  });
});
