import assert from 'node:assert/strict';
import { setImmediate as soon } from 'node:timers/promises';
import type { Key, Verdict } from '../../src/core/key.ts';
import type { Finding } from '../../src/core/listing.ts';
import type { Provider } from '../../src/core/provider.ts';
import { type Retest, type RetestParts, retests } from '../../src/editor/retest.ts';
import { ghost, records, toll } from './key-records.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = 1_790_000_000_000;
const secrets = { apiKey: `ghost_${'a'.repeat(20)}` };
const key: Key = {
  id: 'k1',
  provider: 'ghost',
  nickname: 'work',
  priority: 1,
  enabled: true,
  plain: {},
  addedAt: start - 30 * day,
  testedAt: start - 7 * day,
  verdict: 'valid',
};
const found = (verdict: Verdict): Finding => ({ verdict, sentence: `It is ${verdict}.` });

describe('a key that is used', () => {
  let now: number;
  let asked: string[];
  let noted: (readonly [string, Verdict])[];
  let said: string[];
  let bugs: unknown[];
  let held: number;
  let allowed: boolean;
  let stored: Readonly<Record<string, string>>;
  let answer: () => Promise<Finding>;
  let retest: Retest;

  beforeEach(() => {
    now = start;
    [asked, noted, said, bugs, held, allowed, stored] = [[], [], [], [], 0, true, secrets];
    answer = () => Promise.resolve(found('valid'));
    const parts: RetestParts = {
      check: (provider) => {
        asked.push(provider.id);
        return answer();
      },
      providers: records,
      isAllowed: () => allowed,
      clock: () => now,
      secretsOf: () => Promise.resolve(stored),
      note: ({ id }, { verdict, sentence }) => {
        noted.push([id, verdict]);
        said.push(sentence);
      },
      hold: () => {
        held += 1;
        return { dispose: () => (held -= 1) };
      },
      onBug: (error) => bugs.push(error),
    };
    retest = retests(parts);
  });
  afterEach(() => assert.equal(held, 0, 'no secret is held any more'));

  const use = async (change: Partial<Key> = {}, provider: Provider = ghost, opened = secrets): Promise<void> => {
    const access = { baseUrl: 'https://api.ghost.example/v1', secrets: opened, plain: {}, headers: {} };
    retest({ provider, key: { ...key, ...change }, access });
    await soon();
  };

  it('is tested again once its last test is a week old', async () => {
    await use({ testedAt: start - 7 * day + 1 });
    assert.deepEqual(asked, []);
    await use();
    assert.deepEqual([asked, noted], [['ghost'], [['k1', 'valid']]]);
  });

  it('is tested a week after it was added where it never was', async () => {
    await use({ testedAt: undefined, addedAt: start - 6 * day });
    assert.deepEqual(asked, []);
    await use({ testedAt: undefined, verdict: undefined });
    assert.deepEqual(asked, ['ghost']);
  });

  it('is not kept waiting, and not asked twice at a time', async () => {
    let finish: (finding: Finding) => void = () => undefined;
    answer = () => new Promise((resolve) => (finish = resolve));
    await use();
    await use();
    assert.deepEqual([asked, noted], [['ghost'], []]);
    finish(found('limited'));
    await soon();
    assert.deepEqual(noted, [['k1', 'limited']]);
  });

  it('is never tested where that costs money, where there is no secret, or where the person said no', async () => {
    await use({}, toll);
    const access = { baseUrl: 'http://localhost', secrets: {}, plain: {}, headers: {} };
    retest({ provider: ghost, key, access });
    allowed = false;
    await use();
    assert.deepEqual(asked, []);
    allowed = true;
    await use();
    assert.deepEqual(asked, ['ghost'], 'a no is no attempt');
  });

  it('keeps its verdict and its date where the answer says nothing, and is tried again an hour later', async () => {
    for (const verdict of ['unreachable', 'unclear'] as const) {
      asked = [];
      answer = () => Promise.resolve(found(verdict));
      await use();
      now += hour - 1;
      await use();
      assert.deepEqual([asked, noted], [['ghost'], []], verdict);
      now += 1;
    }
    await use();
    assert.equal(asked.length, 2);
  });

  it('is flagged where it stopped working or has no credit', async () => {
    for (const verdict of ['invalid', 'expired', 'no-credit'] as const) {
      [noted, said] = [[], []];
      answer = () => Promise.resolve(found(verdict));
      await use({ id: verdict });
      assert.deepEqual([noted, said], [[[verdict, verdict]], [`It is ${verdict}.`]]);
    }
  });

  it('is recognised as another provider’s', async () => {
    answer = () => Promise.resolve(found('invalid'));
    const other = { apiKey: `toll-${'a'.repeat(20)}` };
    stored = other;
    await use({}, ghost, other);
    assert.deepEqual([noted, said], [[['k1', 'elsewhere']], ['This looks like a key of Toll: add it there.']]);
  });

  it('is left alone where it was updated, removed or lost meanwhile', async () => {
    answer = () => Promise.resolve(found('invalid'));
    stored = { apiKey: 'new' };
    await use();
    assert.deepEqual([asked, noted], [['ghost'], []]);
  });

  it('survives a test that goes wrong: the log says so, and nobody else', async () => {
    const error = new Error('a bug');
    answer = () => Promise.reject(error);
    await use();
    assert.deepEqual([bugs, noted], [[error], []]);
  });
});
