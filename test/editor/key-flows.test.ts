import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../../src/core/listing.ts';
import type { Provider } from '../../src/core/provider.ts';
import { addKey, updateKey } from '../../src/editor/add-key.ts';
import { importFromEnvironment, importFromFile } from '../../src/editor/import-keys.ts';
import type { Access } from '../../src/editor/key-access.ts';
import { keyCommands } from '../../src/editor/key-commands.ts';
import type { KeyDesk } from '../../src/editor/key-desk.ts';
import { Keyring } from '../../src/editor/keyring.ts';
import { type TestLimit, testLimit } from '../../src/editor/test-limit.ts';
import { providers } from '../../src/providers/index.ts';
import { FakeSecrets } from './fake-secrets.ts';
import { type Act, Scripted } from './scripted.ts';

const secret = `sk-proj-${'canary'.repeat(6)}`;
const works: Finding = { verdict: 'valid', sentence: 'OpenAI accepts this key.' };
const refused: Finding = { verdict: 'invalid', sentence: 'OpenAI refused this key: make a new one.', status: 401 };

describe('a person with keys', () => {
  let folder: string;
  let secrets: FakeSecrets;
  let keyring: Keyring;
  let now: number;
  let baseUrls: Record<string, string>;
  let asked: (readonly [Provider, Access])[];
  let findings: Finding[];
  let held: string[];
  let bugs: unknown[];
  let limit: TestLimit;
  let person: Scripted;

  beforeEach(async () => {
    folder = fs.mkdtempSync(join(tmpdir(), 'keyway-flows-'));
    secrets = new FakeSecrets();
    now = 1_790_000_000_000;
    baseUrls = {};
    asked = [];
    findings = [];
    held = [];
    bugs = [];
    limit = testLimit(() => now);
    keyring = await Keyring.open({
      folder,
      secrets,
      clock: () => now,
      warn: (sentence) => assert.fail(sentence),
      patience: 100,
    });
  });
  afterEach(async () => {
    await keyring.flush();
    keyring.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
    person.finished();
    assert.ok(!person.shown().includes(secret), 'a secret was shown');
    assert.deepEqual(held, [], 'a secret is still held by the log');
    assert.deepEqual(bugs, []);
  });

  const desk = (...acts: readonly Act[]): KeyDesk => {
    person = new Scripted(acts);
    return {
      keyring,
      providers,
      tombstones: [],
      limit,
      overrides: { baseUrl: (provider) => baseUrls[provider.id] },
      questions: person,
      clock: () => now,
      check: async (provider, access) => {
        asked.push([provider, access]);
        return findings.shift() ?? works;
      },
      hold: (values) => {
        held.push(...values);
        return { dispose: () => (held = held.filter((value) => !values.includes(value))) };
      },
      note: () => undefined,
      onBug: (error) => bugs.push(error),
    };
  };
  /** Each test is a minute later, so that none is kept from testing by another. */
  const later = (): number => (now += 61_000);
  const added = async (nickname = 'default'): Promise<void> => {
    later();
    const key = await addKey(desk({ pick: 'OpenAI' }, { type: `${secret}${nickname}` }, { type: nickname }));
    assert.ok(key);
  };

  describe('adding one', () => {
    beforeEach(later);

    it('is asked step by step, and told when it is tested and saved', async () => {
      const key = await addKey(desk({ pick: 'OpenAI' }, { type: ` "${secret}"\n` }, 'enter'));
      assert.equal(key?.nickname, 'default');
      assert.equal(key?.verdict, 'valid');
      assert.deepEqual(person.seen, [
        'Add Key (1/3)',
        'Whose key is it?',
        'Add Key (2/3)',
        'sk-…',
        'Left out: the quotes around it.',
        'Add Key (3/3)',
      ]);
      assert.deepEqual(person.told, ['info: OpenAI key “default” was saved. OpenAI accepts this key.']);
      assert.deepEqual(
        asked.map(([provider, access]) => [provider.id, access]),
        [['openai', { baseUrl: 'https://api.openai.com/v1', secrets: { apiKey: secret }, plain: {}, headers: {} }]],
      );
      assert.deepEqual((await keyring.secretOf(key, 'https://api.openai.com')).fields, { apiKey: secret });
    });

    it('tests what is not saved yet', async () => {
      const here = desk({ pick: 'OpenAI' }, { type: secret }, 'enter', { pick: 'Cancel' });
      const check: KeyDesk['check'] = async () => {
        assert.equal(secrets.stored.size, 0);
        assert.ok(held.includes(secret), 'the log knows what to cut out');
        return refused;
      };
      assert.equal(await addKey({ ...here, check }), undefined);
      assert.deepEqual(keyring.list(), []);
      assert.equal(secrets.stored.size, 0);
    });

    it('is asked what to do with a key that does not work', async () => {
      findings = [refused, works];
      const key = await addKey(
        desk({ pick: 'OpenAI' }, { type: secret }, 'enter', { pick: 'Edit' }, { type: `${secret}2` }, 'enter'),
      );
      assert.equal(key?.verdict, 'valid');
      assert.ok(person.seen.includes(refused.sentence));
      assert.deepEqual((await keyring.secretOf(key, 'https://api.openai.com')).fields, { apiKey: `${secret}2` });
    });

    it('can save a key that does not work, with its verdict', async () => {
      findings = [refused];
      const key = await addKey(desk({ pick: 'OpenAI' }, { type: secret }, 'enter', { pick: 'Save Anyway' }));
      assert.equal(key?.verdict, 'invalid');
      assert.deepEqual(person.told, ['info: OpenAI key “default” was saved.']);
    });

    it('goes back to a question and finds what was typed', async () => {
      const key = await addKey(
        desk(
          { pick: 'Anthropic' },
          { type: `sk-ant-${'a'.repeat(30)}` },
          'back',
          'back',
          { pick: 'OpenAI' },
          { type: secret },
          { type: 'work' },
        ),
      );
      assert.equal(key?.provider, 'openai');
      assert.equal(key?.nickname, 'work');
    });

    it('keeps a secret typed under the wrong provider, but no base URL', async () => {
      const key = await addKey(
        desk(
          { pick: 'Custom' },
          { type: 'https://gate.example/v1' },
          { type: secret },
          'back',
          'back',
          'back',
          { pick: 'OpenAI' },
          'enter',
          'enter',
        ),
      );
      assert.deepEqual(key?.plain, {});
      assert.deepEqual((await keyring.secretOf(key, 'https://api.openai.com')).fields, { apiKey: secret });
    });

    it('keeps the base URL where the same provider is picked again', async () => {
      const url = 'https://gate.example/v1';
      const acts: readonly Act[] = [
        { pick: 'Custom' },
        { type: url },
        'back',
        'back',
        { pick: 'Custom' },
        'enter',
        'enter',
        'enter',
      ];
      assert.deepEqual((await addKey(desk(...acts)))?.plain, { baseUrl: url });
    });

    it('can give up at every question, and nothing is saved', async () => {
      const whole: readonly Act[] = [{ pick: 'OpenAI' }, { type: secret }, 'enter'];
      for (const count of whole.keys()) {
        assert.equal(await addKey(desk(...whole.slice(0, count), 'escape')), undefined);
        person.finished();
      }
      findings = [refused];
      assert.equal(await addKey(desk(...whole, 'escape')), undefined);
      assert.equal(secrets.stored.size, 0);
    });

    it('is warned of a wrong prefix and goes on, and is kept from nothing but what cannot be sent', async () => {
      await addKey(desk({ pick: 'Anthropic' }, { type: '' }, { type: 'a\u{1F511}' }, { type: secret }, 'enter'));
      assert.ok(person.seen.includes('This looks like a key of OpenAI, not of Anthropic.'));
      assert.ok(person.seen.some((line) => line.includes('U+1F511')));
      assert.equal(keyring.list().length, 1);
    });

    it('is asked for the base URL before the secret, which is bound to it', async () => {
      const key = await addKey(
        desk({ pick: 'Custom' }, { type: 'http://192.168.0.9:8000/v1/' }, { type: '' }, { type: 'box' }),
      );
      assert.deepEqual(key?.plain, { baseUrl: 'http://192.168.0.9:8000/v1' });
      assert.equal(await keyring.originOf(key), 'http://192.168.0.9:8000');
      assert.ok(person.seen.includes('Add Key (4/4)'));
    });

    it('begins with the key where the provider is known', async () => {
      const key = await addKey(desk({ type: secret }, 'enter'), 'openai');
      assert.equal(key?.provider, 'openai');
    });

    it('is told of a key that is stored already, without a test', async () => {
      await keyring.add({
        provider: 'openai',
        nickname: 'work',
        plain: {},
        secret: { origin: 'https://api.openai.com', fields: { apiKey: secret } },
      });
      assert.equal(await addKey(desk({ pick: 'OpenAI' }, { type: secret }, 'enter', { pick: 'Cancel' })), undefined);
      assert.ok(person.seen.includes('This key is stored already, as “work”.'));
      assert.deepEqual(asked, []);
    });

    it('sends the test to the server of the setting', async () => {
      baseUrls['openai'] = 'https://proxy.example/openai/';
      const key = await addKey(desk({ pick: 'OpenAI' }, { type: secret }, 'enter'));
      assert.equal(asked[0]?.[1].baseUrl, 'https://proxy.example/openai');
      assert.ok(key);
      assert.equal(await keyring.originOf(key), 'https://proxy.example');
    });

    it('sends nothing where the setting cannot be used', async () => {
      baseUrls['openai'] = 'proxy.example';
      assert.equal(
        await addKey(desk({ pick: 'OpenAI' }, { type: secret }, 'enter', { pick: 'Save Anyway' }, { pick: 'Cancel' })),
        undefined,
      );
      assert.deepEqual(asked, []);
      assert.ok(person.seen.some((line) => line.includes('keyway.baseUrls')));
    });

    it('does not lose what was typed where the keychain fails', async () => {
      secrets.fault = { store: 'forgets' };
      const here = desk({ pick: 'OpenAI' }, { type: secret }, 'enter', { pick: 'Save Anyway' }, { pick: 'Cancel' });
      assert.equal(await addKey(here), undefined);
      assert.equal(person.seen.filter((line) => line.includes('forgot it at once')).length, 2);
    });

    it('need not wait for the test', async () => {
      const here = desk({ pick: 'OpenAI' }, { type: secret }, 'enter', { pick: 'Save Anyway' });
      person.impatient = true;
      const key = await addKey(here);
      assert.ok(person.seen.includes('The test was stopped.'));
      assert.equal(key?.verdict, undefined);
    });

    it('may test a key five times a minute, saved or not', async () => {
      findings = [refused, refused, refused, refused, refused];
      const edits: readonly Act[] = [1, 2, 3, 4, 5].flatMap((): readonly Act[] => [{ pick: 'Edit' }, 'enter', 'enter']);
      await addKey(desk({ pick: 'OpenAI' }, { type: `${secret}limit` }, 'enter', ...edits, { pick: 'Save Anyway' }));
      assert.equal(asked.length, 5);
      assert.ok(person.seen.includes('You have tested this key 5 times in the last minute: try again in 60 s.'));
      now += 45_500;
      await keyCommands(desk())['keyway.testKey'](keyring.list()[0]?.id);
      assert.match(person.told[0] ?? '', /try again in 15 s/);
      later();
      await keyCommands(desk())['keyway.testKey'](keyring.list()[0]?.id);
      assert.equal(asked.length, 6);
    });
  });

  describe('updating one', () => {
    it('types a new secret; id, nickname and priority stay', async () => {
      await added('first');
      await added('second');
      const key = keyring.list()[1];
      assert.ok(key);
      const updated = await updateKey(desk({ type: `${secret}new` }), key);
      assert.deepEqual([updated?.id, updated?.nickname, updated?.priority], [key.id, 'second', 2]);
      assert.deepEqual((await keyring.secretOf(key, 'https://api.openai.com')).fields, { apiKey: `${secret}new` });
      assert.equal(keyring.list().length, 2);
    });

    it('may type the same secret again', async () => {
      await added();
      const key = keyring.list()[0];
      assert.ok(key);
      assert.ok(await updateKey(desk({ type: `${secret}default` }), key));
    });

    it('never finds the old secret in the box', async () => {
      await added();
      const key = keyring.list()[0];
      assert.ok(key);
      assert.equal(await updateKey(desk('enter', 'escape'), key), undefined);
      assert.ok(person.seen.some((line) => line.startsWith('Enter a value')));
    });
  });

  describe('by command', () => {
    it('tests a key and remembers what was found', async () => {
      await added();
      findings = [refused];
      await keyCommands(desk({ pick: 'default' }))['keyway.testKey']();
      assert.deepEqual(person.told, [`warning: “default”: ${refused.sentence}`]);
      assert.equal(keyring.list()[0]?.verdict, 'invalid');
    });

    it('limits a key to models, and opens it to all again', async () => {
      await added();
      const models = () => keyring.list()[0]?.models;
      await keyCommands(desk({ type: ' gpt-5* , o4-mini,gpt-5*,' }))['keyway.limitKey'](keyring.list()[0]?.id);
      assert.deepEqual(models(), ['gpt-5*', 'o4-mini']);
      await keyCommands(desk({ type: 'gpt-5 mini' }, 'escape'))['keyway.limitKey'](keyring.list()[0]?.id);
      assert.ok(person.seen.includes('“gpt-5 mini” is no model id: put commas between them.'));
      await keyring.update(keyring.list()[0]?.id ?? '', { nickname: 'renamed' });
      assert.deepEqual(models(), ['gpt-5*', 'o4-mini'], 'other changes keep it');
      await keyCommands(desk({ type: ' ' }))['keyway.limitKey'](keyring.list()[0]?.id);
      assert.equal(models(), undefined);
    });

    it('is told why a key could not be tested', async () => {
      await added();
      baseUrls['openai'] = 'https://evil.example';
      asked = [];
      await keyCommands(desk({ pick: 'default' }))['keyway.testKey']();
      assert.match(
        person.told[0] ?? '',
        /saved for https:\/\/api\.openai\.com and is not sent to https:\/\/evil\.example/,
      );
      assert.deepEqual(asked, []);
    });

    it('confirms a new server for a key, having seen both', async () => {
      await added();
      await keyCommands(desk())['keyway.confirmOrigin']();
      assert.deepEqual(person.told, ['info: Every key is sent to the server it was saved for.']);
      baseUrls['openai'] = 'https://proxy.example/v1';
      await keyCommands(desk({ pick: 'default' }, { confirm: false }))['keyway.confirmOrigin']();
      assert.match(person.shown(), /https:\/\/proxy\.example.*https:\/\/api\.openai\.com/);
      const [key] = keyring.list();
      assert.ok(key);
      assert.equal(await keyring.originOf(key), 'https://api.openai.com');
      await keyCommands(desk({ confirm: true }))['keyway.confirmOrigin'](key.id);
      assert.equal(await keyring.originOf(key), 'https://proxy.example');
    });

    it('disables and enables', async () => {
      await added();
      await keyCommands(desk({ pick: 'default' }))['keyway.disableKey']();
      assert.equal(keyring.list()[0]?.enabled, false);
      await keyCommands(desk())['keyway.disableKey']();
      assert.deepEqual(person.told, ['info: All keys are disabled already.']);
      await keyCommands(desk())['keyway.enableKey'](keyring.list()[0]?.id);
      assert.equal(keyring.list()[0]?.enabled, true);
    });

    it('sets the order', async () => {
      await added('a');
      await keyCommands(desk({ pick: 'a' }))['keyway.setKeyPriority']();
      assert.match(person.told[0] ?? '', /only one/);
      await added('b');
      await keyCommands(desk({ pick: 'b' }, { pick: '1 (tried first)' }))['keyway.setKeyPriority']();
      assert.deepEqual(
        keyring.keysOf('openai').map((key) => key.nickname),
        ['b', 'a'],
      );
    });

    it('renames', async () => {
      await added('a');
      await added('b');
      await keyCommands(desk({ pick: 'b' }, { type: 'A' }, { type: 'c' }))['keyway.renameKey']();
      assert.ok(person.seen.includes('Another key of this provider is called “A”.'));
      assert.deepEqual(
        keyring.list().map((key) => key.nickname),
        ['a', 'c'],
      );
    });

    it('removes only after a question', async () => {
      await added();
      await keyCommands(desk({ pick: 'default' }, { confirm: false }))['keyway.removeKey']();
      assert.equal(keyring.list().length, 1);
      await keyCommands(desk({ pick: 'default' }, { confirm: true }))['keyway.removeKey']();
      assert.deepEqual(keyring.list(), []);
      assert.equal(secrets.stored.size, 0);
    });

    it('is told where there are no keys', async () => {
      await keyCommands(desk())['keyway.removeKey']();
      assert.match(person.told[0] ?? '', /no keys yet/);
    });

    it('recovers lost keys', async () => {
      await added();
      keyring.dispose();
      fs.writeFileSync(join(folder, 'keys.json'), '{"version":1,"keys":[]}');
      keyring = await Keyring.open({ folder, secrets, clock: () => now, warn: (sentence) => assert.fail(sentence) });
      await keyCommands(desk())['keyway.recoverKeys']();
      assert.deepEqual(person.told, ['info: Recovered 1 key: OpenAI key “default”.']);
      await keyCommands(desk())['keyway.recoverKeys']();
      assert.match(person.told[0] ?? '', /No lost keys/);
    });
  });

  describe('importing', () => {
    const variables = {
      OPENAI_API_KEY: secret,
      GEMINI_API_KEY: 'AQ.abcdefghijklmnopqrstuvwx',
      GOOGLE_API_KEY: 'AQ.abcdefghijklmnopqrstuvwx',
      XAI_API_KEY: 'xai-a\nb',
      ANTHROPIC_API_KEY: '',
      PATH: '/bin',
      GITHUB_TOKEN: 'ghp_x',
    };

    it('sees which variables would be imported, masked, and imports the picked ones untested', async () => {
      await importFromEnvironment(desk('enter', { pick: 'Import 2 keys' }), variables);
      assert.deepEqual(
        person.choicesSeen[0]?.map(({ label, description }) => [label, description]),
        [
          ['OPENAI_API_KEY', 'OpenAI · sk-p…nary'],
          ['GEMINI_API_KEY', 'Google Gemini · AQ.a…uvwx'],
        ],
      );
      assert.deepEqual(
        keyring.list().map((key) => [key.provider, key.nickname]),
        [
          ['openai', 'default'],
          ['gemini', 'default'],
        ],
      );
      assert.deepEqual(asked, []);
      assert.match(person.told[0] ?? '', /^warning: XAI_API_KEY was left out\. That has 2 lines/);
      assert.deepEqual(person.told[1], 'info: 2 keys were imported.');
    });

    it('finds what is stored already marked and not picked', async () => {
      await importFromEnvironment(desk('enter', { pick: 'Import 1 key' }), { OPENAI_API_KEY: secret });
      await importFromEnvironment(desk('enter'), { OPENAI_API_KEY: secret });
      assert.match(person.choicesSeen[0]?.[0]?.description ?? '', /stored already as “default”/);
      assert.equal(keyring.list().length, 1);
    });

    it('may have them tested, and is told which do not work', async () => {
      later();
      findings = [refused, works];
      await importFromEnvironment(
        desk({ pick: ['OPENAI_API_KEY', 'GEMINI_API_KEY'] }, { pick: 'Import and Test 2 keys' }),
        { ...variables, XAI_API_KEY: undefined },
      );
      assert.deepEqual(
        keyring.list().map((key) => key.verdict),
        ['invalid', 'valid'],
      );
      assert.deepEqual(person.told, [`warning: 2 keys were imported. OPENAI_API_KEY: ${refused.sentence}`]);
    });

    it('can stop before anything is saved', async () => {
      await importFromEnvironment(desk('escape'), { OPENAI_API_KEY: secret });
      await importFromEnvironment(desk('enter', 'escape'), { OPENAI_API_KEY: secret });
      assert.equal(secrets.stored.size, 0);
    });

    it('is told where the keychain keeps one out', async () => {
      secrets.fault = { store: 'throws' };
      await importFromEnvironment(desk('enter', { pick: 'Import 1 key' }), { OPENAI_API_KEY: secret });
      assert.match(person.told[0] ?? '', /^warning: No key was imported\. OPENAI_API_KEY: The keychain did not answer/);
    });

    it('reads a picked .env file', async () => {
      const text = `# keys\nexport OPENAI_API_KEY="${secret}" # mine\nOTHER=1\n`;
      await importFromFile(desk('enter', { pick: 'Import 1 key' }), {
        name: '.env',
        size: text.length,
        read: async () => Buffer.from(text),
      });
      const [key] = keyring.list();
      assert.ok(key);
      assert.deepEqual((await keyring.secretOf(key, 'https://api.openai.com')).fields, { apiKey: secret });
      assert.match(person.seen[1] ?? '', /Found in \.env/);
    });

    it('does not even read a file that is too large', async () => {
      await importFromFile(desk(), { name: 'movie.mp4', size: 2_000_000, read: () => assert.fail('was read') });
      assert.deepEqual(person.told, ['error: movie.mp4: That file has 2,000,000 bytes: a .env file has at most 1 MB.']);
    });

    it('is told where nothing was found', async () => {
      await importFromFile(desk(), { name: '.env', size: 4, read: async () => Buffer.from('A=1\n') });
      assert.match(person.told[0] ?? '', /No keys of providers that Keyway knows were found in \.env/);
    });
  });
});
