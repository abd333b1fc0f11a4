import assert from 'node:assert/strict';
import * as path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, consentToChat, moneyItem, startJourney, type Journey } from './journey.ts';
import { frameOf } from './looks.ts';
import { filesWith } from './search.ts';

describe('Beside the panel', () => {
  let sandbox: Sandbox;
  let journey: Journey;
  /** Tokens of the next prompts, as the provider counts them: $2 per million. */
  let input = 100_000;

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1'],
      behave: () => ({ does: 'answer', text: 'Money well spent.', usage: { input, output: 0 } }),
    });
    journey = await startJourney({
      name: 'face',
      settings: { 'keyway.budgets': [{ limit: 1, period: 'day', action: 'block' }] },
      machineSettings: { ...baseUrlsOf({ openai: sandbox }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: 'sk-face-0123456789abcdefghij' },
    });
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
  });

  const shot = (name: string): Promise<string> => journey.workbench.screenshot(`face-${name}`);

  const ask = async (text: string) => {
    const { chat } = journey.workbench;
    return chat.waitForAnswer(await chat.ask(text), { milliseconds: 120_000 });
  };

  /** Of the item in the status bar, once it says so. */
  const shown = (wanted: RegExp) =>
    until({ page: journey.workbench.page, what: `${wanted} in the status bar` }, async () => {
      const item = moneyItem(journey.workbench);
      if ((await item.count()) !== 1) return undefined;
      const text = (await item.innerText()).trim();
      if (!wanted.test(text)) return undefined;
      const classes = (await item.getAttribute('class')) ?? '';
      return { text, label: (await item.getAttribute('aria-label')) ?? '', kind: /(\w+)-kind/.exec(classes)?.[1] };
    });

  /** Of the walkthrough in front: which of its steps are done. */
  const steps = (): Promise<Readonly<Record<string, boolean>>> =>
    journey.workbench.page
      .locator('button.getting-started-step')
      .evaluateAll((all) =>
        Object.fromEntries(
          all.map((step) => [
            (step.getAttribute('data-step-id') ?? '').split('#').at(-1) ?? '',
            step.getAttribute('aria-checked') === 'true',
          ]),
        ),
      );

  /** Until these steps are done. Opened anew: Escape, with which each command begins, leaves the walkthrough. */
  const done = async (...ids: readonly string[]) => {
    await journey.workbench.runCommand('Keyway: Get Started');
    return until({ page: journey.workbench.page, what: `the steps ${ids.join(', ')} done` }, async () => {
      const found = await steps();
      return ids.every((id) => found[id] === true) && found;
    });
  };

  /** Follows a link, as the editor does with one that the system hands to it. */
  const follow = async (rest: string): Promise<void> => {
    const { quickInput, dialogs, page } = journey.workbench;
    await journey.workbench.runCommand('Developer: Open URL');
    await until({ page, what: 'the box for an address' }, async () => /URL/.test((await quickInput.message()).text));
    await quickInput.type(`vscode://keyway.keyway${rest}`);
    await quickInput.accept();
    await until({ page, what: 'the editor’s own question' }, async () => {
      const dialog = await dialogs.current();
      return dialog?.buttons.find((button) => /^Open$/.test(button));
    });
    await dialogs.click('Open');
  };

  it('a walkthrough opens on a command, with the first step done where a key is there', async () => {
    const { workbench } = journey;
    await workbench.notifications.waitFor(/Your models are ready/);
    // The pictures need the room.
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.runCommand('View: Toggle Secondary Side Bar Visibility');
    const found = await done('addKey', 'budget');
    assert.deepEqual(Object.keys(found), ['addKey', 'setUpChat', 'ask', 'receipt', 'budget', 'code']);
    assert.deepEqual([found['setUpChat'], found['ask'], found['receipt'], found['code']], [false, false, false, false]);
    for (const id of Object.keys(found)) {
      await workbench.page.locator(`button.getting-started-step[data-step-id$="#${id}"]`).click();
      await workbench.page.waitForTimeout(600);
      await shot(`walkthrough-${id}`);
    }
  });

  it('the status bar says that nothing was spent today, after it has looked', async () => {
    const { label, kind } = await shown(/\$0\.00$/);
    assert.match(label, /^Keyway\. Today \$0\.00\. This month \$0\.00\. Daily budget: 0% · \$0\.00 of \$1\.00$/);
    assert.equal(kind, undefined);
  });

  it('the status bar shows what an answer added to today, and the walkthrough goes on', async () => {
    const { workbench } = journey;
    await workbench.runCommand('Keyway: Set Up Chat');
    await consentToChat(workbench);
    await done('setUpChat');
    await workbench.chat.open();
    await workbench.chat.chooseModel('GPT-4.1');
    assert.equal((await ask('What is money?')).error, '');
    const { label, kind } = await shown(/\$0\.20$/);
    assert.match(label, /Today \$0\.20\..*Last receipt: Answered by OpenAI gpt-4\.1 with key environment/);
    assert.equal(kind, undefined);
    await done('ask');
  });

  it('the status bar warns at 80% of the budget, and is an error once it blocks', async () => {
    input = 320_000;
    assert.equal((await ask('And more?')).error, '');
    const near = await shown(/\$0\.84 · 84%$/);
    assert.equal(near.kind, 'warning');
    await journey.workbench.notifications.clear();
    await shot('near');
    input = 100_000;
    assert.equal((await ask('The last of it?')).error, '');
    const over = await shown(/\$1\.04 · blocked$/);
    assert.equal(over.kind, 'error');
    assert.match(over.label, /^Keyway\. A budget blocks requests\. Today \$1\.04\./);
    await journey.workbench.notifications.clear();
    await shot('blocked');
  });

  it('the hover of it shows sums, budgets and the last receipt, and its links lead there', async () => {
    const { page } = journey.workbench;
    await moneyItem(journey.workbench).hover();
    const hover = page.locator('.workbench-hover-container .monaco-hover, .workbench-hover').filter({ visible: true });
    const text = await until({ page, what: 'the hover' }, async () => {
      const said = (await hover.count()) > 0 ? await hover.first().innerText() : '';
      return /Show Usage/.test(said) && said;
    });
    // It fades in.
    await page.waitForTimeout(500);
    await shot('hover');
    for (const part of [
      /Today \$1\.04/,
      /This month \$1\.04/,
      /Daily budget: ▰{10} 104% · \$1\.04 of \$1\.00/,
      /Answered by OpenAI gpt-4\.1 with key environment/,
    ])
      assert.match(text, part);
    await hover.first().getByText('Show Receipts').click();
    await journey.workbench.quickInput.waitFor('Keyway Receipts');
    await journey.workbench.quickInput.cancel();
  });

  it('a click on it opens the panel at usage', async () => {
    await moneyItem(journey.workbench).locator('a').first().click();
    const frame = await frameOf(journey.workbench);
    await frame.waitForSelector('[role=tab][aria-selected=true]:has-text("Usage")');
    await shot('panel-title');
    const titles = await journey.workbench.page
      .locator('.editor-actions .action-label')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
    for (const title of ['Refresh Models', 'Add Key…', 'Set Budget…', 'Export Usage…'])
      assert.ok(
        titles.some((one) => one.startsWith(title)),
        `${title} among ${titles.join(', ')}`,
      );
  });

  it('the chat’s own menu leads to what Keyway knows of it', async () => {
    const { page } = journey.workbench;
    await page.locator('.part.auxiliarybar .title-actions a[aria-label*="More Actions"]').first().click();
    const menu = page.locator('.monaco-menu .action-label');
    await menu.getByText('Keyway', { exact: true }).first().hover();
    await menu.getByText('Show Receipts', { exact: true }).first().waitFor();
    await shot('chat-menu');
    const titles = await menu.allInnerTexts();
    for (const title of ['Open Panel', 'Show Usage', 'Explain Route…', 'Diagnose…'])
      assert.ok(titles.includes(title), titles.join(', '));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });

  it('it is calm again once the budget is lifted', async () => {
    const { workbench } = journey;
    await workbench.runCommand('Keyway: Show Budgets');
    await workbench.quickInput.waitFor('Budgets');
    await workbench.quickInput.pick('Daily budget');
    await workbench.quickInput.waitFor('Daily budget');
    await workbench.quickInput.pick('Lift for Today');
    const { kind, label } = await shown(/\$1\.04$/);
    assert.equal(kind, undefined);
    assert.match(label, /Daily budget: 104% · \$1\.04 of \$1\.00 · lifted/);
  });

  it('its setting chooses the last answer or the month, or hides it', async () => {
    const { workbench } = journey;
    const { page } = workbench;
    await workbench.runCommand('Preferences: Open Settings (UI)');
    await page.locator('.settings-editor .suggest-input-container .monaco-editor').click();
    await page.keyboard.type('@id:keyway.statusBar');
    const choices = page.locator('.settings-editor select[aria-label="keyway.statusBar"]');
    await choices.waitFor();
    await shot('setting');
    await choices.selectOption('Last answer');
    await shown(/\$0\.20$/);
    await choices.selectOption('Off');
    await until({ page, what: 'the item to go' }, async () => (await moneyItem(workbench).count()) === 0);
    await choices.selectOption('This month');
    await shown(/\$1\.04$/);
  });

  it('a link opens a section of the panel', async () => {
    const { page } = journey.workbench;
    await follow('/panel/routing');
    const frame = await frameOf(journey.workbench);
    await frame.waitForSelector('[role=tab][aria-selected=true]:has-text("Routing")');
    await page.keyboard.press('Escape');
  });

  it('a link asks for a key of its provider, and brings none', async () => {
    const { workbench } = journey;
    await follow('/add-key?provider=groq');
    await workbench.quickInput.waitFor(/Add Key/);
    await shot('link-add-key');
    await workbench.quickInput.cancel();
    await workbench.notifications.clear();
    await follow('/add-key?provider=groq&key=gsk_0123456789abcdefghijklmnop');
    const { text } = await workbench.notifications.waitFor(/A link cannot bring a key/);
    assert.doesNotMatch(text, /gsk_/);
    const logs = filesWith(path.join(journey.profile, 'data', 'logs'), 'gsk_0123456789');
    assert.deepEqual(
      logs.filter((file) => /keyway/i.test(file)),
      [],
    );
  });

  it('a link that is not known does nothing but say so', async () => {
    const { workbench } = journey;
    const sent = sandbox.asked.length;
    await workbench.notifications.clear();
    await follow('/command/keyway.removeKey');
    await workbench.notifications.waitFor('Keyway does not know this link, so nothing was done.');
    assert.equal(sandbox.asked.length, sent);
  });
});
