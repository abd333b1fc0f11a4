import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import type { Notification } from '../harness/notifications.ts';
import { until } from '../harness/wait.ts';
import { startEcho, type Echo } from './echo.ts';
import { addKey, baseUrlsOf, consentToChat, startJourney, type Journey } from './journey.ts';

const goodKey = 'sk-proj-good-0123456789abcdefghij';

/** What a person reads: one sentence or two, and nothing of the key. */
const isSentence = (text: string): void => {
  assert.match(text, /^[A-Z“][^\n]{10,200}[.)]$/, text);
  assert.ok(!text.includes('0123456789'), text);
};

describe('Bad input, while a good key is stored,', () => {
  let sandbox: Sandbox;
  let echo: Echo;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1-mini'],
      key: goodKey,
      behave: () => ({ does: 'answer', text: 'The good key still works.' }),
    });
    echo = await startEcho();
    journey = await startJourney({
      name: 'bad-input',
      machineSettings: baseUrlsOf({ openai: sandbox, deepseek: echo }),
    });
    await addKey(journey.workbench, { provider: 'OpenAI', key: goodKey, nickname: 'good' });
    await journey.workbench.notifications.waitFor(/was saved/);
    await consentToChat(journey.workbench);
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
    await echo.stop();
  });

  afterEach(async () => {
    const { quickInput, notifications } = journey.workbench;
    for (let box = 0; box < 3 && (await quickInput.isOpen()); box++) await quickInput.cancel();
    await notifications.clear();
  });

  /** To the box that asks for this field of the provider. */
  const askedFor = async (provider: string, field: RegExp): Promise<void> => {
    const { page, quickInput } = journey.workbench;
    await journey.workbench.runCommand('Keyway: Add Key…');
    await quickInput.waitFor('Add Key');
    await quickInput.pick(provider);
    await until({ page, what: `the box for ${field}` }, async () => field.test((await quickInput.message()).text));
  };

  const paste = async (text: string): Promise<void> => {
    const { page } = journey.workbench;
    await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
    await page.keyboard.press('ControlOrMeta+V');
  };

  /** The very message, once a box says something. */
  const refusal = async (): Promise<string> => {
    const { page, quickInput } = journey.workbench;
    // Patient, because the editor itself takes long over megabytes: its own palette about as long as this box.
    const { text } = await until({ page, what: 'a refusal', milliseconds: 120_000 }, async () => {
      const message = await quickInput.message();
      return message.severity === 'error' && message;
    });
    return text;
  };

  const storedKeys = async (): Promise<readonly string[]> => {
    const { quickInput } = journey.workbench;
    await journey.workbench.runCommand('Keyway: List Keys');
    await quickInput.waitFor('Keys');
    const labels = (await quickInput.rows()).map(({ label }) => label).filter((label) => !label.includes('Add Key'));
    await quickInput.cancel();
    return labels;
  };

  const asKeys: readonly { readonly name: string; readonly text: string; readonly says: RegExp }[] = [
    { name: 'nothing at all', text: '', says: /Enter a value/ },
    { name: 'only blanks', text: '   \t ', says: /Enter a value/ },
    {
      name: 'a line break and a picture',
      text: `sk-proj-0123456789abc\n🔑0123456789`,
      says: /(lines|U\+1F511).*(one line|copy the key again)/,
    },
    { name: 'ten megabytes', text: `sk-${'x'.repeat(10_000_000)}`, says: /10,000,003 characters/ },
  ];

  for (const { name, text, says } of asKeys) {
    it(`is refused in one clear sentence as a key: ${name}`, async () => {
      const { quickInput } = journey.workbench;
      await askedFor('OpenAI', /API key/);
      if (text.trim() === '') {
        await quickInput.type(text);
        await quickInput.accept();
      } else await paste(text);
      const message = await refusal();
      assert.match(message, says);
      isSentence(message);
      assert.ok(await quickInput.isPassword(), 'the question is still open');
      await journey.workbench.screenshot(`bad-input-${name.replaceAll(' ', '-')}`);
    });
  }

  it('is only warned about where it is another provider’s key', async () => {
    const { page, quickInput } = journey.workbench;
    await askedFor('OpenAI', /API key/);
    await quickInput.type('sk-ant-api03-0123456789abcdefghijklmnop');
    const { severity, text } = await quickInput.waitForMessage(/looks like a key of Anthropic/);
    assert.equal(severity, 'warning');
    isSentence(text);
    await journey.workbench.screenshot('bad-input-key-of-another-provider');
    await quickInput.accept();
    await until({ page, what: 'the next question' }, async () => /nickname/i.test((await quickInput.message()).text));
  });

  const asUrls: readonly { readonly name: string; readonly text: string; readonly says: RegExp }[] = [
    { name: 'without a scheme', text: 'localhost:8000/v1', says: /starts with https:\/\// },
    { name: 'with a user and a password', text: 'https://me:0123456789@example.com/v1', says: /user name or password/ },
    { name: 'with a query', text: 'https://example.com/v1?key=0123456789', says: /query/ },
  ];

  for (const { name, text, says } of asUrls) {
    it(`is refused in one clear sentence as a base URL: ${name}`, async () => {
      const { quickInput } = journey.workbench;
      await askedFor('Custom', /Base URL/);
      await quickInput.type(text);
      await quickInput.accept();
      const message = await refusal();
      assert.match(message, says);
      assert.match(message, /^A base URL/);
      assert.ok(!message.includes('0123456789'));
    });
  }

  it('that was accepted before is kept by Back, and by Edit after a failed test', async () => {
    const { page, quickInput } = journey.workbench;
    const baseUrl = 'http://127.0.0.1:9/v1';
    await askedFor('Custom', /Base URL/);
    await quickInput.type(baseUrl);
    await quickInput.accept();
    await until({ page, what: 'the box for the key' }, () => quickInput.isPassword());
    await quickInput.back();
    await until({ page, what: 'the base URL again' }, async () => (await quickInput.value()) === baseUrl);
    await quickInput.accept();
    await until({ page, what: 'the box for the key' }, () => quickInput.isPassword());
    await quickInput.accept();
    await until({ page, what: 'the box for the nickname' }, async () =>
      /nickname/i.test((await quickInput.message()).text),
    );
    await quickInput.type('nowhere');
    await quickInput.accept();
    await until({ page, what: 'the question after the test' }, async () =>
      (await quickInput.rows()).some(({ label }) => label === 'Edit'),
    );
    const { text } = await quickInput.message();
    assert.match(text, /^The server at 127\.0\.0\.1:9 could not be reached\. Check the network/);
    await journey.workbench.screenshot('bad-input-test-failed');
    await quickInput.pick('Edit');
    await until({ page, what: 'the base URL to be edited' }, async () => (await quickInput.value()) === baseUrl);
  });

  it('that a provider refuses can be mended, or saved anyway', async () => {
    const { page, quickInput, notifications } = journey.workbench;
    echo.mood = 'refuses';
    await addKey(journey.workbench, {
      provider: 'DeepSeek',
      key: 'sk-deepseek-wrong-0123456789abcdef',
      nickname: 'mended',
    });
    await until({ page, what: 'the question after the test' }, async () =>
      (await quickInput.rows()).some(({ label }) => label === 'Edit'),
    );
    assert.match((await quickInput.message()).text, /DeepSeek refuses this key \(401\)/);
    await quickInput.pick('Edit');
    await until({ page, what: 'the box for the key' }, () => quickInput.isPassword());
    echo.mood = 'well';
    await quickInput.type('sk-deepseek-right-0123456789abcdef');
    await quickInput.accept();
    await until({ page, what: 'the nickname, kept' }, async () => (await quickInput.value()) === 'mended');
    await quickInput.accept();
    assert.match(
      (await notifications.waitFor(/was saved/)).text,
      /DeepSeek key “mended” was saved\. DeepSeek accepts this key\./,
    );
    await notifications.clear();
    echo.mood = 'refuses';
    await addKey(journey.workbench, {
      provider: 'DeepSeek',
      key: 'sk-deepseek-other-0123456789abcdef',
      nickname: 'anyway',
    });
    await quickInput.pick('Save Anyway');
    await notifications.waitFor(/“anyway” was saved/);
    assert.deepEqual(await storedKeys(), ['good', 'mended', 'anyway']);
  });

  it('has cost the good key nothing: it is listed, and chat works', async () => {
    const { chat } = journey.workbench;
    assert.ok((await storedKeys()).includes('good'));
    await chat.open();
    await chat.chooseModel('GPT-4.1 mini');
    const answer = await chat.waitForAnswer(await chat.ask('Does the key work?'), { milliseconds: 120_000 });
    assert.match(answer.text, /The good key still works/);
  });

  it('such as a sixth test within a minute is refused with the time to wait', async () => {
    const { page, quickInput, notifications } = journey.workbench;
    const asked = sandbox.asked.length;
    const test = async (): Promise<string> => {
      await notifications.clear();
      // The words of the test before may still be on the screen.
      await until({ page, what: 'a screen without words' }, async () => (await notifications.all()).length === 0);
      await journey.workbench.runCommand('Keyway: Test Key…');
      await quickInput.waitFor('Test Key');
      await quickInput.pick('good');
      return (await notifications.waitFor(/“good”: /)).text;
    };
    // The test that adding it made counts too, where that is less than a minute ago.
    const told: string[] = [];
    while (told.length < 6 && !/5 times/.test(told.at(-1) ?? '')) told.push(await test());
    assert.match(told[0] ?? '', /OpenAI accepts this key/);
    assert.match(told.at(-1) ?? '', /You have tested this key 5 times in the last minute: try again in \d+ s\./);
    assert.ok(sandbox.asked.length - asked <= 5, 'the provider was left alone');
    await journey.workbench.screenshot('bad-input-too-many-tests');
  });

  it('in keys.json is set aside with a word, and the keys come back from the keychain', async () => {
    const { workbench, server, storage } = journey;
    const garbage = '{"version":1,"keys":[{"id":';
    // While no window is open: one that is would repair the file at once.
    await workbench.page.goto('about:blank');
    await until({ page: workbench.page, what: 'the extension host to end' }, async () =>
      server.logs().includes('Extension Host Process exited'),
    );
    fs.writeFileSync(path.join(storage, 'keys.json'), garbage);
    await workbench.page.goto(server.url);
    const { text } = await workbench.notifications.waitFor(/was damaged/);
    assert.match(text, /keys\.json.*set aside as keys\.damaged-.*Recover Lost Keys/);
    await workbench.screenshot('bad-input-keys-damaged');
    const kept = fs.readdirSync(storage).filter((file) => file.startsWith('keys.damaged-'));
    assert.deepEqual(
      kept.map((file) => fs.readFileSync(path.join(storage, file), 'utf8')),
      [garbage],
    );
    await workbench.notifications.clear();
    await workbench.runCommand('Keyway: Recover Lost Keys');
    await workbench.notifications.waitFor(/Recovered 3 keys/);
    assert.deepEqual((await storedKeys()).toSorted(), ['anyway', 'good', 'mended']);
    const { chat } = workbench;
    await chat.open();
    await chat.chooseModel('GPT-4.1 mini');
    const before = sandbox.chats.length;
    const answer = await chat.waitForAnswer(await chat.ask('And now?'), { milliseconds: 120_000 });
    assert.match(answer.text, /The good key still works/);
    assert.ok(sandbox.chats.length > before);
  });
});

describe('A damaged ledger', () => {
  const garbage = 'This was a database once.'.repeat(400);
  let sandbox: Sandbox;
  let journey: Journey;
  let told: Notification;

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1-mini'],
      behave: () => ({ does: 'answer', text: 'Books or not, I answer.', usage: { input: 1_000, output: 10 } }),
    });
    journey = await startJourney({
      name: 'bad-ledger',
      machineSettings: { ...baseUrlsOf({ openai: sandbox }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: goodKey },
      prepare: ({ storage }) => {
        fs.mkdirSync(storage, { recursive: true });
        fs.writeFileSync(path.join(storage, 'ledger.db'), garbage);
      },
    });
    // The audit log opens the ledger soon after the start, and a message without buttons leaves after ten seconds.
    told = await journey.workbench.notifications.waitFor(/set aside|damaged/);
    await journey.workbench.screenshot('bad-ledger');
    await journey.workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await consentToChat(journey.workbench);
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
  });

  it('costs no answer: it is set aside with a word, and a new one is begun', async () => {
    const { chat } = journey.workbench;
    await chat.open();
    await chat.chooseModel('GPT-4.1 mini');
    const answer = await chat.waitForAnswer(await chat.ask('Do you keep books?'), { milliseconds: 120_000 });
    assert.match(answer.text, /Books or not/);
    assert.equal(answer.error, '');
    const { text, severity } = told;
    assert.ok(text.includes(journey.storage), 'it says where');
    isSentence(text.replace(`${journey.storage}/`, ''));
    assert.equal(severity, 'warning');
    const kept = fs.readdirSync(journey.storage).filter((file) => /^ledger\.damaged-.*\.db$/.test(file));
    assert.deepEqual(
      kept.map((file) => fs.readFileSync(path.join(journey.storage, file), 'utf8')),
      [garbage],
    );
    const usage = await chat.waitForAnswer(await chat.ask('@keyway /usage today by model'), { milliseconds: 120_000 });
    assert.match(usage.text, /gpt-4\.1-mini/, 'the new ledger has recorded the answer');
  });
});
