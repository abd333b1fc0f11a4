import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { startSandbox, type Asked, type Behaviour, type Sandbox } from '../../sandbox/sandbox.ts';
import { editors, type Editors } from '../harness/editors.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, consentToChat, startJourney, type Journey } from './journey.ts';

const secret = 'CANARY-b7e1-in-a-file-of-secrets';

const files = {
  'src/cart.ts': `import { rateOf } from './tax.ts';

/** What a cart costs. */
export function total(prices: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i <= prices.length; i++) sum += prices[i] ?? 0;
  return sum * rateOf('DE');
}

export function isEmpty(prices: readonly number[]): boolean {
  return prices.length === 0;
}
`,
  'src/tax.ts': `export const rateOf = (country: string): number => (country === 'DE' ? 1.19 : 1.2);\n`,
  '.gitignore': 'build/\n',
  '.env': `TOKEN=${secret}\n`,
};

const well: Behaviour = { does: 'answer', text: 'It sums up what is in the cart.' };

describe('@keyway and code', () => {
  let openai: Sandbox;
  let journey: Journey;
  let editor: Editors;
  let behave: (asked: Asked, count: number) => Behaviour = () => well;

  before(async () => {
    openai = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-6-luna'],
      behave: (asked, count) => behave(asked, count),
    });
    journey = await startJourney({
      name: 'participant-code',
      machineSettings: { ...baseUrlsOf({ openai }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: 'sk-participant-code-0123456789abcd' },
      files,
      prepare: ({ profile }) => {
        const cwd = path.join(profile, 'workspace');
        const git = (...words: readonly string[]): unknown =>
          execFileSync('git', words, { cwd, env: { PATH: process.env['PATH'], HOME: profile } });
        git('init', '--quiet');
        git('add', 'src', '.gitignore');
        const who = ['-c', 'user.name=A', '-c', 'user.email=a@acme.example'];
        git(...who, 'commit', '--quiet', '-m', 'feat(cart): sum up what is in it');
      },
    });
    const { workbench } = journey;
    await workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await consentToChat(workbench);
    await workbench.chat.open();
    await workbench.chat.chooseModel('GPT-6 Luna');
    editor = editors(workbench.page);
  });

  after(async () => {
    await journey.stop();
    await openai.stop();
  });

  beforeEach(async () => {
    behave = () => well;
    await journey.workbench.chat.startNew();
  });

  /** Opens a file, and waits until the editor has the keyboard: what is typed into the chat at once would go there. */
  const open = async (file: string, line = 1): Promise<void> => {
    const { page } = journey.workbench;
    await editor.open(file, line);
    await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col 1` }).waitFor();
  };

  const ask = async (text: string) => {
    const { chat } = journey.workbench;
    return chat.waitForAnswer(await chat.ask(`@keyway ${text}`), { milliseconds: 120_000 });
  };

  /** Asks, and gives what the sandbox was sent for it. */
  const askedFor = async (text: string) => {
    const before = openai.chats.length;
    const answer = await ask(text);
    return { ...answer, bodies: openai.chats.slice(before).map(({ body }) => body) };
  };

  const whole = 'export function total(prices: readonly number[]): number {';

  /** As JSON has it within a body. */
  const within = (body: string | undefined, text: string): boolean =>
    body?.includes(JSON.stringify(text).slice(1, -1)) === true;

  it('explains the function at the cursor, and says which one it took', async () => {
    await open('src/cart.ts', 6);
    const { text, error, bodies } = await askedFor('/explain');
    assert.equal(error, '');
    assert.match(text, /It sums up what is in the cart\./);
    assert.match(text, /Answered by OpenAI gpt-6-luna with key environment/);
    assert.equal(bodies.length, 1);
    assert.ok(within(bodies[0], whole));
    const said = textIn(JSON.parse(bodies[0] ?? '{}'));
    const meant = /<selection[^>]*>([\s\S]*)<\/selection>/.exec(said)?.[1] ?? '';
    assert.ok(meant.includes('sum * rateOf') && !meant.includes('isEmpty'), meant);
    const { page } = journey.workbench;
    await page
      .locator('.interactive-list')
      .getByText(/Completed \d steps?/)
      .last()
      .click();
    await page.getByText('Used 1 reference').waitFor();
    await journey.workbench.screenshot('participant-code-explain');
  });

  /** All texts of a body, one below the other. */
  const textIn = (value: unknown): string => {
    if (typeof value === 'string') return `${value}\n`;
    return typeof value === 'object' && value !== null ? Object.values(value).map(textIn).join('') : '';
  };

  it('goes on about the code that was taken, in the next turn', async () => {
    await open('src/cart.ts', 6);
    await ask('/explain');
    const { bodies } = await askedFor('And what is wrong with it?');
    const said = textIn(JSON.parse(bodies[0] ?? '{}'));
    assert.ok(said.includes(whole) && said.includes('/explain') && said.includes('It sums up what is in the cart.'));
    assert.ok(!said.includes('Answered by'), 'without the receipt');
  });

  const jobs = [
    ['fix', 'You correct code for a developer', 'the loop runs once too often'],
    ['tests', 'You write tests for the code', ''],
    ['docs', 'You document code for a developer', ''],
    ['code', 'You write code for a developer', 'a function that removes an item'],
  ] as const;
  for (const [command, system, prompt] of jobs) {
    it(`sends with /${command} what is selected, and nothing but a read-only look around`, async () => {
      const code = '```ts\nexport const done = 1;\n```';
      behave = () => ({ does: 'answer', text: `Here it is.\n\n${code}` });
      await open('src/cart.ts', 10);
      await journey.workbench.page.keyboard.press('Shift+ArrowDown');
      await journey.workbench.page.keyboard.press('Shift+ArrowDown');
      const { text, error, bodies } = await askedFor(`/${command} ${prompt}`);
      assert.equal(error, '');
      assert.match(text, /Here it is\./);
      const said = textIn(JSON.parse(bodies[0] ?? '{}'));
      assert.ok(said.includes(system), said.slice(0, 500));
      assert.equal(said.split('export function isEmpty').length, 2, 'once, though VS Code attaches it as well');
      assert.ok(said.includes(prompt));
      assert.ok(!said.includes(secret));
      if (command === 'fix') await journey.workbench.screenshot('participant-code-fix');
    });
  }

  it('takes an attached file instead of the one in front', async () => {
    await open('src/tax.ts');
    await journey.workbench.runCommand('Chat: Add File to Chat');
    await open('src/cart.ts');
    const { bodies } = await askedFor('/docs');
    const said = textIn(JSON.parse(bodies[0] ?? '{}'));
    assert.match(said, /<selection[^>]*>\s*export const rateOf/);
    assert.ok(!said.includes(whole));
  });

  it('writes the message of the next commit, and puts it into its box when asked', async () => {
    const { workbench } = journey;
    await open('src/tax.ts');
    await workbench.page.keyboard.type('// Rates of 2026.');
    await workbench.page.keyboard.press('Enter');
    await editor.save();
    behave = () => ({ does: 'answer', text: 'docs(tax): say of which year the rates are' });
    const { text, error, bodies } = await askedFor('/commit');
    assert.equal(error, '');
    assert.match(text, /Answered by OpenAI gpt-6-luna/);
    assert.match(bodies.join(''), /Rates of 2026/);
    assert.match(text, /^docs\(tax\): say of which year the rates are\n/);
    await workbench.screenshot('participant-code-commit');
    await workbench.page
      .locator('.interactive-list .monaco-button', { hasText: 'Use as Commit Message' })
      .last()
      .click();
    const box = workbench.page.locator('.scm-view .scm-editor .view-lines');
    await until({ page: workbench.page, what: 'the message in its box' }, async () =>
      /docs\(tax\): say of which year/.test(
        (await box.first().innerText({ timeout: 1_000 })).replaceAll('\u00a0', ' '),
      ),
    );
    await workbench.screenshot('participant-code-committed');
  });

  it('sends nothing of an excluded file, and says why', async () => {
    await open('.env');
    const before = openai.chats.length;
    const { text, error } = await ask('/explain');
    assert.equal(text, '');
    assert.match(error, /Keyway sends nothing of \.env: \S+/);
    assert.equal(openai.chats.length, before);
    await journey.workbench.screenshot('participant-code-excluded');
    await journey.workbench.chat.startNew();
    await journey.workbench.runCommand('Chat: Add File to Chat');
    const attached = await askedFor('What is in this file?');
    assert.match(attached.text, /Keyway sends nothing of \.env: .*\n+It sums up/);
    assert.ok(!attached.bodies.join('').includes(secret));
    await journey.workbench.screenshot('participant-code-left-out');
  });

  /** Calls a tool first, and answers with what it gave. */
  const calling =
    (name: string, input: Readonly<Record<string, unknown>>) =>
    (asked: Asked): Behaviour =>
      /function_call_output/.test(asked.body)
        ? { does: 'answer', text: 'I have read it.' }
        : { does: 'answer', reasoning: 'I should look.', text: 'Let me look. ', toolCall: { name, input } };

  it('lets the model read the workspace, and answers with what it read', async () => {
    const file = path.join(journey.workspace, 'src', 'tax.ts');
    behave = calling('copilot_readFile', { filePath: file, startLine: 1, endLine: 10 });
    const { text, error, bodies } = await askedFor('Which rates are known here?');
    assert.equal(error, '');
    assert.match(text, /I have read it\./);
    assert.match(text, /All of its 2 requests: .* 200 tokens in, 40 out/);
    assert.equal(bodies.length, 2);
    assert.match(bodies[0] ?? '', /"name":"copilot_readFile"/);
    assert.ok(within(bodies[1], `country === 'DE' ? 1.19 : 1.2`));
    // What it had thought goes back as it was sealed.
    assert.ok(bodies[1]?.includes('c2FuZGJveA=='));
    assert.ok(!bodies[1]?.includes('lineBreakBefore'), 'words, not the tree that VS Code keeps them in');
    await journey.workbench.screenshot('participant-code-tools');
  });

  it('lets no tool read an excluded file: the model is told why', async () => {
    const file = path.join(journey.workspace, '.env');
    behave = calling('copilot_readFile', { filePath: file, startLine: 1, endLine: 10 });
    const { bodies } = await askedFor('What is the token?');
    assert.equal(bodies.length, 2);
    assert.match(bodies[1] ?? '', /The tool failed: Keyway sends nothing of \.env: \S+/);
    assert.ok(!bodies.join('').includes(secret));
  });

  it('calls the tools that are named with #, and passes nothing on that shows an excluded file', async () => {
    behave = calling('copilot_findTextInFiles', { query: 'CANARY', isRegexp: false });
    const { bodies } = await askedFor('Where is CANARY? #textSearch');
    assert.match(bodies[0] ?? '', /"name":"copilot_findTextInFiles"/);
    assert.match(bodies[1] ?? '', /The tool failed: Keyway sends nothing of \.env/);
    assert.ok(!bodies.join('').includes(secret));
  });

  it('stops a model that never stops calling tools', async () => {
    behave = () => ({
      does: 'answer',
      toolCall: { name: 'copilot_listDirectory', input: { path: journey.workspace } },
    });
    const { text, bodies } = await askedFor('Look around for ever.');
    assert.equal(bodies.length, 12);
    assert.match(text, /Stopped after 12 requests for one prompt/);
    await journey.workbench.screenshot('participant-code-stopped');
  });

  it('ends the request and the loop when it is cancelled', async () => {
    const { page, chat } = journey.workbench;
    behave = ({ body }) =>
      /function_call_output/.test(body)
        ? { does: 'stall' }
        : { does: 'answer', toolCall: { name: 'copilot_listDirectory', input: { path: journey.workspace } } };
    const before = openai.chats.length;
    await chat.ask('@keyway What is here?');
    await until({ page, what: 'the second request' }, () => Promise.resolve(openai.chats.length === before + 2));
    await page.locator('.part.auxiliarybar .interactive-input-part a.action-label.codicon-stop-circle').first().click();
    const pressed = Date.now();
    const closed = await until({ page, what: 'the request to be closed' }, () =>
      Promise.resolve(openai.chats.at(-1)?.closedAt()),
    );
    console.log(`      closed ${Math.max(0, closed - pressed)} ms after the button`);
    await page.waitForTimeout(500);
    assert.equal(openai.chats.length, before + 2);
    await journey.workbench.screenshot('participant-code-cancelled');
  });

  it('offers what often comes next', async () => {
    await open('src/cart.ts', 6);
    await ask('/explain');
    const { page } = journey.workbench;
    for (const label of ['Write its documentation', 'Look for mistakes in it', 'What did today cost?'])
      await page.locator('.part.auxiliarybar').getByText(label).waitFor();
    await journey.workbench.screenshot('participant-code-followups');
  });
});
