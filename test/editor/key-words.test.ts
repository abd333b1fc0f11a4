import assert from 'node:assert/strict';
import { verdicts } from '../../src/core/key.ts';
import { ago, datesOf, maskOf, stateOf } from '../../src/editor/key-words.ts';
import { forest, ghost, grave, river } from './key-records.ts';

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

  it('says every verdict in words of its own', () => {
    const words = verdicts.map((verdict) => stateOf({ ...key, verdict }));
    assert.equal(new Set(words).size, verdicts.length);
    assert.ok(words.includes('expired or revoked') && words.includes('belongs elsewhere'));
  });

  it('says why it is not used: a field is missing, no test has worked, its provider closed', () => {
    assert.equal(stateOf({ ...key, verdict: 'valid' }, river), 'works · lacks its region');
    assert.equal(stateOf(key, forest), 'not tested · lacks its project and its server');
    assert.equal(stateOf({ ...key, verdict: 'unclear' }, ghost), 'test unclear · not used until a test works');
    assert.equal(stateOf({ ...key, verdict: 'limited' }, ghost), 'works, with limits');
    assert.equal(stateOf({ ...key, verdict: 'valid', enabled: false }, grave), 'closed on 2024-08-01');
  });

  it('shows the ends of the secret that comes first in the record, and nothing of a file', () => {
    const secrets = { secretAccessKey: 'b'.repeat(40), accessKeyId: 'RKIA0123456789ABCDEF' };
    assert.equal(maskOf(river, secrets), 'RKIA…CDEF');
    assert.equal(maskOf(forest, { serviceAccount: '{"private_key":"-----BEGIN"}' }), 'service account');
    assert.equal(maskOf(grave, { apiKey: 'a'.repeat(30) }), 'aaaa…aaaa');
    assert.equal(maskOf(river, {}), undefined);
  });

  it('says how long ago things happened', () => {
    assert.equal(
      datesOf({ ...key, usedAt: now - 5 * 60_000, testedAt: now }, now),
      'added 3 days ago · used 5 minutes ago · tested just now',
    );
    assert.equal(datesOf(key, now), 'added 3 days ago · never used');
    assert.equal(datesOf({ ...key, updatedAt: now - day }, now), 'added 3 days ago · updated 1 day ago · never used');
    assert.equal(ago(now - 90 * 60_000, now), '1 hour ago');
    assert.match(ago(now - 400 * day, now), /^on .*2025/);
    assert.equal(ago(now + day, now), 'just now', 'a clock that was set back');
  });
});
