import assert from 'node:assert/strict';
import { startSandbox, type Behaviour, type Sandbox } from '../../sandbox/sandbox.ts';
import { consentToChat, baseUrlsOf, lastReceipt, startJourney, type Journey } from './journey.ts';

const healthy: Behaviour = { does: 'answer', text: 'The cheap one answers.' };

/** One way for the cheapest provider to fail before the first word, and what the receipt says of it. */
const failures: readonly { readonly name: string; readonly behaviour: Behaviour; readonly reason: RegExp }[] = [
  { name: '500', behaviour: { does: 'refuse', status: 500 }, reason: /it has a problem of its own \(500\)/ },
  {
    name: '429 with Retry-After',
    behaviour: { does: 'refuse', status: 429, headers: { 'retry-after': '2' } },
    reason: /its rate limit is reached \(429\)/,
  },
  { name: 'a stall', behaviour: { does: 'stall' }, reason: /no answer within 2 s|nothing came for 2 s/ },
  { name: 'a cut before the first byte', behaviour: { does: 'cut' }, reason: /cannot be reached|connection/ },
];

describe('When the cheapest provider fails, Auto', () => {
  let cheap: Sandbox;
  let dear: Sandbox;
  let journey: Journey;
  let behaviour: Behaviour = healthy;
  let receipt: string | undefined;

  const ask = async (text: string) => {
    const { chat } = journey.workbench;
    return chat.waitForAnswer(await chat.ask(text), { milliseconds: 120_000 });
  };

  before(async () => {
    cheap = await startSandbox({ speaks: 'openai-responses', models: ['gpt-6-luna'], behave: () => behaviour });
    dear = await startSandbox({
      speaks: 'anthropic-messages',
      models: ['claude-sonnet-5'],
      behave: () => ({ does: 'answer', reasoning: 'Let me see. ', text: 'The dear one answers.' }),
    });
    journey = await startJourney({
      name: 'fallback',
      settings: { 'keyway.timeouts.firstByteSeconds': 2, 'keyway.timeouts.idleSeconds': 2 },
      machineSettings: { ...baseUrlsOf({ openai: cheap, anthropic: dear }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: 'sk-fallback-0123456789abcdefgh', ANTHROPIC_API_KEY: 'sk-ant-fallback-0123456789abcd' },
    });
    const { workbench } = journey;
    await workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await consentToChat(workbench);
    await workbench.chat.open();
    await workbench.chat.chooseModel('Auto');
  });

  after(async () => {
    await journey.stop();
    await cheap.stop();
    await dear.stop();
  });

  for (const { name, behaviour: failing, reason } of failures) {
    it(`answers from the next route after ${name}, and the receipt says why`, async () => {
      behaviour = failing;
      const answer = await ask(`What does ${name} do?`);
      assert.equal(answer.error, '');
      assert.match(answer.text, /The dear one answers\./);
      assert.ok(!answer.text.includes('The cheap one'));
      receipt = await lastReceipt(journey.workbench, receipt);
      assert.match(receipt, /Answered by Anthropic claude-sonnet-5/);
      assert.match(receipt, /Failed: OpenAI gpt-6-luna \(key environment\)/);
      assert.match(receipt, reason);
      await journey.workbench.screenshot(`fallback-${name.replaceAll(/\W+/g, '-')}`);
    });

    it(`goes back to the cheapest provider once ${name} is over`, async () => {
      behaviour = healthy;
      // Longer than the Retry-After above.
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      const answer = await ask(`Is it well after ${name}?`);
      assert.match(answer.text, /The cheap one answers\./);
      receipt = await lastReceipt(journey.workbench, receipt);
      assert.match(receipt, /Answered by OpenAI gpt-6-luna/);
    });
  }

  it('shows what came and a clear error when the stream is cut after its first part, and asks nobody else', async () => {
    behaviour = { does: 'cut', after: 'The cheap one starts to explain that ' };
    const asked = dear.chats.length;
    const answer = await ask('What happens when you are cut off?');
    assert.match(answer.text, /The cheap one starts to explain that/);
    assert.match(answer.error, /OpenAI gpt-6-luna.*(cut|broke off|ended).*incomplete/s);
    assert.ok(!/\bat .*\.js:\d+/.test(answer.error), 'no stack is shown');
    assert.equal(dear.chats.length, asked);
    receipt = await lastReceipt(journey.workbench, receipt);
    assert.match(receipt, /Nobody answered/);
    await journey.workbench.screenshot('fallback-cut-after-first-part');
  });
});
