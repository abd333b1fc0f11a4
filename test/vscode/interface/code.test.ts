import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startSandbox, type Asked, type Behaviour, type Sandbox } from '../../sandbox/sandbox.ts';
import { editors, type Editors } from '../harness/editors.ts';
import { until } from '../harness/wait.ts';
import { samples, type CodeSample } from './code-samples.ts';
import { baseUrlsOf, pageThatSays, startJourney, type Journey } from './journey.ts';

const settings = {
  // Differences stand side by side where they have the room.
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'diffEditor.renderSideBySide': true,
  'keyway.excludedFiles': { '**/kept/**': true },
};

/** Files beside the samples. */
const others = {
  'src/prices.ts': '/** In cents. */\nexport function priceOf(item: string): number {\n  return item.length;\n}\n',
  'AGENTS.md': 'Write short functions.\n',
  'src/broken.ts': 'export function half(of: number): number {\n  return of.length / 2;\n}\n',
  'src/kept/plan.ts': 'export const plan = 1;\n',
};

interface Command {
  readonly title: string;
  /** What is behind the name of the file in the tab. */
  readonly tab: string;
  /** Where the cursor stands, from 1. */
  readonly line: (sample: CodeSample) => number;
  readonly code: (sample: CodeSample) => string;
  /** The text of the file afterwards. */
  readonly becomes: (sample: CodeSample) => string;
  /** Answers what is asked before. */
  readonly says?: string;
}

const textOf = ({ bytes }: CodeSample): string => bytes.toString('utf8');
const replaced = (sample: CodeSample): string => textOf(sample).replace(sample.before, sample.after);

/** Those that are written into the file itself. */
const changing: readonly Command[] = [
  {
    title: 'Generate Code…',
    tab: 'proposed code',
    line: ({ wish }) => wish.line,
    code: ({ more }) => more,
    becomes: (sample) => {
      const wish = textOf(sample).indexOf(sample.wish.text) + sample.wish.text.length;
      const eol = textOf(sample).includes('\r\n') ? '\r\n' : '\n';
      return textOf(sample).slice(0, wish) + eol + sample.more + textOf(sample).slice(wish);
    },
    says: '',
  },
  { title: 'Fix Code', tab: 'proposed fix', line: ({ line }) => line, code: ({ after }) => after, becomes: replaced },
  {
    title: 'Document Code',
    tab: 'proposed documentation',
    line: ({ line }) => line,
    code: ({ after }) => after,
    becomes: replaced,
  },
  {
    title: 'Refactor Code…',
    tab: 'proposed refactoring',
    line: ({ line }) => line,
    code: ({ after }) => after,
    becomes: replaced,
    says: 'Make it shorter',
  },
];

/** Those that make a new file. */
const creating: readonly (Pick<Command, 'title' | 'says'> & {
  readonly made: (sample: CodeSample) => { readonly file: string; readonly text: string; readonly language?: string };
})[] = [
  { title: 'Write Tests', made: ({ tests }) => tests },
  { title: 'Translate Code to Language…', made: ({ translation }) => translation },
];

const fenced = (fence: string, code: string): string => `\`\`\`${fence}\n${code.replaceAll('\r', '')}\n\`\`\`\n`;

const eolOf = (sample: CodeSample): string => (textOf(sample).includes('\r\n') ? '\r\n' : '\n');

describe('Commands for code', () => {
  let cheap: Sandbox;
  let dear: Sandbox;
  let journey: Journey;
  let editor: Editors;
  /** What the next requests are answered with, one after the other; the last one stays. */
  let script: readonly Behaviour[] = [];
  const said: Behaviour[] = [];
  const cancelled: number[] = [];

  const next = (): Behaviour => {
    const behaviour = script[Math.min(said.length, script.length - 1)] ?? { does: 'refuse', status: 400 };
    said.push(behaviour);
    return behaviour;
  };
  const play = (...behaviours: readonly Behaviour[]): void => {
    script = behaviours;
    said.length = 0;
  };
  /** The first provider fails; the second one is cut off; whoever is asked for the rest gives it. */
  const playTroubles = (answer: string): void => {
    const middle = Math.ceil(answer.length / 2);
    play(
      { does: 'refuse', status: 500 },
      { does: 'answer', text: answer.slice(0, middle), finish: 'length' },
      { does: 'answer', text: answer.slice(middle) },
    );
  };
  const playSlowly = (fence: string, code: string): void =>
    play({ does: 'answer', text: fenced(fence, `${code}\n`.repeat(200)), paceMs: 40 });

  before(async () => {
    cheap = await startSandbox({ speaks: 'openai-responses', models: ['gpt-6-luna'], behave: next });
    dear = await startSandbox({ speaks: 'anthropic-messages', models: ['claude-sonnet-5'], behave: next });
    journey = await startJourney({
      name: 'code',
      settings,
      machineSettings: { ...baseUrlsOf({ openai: cheap, anthropic: dear }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: 'sk-code-0123456789abcdefghij', ANTHROPIC_API_KEY: 'sk-ant-code-0123456789abcdefg' },
      files: others,
    });
    for (const { file, bytes } of samples) {
      fs.mkdirSync(path.dirname(at(file)), { recursive: true });
      fs.writeFileSync(at(file), bytes);
    }
    editor = editors(journey.workbench.page);
    await journey.workbench.notifications.waitFor(/Your models are ready/);
    await journey.workbench.notifications.clear();
  });

  after(async () => {
    console.log(`      Cancel to closed connection, in milliseconds: ${cancelled.join(', ')}`);
    await journey.stop();
    await cheap.stop();
    await dear.stop();
  });

  const at = (file: string): string => path.join(journey.workspace, file);
  const name = (file: string): string => path.basename(file);
  const chats = (): readonly Asked[] => [...cheap.chats, ...dear.chats];
  const isAsItWas = ({ file, bytes }: CodeSample): boolean => fs.readFileSync(at(file)).equals(bytes);

  const eventually = (what: string, ask: () => boolean): Promise<true> =>
    until({ page: journey.workbench.page, what }, async () => Promise.resolve(ask()));
  const untilText = (file: string, text: string | Buffer): Promise<true> =>
    eventually(`${file} to be as it should`, () => fs.readFileSync(at(file)).equals(Buffer.from(text)));
  /** In an editor a tab is as many blanks as it is wide. */
  const untilShown = async (code: string): Promise<void> => {
    const last = code.trimEnd().split(/\r?\n/).at(-1)?.trim() ?? '';
    const line = new RegExp(`^\\s*${last.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`, 'm');
    await editor.waitForText(line);
  };

  /** Presses a button above the code as soon as it can be pressed. */
  const press = async (button: string): Promise<void> => {
    const action = editor.titleButton(button);
    await until({ page: journey.workbench.page, what: `the button ${button}` }, async () => {
      const classes = (await action.getAttribute('class', { timeout: 500 })) ?? '';
      return !classes.includes('disabled');
    });
    await action.click();
  };

  const run = async ({ title, says }: Pick<Command, 'title' | 'says'>, sample: CodeSample, line: number) => {
    const { quickInput } = journey.workbench;
    await editor.open(sample.file, line);
    await journey.workbench.runCommand(`Keyway: ${title}`);
    if (says === undefined) return;
    await quickInput.waitFor(title.replace('…', ''));
    // What stands above the cursor is offered.
    if (says === '') assert.equal(await quickInput.value(), sample.wish.text);
    else await quickInput.type(says);
    await quickInput.accept();
  };

  /** Milliseconds from the click on Cancel until the provider has lost its caller. */
  const cancel = async (): Promise<void> => {
    const { page } = journey.workbench;
    const button = page.locator('.notifications-toasts .notification-list-item a.monaco-button', { hasText: 'Cancel' });
    const clicked = button.evaluate(
      (element) => new Promise<number>((resolve) => element.addEventListener('click', () => resolve(Date.now()), true)),
    );
    await button.click();
    const from = await clicked;
    const closed = await until({ page, what: 'the connection to be closed' }, async () =>
      Promise.resolve(
        chats()
          .map(({ closedAt }) => closedAt())
          .find((one) => one !== undefined && one >= from),
      ),
    );
    cancelled.push(closed - from);
    assert.ok(closed - from <= 200, `${closed - from} ms`);
  };

  for (const sample of samples) {
    for (const command of changing) {
      const { title } = command;
      const tab = `${name(sample.file)} (${command.tab})`;

      it(`${title} in ${sample.language} survives a failing provider and a cut answer, is accepted and undone`, async () => {
        playTroubles(fenced(sample.fence, command.code(sample)));
        await run(command, sample, command.line(sample));
        await editor.waitForTab(tab);
        await untilShown(command.code(sample));
        assert.ok(isAsItWas(sample), 'nothing is written before it is accepted');
        await press('Accept');
        await editor.waitForNoTab(tab);
        await editor.save();
        await untilText(sample.file, command.becomes(sample));
        await editor.undo();
        await editor.save();
        await untilText(sample.file, sample.bytes);
        assert.equal(said.length, 3);
      });

      it(`${title} in ${sample.language} ends at once when it is cancelled, and leaves the file alone`, async () => {
        playSlowly(sample.fence, command.code(sample));
        await run(command, sample, command.line(sample));
        await editor.waitForTab(tab);
        await cancel();
        await editor.waitForNoTab(tab);
        assert.ok(isAsItWas(sample));
      });

      it(`${title} in ${sample.language} leaves nothing when it is discarded`, async () => {
        play({ does: 'answer', text: fenced(sample.fence, command.code(sample)) });
        await run(command, sample, command.line(sample));
        await editor.waitForTab(tab);
        await untilShown(command.code(sample));
        await press('Discard');
        await editor.waitForNoTab(tab);
        await editor.save();
        assert.ok(isAsItWas(sample));
      });
    }

    for (const { title, made } of creating) {
      const { file, text, language } = made(sample);
      const fence = language === undefined ? sample.fence : language.toLowerCase();
      const start = async (): Promise<void> => {
        await run({ title }, sample, sample.line);
        if (language !== undefined) await journey.workbench.quickInput.pick(language);
        await editor.waitForTab(name(file));
      };

      it(`${title} for ${sample.language} survives a failing provider and a cut answer; the new file is undone`, async () => {
        playTroubles(fenced(fence, text));
        await start();
        await untilShown(text);
        assert.ok(!fs.existsSync(at(file)), 'nothing is written before it is accepted');
        await press('Accept');
        await eventually(`${file} to be there`, () => fs.existsSync(at(file)));
        // It has the name of the proposal, whose buttons it has not.
        await until(
          { page: journey.workbench.page, what: 'the new file in the editor' },
          async () => (await editor.titleButton('Accept').count()) === 0,
        );
        const eol = eolOf(sample);
        await untilText(file, text.replaceAll('\n', eol) + eol);
        await editor.undo();
        await eventually(`${file} to be gone`, () => !fs.existsSync(at(file)));
        await editor.waitForNoTab(name(file));
        assert.ok(isAsItWas(sample));
        assert.equal(said.length, 3);
      });

      it(`${title} for ${sample.language} ends at once when it is cancelled, and is nowhere when it is discarded`, async () => {
        playSlowly(fence, text);
        await start();
        await cancel();
        await editor.waitForNoTab(name(file));
        play({ does: 'answer', text: fenced(fence, text) });
        await start();
        await press('Discard');
        await editor.waitForNoTab(name(file));
        assert.ok(!fs.existsSync(at(file)));
      });
    }

    it(`Explain Code for ${sample.language} survives a failing provider and a cut answer, and ends when it is cancelled`, async () => {
      const { workbench } = journey;
      playTroubles(`Here **${sample.language}** adds up what it is given, one by one.`);
      await run({ title: 'Explain Code' }, sample, sample.line);
      const page = await pageThatSays(workbench, /adds up what it is given, one by one[^]*Answered by/);
      assert.match(page, new RegExp(`^total in ${sample.file}`, 'i'));
      assert.equal(said.length, 3);
      await editor.close();
      play({ does: 'answer', text: 'It adds up and up. '.repeat(200), paceMs: 40 });
      await run({ title: 'Explain Code' }, sample, sample.line);
      await pageThatSays(workbench, /It adds up and up/);
      await cancel();
      await pageThatSays(workbench, /This explanation is not complete/);
      await editor.close();
      assert.ok(isAsItWas(sample));
    });
  }

  const [typescript] = samples;
  assert.ok(typescript);
  const [, fix] = changing;
  assert.ok(fix);
  const fixed = `${name(typescript.file)} (proposed fix)`;
  /** What the newest request says. */
  const lastBody = (): string => {
    const body = cheap.chats.at(-1)?.body ?? '';
    return JSON.stringify(JSON.parse(body), undefined, 1).replaceAll('\\n', '\n').replaceAll('\\"', '"');
  };
  const proposed = async (): Promise<void> => {
    play({ does: 'answer', text: fenced(typescript.fence, typescript.after) });
    await run(fix, typescript, typescript.line);
    await editor.waitForTab(fixed);
    await untilShown(typescript.after);
  };

  it('the light bulb fixes what is marked, and the model is told what is wrong', async () => {
    const { page } = journey.workbench;
    play({
      does: 'answer',
      text: fenced('typescript', 'export function half(of: number): number {\n  return of / 2;\n}'),
    });
    await editor.open('src/broken.ts', 2, 14);
    await page.locator('.squiggly-error').first().waitFor();
    const entry = page.locator('.action-widget .monaco-list-row', { hasText: 'Fix with Keyway' });
    await until({ page, what: 'Fix with Keyway in the light bulb' }, async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+.');
      await entry.waitFor({ timeout: 2_000 });
      return true;
    });
    await journey.workbench.screenshot('code-light-bulb');
    await entry.click();
    await editor.waitForTab('broken.ts (proposed fix)');
    await untilShown('return of / 2;\n}');
    assert.match(lastBody(), /Property 'length' does not exist on type 'number'/);
    await press('Discard');
    await editor.waitForNoTab('broken.ts (proposed fix)');
  });

  it('the model is shown what the code refers to, and how code is written here', async () => {
    await proposed();
    assert.match(lastBody(), /definition of priceOf[^]*return item\.length;/);
    assert.match(lastBody(), /Write short functions\./);
    await press('Discard');
    await editor.waitForNoTab(fixed);
  });

  it('a file that changed meanwhile keeps its changes, or the proposal is refused with a word and kept', async () => {
    const { notifications } = journey.workbench;
    const elsewhere = textOf(typescript).replace('none = 0', 'none = 1');
    await proposed();
    fs.writeFileSync(at(typescript.file), elsewhere);
    await until({ page: journey.workbench.page, what: 'the change in the editor' }, async () =>
      (await editor.otherText()).includes('none = 1'),
    );
    await press('Accept');
    await editor.waitForNoTab(fixed);
    await editor.save();
    await untilText(typescript.file, elsewhere.replace(typescript.before, typescript.after));
    fs.writeFileSync(at(typescript.file), typescript.bytes);
    await editor.waitForText(/none = 0/);

    await proposed();
    fs.writeFileSync(at(typescript.file), textOf(typescript).replace('let sum = 0;', 'let sum = 1;'));
    await until({ page: journey.workbench.page, what: 'the change in the editor' }, async () =>
      (await editor.otherText()).includes('sum = 1'),
    );
    await press('Accept');
    const { text } = await notifications.waitFor(/does not fit/);
    assert.match(text, /src\/cart\.ts any more: the same lines were changed meanwhile\. It is kept\.$/);
    await journey.workbench.screenshot('code-changed-meanwhile');
    await notifications.clear();
    assert.match(fs.readFileSync(at(typescript.file), 'utf8'), /let sum = 1;/);
    await press('Discard');
    await editor.waitForNoTab(fixed);
    fs.writeFileSync(at(typescript.file), typescript.bytes);
    await editor.waitForText(/let sum = 0;/);
  });

  it('what a person writes into a proposal is accepted with it', async () => {
    const { page } = journey.workbench;
    await proposed();
    await eventually('the end of the answer', () => said.length === 1);
    await editor.titleButton('Accept').and(page.locator(':not(.disabled)')).waitFor();
    await editor.focus();
    await page.keyboard.type('export {};');
    await page.keyboard.press('Enter');
    await press('Accept');
    await editor.waitForNoTab(fixed);
    await editor.save();
    await untilText(typescript.file, replaced(typescript).replace('\uFEFF', '\uFEFFexport {};\r\n'));
    await editor.undo();
    await editor.save();
    await untilText(typescript.file, typescript.bytes);
  });

  it('a closed tab loses nothing that a person wrote into it; the palette discards too, and a reload', async () => {
    const { workbench } = journey;
    await proposed();
    await editor.titleButton('Accept').and(workbench.page.locator(':not(.disabled)')).waitFor();
    await editor.focus();
    await workbench.page.keyboard.type('export {};');
    await editor.save();
    await editor.close();
    await workbench.notifications.click(/is discarded, with what you edited in it/, 'Show Again');
    await editor.waitForTab(fixed);
    await editor.waitForText(/^export \{\};/);
    await workbench.runCommand('Keyway: Discard Proposed Code');
    await editor.waitForNoTab(fixed);
    await proposed();
    await workbench.reload();
    await editor.waitForTab(name(typescript.file));
    await editor.waitForNoTab(fixed);
    assert.ok(isAsItWas(typescript));
  });

  it('a second proposal for a file takes the place of the first only after a question', async () => {
    const { dialogs } = journey.workbench;
    await proposed();
    await editor.show(name(typescript.file));
    await journey.workbench.runCommand('Keyway: Fix Code');
    await dialogs.waitFor(/Replace the proposal for src\/cart\.ts\?/);
    await dialogs.click('Cancel');
    assert.equal(said.length, 1);
    await journey.workbench.runCommand('Keyway: Fix Code');
    await dialogs.waitFor(/Replace the proposal/);
    await dialogs.click('Replace');
    await eventually('another request', () => said.length === 2);
    await editor.waitForTab(fixed);
    await editor.close();
    await editor.waitForNoTab(fixed);
    assert.ok(isAsItWas(typescript));
  });

  it('a tab that is closed while code is written ends the request', async () => {
    playSlowly(typescript.fence, typescript.after);
    await run(fix, typescript, typescript.line);
    await editor.waitForTab(fixed);
    const open = chats().filter(({ closedAt }) => closedAt() === undefined).length;
    await editor.close();
    await eventually(
      'the connection to be closed',
      () => chats().filter(({ closedAt }) => closedAt() === undefined).length < open,
    );
    assert.ok(isAsItWas(typescript));
  });

  it('the page of an explanation that is closed ends its request', async () => {
    play({ does: 'answer', text: 'It adds up and up. '.repeat(400), paceMs: 40 });
    await run({ title: 'Explain Code' }, typescript, typescript.line);
    await pageThatSays(journey.workbench, /It adds up and up/);
    const open = chats().filter(({ closedAt }) => closedAt() === undefined).length;
    await editor.close();
    await eventually(
      'the connection to be closed',
      () => chats().filter(({ closedAt }) => closedAt() === undefined).length < open,
    );
  });

  it('tests are added to those that are there', async () => {
    const { tests } = typescript;
    const there = `${tests.text}\n`;
    const more = `${tests.text}\nif (total(['a']) !== 1) throw new Error('not 1');`;
    fs.writeFileSync(at(tests.file), there);
    play({ does: 'answer', text: fenced('typescript', more) });
    await run({ title: 'Write Tests' }, typescript, typescript.line);
    const tab = `${name(tests.file)} (proposed tests)`;
    await editor.waitForTab(tab);
    await untilShown(more);
    assert.ok(lastBody().includes("throw new Error('not 0')"));
    await press('Accept');
    await editor.waitForNoTab(tab);
    await editor.save();
    await untilText(tests.file, `${more}\n`);
    await editor.undo();
    await editor.save();
    await untilText(tests.file, there);
    await editor.close();
    fs.rmSync(at(tests.file));
  });

  it('a translation never overwrites a file: another name is asked for', async () => {
    const { quickInput } = journey.workbench;
    const { translation } = typescript;
    fs.writeFileSync(at(translation.file), 'mine = 1\n');
    play({ does: 'answer', text: fenced('python', translation.text) });
    await run({ title: 'Translate Code to Language…' }, typescript, typescript.line);
    await quickInput.pick('Python');
    await until({ page: journey.workbench.page, what: 'the box for a name' }, async () =>
      /src\/cart\.py is there already/.test((await quickInput.message()).text),
    );
    assert.equal(await quickInput.value(), 'cart-2.py');
    await journey.workbench.screenshot('code-another-name');
    await quickInput.accept();
    await editor.waitForTab('cart-2.py');
    await untilShown(translation.text);
    await press('Accept');
    await untilText('src/cart-2.py', `${translation.text}\n`.replaceAll('\n', '\r\n'));
    assert.equal(fs.readFileSync(at(translation.file), 'utf8'), 'mine = 1\n');
    await until(
      { page: journey.workbench.page, what: 'the new file in the editor' },
      async () => (await editor.titleButton('Accept').count()) === 0,
    );
    await editor.close();
    fs.rmSync(at('src/cart-2.py'));
    fs.rmSync(at(translation.file));
  });

  it('nothing is sent of a file that the person excludes', async () => {
    const { notifications } = journey.workbench;
    play({ does: 'answer', text: 'Never.' });
    await editor.open('src/kept/plan.ts');
    await journey.workbench.runCommand('Keyway: Explain Code');
    const { text, severity } = await notifications.waitFor(/Keyway sends nothing of src\/kept\/plan\.ts/);
    assert.match(text, /keyway\.excludedFiles/);
    assert.equal(severity, 'error');
    await journey.workbench.screenshot('code-excluded');
    await notifications.clear();
    await editor.close();
    assert.equal(said.length, 0);
  });

  it('one sentence says that nobody answered, and no tab stays', async () => {
    const { notifications } = journey.workbench;
    play({ does: 'refuse', status: 500 });
    await run(fix, typescript, typescript.line);
    const { text, severity } = await notifications.waitFor(/OpenAI/);
    assert.equal(severity, 'error');
    assert.match(text, /500/);
    assert.doesNotMatch(text, /\bat .*\.js:\d+/);
    await notifications.clear();
    assert.ok(!(await editor.tabs()).includes(fixed));
    assert.ok(isAsItWas(typescript));
  });

  it('shows what a person needs: the menu, the proposal with its buttons, the page', async () => {
    const { workbench } = journey;
    await editor.open(typescript.file, typescript.line);
    assert.deepEqual((await editor.contextMenu('Keyway')).filter(Boolean), [
      'Generate Code…',
      'Fix Code',
      'Refactor Code…',
      'Document Code',
      'Write Tests',
      'Translate Code to Language…',
      'Explain Code',
    ]);
    await workbench.screenshot('code-menu');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Escape');
    play({ does: 'answer', text: fenced(typescript.fence, typescript.after), paceMs: 60 });
    await run(fix, typescript, typescript.line);
    await editor.waitForTab(fixed);
    await workbench.screenshot('code-streaming');
    await untilShown(typescript.after);
    await eventually('the end', () => said.length === 1);
    await workbench.screenshot('code-proposal');
    await press('Discard');
    play({ does: 'answer', text: 'It **adds up** the prices:\n\n```ts\nlet sum = 0;\n```\n\n1. one\n2. two' });
    await run({ title: 'Explain Code' }, typescript, typescript.line);
    await pageThatSays(workbench, /Answered by/);
    await workbench.screenshot('code-explanation');
    await editor.close();
  });
});
