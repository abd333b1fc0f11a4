import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ChatFailure } from '../../src/core/failure.ts';
import type { KeyDraft } from '../../src/editor/key-changes.ts';
import { Keyring } from '../../src/editor/keyring.ts';
import type { SecretStore } from '../../src/editor/key-secrets.ts';
import { KeyringFailure } from '../../src/editor/keyring-failure.ts';
import { secretPrefix } from '../../src/editor/names.ts';
import { FakeSecrets } from './fake-secrets.ts';

const secret = `sk-proj-${'canary'.repeat(6)}`;
const origin = 'https://api.openai.com';
const draft = (change: Partial<KeyDraft> = {}): KeyDraft => ({
  provider: 'openai',
  nickname: 'work',
  plain: {},
  secret: { origin, fields: { apiKey: secret } },
  ...change,
});

const isKeyFailure =
  (what: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof ChatFailure);
    assert.equal(error.kind, 'key');
    assert.match(error.message, what);
    return true;
  };

const isFailure =
  (sentence: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof KeyringFailure);
    assert.match(error.message, sentence);
    return true;
  };

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await delay(5);
};

describe('the keyring', () => {
  let root: string;
  let folder: string;
  let secrets: FakeSecrets;
  let now: number;
  let warnings: string[];
  let open: Keyring[];

  beforeEach(() => {
    root = fs.mkdtempSync(join(tmpdir(), 'keyway-keyring-'));
    folder = join(root, 'not', 'made', 'yet');
    secrets = new FakeSecrets();
    now = 1_790_000_000_000;
    warnings = [];
    open = [];
  });
  afterEach(async () => {
    for (const keyring of open) {
      await keyring.flush().catch(() => undefined);
      keyring.dispose();
    }
    fs.rmSync(root, { recursive: true, force: true });
  });

  /** What a window does when it starts. */
  const opened = async (): Promise<Keyring> => {
    const keyring = await Keyring.open({
      folder,
      secrets,
      clock: () => now,
      warn: (sentence) => warnings.push(sentence),
      patience: 100,
    });
    open.push(keyring);
    return keyring;
  };
  const path = (): string => join(folder, 'keys.json');
  const file = (): { version: number; keys: Record<string, unknown>[] } => JSON.parse(fs.readFileSync(path(), 'utf8'));
  const asideFiles = (): string[] => fs.readdirSync(folder).filter((name) => name.startsWith('keys.damaged-'));

  it('keeps a key over a restart, its secret in the keychain and nowhere else', async () => {
    const added = await (await opened()).add(draft({ verdict: 'valid' }));
    const again = await opened();
    assert.deepEqual(again.list(), [added]);
    assert.deepEqual(added, {
      id: added.id,
      provider: 'openai',
      nickname: 'work',
      plain: {},
      enabled: true,
      priority: 1,
      addedAt: now,
      testedAt: now,
      verdict: 'valid',
    });
    assert.deepEqual(await again.secretOf(added, origin), { origin, fields: { apiKey: secret } });
    assert.deepEqual([...secrets.stored.keys()], [secretPrefix + added.id]);
    for (const name of fs.readdirSync(folder))
      assert.ok(!fs.readFileSync(join(folder, name), 'utf8').includes(secret), name);
    assert.deepEqual(fs.readdirSync(folder), ['keys.json'], 'neither a lock nor a draft is left');
  });

  it('gives the enabled keys of a provider in the order they are tried', async () => {
    const keyring = await opened();
    const [a, b, c] = [
      await keyring.add(draft({ nickname: 'a' })),
      await keyring.add(draft({ nickname: 'b' })),
      await keyring.add(draft({ nickname: 'c' })),
    ];
    await keyring.add(draft({ provider: 'groq', nickname: 'a' }));
    await keyring.setPriority(c.id, 1);
    await keyring.setEnabled(a.id, false);
    assert.deepEqual(
      keyring.keysOf('openai').map((key) => key.nickname),
      ['c', 'b'],
    );
    await keyring.remove(c.id);
    assert.deepEqual(
      keyring
        .list()
        .filter((key) => key.provider === 'openai')
        .map((key) => [key.id, key.priority]),
      [
        [a.id, 1],
        [b.id, 2],
      ],
    );
  });

  it('says that something changed once it has', async () => {
    const keyring = await opened();
    const seen: number[] = [];
    const listening = keyring.onDidChange(() => seen.push(keyring.list().length));
    const { id } = await keyring.add(draft());
    assert.equal(seen.at(-1), 1);
    await keyring.remove(id);
    assert.equal(seen.at(-1), 0);
    listening.dispose();
    const before = seen.length;
    await keyring.add(draft());
    assert.equal(seen.length, before);
  });

  describe('with a keychain that misbehaves', () => {
    for (const [fault, sentence] of [
      ['forgets', /forgot it at once/],
      ['throws', /did not answer/],
      ['garbles', /something else/],
      ['silent', /did not answer/],
    ] as const) {
      it(`records nothing where storing ${fault}`, async () => {
        const keyring = await opened();
        secrets.fault = { store: fault };
        await assert.rejects(keyring.add(draft()), isFailure(sentence));
        assert.deepEqual(keyring.list(), []);
        assert.ok(!fs.existsSync(path()));
        assert.equal(secrets.stored.size, 0, 'and leaves no secret behind');
      });
    }

    it('records nothing where what was stored cannot be read back', async () => {
      const keyring = await opened();
      secrets.fault = { get: 'throws' };
      await assert.rejects(keyring.add(draft()), isFailure(/did not answer/));
      assert.deepEqual(keyring.list(), []);
      assert.equal(secrets.stored.size, 0);
    });

    it('waits for one that is slow', async () => {
      const keyring = await opened();
      secrets.slowness = 20;
      const key = await keyring.add(draft());
      assert.deepEqual((await keyring.secretOf(key, origin)).fields, { apiKey: secret });
    });

    it('tells a keychain that failed from a secret that is gone, and never says there is no key', async () => {
      const keyring = await opened();
      const key = await keyring.add(draft());
      for (const [fault, what] of [
        ['throws', /keychain did not answer, so key “work”/],
        ['silent', /keychain did not answer, so key “work”/],
        ['forgets', /secret of key “work” is gone from the keychain: update the key/],
        ['garbles', /damaged: update the key/],
      ] as const) {
        secrets.fault = { get: fault };
        await assert.rejects(keyring.secretOf(key, origin), isKeyFailure(what));
        assert.deepEqual(keyring.list(), [key], fault);
      }
    });

    it('keeps the cause of a failure and no secret in it', async () => {
      const keyring = await opened();
      const key = await keyring.add(draft());
      secrets.fault = { get: 'throws' };
      await assert.rejects(
        keyring.secretOf(key, origin),
        (error) => error instanceof Error && error.cause instanceof Error && /Encryption/.test(error.cause.message),
      );
      secrets.fault = {};
      secrets.stored.set(secretPrefix + key.id, `{"origin":"${secret}`);
      await assert.rejects(
        keyring.secretOf(key, origin),
        (error) => error instanceof ChatFailure && error.cause === undefined && !error.message.includes(secret),
      );
    });

    for (const fault of ['forgets', 'throws', 'silent'] as const) {
      it(`keeps a key in the list where deleting its secret ${fault}`, async () => {
        const keyring = await opened();
        const key = await keyring.add(draft());
        secrets.fault = { delete: fault };
        await assert.rejects(keyring.remove(key.id), isFailure(/not delete the secret of key “work”/));
        assert.deepEqual(keyring.list(), [key]);
        secrets.fault = {};
        await keyring.remove(key.id);
        assert.equal(secrets.stored.size, 0);
      });
    }

    it('keeps the old secret’s key where a new one cannot be stored', async () => {
      const keyring = await opened();
      const key = await keyring.add(draft({ verdict: 'valid' }));
      secrets.fault = { store: 'throws' };
      await assert.rejects(
        keyring.update(key.id, { secret: { origin, fields: { apiKey: 'new' } } }),
        isFailure(/not saved/),
      );
      assert.deepEqual(keyring.list(), [key]);
      assert.deepEqual((await keyring.secretOf(key, origin)).fields, { apiKey: secret });
    });
  });

  describe('bound to an origin', () => {
    it('does not give a key out for another origin until the person confirms', async () => {
      const keyring = await opened();
      const key = await keyring.add(draft());
      const elsewhere = 'https://evil.example';
      await assert.rejects(
        keyring.secretOf(key, elsewhere),
        isKeyFailure(
          /^key “work” was saved for https:\/\/api\.openai\.com and is not sent to https:\/\/evil\.example until you confirm$/,
        ),
      );
      for (const near of [
        'http://api.openai.com',
        'https://api.openai.com:444',
        'https://api.openai.com.evil.example',
        '',
      ])
        await assert.rejects(keyring.secretOf(key, near), ChatFailure);
      await keyring.confirmOrigin(key.id, elsewhere);
      assert.deepEqual((await keyring.secretOf(key, elsewhere)).fields, { apiKey: secret });
      await assert.rejects(keyring.secretOf(key, origin), ChatFailure);
    });

    it('does not follow a base URL that was edited into keys.json', async () => {
      const keyring = await opened();
      const key = await keyring.add(draft());
      await keyring.update(key.id, { plain: { baseUrl: 'https://evil.example/v1' } });
      assert.equal(await keyring.originOf(key), origin);
    });
  });

  describe('updating', () => {
    it('keeps id, nickname, priority and date, and forgets the verdict on the old secret', async () => {
      const keyring = await opened();
      await keyring.add(draft({ nickname: 'first' }));
      const key = await keyring.add(draft({ verdict: 'invalid' }));
      now += 1_000;
      const updated = await keyring.update(key.id, { secret: { origin, fields: { apiKey: 'sk-new' } } });
      assert.deepEqual({ ...updated }, { ...key, updatedAt: now, testedAt: undefined, verdict: undefined });
      assert.deepEqual((await keyring.secretOf(key, origin)).fields, { apiKey: 'sk-new' });
      assert.ok(!('verdict' in (file().keys[1] ?? {})));
    });

    it('forgets a verdict on the old secret that has not been written yet', async () => {
      const keyring = await opened();
      const key = await keyring.add(draft());
      keyring.noteTested(key.id, 'invalid');
      await keyring.update(key.id, { secret: { origin, fields: { apiKey: 'sk-new' } } });
      await keyring.flush();
      assert.equal(keyring.list()[0]?.verdict, undefined);
      assert.ok(!('verdict' in (file().keys[0] ?? {})));
    });

    it('touches no secret where only the nickname changes', async () => {
      const keyring = await opened();
      const key = await keyring.add(draft());
      const before = secrets.calls.length;
      assert.equal((await keyring.update(key.id, { nickname: 'home' })).nickname, 'home');
      assert.equal(secrets.calls.length, before);
    });
  });

  describe('in several windows', () => {
    it('loses no key where all add at once', async () => {
      const windows = await Promise.all([opened(), opened(), opened()]);
      await Promise.all(
        windows.flatMap((keyring, window) =>
          [0, 1, 2, 3].map((number) => keyring.add(draft({ nickname: `${window}-${number}` }))),
        ),
      );
      assert.equal(file().keys.length, 12);
      assert.deepEqual(
        (await opened())
          .list()
          .map((key) => key.priority)
          .toSorted((a, b) => a - b),
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      );
      assert.deepEqual(warnings, []);
    });

    it('loses no key where they are processes of their own', async () => {
      const script = fileURLToPath(new URL('./keyring-window.ts', import.meta.url));
      const runs = ['a', 'b', 'c'].map((name) => promisify(execFile)(process.execPath, [script, folder, name, '8']));
      await Promise.all(runs);
      assert.equal(new Set(file().keys.map((key) => key['nickname'])).size, 24);
      assert.deepEqual(fs.readdirSync(folder), ['keys.json']);
    });

    it('gives the second of two equal nicknames a number', async () => {
      const [one, other] = await Promise.all([opened(), opened()]);
      const keys = await Promise.all([one.add(draft()), other.add(draft())]);
      assert.deepEqual(keys.map((key) => key.nickname).toSorted(), ['work', 'work 2']);
    });

    it('shows in one what another did', async () => {
      const [one, other] = [await opened(), await opened()];
      const key = await one.add(draft());
      await until(() => other.list().length === 1);
      await other.setEnabled(key.id, false);
      await until(() => one.list()[0]?.enabled === false);
      await one.remove(key.id);
      await until(() => other.list().length === 0);
    });

    it('says so where a key was removed in another, and leaves no secret of it', async () => {
      const [one, other] = [await opened(), await opened()];
      const key = await one.add(draft());
      await until(() => other.list().length === 1);
      fs.writeFileSync(path(), JSON.stringify({ version: 1, keys: [] }));
      secrets.stored.clear();
      secrets.isMute = true;
      await assert.rejects(
        other.update(key.id, { secret: { origin, fields: { apiKey: 'x' } } }),
        isFailure(/no longer in the list/),
      );
      assert.equal(secrets.stored.size, 0);
      await until(() => one.list().length === 0);
      await assert.rejects(one.setEnabled(key.id, true), isFailure(/no longer in the list/));
      await assert.rejects(one.remove(key.id), isFailure(/no longer in the list/));
    });

    it('goes on where a window died holding the lock', async () => {
      const keyring = await opened();
      const lock = join(folder, 'keys.lock');
      fs.writeFileSync(lock, 'dead');
      fs.utimesSync(lock, new Date(0), new Date(0));
      await keyring.add(draft());
      assert.equal(file().keys.length, 1);
      assert.ok(!fs.existsSync(lock));
    });
  });

  describe('what happens to keys', () => {
    it('is shown at once and written later, all together', async () => {
      const keyring = await opened();
      const key = await keyring.add(draft());
      const written = fs.readFileSync(path(), 'utf8');
      now += 5;
      keyring.noteUsed(key.id);
      keyring.noteTested(key.id, 'limited');
      assert.deepEqual(keyring.list(), [{ ...key, usedAt: now, testedAt: now, verdict: 'limited' }]);
      assert.equal(fs.readFileSync(path(), 'utf8'), written);
      await keyring.flush();
      assert.deepEqual(file().keys, [{ ...key, usedAt: now, testedAt: now, verdict: 'limited' }]);
    });

    it('wakes nobody with every request', async () => {
      const keyring = await opened();
      const key = await keyring.add(draft());
      let changes = 0;
      keyring.onDidChange(() => (changes += 1));
      now += 1;
      keyring.noteUsed(key.id);
      assert.equal(changes, 0);
      keyring.noteTested(key.id, 'valid');
      assert.equal(changes, 1);
    });

    it('does not bring back a removed key', async () => {
      const keyring = await opened();
      const key = await keyring.add(draft());
      keyring.noteUsed(key.id);
      await keyring.remove(key.id);
      keyring.noteUsed(key.id);
      await keyring.flush();
      assert.deepEqual(file().keys, []);
    });

    it('does not make an older use the last one', async () => {
      const [one, other] = [await opened(), await opened()];
      const key = await one.add(draft());
      await until(() => other.list().length === 1);
      one.noteUsed(key.id);
      now += 10;
      other.noteUsed(key.id);
      await other.flush();
      await one.flush();
      assert.equal(file().keys[0]?.['usedAt'], now);
    });
  });

  describe('with a damaged keys.json', () => {
    const damage = (text: string): void => {
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(path(), text);
    };

    it('keeps what a window knows, where the damage is done while it is open', async () => {
      const keyring = await opened();
      const key = await keyring.add(draft());
      damage('{"version":1,"keys":[');
      await keyring.setEnabled(key.id, false);
      assert.deepEqual(keyring.list(), [{ ...key, enabled: false }]);
      assert.deepEqual((await opened()).list(), [{ ...key, enabled: false }]);
      assert.match(warnings[0] ?? '', /nothing in it could be read, and what this window knew was kept/);
    });

    for (const text of [
      '',
      '{"version":1,"keys":[',
      '[]',
      'null',
      '{"keys":[]}',
      '{"version":1,"keys":{}}',
      '\u0000\u0000',
    ]) {
      it(`sets it aside untouched and says so once: ${JSON.stringify(text)}`, async () => {
        damage(text);
        const keyring = await opened();
        await opened();
        assert.deepEqual(keyring.list(), []);
        assert.equal(warnings.length, 1);
        assert.match(warnings[0] ?? '', /was damaged.*set aside as keys\.damaged-2026-.*Recover Lost Keys/);
        const [aside = ''] = asideFiles();
        assert.equal(fs.readFileSync(join(folder, aside), 'utf8'), text);
        await keyring.add(draft());
        assert.equal(fs.readFileSync(join(folder, aside), 'utf8'), text);
      });
    }

    it('keeps the records that can be read', async () => {
      const key = await (await opened()).add(draft());
      damage(JSON.stringify({ version: 1, keys: [{ id: 'x', provider: 7 }, key, { ...key, nickname: 'twin' }] }));
      const keyring = await opened();
      assert.deepEqual(keyring.list(), [key]);
      assert.match(warnings[0] ?? '', /1 of 3 keys were kept/);
    });

    it('never overwrites an earlier damaged file', async () => {
      damage('one');
      await opened();
      damage('two');
      await opened();
      assert.deepEqual(
        asideFiles()
          .map((name) => fs.readFileSync(join(folder, name), 'utf8'))
          .toSorted(),
        ['one', 'two'],
      );
    });

    it('leaves a file of a newer version alone', async () => {
      const text = '{"version":2,"keys":[],"vault":true}';
      damage(text);
      const keyring = await opened();
      assert.match(warnings[0] ?? '', /newer version/);
      await assert.rejects(keyring.add(draft()), isFailure(/newer version/));
      assert.equal(fs.readFileSync(path(), 'utf8'), text);
      assert.equal(secrets.stored.size, 0, 'the secret does not stay without a record');
    });

    it('keeps what a newer version knows about a key', async () => {
      const key = await (await opened()).add(draft());
      damage(JSON.stringify({ version: 1, keys: [{ ...key, monthlyLimit: 20, verdict: 'splendid' }] }));
      const keyring = await opened();
      await keyring.setEnabled(key.id, false);
      assert.equal(file().keys[0]?.['monthlyLimit'], 20);
      assert.deepEqual(warnings, []);
    });

    it('puts priorities in order whatever the file says', async () => {
      const key = await (await opened()).add(draft());
      damage(
        JSON.stringify({
          version: 1,
          keys: [
            { ...key, id: 'b', priority: 0 },
            { ...key, id: 'a', priority: -7.5 },
          ],
        }),
      );
      assert.deepEqual(
        (await opened()).keysOf('openai').map((one) => [one.id, one.priority]),
        [
          ['a', 1],
          ['b', 2],
        ],
      );
    });

    it('says which list cannot be changed where the disk says no', async () => {
      const keyring = await opened();
      fs.mkdirSync(path());
      await assert.rejects(keyring.add(draft()), isFailure(/keys\.json.*cannot be read.*EISDIR/));
      assert.equal(secrets.stored.size, 0);
    });
  });

  describe('recovery', () => {
    it('writes the lost records again from what lies beside the secrets', async () => {
      const first = await opened();
      const key = await first.add(draft({ plain: { baseUrl: 'https://gate.example/v1' } }));
      await first.add(draft({ nickname: 'home' }));
      first.dispose();
      fs.rmSync(path());
      secrets.stored.set('somebody.else', 'x');
      secrets.stored.set(`${secretPrefix}broken`, 'x');
      const keyring = await opened();
      await until(() => warnings.length > 0);
      assert.match(warnings[0] ?? '', /2 keys are in the keychain but not in the list.*brings them back/);
      const back = (await keyring.recover()) ?? [];
      assert.deepEqual(
        back.map((one) => one.nickname),
        ['work', 'home'],
      );
      assert.deepEqual(back[0], key);
      assert.deepEqual((await keyring.secretOf(key, origin)).fields, { apiKey: secret });
      assert.deepEqual(await keyring.recover(), []);
    });

    it('in one window does not double a key that another is just adding', async () => {
      const [one, other] = [await opened(), await opened()];
      secrets.slowness = 20;
      const adding = one.add(draft());
      await until(() => secrets.stored.size === 1);
      const [added] = await Promise.all([adding, other.recover()]);
      assert.deepEqual(
        file().keys.map((key) => [key['id'], key['nickname'], key['priority']]),
        [[added.id, 'work', 1]],
      );
    });

    it('finds nothing on a fresh installation, and says nothing', async () => {
      const keyring = await opened();
      assert.deepEqual(await keyring.recover(), []);
      assert.deepEqual(warnings, []);
    });

    it('says where the editor cannot list secrets, or the keychain does not answer', async () => {
      const keyring = await opened();
      await keyring.add(draft());
      fs.rmSync(path());
      secrets.fault = { keys: 'throws' };
      await assert.rejects((await opened()).recover(), isFailure(/did not answer/));
      const old: SecretStore = {
        get: (name) => secrets.get(name),
        store: (name, value) => secrets.store(name, value),
        delete: (name) => secrets.delete(name),
        onDidChange: secrets.onDidChange,
      };
      const unable = await Keyring.open({
        folder,
        secrets: old,
        clock: () => now,
        warn: (sentence) => warnings.push(sentence),
      });
      open.push(unable);
      assert.equal(await unable.recover(), undefined);
    });

    it('keeps what a window knows where the file is removed under it', async () => {
      const keyring = await opened();
      const key = await keyring.add(draft());
      fs.rmSync(path());
      await keyring.setEnabled(key.id, false);
      assert.deepEqual(
        file().keys.map((one) => one['id']),
        [key.id],
      );
    });
  });

  it('finds the key that holds a secret already', async () => {
    const keyring = await opened();
    const key = await keyring.add(draft());
    assert.deepEqual(await keyring.holderOf('openai', { apiKey: secret }), key);
    assert.equal(await keyring.holderOf('openai', { apiKey: `${secret}x` }), undefined);
    assert.equal(await keyring.holderOf('groq', { apiKey: secret }), undefined);
  });
});
