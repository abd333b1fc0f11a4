import assert from 'node:assert/strict';
import { startSandbox, type Behaviour, type Sandbox } from '../../sandbox/sandbox.ts';
import { editors } from '../harness/editors.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, consentToChat, pageThatSays, startJourney, type Journey } from './journey.ts';

const speech = (text: string, facts: object = {}): Behaviour => ({
  does: 'answer',
  text,
  usage: { input: 10_000, output: 100 },
  ...facts,
});

const calm = { openai: speech('Luna says: a closure remembers.'), anthropic: speech('Sonnet says: it closes over.') };

describe('Comparing models', () => {
  let openai: Sandbox;
  let anthropic: Sandbox;
  let journey: Journey;
  let behave: { readonly openai: Behaviour; readonly anthropic: Behaviour } = calm;

  before(async () => {
    openai = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-6-luna', 'gpt-6.1-sol'],
      behave: () => behave.openai,
    });
    anthropic = await startSandbox({
      speaks: 'anthropic-messages',
      models: ['claude-sonnet-5'],
      behave: () => behave.anthropic,
    });
    journey = await startJourney({
      name: 'compare',
      machineSettings: { ...baseUrlsOf({ openai, anthropic }), 'keyway.importKeysFromEnvironment': true },
      env: {
        OPENAI_API_KEY: 'sk-compare-0123456789abcdefghij',
        ANTHROPIC_API_KEY: 'sk-ant-compare-0123456789abcdefgh',
      },
      files: { 'cart.ts': 'export const total = (prices: number[]) => prices.length;\n', '.env': 'TOKEN=CANARY-c0\n' },
    });
    const { workbench } = journey;
    await workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await consentToChat(workbench);
    await workbench.chat.open();
    await workbench.chat.chooseModel('GPT-6 Luna');
  });

  after(async () => {
    await journey.stop();
    await openai.stop();
    await anthropic.stop();
  });

  beforeEach(() => {
    behave = calm;
  });

  const sent = (): readonly number[] => [openai.chats.length, anthropic.chats.length];

  const ask = async (text: string) => {
    const { chat } = journey.workbench;
    return chat.waitForAnswer(await chat.ask(`@keyway /compare ${text}`), { milliseconds: 120_000 });
  };

  /** In the box that is open. */
  const choose = async (...labels: readonly string[]): Promise<void> => {
    const { workbench } = journey;
    const { quickInput } = workbench;
    await quickInput.waitFor('Compare Models');
    for (const label of labels) await quickInput.pick(label);
    // The box is there a moment before what is chosen in it.
    await workbench.page.locator('.quick-input-widget .quick-input-count', { hasText: '2 Selected' }).waitFor();
  };

  /** Into the box that asks for the prompt. */
  const say = async (prompt: string): Promise<void> => {
    const { page, quickInput } = journey.workbench;
    await until({ page, what: 'the box for the prompt' }, async () =>
      /each of them is asked/.test((await quickInput.message()).text),
    );
    await quickInput.type(prompt);
    await quickInput.accept();
  };

  /** Runs the command about all of the file in front, without Escape, which would end the selection. */
  const compareSelected = async (): Promise<void> => {
    const { page, quickInput } = journey.workbench;
    await page.keyboard.press('Control+a');
    await page.keyboard.press('F1');
    await quickInput.waitFor(/./);
    await quickInput.type('>Keyway: Compare Models…');
    await page.locator('.quick-input-widget .monaco-list-row[data-index="0"]', { hasText: 'Compare Models…' }).click();
  };

  it('asks the models that a prompt names the same at once, and shows their numbers side by side', async () => {
    const before = sent();
    const { text, error } = await ask('openai/gpt-6-luna anthropic/claude-sonnet-5: What is a closure?');
    await journey.workbench.screenshot('compare-chat');
    assert.equal(error, '');
    assert.match(text, /OpenAI gpt-6-luna[\s\S]*Luna says: a closure remembers\./);
    assert.match(text, /Anthropic claude-sonnet-5[\s\S]*Sonnet says: it closes over\./);
    assert.deepEqual(
      sent().map((count, index) => count - (before[index] ?? 0)),
      [1, 1],
    );
    for (const { chats } of [openai, anthropic]) assert.match(chats.at(-1)?.body ?? '', /What is a closure\?/);
    // 10,000 tokens in and 100 out, at the prices of each.
    const numbers = String.raw`\d\.\d s · first word \d\.\d s · 10,000 in, 100 out`;
    assert.match(text, new RegExp(String.raw`OpenAI gpt-6-luna\n${numbers} · \$0\.0011`));
    assert.match(text, new RegExp(String.raw`Anthropic claude-sonnet-5\n${numbers} · \$0\.\d+`));
    assert.match(text, /Together: \$0\.\d+\./);
    await journey.workbench.page
      .locator('.interactive-list .monaco-button', { hasText: 'Open as Page' })
      .last()
      .click();
    const page = await pageThatSays(journey.workbench, /Model\s+Time\s+First word\s+In\s+Out\s+Cost/);
    assert.match(page, /Luna says: a closure remembers\./);
    await journey.workbench.screenshot('compare-chat-page');
  });

  it('asks which models where none is named, and remembers them', async () => {
    const { workbench } = journey;
    const asking = workbench.chat.ask('@keyway /compare Which is better, and why?');
    await choose('GPT-6.1 Sol', 'claude-sonnet-5');
    await workbench.screenshot('compare-choice');
    await workbench.quickInput.accept();
    const { text } = await workbench.chat.waitForAnswer(await asking);
    assert.match(text, /OpenAI gpt-6\.1-sol/);
    assert.match(text, /Anthropic claude-sonnet-5/);
    const again = workbench.chat.ask('@keyway /compare And now?');
    await choose();
    await workbench.quickInput.accept();
    assert.match((await workbench.chat.waitForAnswer(await again)).text, /OpenAI gpt-6\.1-sol/);
  });

  it('goes on with the others where one fails, lets nobody else answer for it, and says why', async () => {
    behave = { ...calm, anthropic: { does: 'refuse', status: 500 } };
    const before = openai.chats.length;
    const { text } = await ask('openai/gpt-6-luna anthropic/claude-sonnet-5: Are you well?');
    await journey.workbench.screenshot('compare-failure');
    assert.match(text, /Luna says/);
    assert.match(text, /Anthropic claude-sonnet-5[\s\S]*500/);
    assert.match(text, /Anthropic claude-sonnet-5\nfailed/);
    assert.equal(openai.chats.length, before + 1);
  });

  it('sends nothing where a model is named that nobody has, or only one', async () => {
    const before = sent();
    assert.match((await ask('openai/gpt-99 anthropic/claude-sonnet-5: Go')).error, /you have no model openai\/gpt-99/);
    assert.match((await ask('openai/gpt-6-luna: Go')).error, /Choose at least 2 models/);
    assert.deepEqual(sent(), before);
  });

  it('fills a page while answers come, where the command asks for it', async () => {
    const { workbench } = journey;
    const words = Array.from({ length: 12 }, (_, index) => `word${index}`).join(' ');
    behave = {
      openai: speech(`Luna says:\n\n\`\`\`ts\nconst a = 1;\n\`\`\`\n\n${words}`, { paceMs: 400 }),
      anthropic: speech('Sonnet says: ![x](https://evil.example/x.png) it closes over.'),
    };
    const editor = editors(workbench.page);
    await editor.open('cart.ts');
    await editor.focus();
    await compareSelected();
    await choose('GPT-6.1 Sol', 'GPT-6 Luna');
    await workbench.quickInput.accept();
    await until({ page: workbench.page, what: 'the box for the prompt' }, async () =>
      /What each of them is asked about the selection/.test((await workbench.quickInput.message()).text),
    );
    await workbench.screenshot('compare-prompt');
    await say('What does it do?');
    await pageThatSays(workbench, /answering/);
    await workbench.screenshot('compare-page-filling');
    const text = await pageThatSays(workbench, /Together: /);
    await workbench.screenshot('compare-page');
    assert.match(text, /Luna says:[\s\S]*word11/);
    assert.match(text, /Sonnet says/);
    assert.match(text, /Answered by Anthropic claude-sonnet-5 with key environment/);
    assert.match(text, /What does it do\?/);
    for (const { chats } of [openai, anthropic]) {
      assert.match(chats.at(-1)?.body ?? '', /export const total/);
      assert.match(chats.at(-1)?.body ?? '', /What does it do\?/);
    }
    assert.equal(await workbench.webview().locator('img').count(), 0, 'no picture of an answer is loaded');
  });

  it('stops all of them at once', async () => {
    const { workbench } = journey;
    behave = { openai: { does: 'stall' }, anthropic: { does: 'stall' } };
    const before = sent();
    await workbench.runCommand('Keyway: Compare Models…');
    await choose();
    await workbench.quickInput.accept();
    await say('Who is there?');
    await until({ page: workbench.page, what: 'both to be asked' }, () =>
      Promise.resolve(sent().every((count, index) => count > (before[index] ?? 0))),
    );
    await workbench.notifications.click(/Comparing 2 models/, 'Cancel');
    const pressed = Date.now();
    for (const { chats } of [openai, anthropic]) {
      const closed = await until({ page: workbench.page, what: 'a request to be closed' }, () =>
        Promise.resolve(chats.at(-1)?.closedAt()),
      );
      console.log(`      closed ${Math.max(0, closed - pressed)} ms after the button`);
    }
    await pageThatSays(workbench, /Stopped\./);
    await workbench.screenshot('compare-stopped');
  });

  it('sends nothing of a selection in an excluded file', async () => {
    const { workbench } = journey;
    const editor = editors(workbench.page);
    await editor.open('.env');
    await editor.focus();
    await workbench.notifications.clear();
    await editor.focus();
    await compareSelected();
    await workbench.notifications.waitFor(/Nothing of \.env is sent: \S+/);
    // The palette takes a moment to leave; a pick of models would stay.
    await until(
      { page: workbench.page, what: 'the palette to close' },
      async () => !(await workbench.quickInput.isOpen()),
    );
    assert.ok(![...openai.chats, ...anthropic.chats].some(({ body }) => body.includes('CANARY-c0')));
  });

  describe('within a budget that each of them fits and their sum does not', () => {
    before(async () => {
      const { workbench } = journey;
      const { page, quickInput, notifications } = workbench;
      await workbench.runCommand('Keyway: Set Budget…');
      await quickInput.waitFor('Set Budget');
      for (const label of ['Another budget…', 'Everything', 'A Day']) await quickInput.pick(label);
      await until({ page, what: 'the box for the amount' }, async () =>
        /How many US dollars a day/.test((await quickInput.message()).text),
      );
      // The longest answer of either of the two dear ones costs $1.28, and some cents were spent before.
      await quickInput.type('2');
      await quickInput.accept();
      await quickInput.pick('Block Strictly');
      await notifications.waitFor('Daily budget: $2.00.');
      // Else the selection in the excluded file is attached, and spoken of.
      await editors(page).open('cart.ts');
    });

    it('sends nothing in the chat, and says what is left and what it can cost', async () => {
      const before = sent();
      const { text, error } = await ask('openai/gpt-6.1-sol anthropic/claude-sonnet-5: Too dear?');
      await journey.workbench.screenshot('compare-budget');
      assert.equal(text, '');
      assert.match(
        error,
        /Nothing was sent: the strict budget of today has \$\d\.\d\d left .* and this can cost up to \$2\.\d\d\./,
      );
      assert.deepEqual(sent(), before);
    });

    it('sends nothing by the command', async () => {
      const { workbench } = journey;
      const before = sent();
      await workbench.notifications.clear();
      await workbench.runCommand('Keyway: Compare Models…');
      await choose('GPT-6.1 Sol', 'GPT-6 Luna');
      await workbench.quickInput.accept();
      await say('Too dear?');
      await workbench.notifications.waitFor(/Nothing was sent: the strict budget of today/);
      await workbench.screenshot('compare-budget-command');
      assert.deepEqual(sent(), before);
    });

    it('still sends to one of them alone', async () => {
      const { chat } = journey.workbench;
      await chat.chooseModel('GPT-6.1 Sol');
      const { text } = await chat.waitForAnswer(await chat.ask('@keyway Alone?'));
      assert.match(text, /Answered by OpenAI gpt-6\.1-sol/);
    });
  });
});
