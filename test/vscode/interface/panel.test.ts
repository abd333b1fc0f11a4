import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, startJourney, type Journey } from './journey.ts';
import { keyboardOf, type Keyboard } from './keyboard.ts';
import { overhear, type Overheard } from './overhear.ts';
import { filesWith } from './search.ts';

/** The random middles of the keys that are typed: the ends of a key may be shown, these never. */
const heart = (): string => randomBytes(12).toString('hex');
const hearts = { first: heart(), second: heart(), updated: heart(), refused: heart(), unheard: heart() };
const keys = {
  first: `sk-proj-1${hearts.first}1111`,
  second: `sk-proj-2${hearts.second}2222`,
  updated: `sk-proj-3${hearts.updated}3333`,
  refused: `sk-proj-4${hearts.refused}4444`,
  unheard: `gsk_5${hearts.unheard}5555`,
};

/** Key combinations that run commands in the page as outside of it. */
const bindings = [
  { key: 'ctrl+alt+9', command: 'keyway.openPanel', args: 'audit' },
  { key: 'ctrl+alt+8', command: 'keyway.openPanel', args: 'keys' },
  { key: 'ctrl+alt+7', command: 'workbench.action.files.newUntitledFile' },
];

/** A provider that takes a request and says nothing. */
const startSilence = async (): Promise<Server> => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

describe('The panel, by keyboard alone', () => {
  let sandbox: Sandbox;
  let silence: Server;
  let journey: Journey;
  let person: Keyboard;
  let overheard: Overheard;

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1-mini', 'gpt-4.1'],
      key: [keys.first, keys.second, keys.updated],
      behave: () => ({ does: 'answer', text: 'Money well spent.', usage: { input: 1_000_000, output: 100 } }),
    });
    silence = await startSilence();
    const silent = { baseUrl: `http://127.0.0.1:${(silence.address() as AddressInfo).port}/v1` };
    journey = await startJourney({
      name: 'panel',
      machineSettings: baseUrlsOf({ openai: sandbox, groq: silent }),
      prepare: ({ profile }) => {
        const file = path.join(profile, 'data', 'User', 'keybindings.json');
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, JSON.stringify(bindings));
      },
    });
    overheard = await overhear(journey.workbench, Object.values(hearts));
    person = keyboardOf(journey.workbench);
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
    silence.closeAllConnections();
    silence.close();
  });

  const shot = (name: string): Promise<string> => journey.workbench.screenshot(`panel-${name}`);

  const type = (text: string): Promise<void> => journey.workbench.page.keyboard.type(text);

  const press = (key: string): Promise<void> => journey.workbench.page.keyboard.press(key);

  /** Fills the form for a key: whose it is, what it is, and how it is called. */
  const add = async (key: string, nickname: string, provider = 'openai'): Promise<void> => {
    await person.enter('Add Key');
    await type(provider);
    await person.reads(/\d providers?/);
    await press('ArrowDown');
    await press('Enter');
    await person.tabTo('API key');
    await type(key);
    await person.tabTo('Nickname');
    await type(nickname);
    await person.enter('Test and Save');
  };

  it('leads from nothing to the first key: its provider by search, the key typed, tested and saved', async () => {
    await person.command('Keyway: Open Panel');
    await person.reads(/No keys yet\.[^]*Bring the API keys you already pay for/);
    await shot('empty');
    await person.enter('Add Key');
    await person.reads('Whose key is it?');
    await type('jamba');
    await person.reads('1 provider');
    await shot('search');
    await press('Escape');
    assert.equal(await person.focused(), 'Add Key', 'the focus comes back');
    await add(keys.first, 'work');
    const text = await person.reads('OpenAI key “work” was saved');
    assert.doesNotMatch(text, /Whose key is it/);
    assert.ok(sandbox.asked.some(({ headers }) => headers.authorization === `Bearer ${keys.first}`));
    await person.decide(/Enable|chat/i, 'Enable Extension and Use Keyway Models');
  });

  it('shows the models it unlocks, which are in the picker, its state and its ends', async () => {
    await person.command('Keyway: Open Panel');
    const text = await person.reads(/1 key unlocks 2 models/);
    assert.match(text, /sk-p…1111/);
    assert.match(text, /2 models · chat, tools, images/);
    await shot('first-key');
    const { chat } = journey.workbench;
    await chat.open();
    const offered = (await chat.models()).map(({ label }) => label);
    for (const model of ['GPT-4.1 mini', 'GPT-4.1']) assert.ok(offered.includes(model), offered.join(', '));
    await person.command('Keyway: Open Panel');
  });

  it('tests a key, switches it off and on, and says each', async () => {
    await person.enter('Test: OpenAI key work');
    await person.reads(/OpenAI accepts this key/);
    await person.enter('Disable: OpenAI key work');
    await person.reads('“work” is disabled.');
    assert.equal(await person.focused(), 'Enable: OpenAI key work', 'the focus stays where it was');
    await shot('disabled');
    await press('Enter');
    await person.reads('“work” is enabled.');
  });

  it('adds a second key and tries it earlier', async () => {
    await add(keys.second, 'private');
    await person.reads('OpenAI key “private” was saved');
    await person.enter('Try Earlier: OpenAI key private');
    await person.reads('“private” is tried as number 1 now.');
    // What was done is said before the list is drawn anew.
    await person.reads(/private\s+sk-p[^]*work\s+sk-p/);
    assert.match(await person.focused(), /OpenAI key private$/, 'the focus moves along');
    await person.enter('Test All');
    await person.reads('2 keys tested, 2 of them work.');
    await shot('two-keys');
  });

  it('asks in the editor’s own way where a key is refused: it is saved anyway, or mended', async () => {
    const { quickInput } = journey.workbench;
    await add(keys.refused, 'old');
    await quickInput.waitFor('Add Key');
    await shot('refused');
    await person.pick('Save Anyway');
    await person.reads(/OpenAI key “old” was saved/);
    await person.reads(/old\s+sk-p…4444\s+refused/);
    await person.enter('Update…: OpenAI key old');
    await person.tabTo('API key');
    await type(`${keys.refused}5`);
    await shot('update');
    await person.enter('Test and Save');
    await quickInput.waitFor('Update OpenAI Key');
    await person.pick('Edit');
    await until({ page: journey.workbench.page, what: 'the box for the key' }, () => quickInput.isPassword());
    await press('Control+a');
    await type(keys.updated);
    await press('Enter');
    await person.reads(/OpenAI key “old” was saved\. OpenAI accepts this key/);
  });

  it('renames and removes a key, the latter after the editor’s own question', async () => {
    await person.enter('More: OpenAI key old');
    await person.enter('Rename…: OpenAI key old');
    await person.tabTo('Nickname');
    await type('third');
    await press('Enter');
    await person.reads('“old” is called “third” now.');
    await person.enter('Remove…: OpenAI key third');
    await person.decide('Remove OpenAI key “third”?', 'Remove');
    await person.reads('“third” was removed.');
    await person.reads(/2 keys of 1 provider unlock/);
  });

  it('sets a budget for a provider, from its card', async () => {
    await person.enter('Set Budget: OpenAI');
    await person.pick('A Day');
    await person.answer(/How many US dollars a day/, '0.3');
    await person.pick('Block');
    await person.reads(/Daily budget for OpenAI[^]*\$0\.00 of \$0\.30/);
    await shot('budget');
  });

  it('shows what was spent and answered, the receipt, and that the budget blocks', async () => {
    const { chat } = journey.workbench;
    await chat.open();
    await chat.chooseModel('GPT-4.1 mini');
    const first = await chat.waitForAnswer(await chat.ask('Is there money?'), { milliseconds: 120_000 });
    assert.match(first.text, /Money well spent/);
    const second = await chat.waitForAnswer(await chat.ask('And now?'), { milliseconds: 120_000 });
    assert.match(second.error, /is used up/);
    await person.command('Keyway: Show Usage');
    await person.reads(/Daily budget for OpenAI[^]*133% · \$0\.40 of \$0\.30/);
    await person.tabTo(/^Answered by OpenAI gpt-4\.1-mini with key private/);
    await press('Enter');
    await person.reads(/Answered by OpenAI gpt-4\.1-mini with key private · \$0\.40[^]*(?:You picked|Task)/);
    await shot('receipt');
  });

  it('lifts the budget, and the next request goes through', async () => {
    await person.enter('Change or Lift: Daily budget for OpenAI');
    await person.pick('Lift for Today');
    await person.reads(/lifted until then/);
    const { chat } = journey.workbench;
    await chat.open();
    const third = await chat.waitForAnswer(await chat.ask('May I now?'), { milliseconds: 120_000 });
    assert.match(third.text, /Money well spent/);
  });

  it('exports usage', async () => {
    const { page, quickInput } = journey.workbench;
    await person.command('Keyway: Show Usage');
    await person.reads(/Last attempts/);
    await person.enter('Export Usage…');
    await quickInput.waitFor('Export Usage');
    for (const choice of ['Attempts', 'Today', 'CSV']) await person.pick(choice);
    const file = path.join(journey.profile, 'attempts.csv');
    await until({ page, what: 'a box for the file' }, async () => /keyway-usage/.test(await quickInput.value()));
    await press('Control+a');
    await type(file);
    await until({ page, what: 'the box to take the path' }, async () => {
      if (!(await quickInput.isOpen())) return true;
      if ((await quickInput.value()) === file) await press('Enter');
      return false;
    });
    await journey.workbench.notifications.waitFor(/attempts\.csv is written/);
    assert.match(fs.readFileSync(file, 'utf8'), /gpt-4\.1-mini/);
  });

  it('explains where a prompt would go, and sends nothing', async () => {
    const sent = sandbox.chats.length;
    await person.command('Keyway: Open Panel');
    await person.section('Routing');
    await person.tabTo('Prompt');
    await type('Write a function that sorts.');
    await person.enter('Explain');
    const text = await person.reads(/Where this prompt would go/);
    assert.match(text, /It would go to/);
    assert.equal(sandbox.chats.length, sent);
    await shot('explained');
  });

  it('verifies the audit log, which knows every deed, and finds an entry by its words', async () => {
    await person.section('Audit');
    await person.enter('Verify');
    await person.reads(/The audit log is whole|nothing is wrong|is whole/i);
    await person.tabTo('Search');
    await type('third');
    const text = await person.reads(/Key removed|removed/i);
    assert.doesNotMatch(text, /key “private”/);
    await shot('audit');
  });

  it('shows what still runs when it comes back, and ends it where the person says so', async () => {
    const { quickInput } = journey.workbench;
    await person.section('Keys');
    await add(keys.unheard, 'unheard', 'groq');
    await person.reads(/Testing the key with Groq/);
    await press('Control+Alt+7');
    await until({ page: journey.workbench.page, what: 'another editor in front' }, () =>
      journey.workbench.page.locator('.tab.active', { hasText: /Untitled/ }).isVisible(),
    );
    await press('Control+Alt+8');
    await person.reads(/Testing the key with Groq/);
    await shot('work');
    await person.enter('Cancel: Testing the key with Groq…');
    await quickInput.waitFor(/Add Key/);
    await press('Escape');
    const text = await person.reads(/2 keys of 1 provider/);
    assert.doesNotMatch(text, /Testing the key|Groq/);
  });

  it('is opened at a section by the argument of its command', async () => {
    await person.section('Keys');
    await person.reads(/2 keys of 1 provider/);
    await press('Control+Alt+9');
    await person.reads(/entries, the newest first|The newest/);
  });

  it('comes back after a reload of the window with the section it was left with', async () => {
    const { workbench } = journey;
    await person.section('Routing');
    await person.reads(/Explain a prompt/);
    await workbench.hasKept('"section":"routing"');
    await workbench.reload();
    await person.reads(/Explain a prompt/);
    assert.equal(await workbench.webview().locator('[role="tab"][aria-selected="true"]').innerText(), 'Routing');
  });

  it('was used without a mouse, and sent each typed key once', () => {
    const { messages, seen, console, clicks } = overheard;
    assert.equal(clicks(), 0);
    for (const way of ['sent', 'received', 'kept'])
      assert.ok(
        messages.some((one) => one.way === way),
        way,
      );
    for (const [name, secret] of Object.entries(hearts)) {
      const crossings = messages.filter(({ text }) => text.includes(secret));
      // The refused one was typed twice, the last one into the editor's own box.
      assert.equal(crossings.length, { first: 1, second: 1, updated: 0, refused: 2, unheard: 1 }[name], name);
      for (const { way, text } of crossings)
        assert.match(`${way} ${text}`, /^sent \{"type":"keys\.(?:add|update)"/, name);
      assert.deepEqual(seen.get(secret) ?? [], [], `${name} never stood in any page`);
      assert.deepEqual(
        console.filter((line) => line.includes(secret)),
        [],
        name,
      );
    }
  });

  it('left no typed key in what the page holds or keeps', async () => {
    const held = await journey.workbench
      .webview()
      .locator('html')
      .evaluate((page) =>
        [page.outerHTML, ...[...page.querySelectorAll('input')].map(({ value }) => value)].join('\n'),
      );
    for (const secret of Object.values(hearts)) assert.ok(!held.includes(secret));
    await journey.stop();
    for (const [name, secret] of Object.entries(hearts)) assert.deepEqual(filesWith(journey.profile, secret), [], name);
  });
});
