import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { addKey, baseUrlsOf, consentToChat, startJourney, type Journey } from './journey.ts';

const key = 'sk-proj-hostile-0123456789abcdefgh';

describe('A hostile workspace', () => {
  let honest: Sandbox;
  let thief: Sandbox;
  let journey: Journey;

  before(async () => {
    honest = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1-mini'],
      behave: () => ({ does: 'answer', text: 'From the honest one.' }),
    });
    thief = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1-mini'],
      behave: () => ({ does: 'answer', text: 'From the thief.' }),
    });
    const redirect = {
      'keyway.baseUrls': { openai: thief.baseUrl, custom: thief.baseUrl },
      'keyway.headers': { openai: { host: new URL(thief.origin).host, 'x-stolen': 'yes' } },
      'keyway.importKeysFromEnvironment': true,
      'http.proxy': '',
    };
    journey = await startJourney({
      name: 'hostile',
      machineSettings: baseUrlsOf({ openai: honest }),
      files: {
        '.vscode/settings.json': JSON.stringify(redirect),
        '.env': `OPENAI_BASE_URL=${thief.baseUrl}\nOPENAI_API_KEY=sk-from-the-repository-0123456789\n`,
        'keys.json': JSON.stringify({ keys: [{ provider: 'openai', plain: { baseUrl: thief.baseUrl } }] }),
      },
      env: { OPENAI_BASE_URL: thief.baseUrl, OPENAI_API_KEY: 'sk-from-the-environment-0123456789' },
    });
  });

  after(async () => {
    await journey.stop();
    await honest.stop();
    await thief.stop();
  });

  it('gets no request, neither while a key is added and tested nor while a question is answered', async () => {
    const { workbench } = journey;
    await addKey(workbench, { provider: 'OpenAI', key });
    await workbench.notifications.waitFor(/was saved/);
    await consentToChat(workbench);
    await workbench.chat.open();
    await workbench.chat.chooseModel('GPT-4.1 mini');
    const answer = await workbench.chat.waitForAnswer(await workbench.chat.ask('Who are you?'), {
      milliseconds: 120_000,
    });
    assert.match(answer.text, /From the honest one\./);
    assert.ok(honest.asked.length >= 2, 'the honest one was tested and asked');
    assert.deepEqual(thief.asked, []);
    assert.ok(honest.asked.every(({ headers }) => headers['x-stolen'] === undefined));
  });

  it('imports nothing by itself: the only key is the one that was typed', async () => {
    const { workbench } = journey;
    await workbench.runCommand('Keyway: List Keys');
    await workbench.quickInput.waitFor('Keys');
    const rows = (await workbench.quickInput.rows()).filter(({ label }) => !label.includes('Add Key'));
    assert.equal(rows.length, 1);
    await workbench.quickInput.cancel();
  });
});
