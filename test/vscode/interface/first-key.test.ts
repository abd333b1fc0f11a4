import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startSandbox, type Asked, type Behaviour, type Sandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import { addKey, baseUrlsOf, consentToChat, lastReceipt, startJourney, type Journey } from './journey.ts';

const key = 'sk-proj-0123456789abcdefghijklmnop';
const poem = 'Roses are typed, violets are checked, and every promise here is awaited.';

/** Asks for the file first; once the editor's own tool has answered, says so. */
const createsFile = (workspace: string, asked: Asked): Behaviour => {
  const { input: items } = JSON.parse(asked.body) as { input: readonly { type: string }[] };
  if (items.at(-1)?.type === 'function_call_output') return { does: 'answer', text: 'The poem is in poem.txt now.' };
  const input = { filePath: path.join(workspace, 'poem.txt'), content: poem };
  return { does: 'answer', text: 'I will write it down. ', toolCall: { name: 'create_file', input } };
};

describe('A person with one key, signed in nowhere', () => {
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1-mini', 'gpt-4.1'],
      key,
      behave: (asked) =>
        asked.body.includes('write the poem into a file')
          ? createsFile(journey.workspace, asked)
          : {
              does: 'answer',
              text: 'A monad is a burrito with laws.',
              paceMs: 20,
              usage: { input: 12_345, output: 9 },
            },
    });
    journey = await startJourney({ name: 'first-key', machineSettings: baseUrlsOf({ openai: sandbox }) });
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
  });

  it('adds a key through the palette, typed as a password and tested before it is saved', async () => {
    const { workbench } = journey;
    await addKey(workbench, { provider: 'OpenAI', key });
    const { text } = await workbench.notifications.waitFor(/was saved/);
    assert.match(text, /OpenAI key “default” was saved/);
    assert.ok(sandbox.asked.some(({ method, path: asked }) => method === 'GET' && asked === '/v1/models'));
    await consentToChat(workbench);
    await workbench.screenshot('first-key-saved');
  });

  it('finds its models in the picker, with provider and price', async () => {
    const { chat } = journey.workbench;
    await chat.open();
    assert.equal(await chat.mode(), 'Agent');
    const rows = await until(
      { page: journey.workbench.page, what: 'our models in the picker', milliseconds: 120_000 },
      async () => {
        const models = await chat.models();
        return models.some(({ label }) => label === 'Auto') ? models : undefined;
      },
    );
    const detail = (label: RegExp): string | undefined => rows.find((row) => label.test(row.label))?.detail;
    assert.match(detail(/^Auto$/) ?? '', /Keyway/);
    assert.match(detail(/^GPT-4\.1 mini$/i) ?? '', /OpenAI · \$0\.40 \/ \$1\.60/);
  });

  it('gets a streamed answer in agent mode, and a receipt for it', async () => {
    const { workbench } = journey;
    await workbench.chat.chooseModel('GPT-4.1 mini');
    const answer = await workbench.chat.waitForAnswer(await workbench.chat.ask('What is a monad?'), {
      milliseconds: 120_000,
    });
    assert.equal(answer.error, '');
    assert.match(answer.text, /A monad is a burrito with laws\./);
    assert.match(
      await lastReceipt(workbench),
      /Answered by OpenAI gpt-4\.1-mini with key default\. \$0\.005 \(computed/,
    );
    await workbench.screenshot('first-answer');
  });

  it('lets its model call the editor’s own tools: the file is there', async () => {
    const { workbench, workspace } = journey;
    const question = await workbench.chat.ask('Please write the poem into a file');
    const answer = await workbench.chat.waitForAnswer(question, { milliseconds: 120_000, allowTools: true });
    assert.equal(answer.error, '');
    assert.match(answer.text, /The poem is in poem\.txt now/);
    // The editor makes the file first and saves into it a moment later.
    await until({ page: workbench.page, what: 'the poem in its file' }, async () =>
      Promise.resolve(fs.readFileSync(path.join(workspace, 'poem.txt'), 'utf8').trim() === poem),
    );
    await workbench.screenshot('agent-turn');
  });

  it('offers to answer the editor’s own small questions too, and writes the person’s settings only then', async () => {
    const { workbench, profile } = journey;
    const settings = path.join(profile, 'data', 'User', 'settings.json');
    assert.ok(!fs.readFileSync(settings, 'utf8').includes('utility'));
    await workbench.notifications.click(/chat titles and summaries/, 'Use Keyway');
    await until({ page: workbench.page, what: 'the settings' }, async () => {
      const written = JSON.parse(fs.readFileSync(settings, 'utf8')) as Record<string, unknown>;
      return written['chat.utilityModel'] === 'keyway/auto' && written['chat.utilitySmallModel'] === 'keyway/auto';
    });
  });

  it('still has key, models and chat after a reload of the window', async () => {
    const { workbench } = journey;
    await workbench.reload();
    await workbench.chat.open();
    const answered = sandbox.chats.length;
    const answer = await workbench.chat.waitForAnswer(await workbench.chat.ask('And what is a functor?'), {
      milliseconds: 120_000,
    });
    assert.equal(answer.error, '');
    assert.ok(sandbox.chats.length > answered, 'the answer came from the sandbox, not from the restored history');
  });

  it('never shows the key again: the list has its ends only', async () => {
    const { workbench } = journey;
    await workbench.runCommand('Keyway: List Keys');
    await workbench.quickInput.waitFor('Keys');
    const shown = await until({ page: workbench.page, what: 'the ends of the key' }, async () => {
      const rows = JSON.stringify(await workbench.quickInput.rows());
      return rows.includes('sk-p…mnop') && rows;
    });
    assert.ok(!shown.includes(key.slice(4, -4)));
    await workbench.screenshot('list-keys');
    await workbench.quickInput.cancel();
  });
});
