import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Locator } from 'playwright-core';
import * as budget from '../../../src/code/commit-budget.ts';
import { countTokens } from '../../../src/core/tokens.ts';
import { type Behaviour, type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, type Journey, startJourney } from './journey.ts';

const command = 'Keyway: Write Commit Message';

/** How commits are worded here, newest last; the last one is Git’s own. */
const past = [
  'feat(cart): count what is in it',
  'fix(cart): keep the order of items',
  'feat(api): tell what a request cost',
  'docs(api): say what is estimated',
  'fix(api): end with the request',
];

const canary = 'CANARY-4f1b0c77';

/** What the workspace holds before the first commit. */
const files: Readonly<Record<string, string>> = {
  'src/cart.ts': 'export const cart = [];\n',
  'src/api.ts': 'export const api = 1;\n',
  '.gitignore': 'ignored/\n',
  '.env': `HOST=localhost\nPORT=5432\nUSER=ada\nTOKEN=${canary}-env-before\n`,
  'ignored/notes.ts': `// ${canary}-ignored-before\n`,
};

/** A house of a thousand rooms, each changed a little. */
const rooms = 1_000;
const roomOf = (index: number): string => `rooms/wing${index % 20}/room${index}.ts`;
const roomText = (index: number, word: string): string =>
  Array.from(
    { length: 12 },
    (_, line) => `export const ${word}${index}_${line} = describe('room ${index}', ${line});\n`,
  ).join('');

describe('Write Commit Message', () => {
  let sandbox: Sandbox;
  let journey: Journey;
  let behave: (body: string) => Behaviour;

  const say = (text: string): void => {
    behave = () => ({ does: 'answer', text });
  };

  const git = (...words: readonly string[]): string =>
    execFileSync('git', words, {
      cwd: journey.workspace,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: journey.profile, GIT_CONFIG_NOSYSTEM: '1' },
    });

  const write = (file: string, text: string): void => {
    const whole = path.join(journey.workspace, file);
    fs.mkdirSync(path.dirname(whole), { recursive: true });
    fs.writeFileSync(whole, text);
  };

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-6-luna'],
      behave: ({ body }) => behave(body),
    });
    journey = await startJourney({
      name: 'commit',
      machineSettings: { ...baseUrlsOf({ openai: sandbox }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: 'sk-commit-0123456789abcdefghij' },
      files,
      settings: { 'scm.inputMaxLineCount': 20 },
      prepare: ({ profile }) => {
        const folder = path.join(profile, 'workspace');
        const run = (...words: readonly string[]) =>
          execFileSync('git', words, { cwd: folder, env: { PATH: process.env['PATH'], HOME: profile } });
        run('init', '--quiet', '--initial-branch', 'main');
        run('config', 'user.name', 'Ada');
        run('config', 'user.email', 'ada@example.org');
        run('add', '--all', '--force');
        for (const subject of past) run('commit', '--quiet', '--allow-empty', '--message', subject);
      },
    });
    const { workbench } = journey;
    await workbench.notifications.click(/Your models are ready/, 'Not Now');
    await workbench.runCommand('Source Control: Focus on Changes View');
    await until({ page: workbench.page, what: 'the box of source control' }, () => box().isVisible());
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
  });

  /** Back to the last commit, with an empty box. */
  beforeEach(async () => {
    git('reset', '--quiet', '--hard');
    git('clean', '--quiet', '--force', '-d');
    say('feat(cart): nothing was told');
    await journey.workbench.notifications.clear();
    await type('');
  });

  const box = (): Locator => journey.workbench.page.locator('.part.sidebar .scm-editor .monaco-editor').first();

  const lines = async (): Promise<string> => {
    const all = await box()
      .locator('.view-line')
      .evaluateAll((some) =>
        some
          .map((one) => ({ top: Number.parseInt((one as HTMLElement).style.top, 10), text: one.textContent }))
          .toSorted((a, b) => a.top - b.top)
          .map(({ text }) => text),
      );
    // Long lines are wrapped in a narrow view.
    return all.join(' ').replaceAll(/\s+/g, ' ').trim();
  };

  const untilBox = (wanted: string | RegExp): Promise<true> =>
    until({ page: journey.workbench.page, what: `the box to say ${wanted}`, milliseconds: 60_000 }, async () => {
      const text = await lines();
      return typeof wanted === 'string' ? text === wanted : wanted.test(text);
    });

  /** The last word is in the box a moment before the answer has ended. */
  const untilOver = (): Promise<true> =>
    until({ page: journey.workbench.page, what: 'the writing to end' }, async () =>
      (await journey.workbench.notifications.all()).every(({ text }) => !text.startsWith('Writing commit message')),
    );

  const untilWritten = async (message: string): Promise<void> => {
    await untilBox(message);
    await untilOver();
  };

  const type = async (text: string): Promise<void> => {
    const { page } = journey.workbench;
    await until({ page, what: `"${text}" in the box` }, async () => {
      if ((await lines()) === text) return true;
      await box().click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.press('Delete');
      if (text !== '') await page.keyboard.insertText(text);
      return (await lines()) === text;
    });
    // Out of the box: there Escape, with which the palette is opened afresh, empties it.
    await page.mouse.click(700, 700);
  };

  const button = (): Locator =>
    journey.workbench.page.locator('.part.sidebar a.action-label[aria-label="Write Commit Message"]').first();

  const bodyOf = (index: number): string => sandbox.chats.at(index)?.body ?? '';

  it('has a button in the title of source control, which writes what is staged into the box, in the style of this repository', async () => {
    write('src/cart.ts', 'export const cart = [];\nexport const total = () => cart.length; // staged\n');
    git('add', 'src/cart.ts');
    write('src/api.ts', 'export const api = 2; // not staged\n');
    say('```\nfeat(cart): tell how many items it holds.\n```');
    const { page } = journey.workbench;
    // Titles show their buttons under the mouse, and while the focus is in their view.
    await page.locator('.part.sidebar .pane-header').first().hover();
    await until({ page, what: 'the button' }, () => button().isVisible());
    await button().hover();
    await page.waitForTimeout(1_500);
    await journey.workbench.screenshot('commit-title');
    const before = sandbox.chats.length;
    await button().click();
    await untilWritten('feat(cart): tell how many items it holds');
    await journey.workbench.screenshot('commit-written');
    assert.equal(sandbox.chats.length - before, 1);
    const body = bodyOf(-1);
    for (const subject of past) assert.ok(body.includes(subject), subject);
    for (const words of [
      'Conventional Commits (fix, feat, docs)',
      'used so far: api, cart',
      'total = () => cart.length; // staged',
    ])
      assert.ok(body.includes(words), words);
    assert.ok(!body.includes('not staged'), 'only what is staged is sent');
  });

  it('takes all changes where nothing is staged, new files by name, and says so', async () => {
    write('src/cart.ts', 'export const cart = [1];\n');
    write('src/brand-new.ts', `export const secretPlan = '${canary}-untracked';\n`);
    behave = () => ({ does: 'answer', text: 'fix(cart): begin with one', paceMs: 400 });
    await journey.workbench.runCommand(command);
    const { text } = await journey.workbench.notifications.waitFor(/nothing is staged/);
    assert.match(text, /about all changes \(1 file and 1 new by name\)/);
    await journey.workbench.screenshot('commit-progress');
    await untilWritten('fix(cart): begin with one');
    assert.ok(bodyOf(-1).includes('src/brand-new.ts (new)') && bodyOf(-1).includes('cart = [1]'));
    assert.ok(!bodyOf(-1).includes('secretPlan'), 'a file that Git does not follow is named only');
  });

  it('writes another message where its own still stands there, and takes anything else for a hint', async () => {
    write('src/cart.ts', 'export const cart = [2];\n');
    say('fix(cart): one');
    await journey.workbench.runCommand(command);
    await untilWritten('fix(cart): one');
    say('fix(cart): two');
    await journey.workbench.runCommand(command);
    await untilWritten('fix(cart): two');
    assert.match(bodyOf(-1), /<unwanted>\\nfix\(cart\): one\\n<\/unwanted>/);
    await type('about the second item');
    say('fix(cart): three');
    await journey.workbench.runCommand(command);
    await untilWritten('fix(cart): three');
    assert.match(bodyOf(-1), /<hint>\\nabout the second item\\n<\/hint>/);
  });

  it('says that there is nothing to write about, and sends nothing', async () => {
    const before = sandbox.chats.length;
    await journey.workbench.runCommand(command);
    await journey.workbench.notifications.waitFor('There are no changes to write a message about.');
    await journey.workbench.screenshot('commit-nothing');
    assert.equal(sandbox.chats.length, before);
    assert.equal(await lines(), '');
  });

  it('never sends a line of a file that is ignored or looks like one of secrets, though Git follows it', async () => {
    write('src/cart.ts', 'export const cart = [3];\n');
    write('.env', `HOST=localhost\nPORT=5432\nUSER=ada\nTOKEN=${canary}-env-after\n`);
    write('ignored/notes.ts', `// ${canary}-ignored-after\n`);
    git('mv', '.env', 'settings.txt');
    git('add', '--all', '--force');
    say('fix(cart): three');
    await journey.workbench.runCommand(command);
    await untilWritten('fix(cart): three');
    assert.match(bodyOf(-1), /settings\.txt \(renamed from \.env\)[^\\]*not shown/);
    assert.match(bodyOf(-1), /ignored\/notes\.ts \(changed\)[^\\]*not shown/);
    for (const { body } of sandbox.asked) assert.ok(!body.includes(canary), 'no body of the whole run has it');
  });

  it('gives back what was in the box where it is cancelled, and ends the request', async () => {
    write('src/cart.ts', 'export const cart = [4];\n');
    await type('mine');
    behave = () => ({ does: 'answer', text: 'fix(cart): four and many more words than this', paceMs: 700 });
    await journey.workbench.runCommand(command);
    await untilBox(/^fix\(cart\): four/);
    await journey.workbench.notifications.click(/Writing commit message/, 'Cancel');
    await untilWritten('mine');
    await until({ page: journey.workbench.page, what: 'the request to end' }, async () =>
      Promise.resolve(sandbox.chats.at(-1)?.closedAt() !== undefined),
    );
    assert.equal(await lines(), 'mine');
  });

  it('leaves alone what the person types meanwhile, and offers what it wrote', async () => {
    write('src/cart.ts', 'export const cart = [5];\n');
    behave = () => ({ does: 'answer', text: 'fix(cart): five and more', paceMs: 900 });
    await journey.workbench.runCommand(command);
    await until({ page: journey.workbench.page, what: 'the request' }, async () =>
      Promise.resolve(bodyOf(-1).includes('cart = [5]')),
    );
    await type('typed by hand');
    const button_ = 'Use the Written One';
    const told = await journey.workbench.notifications.waitFor('You typed meanwhile');
    assert.deepEqual(told.buttons, [button_]);
    assert.equal(await lines(), 'typed by hand');
    await journey.workbench.screenshot('commit-typed');
    await journey.workbench.notifications.click('You typed meanwhile', button_);
    await untilWritten('fix(cart): five and more');
  });

  it('says in a sentence why nobody wrote one, and gives back what was in the box', async () => {
    write('src/cart.ts', 'export const cart = [6];\n');
    await type('mine');
    behave = () => ({ does: 'refuse', status: 500 });
    await journey.workbench.runCommand(command);
    const { text } = await journey.workbench.notifications.waitFor(/OpenAI gpt-6-luna/);
    assert.match(text, /500/);
    await journey.workbench.screenshot('commit-failed');
    assert.equal(await lines(), 'mine');
  });

  it('stays within its budget of requests, tokens and time with a thousand files', async () => {
    for (let index = 0; index < rooms; index++) write(roomOf(index), roomText(index, 'old'));
    git('add', '--all');
    git('commit', '--quiet', '--message', 'feat(rooms): furnish them');
    for (let index = 0; index < rooms; index++) write(roomOf(index), roomText(index, 'painted'));
    git('add', '--all');
    behave = (body) =>
      body.includes('This was part ')
        ? { does: 'answer', text: 'Every room is painted: its constants are named so.', paceMs: 20 }
        : { does: 'answer', text: 'feat(rooms): paint all of them' };
    const before = sandbox.chats.length;
    const started = Date.now();
    await journey.workbench.runCommand(command);
    await until({ page: journey.workbench.page, what: 'the first part', milliseconds: 60_000 }, async () =>
      Promise.resolve(sandbox.chats.length > before),
    );
    await journey.workbench.screenshot('commit-parts');
    await untilWritten('feat(rooms): paint all of them');
    const seconds = (Date.now() - started) / 1_000;
    const bodies = sandbox.chats.slice(before).map(({ body }) => body);
    const tokens = bodies.reduce((sum, body) => sum + countTokens(textsIn(body)), 0);
    console.log(
      `      1,000 files: ${bodies.length} requests of at most ${budget.most.requests}, ${tokens} tokens of at most ${budget.most.input}, ${seconds.toFixed(1)} s of at most ${budget.most.milliseconds / 1_000}`,
    );
    assert.ok(bodies.length > 2 && bodies.length <= budget.most.requests);
    assert.ok(tokens <= budget.most.input);
    assert.ok(seconds * 1_000 <= budget.most.milliseconds);
    const last = bodies.at(-1) ?? '';
    assert.ok(last.includes('Every room is painted') && last.includes('feat(rooms): furnish them'));
    assert.match(last, /rooms\/wing\d+\/: 50 files/);
  });
});

/** Every text of a request, as the model reads it. */
const textsIn = (body: string): string => {
  const texts: string[] = [];
  JSON.parse(body, (name, value: unknown) => {
    if (typeof value === 'string' && (name === 'text' || name === 'content' || name === 'instructions'))
      texts.push(value);
    return value;
  });
  return texts.join('\n');
};
