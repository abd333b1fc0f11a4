import assert from 'node:assert/strict';
import { startSandbox, type Behaviour, type Sandbox } from '../../sandbox/sandbox.ts';
import { baseUrlsOf, consentToChat, startJourney, type Journey } from './journey.ts';

const keys = { openai: 'sk-participant-0123456789abcdefgh', anthropic: 'sk-ant-participant-0123456789abcdefgh' };

const well: Behaviour = { does: 'answer', text: 'A closure remembers.', usage: { input: 10_000, output: 100 } };

describe('@keyway', () => {
  let openai: Sandbox;
  let anthropic: Sandbox;
  let journey: Journey;
  let behaviour: Behaviour = well;

  before(async () => {
    openai = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-6-luna', 'gpt-6.1-sol'],
      behave: () => behaviour,
    });
    anthropic = await startSandbox({ speaks: 'anthropic-messages', models: ['claude-sonnet-5'], behave: () => well });
    journey = await startJourney({
      name: 'participant',
      machineSettings: { ...baseUrlsOf({ openai, anthropic }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: keys.openai, ANTHROPIC_API_KEY: keys.anthropic },
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

  const ask = async (text: string) => {
    const { chat } = journey.workbench;
    return chat.waitForAnswer(await chat.ask(`@keyway ${text}`), { milliseconds: 120_000 });
  };

  it('answers with the model the person chose, and says who answered and what it cost', async () => {
    const { text, error } = await ask('What is a closure?');
    assert.equal(error, '');
    assert.match(text, /A closure remembers\./);
    assert.match(text, /Answered by OpenAI gpt-6-luna with key environment/);
    // 10,000 tokens in at $0.10 and 100 out at $0.50 per million.
    assert.match(text, /\$0\.0011 \(computed with prices of \d{4}-\d\d-\d\d\) · 10,000 tokens in, 100 out/);
    assert.equal(anthropic.chats.length, 0);
    await journey.workbench.screenshot('participant-answer');
  });

  it('remembers the conversation, without the receipts and without what the editor adds to each prompt', async () => {
    await ask('And where is it used?');
    const body = openai.chats.at(-1)?.body ?? '';
    for (const said of ['What is a closure?', 'A closure remembers.', 'And where is it used?'])
      assert.ok(body.includes(said), said);
    for (const added of ['Answered by', '<skills>', 'SKILL.md']) assert.ok(!body.includes(added), added);
  });

  it('answers with Auto from the cheapest', async () => {
    await journey.workbench.chat.chooseModel('Auto');
    assert.match((await ask('Who is cheapest?')).text, /Answered by OpenAI gpt-6-luna/);
  });

  it('says with /usage what was asked and what it cost', async () => {
    const { text } = await ask('/usage today by model');
    assert.match(text, /Today by model/);
    assert.match(text, /gpt-6-luna/);
    assert.match(text, /30,000/);
    assert.match(text, /\$0\.0032/);
    await journey.workbench.screenshot('participant-usage');
  });

  it('shows with /models every model with its price', async () => {
    const { text } = await ask('/models');
    for (const model of ['openai/gpt-6-luna', 'openai/gpt-6.1-sol', 'anthropic/claude-sonnet-5'])
      assert.ok(text.includes(model), model);
    assert.match(text, /OpenAI · \$0\.10 \/ \$0\.50/);
    await journey.workbench.screenshot('participant-models');
  });

  it('shows with /route where a prompt would go, and sends nothing', async () => {
    const before = [openai.asked.length, anthropic.asked.length];
    const { text } = await ask('/route Explain the event loop');
    assert.match(text, /Nothing was sent/);
    const order = ['gpt-6-luna', 'claude-sonnet-5'].map((model) => text.indexOf(model));
    assert.ok(!order.includes(-1), 'both are in the plan');
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
      'cheapest first',
    );
    assert.match(text, /\$0\.\d+/);
    assert.deepEqual([openai.asked.length, anthropic.asked.length], before);
    await journey.workbench.screenshot('participant-route');
  });

  it('lists with /keys which keys there are, and no part of any', async () => {
    const { text } = await ask('/keys');
    assert.match(text, /OpenAI/);
    assert.match(text, /Anthropic/);
    assert.match(text, /environment/);
    assert.match(text, /not tested · priority 1 · added just now/);
    for (const key of Object.values(keys)) {
      for (let start = 0; start + 6 <= key.length; start++) {
        const part = key.slice(start, start + 6);
        assert.ok(!text.includes(part), `${part} is a part of a key`);
      }
    }
    await journey.workbench.screenshot('participant-keys');
  });

  it('says in one sentence why nobody answered', async () => {
    await journey.workbench.chat.chooseModel('GPT-6 Luna');
    behaviour = { does: 'refuse', status: 500 };
    const { text, error } = await ask('Are you well?');
    behaviour = well;
    assert.match(error, /OpenAI gpt-6-luna.*500/);
    assert.ok(!/\bat .*\.js:\d+/.test(error), 'no stack is shown');
    assert.ok(!text.includes('Answered by'));
    await journey.workbench.screenshot('participant-failure');
  });
});
