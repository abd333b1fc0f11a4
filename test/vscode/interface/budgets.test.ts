import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import type { Workbench } from '../harness/workbench.ts';
import { baseUrlsOf, consentToChat, startJourney, type Journey } from './journey.ts';

describe('A budget', () => {
  let sandbox: Sandbox;
  let journey: Journey;
  let other: Workbench;
  /** Tokens of the next prompts, as the provider counts them: $2 per million. */
  let input = 420_000;

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1'],
      behave: () => ({ does: 'answer', text: 'Money well spent.', usage: { input, output: 0 } }),
    });
    journey = await startJourney({
      name: 'budgets',
      machineSettings: { ...baseUrlsOf({ openai: sandbox }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: 'sk-budgets-0123456789abcdefghij' },
    });
    const { workbench } = journey;
    await workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await consentToChat(workbench);
    await workbench.chat.open();
    await workbench.chat.chooseModel('GPT-4.1');
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
  });

  const ask = async (text: string, { chat }: Workbench = journey.workbench) =>
    chat.waitForAnswer(await chat.ask(text), { milliseconds: 120_000 });

  const notices = async (): Promise<readonly string[]> =>
    (await journey.workbench.notifications.all()).map(({ text }) => text).filter((text) => /\d%/.test(text));

  /** The only budget as the command shows it; the list stays open. */
  const shown = async (workbench: Workbench) => {
    const { page, quickInput } = workbench;
    await workbench.runCommand('Keyway: Show Budgets');
    await quickInput.waitFor('Budgets');
    return until({ page, what: 'a budget in the list' }, async () => (await quickInput.rows())[0]);
  };

  it('is set by keyboard alone', async () => {
    const { workbench } = journey;
    const { page, quickInput, notifications } = workbench;
    await notifications.clear();
    await page.keyboard.press('F1');
    await quickInput.waitFor(/./);
    await page.keyboard.type('Keyway: Set Budget');
    await until({ page, what: 'the command' }, async () =>
      /Set Budget…/.test((await quickInput.rows())[0]?.label ?? ''),
    );
    await page.keyboard.press('Enter');
    await quickInput.waitFor('Set Budget');
    await workbench.screenshot('budgets-offer');
    /** Goes down to the choice and takes it. */
    const choose = async (label: string): Promise<void> => {
      const place = await until({ page, what: `the choice ${label}` }, async () => {
        const at = (await quickInput.rows()).findIndex((row) => row.label === label);
        return at >= 0 && { at };
      });
      for (let row = 0; row < place.at; row++) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    };
    await choose('Another budget…');
    await choose('Everything');
    await choose('A Day');
    await until({ page, what: 'the box for the amount' }, async () =>
      /How many US dollars a day/.test((await quickInput.message()).text),
    );
    await page.keyboard.type('1');
    await workbench.screenshot('budgets-amount');
    await page.keyboard.press('Enter');
    await until({ page, what: 'what happens then' }, async () =>
      (await quickInput.rows()).some(({ label }) => label === 'Block Strictly'),
    );
    await workbench.screenshot('budgets-action');
    await choose('Block');
    await notifications.waitFor('Daily budget: $1.00.');
    const settings = fs.readFileSync(path.join(journey.profile, 'data', 'User', 'settings.json'), 'utf8');
    assert.deepEqual((JSON.parse(settings) as Record<string, unknown>)['keyway.budgets'], [
      { action: 'block', limit: 1, period: 'day' },
    ]);
  });

  it('warns once at 80%, and shows what is spent and left', async () => {
    const { workbench } = journey;
    await workbench.notifications.clear();
    assert.equal((await ask('Is there money?')).error, '');
    const { text, buttons } = await workbench.notifications.waitFor(/\d%/);
    assert.equal(text, 'The budget of today has reached 80%: $0.84 of $1.00. It begins anew tomorrow.');
    assert.deepEqual(buttons, ['Show Usage', 'Change Budget', "Don't Show Again"]);
    await workbench.screenshot('budgets-notice');
    const { label, description, detail } = await shown(workbench);
    await workbench.screenshot('budgets-list');
    assert.equal(label, 'Daily budget');
    assert.match(description, /84% · \$0\.84 of \$1\.00$/);
    assert.equal(detail, '$0.00 reserved · $0.16 left · anew tomorrow · then blocks');
    await workbench.quickInput.cancel();
  });

  it('is the same in another window', async () => {
    other = await journey.workbench.newWindow();
    assert.match((await shown(other)).description, /84% · \$0\.84 of \$1\.00$/);
    await other.quickInput.cancel();
    input = 100_000;
    await journey.workbench.notifications.clear();
    assert.equal((await ask('And now?')).error, '');
    assert.match((await shown(other)).description, /104% · \$1\.04 of \$1\.00$/);
    await other.quickInput.cancel();
    await journey.workbench.notifications.waitFor(/has reached 90%: \$1\.04 of \$1\.00/);
    assert.equal((await notices()).length, 1, 'the 80% are not told again');
  });

  it('that is used up blocks, in both windows, with a sentence that says so, and nothing is sent', async () => {
    const { workbench } = journey;
    const sent = sandbox.chats.length;
    const { text, error } = await ask('One more?');
    await workbench.screenshot('budgets-blocked');
    assert.equal(text, '');
    assert.match(error, /the budget of today is used up: \$1\.04 of \$1\.00/);
    await other.chat.open();
    await other.chat.chooseModel('GPT-4.1');
    assert.match((await ask('Or here?', other)).error, /the budget of today is used up: \$1\.04 of \$1\.00/);
    assert.equal(sandbox.chats.length, sent);
  });

  it('lets the next request through once it is lifted, also where another window has lifted it', async () => {
    const { quickInput, notifications } = other;
    const { label } = await shown(other);
    await quickInput.pick(label);
    await quickInput.waitFor('Daily budget');
    await other.screenshot('budgets-deeds');
    await quickInput.pick('Lift for Today');
    await notifications.waitFor('Daily budget: lifted, counts again tomorrow.');
    const { text, error } = await ask('May I?');
    assert.equal(error, '');
    assert.match(text, /Money well spent/);
  });
});
