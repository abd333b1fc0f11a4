import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as z from 'zod/mini';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, consentToChat, startJourney, type Journey } from './journey.ts';

const key = '0123456789abcdef0123456789abcdef';
const endpoint = 'https://my-res.openai.azure.com/openai/v1/responses?api-version=2025-04-01-preview';

const KeyFile = z.looseObject({
  keys: z.array(z.looseObject({ plain: z.record(z.string(), z.string()) })),
});

describe('A person with a key of several fields', () => {
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox({
      // The protocol of the model that the deployment runs.
      speaks: 'openai-responses',
      models: ['gpt-4.1', 'gpt-4.1-mini', 'text-embedding-3-small'],
      behave: () => ({ does: 'answer', text: 'Your own deployment says hello.', usage: { input: 10, output: 5 } }),
    });
    journey = await startJourney({ name: 'key-fields', machineSettings: baseUrlsOf({ 'azure-openai': sandbox }) });
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
  });

  /** Until the box asks for the field, which its prompt or its message names. */
  const askedFor = async (field: RegExp): Promise<void> => {
    const { page, quickInput } = journey.workbench;
    await until({ page, what: `the box for ${field}` }, async () => field.test((await quickInput.message()).text));
  };

  it('is asked for each of them, may paste the whole endpoint, and has the key tested before it is saved', async () => {
    const { workbench } = journey;
    const { quickInput } = workbench;
    await workbench.runCommand('Keyway: Add Key…');
    await quickInput.waitFor('Add Key');
    await quickInput.pick('Azure OpenAI');
    await askedFor(/Resource name or endpoint of Azure OpenAI/);
    await quickInput.type('https://me:secret@my-res.openai.azure.com');
    await quickInput.waitForMessage(/cannot contain a user name or password/);
    await quickInput.type(endpoint);
    await quickInput.waitForMessage(/Only the host counts: my-res\.openai\.azure\.com/);
    await workbench.screenshot('key-fields-host');
    await quickInput.accept();
    await askedFor(/Deployments of Azure OpenAI/);
    await quickInput.type('prod=gpt-4.1-mini');
    await quickInput.accept();
    await askedFor(/API version.*may be left empty/);
    await quickInput.accept();
    await askedFor(/API key of Azure OpenAI/);
    assert.equal(await quickInput.isPassword(), true);
    await quickInput.type(key);
    await quickInput.accept();
    await askedFor(/nickname/);
    await quickInput.accept();
    const { text } = await workbench.notifications.waitFor(/was saved/);
    assert.match(text, /Azure OpenAI key “default” was saved/);
    const tested = sandbox.asked.find(({ method, path: asked }) => method === 'GET' && asked === '/v1/models');
    assert.equal(tested?.headers['api-key'], key);
    await consentToChat(workbench);
  });

  it('finds the deployment in the picker and is answered by it', async () => {
    const { page, chat } = journey.workbench;
    await chat.open();
    const row = await until({ page, what: 'the deployment in the picker', milliseconds: 120_000 }, async () =>
      (await chat.models()).find(({ detail }) => /Azure OpenAI/.test(detail)),
    );
    await chat.chooseModel(row.label);
    const answer = await chat.waitForAnswer(await chat.ask('Who are you?'), { milliseconds: 120_000 });
    assert.equal(answer.error, '');
    assert.match(answer.text, /Your own deployment says hello\./);
    const sent = sandbox.chats.find(({ body }) => body.includes('Who are you?'));
    assert.equal(sent?.headers['api-key'], key);
    assert.match(sent.body, /"model":"prod"/);
    await journey.workbench.screenshot('key-fields-answer');
  });

  it('has no half-configured key called: it offers no models and says what it lacks', async () => {
    const { workbench } = journey;
    const { page, quickInput, notifications } = workbench;
    await notifications.clear();
    const file = path.join(journey.storage, 'keys.json');
    const half = async (): Promise<void> => {
      const stored = z.parse(KeyFile, JSON.parse(fs.readFileSync(file, 'utf8')));
      for (const one of stored.keys) delete one.plain['resource'];
      fs.writeFileSync(`${file}.half`, JSON.stringify(stored));
      fs.renameSync(`${file}.half`, file);
    };
    await until({ page, what: 'the list to say what the key lacks' }, async () => {
      // Again where the editor has just written what it noted about the key's use.
      await half();
      await workbench.runCommand('Keyway: List Keys');
      await quickInput.waitFor('Keys');
      const rows = JSON.stringify(await quickInput.rows());
      await quickInput.cancel();
      return rows.includes('lacks its resource name or endpoint');
    });
    const asked = sandbox.asked.length;
    await workbench.runCommand('Keyway: Test Key…');
    await quickInput.waitFor('Test Key');
    await quickInput.pick('default');
    const { text } = await notifications.waitFor(/lacks its resource/);
    assert.match(text, /The key “default” lacks its resource name or endpoint: update it\./);
    await notifications.clear();
    await workbench.runCommand('Keyway: Refresh Models');
    await notifications.waitFor(/Your keys unlock 0 models/);
    assert.deepEqual(sandbox.asked.slice(asked), []);
  });
});
