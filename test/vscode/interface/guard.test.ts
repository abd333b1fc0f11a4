import assert from 'node:assert/strict';
import { noise } from '../../guard/fixtures.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, consentToChat, lastReceipt, startJourney, type Journey } from './journey.ts';

const key = `sk-guard-${noise('interface', 40)}`;
const token = ['ghp', noise('interface', 36)].join('_');
/** As a configuration file holds it: behind a name, so that it does not begin where a group of base64 does. */
const encoded = Buffer.from(`OPENAI=${key}`).toString('base64');

const line = (before: string): string => `${before} GITHUB_TOKEN=${token} and config: ${encoded}`;

/** What may be nowhere in a request: the secrets, and what base64 alone makes of the key. */
const secretsIn = (body: string): readonly string[] =>
  [token, key, encoded.slice(12, -4), token.slice(4), key.slice(9)].filter((secret) => body.includes(secret));

describe('Secrets in a chat', () => {
  let sandbox: Sandbox;
  let journey: Journey;

  const begin = async (mode: string): Promise<void> => {
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-6-luna'],
      behave: () => ({ does: 'answer', text: 'It sets two variables.' }),
    });
    journey = await startJourney({
      name: `guard-${mode}`,
      settings: { 'keyway.secretGuard': mode },
      machineSettings: { ...baseUrlsOf({ openai: sandbox }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: key },
    });
    const { workbench } = journey;
    await workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await consentToChat(workbench);
    await workbench.chat.open();
    await workbench.chat.chooseModel('GPT-6 Luna');
  };

  const end = async (): Promise<void> => {
    await journey.stop();
    await sandbox.stop();
  };

  /** All that arrived since, titles included. */
  const bodies = (from = 0): string =>
    sandbox.chats
      .slice(from)
      .map(({ body }) => body)
      .join('\n');

  describe('that nobody said anything about', () => {
    before(() => begin('mask'));
    after(end);

    it('arrive masked, the person’s own key in base64 as well, and the receipt says so', async () => {
      const { chat } = journey.workbench;
      const { text, error } = await chat.waitForAnswer(await chat.ask(line('What does this do?')));
      assert.equal(error, '');
      assert.match(text, /It sets two variables\./);
      assert.deepEqual(secretsIn(bodies()), []);
      assert.ok(bodies().includes('GITHUB_TOKEN=[masked by Keyway: GitHub token 1]'), bodies());
      assert.match(bodies(), /config: [\w+/]{8,10}\[masked by Keyway: your OpenAI key 1\]/);
      assert.match(
        await lastReceipt(journey.workbench),
        /Masked before it left: a GitHub token, your OpenAI key environment/,
      );
      await journey.workbench.screenshot('guard-masked');
    });

    it('arrive masked from the participant', async () => {
      const { chat } = journey.workbench;
      const before = sandbox.chats.length;
      const { text, error } = await chat.waitForAnswer(await chat.ask(`@keyway ${line('And this?')}`));
      assert.equal(error, '');
      assert.match(text, /Masked before it left: a GitHub token, your OpenAI key environment/);
      assert.ok(sandbox.chats.length > before);
      assert.deepEqual(secretsIn(bodies(before)), []);
      await journey.workbench.screenshot('guard-participant');
    });
  });

  describe('that the person wants to be asked about', () => {
    before(() => begin('ask'));
    after(end);

    it('are sent as the answer says, but for the person’s own key, and asked about once', async () => {
      const { chat, dialogs, page } = journey.workbench;
      // Whoever waits for the chat gives up when the dialog comes.
      const asking = chat.ask(line('Read this:')).catch(() => undefined);
      const { text, detail, buttons } = await dialogs.waitFor('This request holds');
      await asking;
      await journey.workbench.screenshot('guard-question');
      assert.equal(text, 'This request holds a GitHub token and your OpenAI key environment.');
      assert.match(detail, /It was made by VS Code’s chat\..*Your own keys are masked whatever you choose/);
      assert.deepEqual(buttons.toSorted(), ['Cancel', 'Mask and Send', 'Send as It Is']);
      assert.deepEqual(secretsIn(bodies()), []);
      await dialogs.click('Send as It Is');
      await until({ page, what: 'the answer' }, async () =>
        /two variables/.test((await chat.lastAnswer())?.text ?? ''),
      );
      assert.deepEqual(secretsIn(bodies()), [token, token.slice(4)]);
      const again = await chat.waitForAnswer(await chat.ask(line('Once more:')));
      assert.deepEqual([again.error, await dialogs.current()], ['', undefined]);
    });
  });

  describe('that stop a request', () => {
    before(() => begin('stop'));
    after(end);

    it('are not sent at all, with a sentence that names them by their kinds', async () => {
      const { chat } = journey.workbench;
      const { error } = await chat.waitForAnswer(await chat.ask(line('And now?')));
      await journey.workbench.screenshot('guard-stopped');
      assert.match(
        error,
        /Keyway sent nothing: take a GitHub token and your OpenAI key environment out of this request, or set “keyway\.secretGuard” to mask\./,
      );
      assert.equal(bodies(), '');
    });
  });
});
