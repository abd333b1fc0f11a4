import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbedAnswer } from '../../src/core/embedding.ts';
import { Health } from '../../src/core/health.ts';
import type { Offer } from '../../src/core/plan.ts';
import type { Embedding, House } from '../../src/editor/answer.ts';
import { answersSecretName } from '../../src/editor/answers-secret.ts';
import { type KeptAnswers, openKeptAnswers } from '../../src/editor/kept-open.ts';
import { offer } from '../core/samples.ts';
import { FakeSecrets } from './fake-secrets.ts';
import { quiet } from './quiet.ts';

const maker = offer('acme/maker', ['k1'], { kind: 'embedding', strength: { embedding: 3 } });
const offers: readonly Offer[] = [{ ...maker, provider: { ...maker.provider, embeddings: { batch: 10 } } }];
const asking: Embedding = { texts: ['a'], pick: 'acme/maker', caller: 'keyway.index' };
const never = new AbortController().signal;

describe('the response cache of a workspace', () => {
  let root = '';
  let secrets = new FakeSecrets();
  let opened: KeptAnswers[] = [];
  let heard: string[] = [];
  let asked = 0;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'keyway-cache-'));
    [secrets, opened, heard, asked] = [new FakeSecrets(), [], [], 0];
  });
  afterEach(async () => {
    for (const kept of opened) await kept.dispose();
    rmSync(root, { recursive: true, force: true });
  });

  const health = new Health();
  const house: House = {
    ...quiet(),
    offers: () => offers,
    modelOf: () => undefined,
    health,
    open: () => Promise.reject(new Error('nobody chats here')),
    embed: async ({ request }): Promise<EmbedAnswer> => {
      asked += 1;
      return { vectors: request.texts.map(() => Float32Array.of(1, 2)) };
    },
    patienceOf: () => ({ firstByte: 5_000, idle: 5_000, progress: 5_000 }),
    newId: () => 'id-1',
    onAttempt: () => undefined,
    onReceipt: () => undefined,
  };

  const open = (workspace: string | undefined, isOn = true): KeptAnswers => {
    const kept = openKeptAnswers({
      folder: workspace === undefined ? undefined : join(root, workspace),
      secrets,
      isOn: () => isOn,
      overrides: { baseUrl: () => undefined },
      log: (sentence) => heard.push(sentence),
      note: () => undefined,
    });
    opened.push(kept);
    return kept;
  };

  const embedIn = (kept: KeptAnswers) => kept.embeddings(house, asking, never);

  it('answers from one workspace’s own file under one secret in the keychain', async () => {
    const kept = open('here');
    await embedIn(kept);
    await embedIn(kept);
    assert.equal(asked, 1);
    assert.deepEqual([...secrets.stored.keys()], [answersSecretName]);
    assert.ok(existsSync(join(root, 'here', 'answers.db')));
    await embedIn(open('there'));
    assert.equal(asked, 2);
    assert.deepEqual(heard, []);
  });

  for (const [name, workspace, isOn] of [
    ['switched off', 'here', false],
    ['without a workspace', undefined, true],
  ] as const)
    it(`touches neither disk nor keychain ${name}`, async () => {
      const kept = open(workspace, isOn);
      await embedIn(kept);
      await embedIn(kept);
      assert.equal(asked, 2);
      assert.deepEqual(secrets.calls, []);
      assert.deepEqual(readdirSync(root), []);
    });

  it('is emptied for every workspace, and goes on', async () => {
    const [here, there] = [open('here'), open('there')];
    await embedIn(here);
    await embedIn(there);
    assert.match(await here.clear(), /^Keyway’s response cache is empty\./);
    assert.equal(secrets.stored.size, 0);
    await embedIn(here);
    await embedIn(there);
    assert.equal(asked, 4);
    await embedIn(here);
    await embedIn(there);
    assert.equal(asked, 4);
  });

  it('asks every time, with no other loss, where the keychain is out of order', async () => {
    secrets.fault = { get: 'throws', store: 'throws' };
    const kept = open('here');
    await embedIn(kept);
    await embedIn(kept);
    assert.equal(asked, 2);
    assert.deepEqual(readdirSync(root), []);
  });
});
