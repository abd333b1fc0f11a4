import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, consentToChat, startJourney, type Journey } from './journey.ts';

describe('The usage page', () => {
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1-mini'],
      behave: () => ({ does: 'answer', text: 'Recorded.', usage: { input: 10_000, output: 100 } }),
    });
    journey = await startJourney({
      name: 'usage-page',
      machineSettings: { ...baseUrlsOf({ openai: sandbox }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: 'sk-usage-page-0123456789abcdefghij' },
    });
    const { workbench } = journey;
    await workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await consentToChat(workbench);
    await workbench.chat.open();
    await workbench.chat.chooseModel('GPT-4.1 mini');
    await workbench.chat.waitForAnswer(await workbench.chat.ask('Are you recorded?'), { milliseconds: 120_000 });
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
  });

  const shows = async (wanted: RegExp): Promise<string> =>
    until({ page: journey.workbench.page, what: `the page to say ${wanted}`, milliseconds: 60_000 }, async () => {
      const text = await journey.workbench.webview().locator('main').innerText({ timeout: 2_000 });
      return wanted.test(text) && text;
    });

  it('shows the tokens and the cost of what was just answered', async () => {
    await journey.workbench.runCommand('Keyway: Show Usage');
    const text = await shows(/gpt-4\.1-mini/);
    assert.match(text, /10,000/);
    assert.match(text, /\$0\.0042/);
    await journey.workbench.notifications.clear();
    await journey.workbench.screenshot('usage-page');
  });

  it('groups by what the person picks, and keeps it over a reload of the window', async () => {
    const { workbench } = journey;
    await workbench.webview().locator('#by').selectOption('key');
    await shows(/environment/);
    await workbench.hasKept('"by":"key"');
    await workbench.reload();
    await shows(/environment/);
    assert.equal(await workbench.webview().locator('#by').inputValue(), 'key');
  });
});
