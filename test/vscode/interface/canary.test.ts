import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { until } from '../harness/wait.ts';
import { startEcho, type Echo, type Mood } from './echo.ts';
import { addKey, baseUrlsOf, consentToChat, startJourney, type Journey } from './journey.ts';
import { filesWith, watch, type Watch } from './search.ts';

/** Random, so that it stands nowhere by chance and no compression can take it apart. */
const random = (): string => randomBytes(15).toString('base64url').replaceAll(/[-_]/g, 'x');

/** The part of a key that is looked for; its beginning and end are shown on purpose. */
const hearts = { typed: random(), updated: random(), environment: random(), file: random() };
const canaries = {
  typed: `sk-proj-0${hearts.typed}0000`,
  updated: `sk-proj-1${hearts.updated}1111`,
  environment: `sk-2${hearts.environment}2222`,
  file: `xai-3${hearts.file}3333`,
};
/** Must be found wherever a key is looked for, or the search proves nothing. */
const control = `control${random()}`;

const failures: readonly Mood[] = [
  'breaks the stream',
  'has trouble',
  'answers nonsense',
  'answers with HTML',
  'limits',
  'refuses',
];

describe('A canary key', () => {
  let echo: Echo;
  let journey: Journey;
  let watched: Watch;
  let envFile: string;

  before(async () => {
    echo = await startEcho();
    envFile = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-canary-')), 'secrets.env');
    fs.writeFileSync(envFile, `XAI_API_KEY=${canaries.file}\n`);
    journey = await startJourney({
      name: 'canary',
      // Everything that keeps something about a request: what is spent, what is reserved, and answers.
      settings: {
        'keyway.budgets': [{ limit: 1_000, period: 'day' }],
        'keyway.responseCache': true,
        'chat.utilityModel': 'keyway/auto',
        'chat.utilitySmallModel': 'keyway/auto',
      },
      machineSettings: baseUrlsOf({ openai: echo, deepseek: echo, xai: echo }),
      // As much as the editor can say without itself logging the environment it was started in, as it does at `trace`.
      env: { DEEPSEEK_API_KEY: canaries.environment, LOG_LEVEL: 'debug' },
    });
    watched = await watch(journey.workbench, [control, ...Object.values(hearts)]);
  });

  after(async () => {
    await journey.stop();
    await echo.stop();
    fs.rmSync(path.dirname(envFile), { recursive: true, force: true });
  });

  const ask = async (text: string) => {
    const { chat } = journey.workbench;
    return chat.waitForAnswer(await chat.ask(text), { milliseconds: 120_000 });
  };

  const command = async (title: string): Promise<void> => {
    await journey.workbench.runCommand(title);
  };

  it('is refused by a provider that repeats it, and saved anyway', async () => {
    const { workbench } = journey;
    echo.mood = 'refuses';
    await addKey(workbench, { provider: 'OpenAI', key: canaries.typed, nickname: control });
    await workbench.quickInput.waitFor('Add Key');
    await workbench.quickInput.pick('Save Anyway');
    await workbench.notifications.waitFor(/was saved/);
    await consentToChat(workbench);
    assert.ok(echo.keys.includes(canaries.typed), 'it went to its provider');
  });

  it('is tested, listed and replaced by another', async () => {
    const { workbench } = journey;
    const { quickInput, notifications } = workbench;
    for (const mood of ['limits', 'has trouble', 'answers nonsense', 'well'] as const) {
      await notifications.clear();
      echo.mood = mood;
      await command('Keyway: Test Key…');
      await quickInput.waitFor('Test Key');
      await quickInput.pick(control);
      await notifications.waitFor(/OpenAI/);
    }
    await command('Keyway: List Keys');
    await until({ page: workbench.page, what: 'the ends of the key' }, async () =>
      JSON.stringify(await quickInput.rows()).includes('…0000'),
    );
    await quickInput.cancel();
    echo.mood = 'refuses';
    await command('Keyway: Update Key…');
    await quickInput.waitFor('Update Key');
    await quickInput.pick(control);
    await quickInput.waitFor(/Update OpenAI Key/);
    await quickInput.type(canaries.updated);
    await quickInput.accept();
    await until({ page: workbench.page, what: 'the question whether to save it' }, async () =>
      (await quickInput.rows()).some(({ label }) => label === 'Save Anyway'),
    );
    await quickInput.pick('Save Anyway');
    await notifications.waitFor(/was saved/);
    assert.ok(echo.keys.includes(canaries.updated));
  });

  it('is imported from the environment and from a file', async () => {
    const { workbench } = journey;
    const { quickInput, notifications } = workbench;
    echo.mood = 'well';
    await notifications.clear();
    await command('Keyway: Import Keys from Environment…');
    await importAndTest(/the environment VS Code was started in/);
    assert.ok(echo.keys.includes(canaries.environment));
    await notifications.clear();
    await command('Keyway: Import Keys from .env File…');
    await quickInput.waitFor(/Import Keys/);
    // The editor's own dialog of files, which may still put its own path in place of what was typed.
    await until({ page: workbench.page, what: 'the file in its folder' }, async () => {
      if ((await quickInput.value()) !== envFile) await quickInput.type(envFile);
      await workbench.page.waitForTimeout(500);
      const isThere = (await quickInput.rows()).some(({ label }) => label === 'secrets.env');
      return isThere && (await quickInput.value()) === envFile;
    });
    await quickInput.accept();
    await importAndTest(/secrets\.env/);
    assert.ok(echo.keys.includes(canaries.file));
  });

  const importAndTest = async (where: RegExp): Promise<void> => {
    const { page, quickInput, notifications } = journey.workbench;
    await until({ page, what: 'the keys that were found' }, async () => where.test(await quickInput.placeholder()));
    await quickInput.accept();
    await quickInput.pick('Import and Test 1 key');
    await notifications.waitFor(/1 key was imported/);
  };

  it('answers in chat, and fails there in every way', async () => {
    const { chat, notifications } = journey.workbench;
    await notifications.clear();
    await chat.open();
    await chat.chooseModel('GPT-4.1 mini');
    assert.match((await ask('Is all well?')).text, /All is well/);
    for (const mood of failures) {
      echo.mood = mood;
      const asked = echo.chats.length;
      const { error } = await ask(`What if it ${mood}?`);
      assert.notEqual(error, '', mood);
      assert.ok(echo.chats.length > asked, `the provider was asked while it ${mood}`);
    }
  });

  it('is not in what the desk says', async () => {
    const { chat } = journey.workbench;
    echo.mood = 'well';
    await chat.chooseModel('Auto');
    for (const question of ['/keys', '/models', '/route Where would this go?', 'Who are you?', '/usage today by key']) {
      const { text, error } = await ask(`@keyway ${question}`);
      assert.notEqual(text, '', question);
      assert.equal(error, '', question);
    }
    await command('Keyway: Refresh Models');
    for (const list of ['Keyway: Show Receipts', 'Keyway: Show Budgets']) {
      await command(list);
      await journey.workbench.quickInput.waitFor(/Receipts|Budgets/);
      await journey.workbench.quickInput.cancel();
    }
    await command('Keyway: Show Log');
    await command('Keyway: Show Usage');
    await journey.workbench.screenshot('canary-desk');
  });

  it('was in no page that the window ever showed', () => {
    assert.ok(watched.seen.has(control), 'the nickname was seen, so somebody was watching');
    for (const [which, heart] of Object.entries(hearts)) assert.deepEqual(watched.seen.get(heart) ?? [], [], which);
  });

  it('is in no console message', () => {
    assert.ok(watched.console.length > 10, 'the console was listened to');
    for (const [which, heart] of Object.entries(hearts)) {
      assert.deepEqual(
        watched.console.filter((line) => line.includes(heart)),
        [],
        which,
      );
    }
  });

  it('is in no file: neither of the editor, nor of Keyway, nor of the browser', async () => {
    // Everything that is written late is written when the window goes.
    await journey.stop();
    const found = (word: string): readonly string[] => filesWith(journey.profile, word);
    const controls = found(control);
    // Not Keyway's own log: this editor writes no output channels to disk, its native logger not being compiled here.
    for (const wanted of [/keyway\.keyway\/keys\.json$/, /keyway\.keyway\/ledger\.db/, /^browser\//, /chatSessions/]) {
      assert.ok(
        controls.some((file) => wanted.test(file)),
        `the nickname was not found in ${wanted}: ${controls.join(', ')}`,
      );
    }
    // What is kept encrypted holds no nickname to look for, so it must be shown to be there.
    const kept = fs.globSync('data/User/workspaceStorage/*/keyway.keyway/*', { cwd: journey.profile });
    assert.ok(kept.length > 0, 'answers were kept');
    using ledger = new DatabaseSync(path.join(journey.storage, 'ledger.db'), { readOnly: true });
    for (const table of ['attempt', 'spend', 'health'])
      assert.ok(ledger.prepare(`SELECT 1 FROM ${table}`).get() !== undefined, `something was written into ${table}`);
    for (const [which, heart] of Object.entries(hearts)) assert.deepEqual(found(heart), [], which);
  });
});
