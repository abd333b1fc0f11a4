import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { startSandbox, type Asked, type Behaviour, type Sandbox } from '../../sandbox/sandbox.ts';
import { editors } from '../harness/editors.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, startJourney, type Journey } from './journey.ts';

const files = {
  'cart.ts': 'export interface Item {\n  price: number;\n}\n\n',
  'stats.py': 'def mean(values):\n    return sum(values) / len(values)\n\n\n',
  'main.go': 'package main\n\nimport "fmt"\n\n',
  'notes.md': '# Notes\n\n',
  '.env': 'SECRET_TOKEN=\n',
  '.gitignore': 'ignored.ts\n',
  'ignored.ts': 'const hidden = 1;\n',
};

describe('Inline completions', () => {
  let sandbox: Sandbox;
  let journey: Journey;
  let page: Page;
  let next: Behaviour = { does: 'answer', text: '' };

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-chat',
      models: ['deepseek-chat'],
      tells: { '/user/balance': { is_available: true, balance_infos: [] } },
      behave: () => ({ does: 'answer', text: 'nobody chats here' }),
      fill: () => next,
    });
    journey = await startJourney({
      name: 'completion',
      files,
      settings: {
        'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
        // Tab would take what the list of suggestions offers.
        'editor.suggestOnTriggerCharacters': false,
        'editor.minimap.enabled': false,
        // Otherwise the box would not find the one that is ignored.
        'search.useIgnoreFiles': false,
      },
      machineSettings: { ...baseUrlsOf({ deepseek: sandbox }), 'keyway.importKeysFromEnvironment': true },
      env: { DEEPSEEK_API_KEY: `sk-${'0123456789abcdef'.repeat(2)}` },
    });
    ({ page } = journey.workbench);
    await journey.workbench.notifications.waitFor(/Your models are ready/);
    await journey.workbench.notifications.clear();
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
  });

  /** Opens a file with the cursor at its end. */
  const open = async (name: string): Promise<void> => {
    const { quickInput } = journey.workbench;
    await page.keyboard.press('ControlOrMeta+P');
    await quickInput.waitFor(/Search files/);
    await page.keyboard.type(name);
    await until({ page, what: `the file ${name} in the list` }, async () => {
      const [row] = await quickInput.rows();
      return row?.label === name;
    });
    await page.keyboard.press('Enter');
    const tab = page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`);
    await until({ page, what: `the editor of ${name}` }, () => tab.isVisible());
    const focused = page.locator('.editor-group-container.active .editor-instance .monaco-editor.focused');
    await until({ page, what: `the cursor in ${name}` }, () => focused.isVisible());
    await page.keyboard.press('ControlOrMeta+End');
  };

  const text = (): Promise<string> => editors(page).text();

  /** What is proposed, on the screen. */
  const ghost = async (): Promise<string> => {
    const parts = await page
      .locator(
        '.editor-instance .ghost-text, .editor-instance .ghost-text-decoration, .editor-instance .ghost-text-decoration-preview, .editor-instance .suggest-preview-text',
      )
      .filter({ visible: true })
      .allInnerTexts();
    return parts.join('').replaceAll('\u00a0', ' ');
  };

  const waitForGhost = (wanted: string): Promise<string> =>
    until({ page, what: `a proposal that says ${wanted}` }, async () => {
      const shown = await ghost();
      return shown.includes(wanted) && shown;
    });

  const item = (): Promise<string> =>
    page
      .locator('.statusbar-item[aria-label^="Keyway inline completions"]')
      .first()
      .getAttribute('aria-label', { timeout: 1_000 })
      .then(
        (label) => label ?? '',
        () => '',
      );

  const fillOf = ({ body }: Asked) => JSON.parse(body) as { readonly prompt: string; readonly suffix: string };

  const rest = (milliseconds: number): Promise<void> => page.waitForTimeout(milliseconds);

  it('are off, and send nothing', async () => {
    next = { does: 'answer', text: 'nobody asked' };
    await open('cart.ts');
    await page.keyboard.type('const a = ', { delay: 30 });
    await rest(2_000);
    assert.equal(sandbox.fills.length + sandbox.chats.length, 0);
    assert.equal(await item(), '');
    assert.equal(await ghost(), '');
  });

  it('are turned on only after it was said what is sent and what it may cost', async () => {
    const { workbench } = journey;
    await workbench.runCommand('Keyway: Turn Inline Completions On or Off');
    const { detail } = await workbench.dialogs.waitFor('Turn on inline completions?');
    await workbench.screenshot('completion-consent');
    assert.match(detail, /is sent to the cheapest of your models/);
    assert.match(detail, /up to \$0\.50 a day/);
    await workbench.dialogs.click('Turn On');
    await workbench.notifications.waitFor('Inline completions are on.');
    await until({ page, what: 'the status item' }, async () => /on for typescript/.test(await item()));
    await workbench.notifications.clear();
  });

  it('propose what the model fills in between what is before and behind the cursor', async () => {
    next = {
      does: 'answer',
      text: 'items.reduce((sum, item) => sum + item.price, 0);',
      usage: { input: 300, output: 20 },
    };
    await open('cart.ts');
    await page.keyboard.type('1;');
    await page.keyboard.press('Enter');
    await page.keyboard.type('export const total = (items: Item[]) => ', { delay: 40 });
    await waitForGhost('items.reduce');
    await journey.workbench.screenshot('completion-ghost');
    const asked = sandbox.fills.at(-1);
    assert.ok(asked);
    assert.match(asked.path, /\/beta\/completions$/);
    assert.ok(fillOf(asked).prompt.endsWith('export const total = (items: Item[]) => '));
    assert.ok(fillOf(asked).prompt.startsWith('export interface Item'));
  });

  it('show the rest while it is typed, and are taken with Tab, with no other request', async () => {
    const before = sandbox.fills.length;
    await page.keyboard.type('items.', { delay: 80 });
    await waitForGhost('reduce((sum');
    assert.ok(!(await ghost()).includes('items.reduce'));
    await page.keyboard.press('Tab');
    await until({ page, what: 'the text that was taken' }, async () =>
      /=> items\.reduce\(\(sum, item\) => sum \+ item\.price, 0\);/.test(await text()),
    );
    assert.equal(sandbox.fills.slice(before).filter((one) => fillOf(one).prompt.endsWith('items.')).length, 0);
    await until({ page, what: 'the status item to count it' }, async () => /1 taken/.test(await item()));
    assert.match(await item(), /An hour of typing: (?:\$|free)/);
    await journey.workbench.screenshot('completion-taken');
  });

  it('are several lines where a block begins', async () => {
    next = { does: 'answer', text: '\n    return sorted(values)[len(values) // 2]\n\n\nprint(mean([1]))\n' };
    await open('stats.py');
    await page.keyboard.type('def median(values):', { delay: 40 });
    await waitForGhost('return sorted');
    await journey.workbench.screenshot('completion-block');
    assert.ok(!(await ghost()).includes('print'));
    await page.keyboard.press('Tab');
    await until({ page, what: 'both lines' }, async () => /def median\(values\):\s+return sorted/.test(await text()));
  });

  it('send at a human’s speed no more requests than there were pauses, and abort each that another takes the place of', async () => {
    next = { does: 'stall' };
    await open('main.go');
    const before = sandbox.fills.length;
    const line =
      'func describe(name string, count int) string { return fmt.Sprintf("%s has %d items in the cart today", name, count) }';
    const words = `${line}; ${line}`.slice(0, 200);
    const at: number[] = [];
    for (let index = 0; index < words.length; index++) {
      await page.keyboard.type(words.charAt(index));
      at.push(Date.now());
      // Four long pauses, as of somebody who thinks, each long enough for a request.
      await rest(index % 50 === 49 ? 900 : 60 + ((index * 37) % 61));
    }
    await rest(1_500);
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? time));
    const pauses = gaps.filter((gap) => gap >= 120).length + 1;
    const sent = sandbox.fills.slice(before);
    const superseded = sent.slice(0, -1);
    const aborted = superseded.filter((one) => one.closedAt() !== undefined);
    console.log(
      `      200 keys in ${Math.round((at.at(-1) ?? 0) - (at[0] ?? 0))} ms, ${pauses} pauses of 120 ms or more: ${sent.length} requests, ${aborted.length} of ${superseded.length} superseded ones aborted`,
    );
    assert.ok(sent.length >= 4, 'the long pauses are used');
    assert.ok(sent.length <= pauses, `${sent.length} requests in ${pauses} pauses`);
    assert.equal(aborted.length, superseded.length);
    assert.equal(await ghost(), '');
  });

  it('are aborted at the server when they are wanted no more, and never come late', async () => {
    next = { does: 'answer', text: 'too late to be of any use to anybody', paceMs: 400 };
    await open('main.go');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.type('var late = ', { delay: 50 });
    const asked = await until({ page, what: 'the request for the whole line' }, async () => {
      const last = sandbox.fills.at(-1);
      return last && fillOf(last).prompt.endsWith('var late = ') && last;
    });
    const left = Date.now();
    await page.keyboard.press('ControlOrMeta+Home');
    const closed = await until({ page, what: 'the request to be aborted' }, async () => asked.closedAt());
    console.log(`      aborted at the server ${closed - left} ms after the cursor left`);
    await rest(4_000);
    assert.equal(await ghost(), '');
    assert.ok(!(await text()).includes('too late'));
  });

  it('never send a file of secrets, an ignored one, or a language that is off', async () => {
    next = { does: 'answer', text: 'forbidden' };
    const before = sandbox.fills.length;
    for (const name of ['.env', 'ignored.ts', 'notes.md']) {
      await open(name);
      await page.keyboard.type('value = ', { delay: 60 });
      await rest(1_200);
      assert.equal(await ghost(), '', name);
    }
    assert.equal(sandbox.fills.length, before);
    for (const { body } of sandbox.asked) assert.ok(!body.includes('SECRET_TOKEN') && !body.includes('hidden'));
  });

  it('are turned off for a language from the status bar', async () => {
    const { workbench } = journey;
    await open('stats.py');
    await until({ page, what: 'the status item' }, async () => /on for python/.test(await item()));
    await page.locator('.statusbar-item[aria-label^="Keyway inline completions"] a').first().click();
    await workbench.quickInput.waitFor('Inline Completions');
    await workbench.screenshot('completion-menu');
    await workbench.quickInput.pick('Turn Off for python');
    await until({ page, what: 'the status item to say so' }, async () => /off for python/.test(await item()));
    const before = sandbox.fills.length;
    await page.keyboard.type('x = ', { delay: 60 });
    await rest(1_200);
    assert.equal(sandbox.fills.length, before);
    const settings = fs.readFileSync(path.join(journey.profile, 'data', 'User', 'settings.json'), 'utf8');
    assert.deepEqual((JSON.parse(settings) as Record<string, unknown>)['keyway.completions.languages'], {
      python: false,
    });
  });

  it('rest once their budget of the day is used up, with a word in the status bar and no box', async () => {
    const { workbench } = journey;
    // Three dollars or more at any price DeepSeek ever had.
    next = { does: 'answer', text: '1;', usage: { input: 50_000_000, output: 10 } };
    await open('cart.ts');
    await page.keyboard.press('Enter');
    await page.keyboard.type('const dear = ', { delay: 60 });
    const resting = /rest: the budget of today for inline completions is used up/;
    await until({ page, what: 'the status item to say that they rest' }, async () => {
      await page.keyboard.type('a');
      await rest(700);
      return resting.test(await item());
    });
    await workbench.notifications.clear();
    const before = sandbox.fills.length;
    await page.keyboard.type('a + b + ', { delay: 90 });
    await rest(1_500);
    await workbench.screenshot('completion-resting');
    assert.equal(sandbox.fills.length, before);
    assert.deepEqual(await workbench.notifications.all(), []);
    assert.equal(await workbench.dialogs.current(), undefined);
    await workbench.runCommand('Keyway: Show Budgets');
    await workbench.quickInput.waitFor('Budgets');
    const [row] = await workbench.quickInput.rows();
    await workbench.screenshot('completion-budget');
    assert.equal(row?.label, 'Daily budget for inline completions');
    await workbench.quickInput.cancel();
  });

  it('leave the receipt of the last answer alone, and are among the receipts', async () => {
    const { workbench } = journey;
    assert.equal(
      await page.locator('.statusbar-item[aria-label*="Last receipt: "]').filter({ visible: true }).count(),
      0,
    );
    await workbench.runCommand('Keyway: Show Receipts');
    await workbench.quickInput.waitFor('Keyway Receipts');
    const rows = await workbench.quickInput.rows();
    assert.ok(
      rows.some(({ label }) => /DeepSeek deepseek-chat/.test(label)),
      JSON.stringify(rows[0]),
    );
    await workbench.quickInput.cancel();
  });

  it('are gone at once when they are turned off', async () => {
    const { workbench } = journey;
    await workbench.runCommand('Keyway: Turn Inline Completions On or Off');
    await workbench.notifications.waitFor('Inline completions are off.');
    await until({ page, what: 'the status item to go' }, async () => (await item()) === '');
    const before = sandbox.fills.length;
    await open('main.go');
    await page.keyboard.type('var off = ', { delay: 60 });
    await rest(1_200);
    assert.equal(sandbox.fills.length, before);
  });
});
