import assert from 'node:assert/strict';
import { ChatFailure } from '../../src/core/failure.ts';
import { missingFields } from '../../src/core/key-fields.ts';
import type { Finding } from '../../src/core/listing.ts';
import type { Key } from '../../src/core/key.ts';
import type { Provider } from '../../src/core/provider.ts';
import { addKey, updateKey } from '../../src/editor/add-key.ts';
import { importAtStart } from '../../src/editor/import-at-start.ts';
import { importFromEnvironment } from '../../src/editor/import-keys.ts';
import { accessFor, accessForTest, accessOf, hidden } from '../../src/editor/key-access.ts';
import { keyCommands } from '../../src/editor/key-commands.ts';
import { keyChoice } from '../../src/editor/key-desk.ts';
import { readField } from '../../src/editor/key-draft.ts';
import { partsOf } from '../../src/editor/key-entry.ts';
import { stateOf } from '../../src/editor/key-words.ts';
import { testSaved } from '../../src/editor/key-test.ts';
import { effectiveBaseUrl } from '../../src/editor/origin.ts';
import { providers } from '../../src/providers/index.ts';
import { Desk } from './desk.ts';
import { forest, ghost, grave, records, river, sky, toll } from './key-records.ts';

const canary = 'c4n4ry';
const apiKey = canary.repeat(6).slice(0, 32);
const accessKeyId = 'RKIACANARY0000000000';
const secretAccessKey = `${canary}/secret+access/key`;
const refused: Finding = { verdict: 'invalid', sentence: 'The key was refused.', status: 401 };

const sample: Key = {
  id: 'k',
  provider: 'any',
  nickname: 'any',
  priority: 1,
  enabled: true,
  plain: {},
  addedAt: 0,
};

describe('a key of several fields', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await desk.open();
  });
  afterEach(() => desk.close(canary));

  const only = (): Key => {
    const [key, ...others] = desk.keyring.list();
    assert.ok(key);
    assert.equal(others.length, 0);
    return key;
  };
  const opened = async (provider: Provider, key = only()) => accessOf(desk.for(), provider, key);
  const addSky = async (): Promise<Key> => {
    const acts = [{ pick: 'Sky' }, { type: 'my-res' }, { type: apiKey }, { type: 'a=b' }, { type: 'work' }] as const;
    const key = await addKey(desk.for(...acts));
    assert.ok(key);
    return key;
  };
  const addRiver = async (): Promise<Key> => {
    const key = await addKey(
      desk.for(
        { type: 'eu-west-1' },
        { type: '' },
        { type: accessKeyId },
        { type: secretAccessKey },
        { type: '' },
        'enter',
      ),
      'river',
    );
    assert.ok(key);
    return key;
  };

  describe('when it is added', () => {
    it('is asked for field by field, the address first, and sent to that address', async () => {
      const key = await addSky();
      assert.deepEqual(key.plain, { resource: 'my-res.sky.example', deployments: 'a=b' });
      assert.ok(desk.person.seen.includes('The host is my-res.sky.example.'));
      assert.ok(desk.person.seen.includes('Add Key (5/5)'));
      const [, access] = desk.asked[0] ?? [];
      assert.equal(access?.baseUrl, 'https://my-res.sky.example/openai/v1');
      assert.deepEqual(access.plain, key.plain, 'the test sees the plain fields');
      assert.equal(await desk.keyring.originOf(key), 'https://my-res.sky.example');
    });

    it('is asked for what stands in for an empty field, and for nothing else', async () => {
      const key = await addRiver();
      assert.deepEqual((await opened(river)).secrets, { accessKeyId, secretAccessKey });
      assert.deepEqual(key.plain, { region: 'eu-west-1' });
      const token = `RVSK${canary.repeat(5)}`;
      assert.ok(await addKey(desk.for({ type: 'us-east-1' }, { type: token }, { type: 'token' }), 'river'));
      const second = desk.keyring.list()[1];
      assert.deepEqual((await opened(river, second)).secrets, { apiKey: token });
    });

    it('can be taken back to the field that decides, and forgets what is no longer meant', async () => {
      const token = `RVSK${canary.repeat(5)}`;
      await addKey(
        desk.for(
          { pick: 'River' },
          { type: 'eu-west-1' },
          { type: '' },
          { type: accessKeyId },
          'back',
          'back',
          { type: token },
          'enter',
        ),
      );
      assert.deepEqual((await opened(river)).secrets, { apiKey: token });
    });

    it('has fields with choices picked, not typed', async () => {
      const file = JSON.stringify({ type: 'service_account', private_key: `-----\n${canary}\n-----` }, null, 2);
      const key = await addKey(
        desk.for(
          { pick: 'Forest' },
          { type: 'my-project' },
          { pick: 'Europe' },
          { type: file.replaceAll('\n', ' ') },
          'enter',
        ),
      );
      assert.equal(key?.plain['server'], 'eu.forest.example');
      const access = await opened(forest);
      assert.equal(access.baseUrl, 'https://eu.forest.example/v1/projects/my-project');
      assert.deepEqual(JSON.parse(access.secrets['serviceAccount'] ?? ''), JSON.parse(file));
      assert.ok(hidden(access.secrets).includes(`-----\n${canary}\n-----`), 'the key inside is kept out of logs');
    });

    it('may have the secret of another one where it is sent elsewhere, and is a twin where it is not', async () => {
      await addRiver();
      const secrets = [{ type: '' }, { type: accessKeyId }, { type: secretAccessKey }, { type: '' }] as const;
      assert.ok(await addKey(desk.for({ type: 'us-east-1' }, ...secrets, { type: 'us' }), 'river'));
      const acts = [{ type: 'us-east-1' }, ...secrets, { type: 'again' }, { pick: 'Cancel' }] as const;
      assert.equal(await addKey(desk.for(...acts), 'river'), undefined);
      assert.ok(desk.person.seen.includes('This key is stored already, as “us”.'));
    });
  });

  describe('survives', () => {
    for (const [name, add, provider] of [
      ['two fields', addSky, sky],
      ['an access key', addRiver, river],
    ] as const) {
      it(`being disabled, renamed and read again by another window, and nothing of it survives removal: ${name}`, async () => {
        await add();
        const before = await opened(provider);
        const commands = keyCommands(desk.for({ type: 'renamed' }));
        await commands['keyway.disableKey'](only().id);
        await commands['keyway.renameKey'](only().id);
        await commands['keyway.enableKey'](only().id);
        await desk.reopen();
        assert.deepEqual(await opened(provider), before);
        assert.equal(only().nickname, 'renamed');
        await keyCommands(desk.for({ confirm: true }))['keyway.removeKey'](only().id);
        assert.deepEqual(desk.keyring.list(), []);
        assert.equal(desk.secrets.stored.size, 0);
      });
    }

    it('an update: plain fields are found as they are, secrets are typed again', async () => {
      const old = await addSky();
      const other = apiKey.split('').toReversed().join('');
      const updated = await updateKey(desk.for('enter', { type: other }, 'enter'), old);
      assert.equal(updated?.id, old.id);
      assert.deepEqual(updated.plain, old.plain);
      assert.deepEqual((await opened(sky)).secrets, { apiKey: other });
    });

    it('an update of its other fields alone: secrets left empty stay, and are never in the box', async () => {
      const old = await addSky();
      const before = await opened(sky);
      const updated = await updateKey(desk.for('enter', 'enter', { type: 'other=big' }), old);
      assert.notDeepEqual(updated?.plain, old.plain);
      assert.deepEqual((await opened(sky)).secrets, before.secrets);
      assert.ok(!desk.person.shown().includes(apiKey));
    });

    it('an update in halves: part of an access key is no access key, and what is stored stays', async () => {
      const old = await addRiver();
      const before = await opened(river);
      const other = accessKeyId.replace(/.$/, '9');
      assert.equal(
        await updateKey(desk.for('enter', 'enter', { type: other }, 'enter', 'enter', 'escape'), old),
        undefined,
      );
      assert.ok(desk.person.told.some((told) => /Enter its secret access key too, or no secret at all/.test(told)));
      assert.deepEqual(await opened(river), before);
    });

    it('no update that sends a stored secret to another server: there it has to be typed again', async () => {
      const old = await addRiver();
      await updateKey(desk.for({ type: 'us-east-1' }, 'enter', 'enter', 'enter', 'enter', 'escape'), old);
      assert.ok(desk.person.told.some((told) => /is not sent to https:\/\/runtime\.us-east-1/.test(told)));
      assert.deepEqual(await keyringOrigin(), 'https://runtime.eu-west-1.river.example');
    });

    it('moving to another region by an update, which binds it anew', async () => {
      const old = await addRiver();
      const acts = [{ type: 'us-east-1' }, 'enter', { type: accessKeyId }, { type: secretAccessKey }, 'enter'] as const;
      await updateKey(desk.for(...acts), old);
      assert.equal((await opened(river)).baseUrl, 'https://runtime.us-east-1.river.example');
      assert.deepEqual(await keyringOrigin(), 'https://runtime.us-east-1.river.example');
    });
    const keyringOrigin = (): Promise<string> => desk.keyring.originOf(only());
  });

  describe('is never sent', () => {
    const refusal = async (promise: Promise<unknown>): Promise<string> => {
      const error = await promise.then(
        () => assert.fail('it was opened'),
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof ChatFailure);
      assert.equal(error.kind, 'key');
      return error.message;
    };
    const stored = (provider: Provider, plain: Key['plain'], fields: Record<string, string>): Promise<Key> =>
      desk.keyring.add({
        provider: provider.id,
        nickname: 'work',
        plain,
        secret: { origin: 'https://runtime.eu-west-1.river.example', fields },
      });

    it('while it lacks a field, plain or secret', async () => {
      await stored(river, {}, { apiKey });
      assert.equal(await refusal(opened(river)), 'the key “work” lacks its region: update it');
      assert.equal(stateOf(only(), river), 'not tested · lacks its region');
      await keyCommands(desk.for())['keyway.testKey'](only().id);
      assert.deepEqual(desk.person.told, ['warning: River key “work”: The key “work” lacks its region: update it.']);
      await desk.keyring.remove(only().id);
      await stored(river, { region: 'eu-west-1' }, { accessKeyId });
      assert.equal(await refusal(opened(river)), 'the key “work” lacks its secret access key: update it');
      assert.deepEqual(desk.asked, []);
    });

    it('to another host because its list of keys was changed', async () => {
      const key = await addRiver();
      const message = await refusal(opened(river, { ...key, plain: { region: 'x.evil.example/' } }));
      assert.match(message, /cannot be used|not sent/);
      assert.match(await refusal(opened(river, { ...key, plain: { region: 'us-east-1' } })), /until you confirm/);
    });

    it('to the server of a changed setting before the person confirms', async () => {
      await addRiver();
      desk.baseUrls['river'] = 'https://proxy.example';
      assert.match(await refusal(opened(river)), /not sent to https:\/\/proxy\.example until you confirm/);
      await keyCommands(desk.for({ confirm: true }))['keyway.confirmOrigin'](only().id);
      assert.equal((await opened(river)).baseUrl, 'https://proxy.example');
    });

    it('where its provider closed', async () => {
      await stored({ ...toll, id: grave.id }, {}, { apiKey });
      assert.match(await refusal(opened({ ...toll, id: grave.id })), /Grave closed on 2024-08-01/);
    });

    it('where its provider may be gone and no test has shown that it works', async () => {
      await desk.keyring.add({
        provider: 'ghost',
        nickname: 'old',
        plain: {},
        secret: { origin: 'https://api.ghost.example', fields: { apiKey } },
      });
      assert.match(await refusal(opened(ghost)), /Ghost may no longer exist.*“old”.*test it/);
      assert.ok(await accessForTest(desk.for(), ghost, only()), 'but it can be tested');
      await keyCommands(desk.for())['keyway.testKey'](only().id);
      assert.ok(await opened(ghost));
    });
  });

  it('reaches a model of another protocol where the record says, unless the person named a server', async () => {
    await addRiver();
    const model = { protocol: 'anthropic-messages' } as const;
    const others = { 'anthropic-messages': { baseUrl: 'https://claude.{region}.river.example' } };
    const access = await opened(river);
    assert.equal(accessFor(access, model, { ...river, others }).baseUrl, 'https://claude.eu-west-1.river.example');
    assert.equal(accessFor(access, {}, { ...river, others }), access);
    const proxied = { ...access, baseUrl: 'https://proxy.example' };
    assert.equal(accessFor(proxied, model, { ...river, others }), proxied);
  });

  describe('whose test costs money', () => {
    const tollKey = `toll-${canary.repeat(5)}`;

    it('is asked about before it is tested', async () => {
      await addKey(desk.for({ pick: 'Toll' }, { type: tollKey }, 'enter', { pick: 'Cancel' }));
      assert.ok(desk.person.seen.includes('Testing this key costs about $0.0001.'));
      assert.deepEqual([desk.asked, desk.keyring.list()], [[], []]);
      await addKey(desk.for({ pick: 'Toll' }, { type: tollKey }, 'enter', 'back', 'enter', 'enter', { pick: 'Test' }));
      assert.equal(desk.asked.length, 1);
      assert.equal(only().verdict, 'valid');
    });

    it('can be saved without a test', async () => {
      await addKey(desk.for({ pick: 'Toll' }, { type: tollKey }, 'enter', { pick: 'Save Without Testing' }));
      assert.deepEqual(desk.person.told, ['info: Toll key “default” was saved. It was not tested.']);
      assert.deepEqual([desk.asked, only().verdict], [[], undefined]);
    });

    it('is asked about by Test Key and by the import as well', async () => {
      await importFromEnvironment(desk.for('enter', 'escape'), { TOLL_API_KEY: tollKey });
      const details = desk.person.choicesSeen[1]?.map(({ detail = '' }) => detail) ?? [];
      assert.match(details[1] ?? '', /TOLL_API_KEY: Testing this key costs about \$0\.0001\./);
      await importFromEnvironment(desk.for('enter', { pick: 'Import 1 key' }), { TOLL_API_KEY: tollKey });
      await keyCommands(desk.for({ pick: 'Cancel' }))['keyway.testKey'](only().id);
      await keyCommands(desk.for('escape'))['keyway.testKey'](only().id);
      assert.deepEqual(desk.asked, []);
      await keyCommands(desk.for({ pick: 'Test' }))['keyway.testKey'](only().id);
      assert.equal(desk.asked.length, 1);
    });
  });

  describe('of another provider', () => {
    const tollKey = `toll-${canary.repeat(5)}`;

    it('is recognised once it was refused, and added there instead', async () => {
      desk.findings = [refused];
      const key = await addKey(
        desk.for({ pick: 'Ghost' }, { type: tollKey }, 'enter', { pick: 'Add It for Toll' }, 'enter', {
          pick: 'Test',
        }),
      );
      assert.ok(desk.person.seen.includes('This looks like a key of Toll: add it there.'));
      assert.equal(desk.person.prompts.filter((prompt) => prompt.startsWith('API key')).length, 1, 'not typed again');
      assert.equal(key?.provider, 'toll');
      assert.deepEqual((await opened(toll)).secrets, { apiKey: tollKey });
    });

    it('can be saved all the same, as one that belongs elsewhere', async () => {
      desk.findings = [refused];
      await addKey(desk.for({ pick: 'Ghost' }, { type: tollKey }, 'enter', { pick: 'Save Anyway' }));
      assert.equal(only().verdict, 'elsewhere');
      assert.equal(stateOf(only(), ghost), 'belongs elsewhere · not used until a test works');
      desk.findings = [{ ...refused }];
      const result = await testSaved(desk.for(), only());
      assert.ok(result.type === 'found');
      assert.deepEqual([result.finding.verdict, only().verdict], ['elsewhere', 'elsewhere']);
    });

    it('is not looked for where the provider accepts it or nobody knows whose it is', async () => {
      await addKey(desk.for({ pick: 'Ghost' }, { type: tollKey }, 'enter'));
      assert.equal(only().verdict, 'valid');
      desk.findings = [refused];
      await addKey(desk.for({ pick: 'Ghost' }, { type: `${canary}${canary}` }, 'enter', { pick: 'Save Anyway' }));
      assert.equal(desk.keyring.list()[1]?.verdict, 'invalid');
      assert.ok(!desk.person.choicesSeen.at(-1)?.some(({ label }) => label.startsWith('Add It')));
    });
  });

  describe('of a provider that may be gone', () => {
    const key = `ghost_${canary.repeat(5)}`;

    it('is saved though no test worked, and not used until one does', async () => {
      desk.findings = [{ verdict: 'unreachable', sentence: 'Ghost could not be reached.' }];
      await addKey(desk.for({ pick: 'Ghost' }, { type: key }, 'enter', { pick: 'Save Anyway' }));
      assert.deepEqual(desk.person.told, [
        'info: Ghost key “default” was saved. It is not used until a test shows that it works.',
      ]);
      assert.equal(stateOf(only(), ghost), 'provider not reached · not used until a test works');
      await keyCommands(desk.for())['keyway.disableKey'](only().id);
      await keyCommands(desk.for())['keyway.enableKey'](only().id);
      assert.equal(desk.asked.length, 2, 'enabling tests it');
      assert.equal(stateOf(only(), ghost), 'works');
    });
  });

  describe('of a provider that closed', () => {
    beforeEach(() =>
      desk.keyring.add({
        provider: 'grave',
        nickname: 'old',
        plain: {},
        secret: { origin: 'https://grave.example', fields: { apiKey } },
      }),
    );

    it('is listed with the reason and what takes its place', () => {
      const { label, description, detail } = keyChoice(desk.for(), only());
      assert.deepEqual(
        [label, description, detail],
        ['old', 'Grave · closed on 2024-08-01', 'It was bought and shut down. Use Toll or Ghost instead.'],
      );
    });

    it('is not tested, updated or enabled: its successors are offered', async () => {
      await keyCommands(desk.for())['keyway.disableKey'](only().id);
      for (const command of ['keyway.testKey', 'keyway.updateKey', 'keyway.enableKey'] as const) {
        await keyCommands(desk.for({ pick: 'Cancel' }))[command](only().id);
        assert.ok(desk.person.seen.includes('Grave closed on 2024-08-01'));
        assert.deepEqual(
          desk.person.choicesSeen[0]?.map(({ label }) => label),
          ['Add Key for Toll', 'Add Key for Ghost', 'Remove Key', 'Cancel'],
        );
      }
      assert.equal(only().enabled, false);
      assert.deepEqual(desk.asked, []);
      const result = await testSaved(desk.for(), only());
      assert.deepEqual(desk.asked, []);
      assert.match(result.type === 'untested' ? result.why : '', /^Grave closed on 2024-08-01\. It was bought/);
    });

    it('leads to a key of a successor', async () => {
      const acts = [{ pick: 'Add Key for Ghost' }, { type: `ghost_${canary.repeat(5)}` }, 'enter'] as const;
      await keyCommands(desk.for(...acts))['keyway.updateKey'](only().id);
      assert.equal(desk.keyring.list()[1]?.provider, 'ghost');
    });

    it('can be renamed and removed', async () => {
      await keyCommands(desk.for({ type: 'older' }))['keyway.renameKey'](only().id);
      assert.equal(only().nickname, 'older');
      await keyCommands(desk.for({ confirm: true }))['keyway.removeKey'](only().id);
      assert.deepEqual(desk.keyring.list(), []);
      assert.equal(desk.secrets.stored.size, 0);
    });

    it('is never offered when a key is added', async () => {
      await addKey(desk.for('escape'));
      const labels = desk.person.choicesSeen[0]?.map(({ label }) => label);
      assert.deepEqual(labels, ['Sky', 'River', 'Forest', 'Toll', 'Ghost']);
    });
  });

  it('is asked for by sentences that read well, whatever the labels are', async () => {
    await addKey(desk.for({ pick: 'River' }, { type: 'eu-west-1' }, 'enter', 'escape'));
    assert.deepEqual(desk.person.prompts, [
      'Region of River',
      'API key of River (leave it empty to enter the access key ID instead)',
      'Access key ID of River',
    ]);
    await addKey({ ...desk.for('enter', 'escape'), providers }, 'vertex');
    assert.deepEqual(desk.person.prompts, [
      'API key of Google Vertex AI (express mode; leave it empty to enter the key file of a service account instead)',
      'Key file of a service account of Google Vertex AI (JSON)',
    ]);
  });

  it('is offered nothing first where a pick is optional', async () => {
    await addKey({ ...desk.for({ pick: 'International (Singapore)' }, 'escape'), providers }, 'alibaba');
    assert.ok(desk.person.seen.includes('Subscription of Alibaba Qwen'));
    assert.deepEqual(
      desk.person.choicesSeen[1]?.map(({ label, picked }) => [label, picked]),
      [
        ['None', true],
        ['Coding plan', false],
      ],
    );
  });

  it('finds its provider with the number of its keys, what it needs and what is doubtful about it', async () => {
    await addSky();
    await addKey(desk.for('escape'));
    const shown = desk.person.choicesSeen[0]?.map(({ label, description, detail, group }) => [
      label,
      description,
      detail,
      group,
    ]);
    assert.deepEqual(shown?.[0], ['Sky', '1 key · with resource', undefined, undefined]);
    assert.deepEqual(shown?.[3], ['Toll', undefined, undefined, undefined]);
    assert.deepEqual(shown?.[4], [
      'Ghost',
      'unverified',
      'Its status page has said nothing since 2025.',
      'May no longer exist',
    ]);
  });

  for (const provider of providers as readonly Provider[]) {
    it(`can be filled in for ${provider.name}, and then lacks nothing`, () => {
      const values: Record<string, string> = {};
      for (const field of provider.fields.filter((one) => one.optional !== true)) {
        const [choice] = field.choices ?? [];
        const typed = field.name === 'baseUrl' ? 'https://box.example/v1' : 'abc-1';
        const { value } = readField(choice?.value ?? typed, { provider, field, providers });
        assert.ok(value !== undefined, field.name);
        values[field.name] = value;
      }
      assert.deepEqual(missingFields(provider, values), []);
      const { plain } = partsOf(provider, { values });
      assert.match(stateOf({ ...sample, plain }, provider), /^not tested(?: · not used until a test works)?$/);
      assert.match(effectiveBaseUrl(provider, { plain }).baseUrl, /^https?:\/\/[^{}]+$/);
    });
  }

  describe('in the environment', () => {
    const variables = {
      SKY_API_KEY: apiKey,
      SKY_ENDPOINT: 'https://my-res.sky.example/openai/v1/responses?api-version=1',
      RIVER_ACCESS_KEY_ID: accessKeyId,
      RIVER_SECRET_ACCESS_KEY: secretAccessKey,
      RIVER_SESSION_TOKEN: `${canary}=`,
      RIVER_REGION: 'eu-west-1',
    };

    it('is imported with all its fields', async () => {
      await importFromEnvironment(desk.for('enter', { pick: 'Import 2 keys' }), variables);
      assert.deepEqual(
        desk.person.choicesSeen[0]?.map(({ label, description }) => [label, description]),
        [
          ['SKY_API_KEY', 'Sky · my-res.sky.example · c4n4…ryc4'],
          ['RIVER_ACCESS_KEY_ID', 'River · eu-west-1 · RKIA…0000'],
        ],
      );
      const [one, other] = desk.keyring.list();
      assert.ok(one && other);
      assert.equal((await opened(sky, one)).baseUrl, 'https://my-res.sky.example/openai/v1');
      assert.deepEqual((await opened(river, other)).secrets, {
        accessKeyId,
        secretAccessKey,
        sessionToken: `${canary}=`,
      });
    });

    it('is named with what it lacks', async () => {
      await importFromEnvironment(desk.for(), {
        ...variables,
        SKY_ENDPOINT: '',
        RIVER_REGION: undefined,
      });
      assert.deepEqual(desk.person.told, [
        'warning: SKY_API_KEY was left out. Sky also needs its resource (SKY_ENDPOINT). RIVER_ACCESS_KEY_ID was left out. River also needs its region (RIVER_REGION).',
      ]);
      assert.deepEqual(desk.keyring.list(), []);
    });

    it('is found twice where an API key and what stands in for one are there, each without the other', async () => {
      const token = `RVSK${canary.repeat(5)}`;
      await importFromEnvironment(desk.for('enter', { pick: 'Import 2 keys' }), {
        ...variables,
        SKY_API_KEY: undefined,
        RIVER_TOKEN: token,
      });
      const [one, other] = desk.keyring.list();
      assert.deepEqual((await opened(river, one)).secrets, { apiKey: token });
      assert.deepEqual(Object.keys((await opened(river, other)).secrets), [
        'accessKeyId',
        'secretAccessKey',
        'sessionToken',
      ]);
    });

    it('comes in once at start, complete ones only', async () => {
      const overrides = { baseUrl: () => undefined };
      const start = { keyring: desk.keyring, providers: records, overrides, note: () => undefined };
      assert.equal(await importAtStart({ ...start, variables: { ...variables, RIVER_REGION: '' } }), 1);
      assert.equal(await importAtStart({ ...start, variables }), 1);
      assert.equal(await importAtStart({ ...start, variables }), 0);
      assert.equal(desk.keyring.list().length, 2);
    });
  });
});
