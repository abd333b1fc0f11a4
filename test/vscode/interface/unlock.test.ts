import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import { addKey, baseUrlsOf, startJourney, type Journey } from './journey.ts';

const key = 'sk-unlock-0123456789abcdefghij';
const consent = /Would you like to enable/;
const offer = /Your models are ready/;

/** Keyway has started, and has had time to ask what it wants to ask. */
const atRest = async ({ workbench }: Journey): Promise<void> => {
  await workbench.runCommand('Keyway: List Keys');
  await workbench.quickInput.waitFor('Keys');
  await workbench.quickInput.cancel();
  await delay(4_000);
};

/** What asks for something: dialogs, and notifications with buttons. */
const prompts = async ({ workbench }: Journey): Promise<readonly string[]> => {
  const dialog = await workbench.dialogs.current();
  const asking = (await workbench.notifications.all()).filter(({ buttons }) => buttons.length > 0);
  return [...(dialog ? [dialog.text] : []), ...asking.map(({ text }) => text)];
};

/** Where the editor still has its chat extension switched off, it asks for consent again when the person wants chat. */
const isStillLocked = async ({ workbench }: Journey): Promise<void> => {
  await workbench.runCommand('Keyway: Set Up Chat');
  await workbench.dialogs.waitFor(consent);
  await workbench.dialogs.click('Cancel');
};

describe('A person who does not want the editor’s chat', () => {
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1-mini'],
      behave: () => ({ does: 'answer', text: 'Hello.' }),
    });
  });

  after(() => sandbox.stop());

  describe('and declines the editor’s question after the offer', () => {
    before(async () => {
      journey = await startJourney({
        name: 'unlock-offer',
        machineSettings: { ...baseUrlsOf({ openai: sandbox }), 'keyway.importKeysFromEnvironment': true },
        env: { OPENAI_API_KEY: key },
      });
    });
    after(() => journey.stop());

    it('keeps the chat extension disabled, and is told how to get it later', async () => {
      const { notifications, dialogs } = journey.workbench;
      await notifications.click(offer, 'Set Up Chat');
      const { text, detail, buttons } = await dialogs.waitFor(consent);
      assert.match(`${text} ${detail}`, /No GitHub sign-in is needed/);
      assert.ok(buttons.includes('Enable Extension and Use Keyway Models'));
      await journey.workbench.screenshot('unlock-consent');
      await dialogs.click('Cancel');
      await notifications.waitFor(/The chat stays as it is\. Run “Keyway: Set Up Chat”/);
      await journey.workbench.screenshot('unlock-declined');
    });

    for (const time of ['first', 'second']) {
      it(`is asked nothing after the ${time} reload`, async () => {
        await journey.workbench.reload();
        await atRest(journey);
        assert.deepEqual(await prompts(journey), []);
      });
    }

    it('still can change the mind', async () => {
      await isStillLocked(journey);
    });
  });

  describe('and declines the editor’s question after the first key', () => {
    before(async () => {
      journey = await startJourney({ name: 'unlock-key', machineSettings: baseUrlsOf({ openai: sandbox }) });
    });
    after(() => journey.stop());

    it('is not asked again, neither after the next key nor after two reloads', async () => {
      const { workbench } = journey;
      await addKey(workbench, { provider: 'OpenAI', key });
      await workbench.dialogs.waitFor(consent);
      await workbench.dialogs.click('Cancel');
      await workbench.notifications.waitFor(/The chat stays as it is/);
      await workbench.notifications.clear();
      await addKey(workbench, { provider: 'OpenAI', key: `${key}k`, nickname: 'second' });
      await workbench.notifications.waitFor(/“second” was saved/);
      await atRest(journey);
      assert.deepEqual(await prompts(journey), []);
      await workbench.runCommand('Keyway: Get Started');
      await workbench.page
        .locator('button.getting-started-step[data-step-id="keyway.keyway#getStarted#addKey"]')
        .waitFor();
      for (let reload = 0; reload < 2; reload++) {
        await workbench.reload();
        await atRest(journey);
        assert.deepEqual(await prompts(journey), []);
      }
      await isStillLocked(journey);
    });
  });

  describe('and has switched AI features off', () => {
    before(async () => {
      journey = await startJourney({
        name: 'unlock-off',
        settings: { 'chat.disableAIFeatures': true },
        machineSettings: { ...baseUrlsOf({ openai: sandbox }), 'keyway.importKeysFromEnvironment': true },
        env: { OPENAI_API_KEY: key },
      });
    });
    after(() => journey.stop());

    const settings = (): string => fs.readFileSync(path.join(journey.profile, 'data', 'User', 'settings.json'), 'utf8');

    /** The editor writes this file itself, with an empty list. */
    const groups = (): string => {
      const file = path.join(journey.profile, 'data', 'User', 'chatLanguageModels.json');
      return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    };

    it('is left alone: no question, no group of ours, the setting stays', async () => {
      const written = settings();
      assert.match(written, /"chat\.disableAIFeatures": true/);
      for (let start = 0; start < 2; start++) {
        if (start > 0) await journey.workbench.reload();
        await atRest(journey);
        assert.deepEqual(await prompts(journey), []);
        assert.equal(settings(), written);
        assert.ok(!groups().includes('keyway'), 'no group of ours');
      }
    });

    it('is told why when asking for chat, and nothing is changed', async () => {
      const { workbench } = journey;
      const written = settings();
      await workbench.runCommand('Keyway: Set Up Chat');
      await workbench.notifications.waitFor(
        /AI features are switched off in your settings \(chat\.disableAIFeatures\)/,
      );
      await workbench.screenshot('unlock-off');
      assert.equal(await workbench.dialogs.current(), undefined);
      assert.equal(settings(), written);
    });
  });

  describe('but says yes', () => {
    before(async () => {
      journey = await startJourney({ name: 'unlock-yes', machineSettings: baseUrlsOf({ openai: sandbox }) });
    });
    after(() => journey.stop());

    it('is asked once about small tasks, after the first answer, and nothing any more after two reloads', async () => {
      const { workbench } = journey;
      await addKey(workbench, { provider: 'OpenAI', key });
      await workbench.dialogs.waitFor(consent);
      await workbench.dialogs.click('Enable Extension and Use Keyway Models');
      await workbench.chat.open();
      await workbench.chat.chooseModel('Auto');
      assert.ok(!(await prompts(journey)).some((text) => /small model/.test(text)));
      await workbench.chat.waitForAnswer(await workbench.chat.ask('Are you there?'), { milliseconds: 120_000 });
      await workbench.notifications.click(/small model for chat titles/, 'Not Now');
      await addKey(workbench, { provider: 'OpenAI', key: `${key}k`, nickname: 'second' });
      await workbench.notifications.waitFor(/“second” was saved/);
      await atRest(journey);
      assert.deepEqual(await prompts(journey), []);
      await workbench.runCommand('Keyway: Get Started');
      await workbench.page
        .locator('button.getting-started-step[data-step-id="keyway.keyway#getStarted#addKey"]')
        .waitFor();
      for (let reload = 0; reload < 2; reload++) {
        await workbench.reload();
        await atRest(journey);
        assert.deepEqual(await prompts(journey), []);
      }
      await workbench.chat.open();
      const models = await until(
        { page: workbench.page, what: 'our models in the picker', milliseconds: 120_000 },
        async () => {
          const all = await workbench.chat.models();
          return all.some(({ label }) => label === 'Auto') ? all : undefined;
        },
      );
      assert.ok(models.length >= 2);
    });
  });
});
