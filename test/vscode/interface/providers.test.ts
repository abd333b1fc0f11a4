import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, consentToChat, startJourney, type Journey } from './journey.ts';

const voyageKey = `pa-${'Canary7'.repeat(5)}`;
const groqKey = `gsk_${'Canary7'.repeat(7)}`;

/** A key of a provider that closed, as an older version of Keyway left it. */
const oldKey = {
  id: 'old-key',
  provider: 'octoai',
  nickname: 'default',
  priority: 1,
  enabled: true,
  plain: {},
  addedAt: Date.UTC(2024, 5, 1),
};

const ownModels = {
  'llamacpp/my-coder': {
    name: 'My Coder',
    contextTokens: 65_536,
    maxOutputTokens: 8_192,
    tools: true,
    price: { input: 0.2, output: 0.4 },
  },
  'llamacpp/my-vectors': { name: 'My Vectors', kind: 'embedding' },
};

describe('A person with keys of unusual providers', () => {
  let voyage: Sandbox;
  let openai: Sandbox;
  let groq: Sandbox;
  let llamacpp: Sandbox;
  let journey: Journey;

  before(async () => {
    const behave = () => ({ does: 'answer', text: 'Hello.', usage: { input: 10, output: 5 } }) as const;
    voyage = await startSandbox({ speaks: 'openai-chat', models: [], key: 'pa-another', behave });
    openai = await startSandbox({ speaks: 'openai-responses', models: ['gpt-4.1-mini'], key: 'sk-another', behave });
    groq = await startSandbox({ speaks: 'openai-chat', models: ['llama-3.3-70b-versatile'], key: groqKey, behave });
    llamacpp = await startSandbox({ speaks: 'openai-chat', models: ['served'], behave });
    journey = await startJourney({
      name: 'providers',
      settings: { 'keyway.models': ownModels, 'keyway.modelFacts.refresh': 'off' },
      machineSettings: baseUrlsOf({ voyage, openai, groq, llamacpp }),
      prepare: ({ storage }) => {
        fs.mkdirSync(storage, { recursive: true });
        fs.writeFileSync(path.join(storage, 'keys.json'), JSON.stringify({ version: 1, keys: [oldKey] }));
      },
    });
  });

  after(async () => {
    await journey.stop();
    for (const sandbox of [voyage, openai, groq, llamacpp]) await sandbox.stop();
  });

  /** Until the open box says so: by its placeholder, or below itself. */
  const asked = async (what: RegExp): Promise<void> => {
    const { page, quickInput } = journey.workbench;
    await until({ page, what: `the question ${what}` }, async () => {
      const said = [await quickInput.placeholder(), (await quickInput.message()).text];
      return said.some((text) => what.test(text));
    });
  };
  const begin = async (provider: string): Promise<void> => {
    const { workbench } = journey;
    await workbench.notifications.clear();
    await workbench.runCommand('Keyway: Add Key…');
    await asked(/Whose key is it/);
    await workbench.quickInput.type(provider);
    await workbench.quickInput.pick(provider);
  };
  const enter = async (what: RegExp, value = ''): Promise<void> => {
    const { quickInput } = journey.workbench;
    await asked(what);
    if (value !== '') await quickInput.type(value);
    await quickInput.accept();
  };

  it('finds the key of a provider that closed, reads what takes its place, and removes it', async () => {
    const { workbench } = journey;
    const { page, quickInput } = workbench;
    await workbench.runCommand('Keyway: List Keys');
    await quickInput.waitFor('Keys');
    await quickInput.type('octo');
    const [row] = await quickInput.rows();
    assert.deepEqual(row, {
      label: 'default',
      description: 'OctoAI · closed on 2024-10-31',
      detail: 'NVIDIA bought it and ended the service. Use NVIDIA NIM instead.',
    });
    await quickInput.accept();
    await asked(/NVIDIA bought it and ended the service\. Use NVIDIA NIM instead\./);
    assert.equal(await quickInput.title(), 'OctoAI closed on 2024-10-31');
    const next = (await quickInput.rows()).map(({ label }) => label);
    assert.deepEqual(next, ['Add Key for NVIDIA NIM', 'Remove Key', 'Cancel']);
    await quickInput.pick('Remove Key');
    await workbench.dialogs.waitFor('Remove OctoAI key “default”?');
    await workbench.dialogs.click('Remove');
    const left = (): string => fs.readFileSync(path.join(journey.storage, 'keys.json'), 'utf8');
    await until({ page, what: 'the key to be gone' }, () => Promise.resolve(!left().includes('octoai')));
    assert.deepEqual(await workbench.notifications.all(), [], 'no models are said to be ready');
  });

  it('is asked before a test that costs something, and nothing is sent where the answer is no', async () => {
    const { workbench } = journey;
    const { quickInput, notifications } = workbench;
    await begin('Voyage AI');
    await enter(/Platform of Voyage AI/);
    await enter(/API key of Voyage AI/, voyageKey);
    await enter(/nickname/);
    await asked(/^Testing this key costs nothing within the free tier, else less than \$0\.0001\.$/);
    await workbench.screenshot('providers-cost');
    await quickInput.pick('Save Without Testing');
    await notifications.waitFor(/Voyage AI key “default” was saved\. It was not tested\./);
    assert.equal(voyage.asked.length, 0);
    await consentToChat(workbench);
    await notifications.clear();
    await workbench.runCommand('Keyway: Test Key…');
    await enter(/Which key is to be tested/, 'voyage');
    await asked(/^Testing this key costs nothing/);
    await quickInput.cancel();
    await quickInput.waitUntilClosed();
    assert.equal(voyage.asked.length, 0);
    await workbench.runCommand('Keyway: Test Key…');
    await enter(/Which key is to be tested/, 'voyage');
    await asked(/^Testing this key costs nothing/);
    await quickInput.pick('Test');
    await notifications.waitFor(/Voyage AI refuses this key \(401\): copy it once more, or create a new one at https/);
    assert.deepEqual(
      voyage.asked.map(({ method, path: where }) => `${method} ${where}`),
      ['POST /v1/embeddings'],
    );
  });

  it('adds a key that was typed under the wrong provider where it belongs, without typing it again', async () => {
    const { workbench } = journey;
    const { quickInput, notifications } = workbench;
    await begin('OpenAI');
    await asked(/API key of OpenAI/);
    await quickInput.type(groqKey);
    await quickInput.waitForMessage('This looks like a key of Groq, not of OpenAI.');
    await quickInput.accept();
    await enter(/nickname/);
    await asked(/^This looks like a key of Groq: add it there\.$/);
    await workbench.screenshot('providers-elsewhere');
    await quickInput.pick('Add It for Groq');
    await enter(/nickname/);
    await notifications.waitFor(/Groq key “default” was saved\. Groq accepts this key\./);
    assert.ok(groq.asked.some(({ headers }) => headers.authorization === `Bearer ${groqKey}`));
  });

  it('has the models of the setting keyway.models in the picker, as it describes them', async () => {
    const { workbench } = journey;
    const { page, chat } = workbench;
    await begin('llama.cpp');
    await enter(/Base URL of llama\.cpp \(may be left empty\)/);
    await enter(/API key of llama\.cpp \(may be left empty\)/);
    await enter(/nickname/);
    await workbench.notifications.waitFor(/llama\.cpp answers and wants no key\./);
    await workbench.notifications.clear();
    await chat.open();
    const models = await until({ page, what: 'the own models in the picker', milliseconds: 120_000 }, async () => {
      const rows = await chat.models();
      return rows.some(({ label }) => label === 'served') ? rows : undefined;
    });
    const local = models.filter(({ detail }) => detail.startsWith('llama.cpp'));
    assert.deepEqual(
      local.map(({ label, detail }) => `${label}: ${detail}`),
      ['My Coder: llama.cpp · $0.20 / $0.40', 'served: llama.cpp · local'],
    );
    await workbench.screenshot('providers-own-models');
  });

  it('is told that refreshing model facts is off, shown the setting, and nobody is asked', async () => {
    const { workbench } = journey;
    const { page, notifications } = workbench;
    await notifications.clear();
    await workbench.runCommand('Keyway: Refresh Model Facts');
    await notifications.waitFor('Refreshing model facts is off');
    assert.deepEqual(
      (await notifications.all()).map(({ text }) => text),
      ['Refreshing model facts is off in the setting keyway.modelFacts.refresh.'],
    );
    await notifications.click('Refreshing model facts is off', 'Open Setting');
    await page.locator('.settings-editor .setting-item-contents', { hasText: 'models.dev' }).waitFor();
    await workbench.screenshot('providers-facts-setting');
  });
});
