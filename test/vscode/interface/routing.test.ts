import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startSandbox, type Behaviour, type Sandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, consentToChat, lastReceipt, pageThatSays, startJourney, type Journey } from './journey.ts';

/** What a cloned repository may say (that only its allow-list counts) and what it would like to say. */
const ofWorkspace = {
  'keyway.workspace.allowedProviders': ['openai', 'anthropic'],
  'keyway.routing.rules': [{ never: ['openai/*'] }],
  'keyway.routing.floors': { code: 'best' },
  'keyway.routing.defaultProvider': 'anthropic',
  'keyway.routing.costOptimisation': false,
  'keyway.routing.maxTokensPerRequest': 10,
  'keyway.budgets': [{ limit: 0, period: 'day' }],
};

const says = (text: string) => (): Behaviour => ({ does: 'answer', text, usage: { input: 10_000, output: 100 } });

describe('With keys of three providers', () => {
  let openai: Sandbox;
  let anthropic: Sandbox;
  let gemini: Sandbox;
  let journey: Journey;
  let receipt: string | undefined;

  before(async () => {
    // A cheap one that is strong and one that is too weak for code, one of the frontier, and one that costs nothing.
    openai = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-6-luna', 'gpt-4.1-mini'],
      behave: says('The cheap one answers.'),
    });
    anthropic = await startSandbox({
      speaks: 'anthropic-messages',
      models: ['claude-sonnet-5-5'],
      behave: says('The strong one answers.'),
    });
    gemini = await startSandbox({
      speaks: 'gemini',
      models: ['gemma-4-31b-it'],
      behave: says('The one for nothing answers.'),
    });
    journey = await startJourney({
      name: 'routing',
      machineSettings: { ...baseUrlsOf({ openai, anthropic, gemini }), 'keyway.importKeysFromEnvironment': true },
      env: {
        OPENAI_API_KEY: 'sk-routing-0123456789abcdefghij',
        ANTHROPIC_API_KEY: 'sk-ant-routing-0123456789abcdefghij',
        GEMINI_API_KEY: 'AIza-routing-0123456789abcdefghij',
      },
      files: { '.vscode/settings.json': JSON.stringify(ofWorkspace) },
    });
    const { workbench } = journey;
    await workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await consentToChat(workbench);
    await workbench.chat.open();
    await workbench.chat.chooseModel('Auto');
  });

  after(async () => {
    await journey.stop();
    await Promise.all([openai, anthropic, gemini].map((sandbox) => sandbox.stop()));
  });

  const ask = async (text: string) => {
    const { chat } = journey.workbench;
    return chat.waitForAnswer(await chat.ask(text), { milliseconds: 120_000 });
  };

  const askedSoFar = (): readonly number[] => [openai, anthropic, gemini].map(({ asked }) => asked.length);

  it('a person finds five ways to let Keyway choose, Auto before all others', async () => {
    const models = await journey.workbench.chat.models();
    await journey.workbench.screenshot('routing-picker');
    assert.deepEqual(
      models.filter(({ label }) => label.startsWith('Auto')).map(({ label, detail }) => `${label}: ${detail}`),
      [
        'Auto: Keyway · cheapest that is good enough',
        'Auto · Cheapest: Keyway · lowest expected cost',
        'Auto · Code: Keyway · cheapest strong coder',
        'Auto · Fast: Keyway · first to answer',
        'Auto · Reasoning: Keyway · cheapest of the best reasoners',
      ],
    );
    assert.equal(models[0]?.label, 'Auto');
  });

  const choices = [
    { model: 'Auto · Code', answers: /The cheap one/, by: 'OpenAI gpt-6-luna', task: 'code', floor: 'balanced' },
    {
      model: 'Auto · Reasoning',
      answers: /The strong one/,
      by: 'Anthropic claude-sonnet-5-5',
      task: 'reasoning',
      floor: 'best',
    },
  ];
  for (const { model, answers, by, task, floor } of choices) {
    it(`${model} goes to ${by}, and the receipt says which task and floor led there`, async () => {
      const { workbench } = journey;
      await workbench.chat.startNew();
      await workbench.chat.chooseModel(model);
      const { text, error } = await ask('Sort a list of names.');
      assert.equal(error, '');
      assert.match(text, answers);
      receipt = await lastReceipt(workbench, receipt);
      assert.ok(receipt.includes(`Answered by ${by} with key environment`), receipt);
      assert.ok(receipt.includes(`Task ${task} (the model that was picked is for ${task}) · floor ${floor}`), receipt);
    });
  }

  it('Show Receipts opens one with the plan it came from', async () => {
    const { workbench } = journey;
    const { quickInput } = workbench;
    await workbench.runCommand('Keyway: Show Receipts');
    await quickInput.waitFor('Keyway Receipts');
    const [newest] = await quickInput.rows();
    assert.match(newest?.label ?? '', /Answered by Anthropic claude-sonnet-5-5/);
    await workbench.screenshot('routing-receipts');
    await quickInput.accept();
    const page = await pageThatSays(workbench, /The plan/);
    assert.match(page, /Receipt\s+Answered by Anthropic claude-sonnet-5-5 with key environment/);
    assert.match(page, /Floor: best, which asks for models that are frontier at reasoning/);
    assert.match(page, /OpenAI gpt-6-luna/);
    await workbench.screenshot('routing-receipt-page');
  });

  it('Explain Route shows task, candidates with their cost and who was left out and why, and sends nothing', async () => {
    const { workbench } = journey;
    const { page, quickInput } = workbench;
    const before = askedSoFar();
    await workbench.runCommand('Keyway: Explain Route…');
    await quickInput.waitFor('Explain Route');
    await quickInput.pick('Auto');
    await until({ page, what: 'the box for the prompt' }, async () =>
      /sent nowhere/.test((await quickInput.message()).text),
    );
    await quickInput.type('Refactor this TypeScript function so that its unit tests pass again.');
    await workbench.screenshot('routing-explain-prompt');
    await quickInput.accept();
    const text = await pageThatSays(workbench, /Where this prompt would go/);
    await workbench.screenshot('routing-explain-page');
    assert.match(text, /asked of Auto\. Nothing was sent\./);
    assert.match(text, /Task: code \([^)]+\)\./);
    assert.match(text, /Floor: balanced/);
    const order = ['OpenAI gpt-6-luna', 'Anthropic claude-sonnet-5-5', 'OpenAI gpt-4.1-mini'].map((name) =>
      text.indexOf(name),
    );
    assert.ok(!order.includes(-1), text);
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
      'the cheaper one that is good enough goes first, the weak one last whatever it costs',
    );
    const [candidates = '', leftOut = ''] = text.split('Left out:');
    assert.match(candidates, /OpenAI gpt-6-luna \(key environment\)\s+~\$0\.\d+ · healthy/);
    assert.match(leftOut, /Google Gemini gemma-4-31b-it\s+its provider is not allowed here/);
    assert.deepEqual(askedSoFar(), before);
  });

  it('/route says the same in the chat, and sends nothing either', async () => {
    const before = askedSoFar();
    await journey.workbench.chat.chooseModel('Auto · Reasoning');
    const { text } = await ask('@keyway /route Prove that there are infinitely many primes');
    assert.match(text, /Nothing was sent/);
    assert.match(text, /Task: reasoning/);
    assert.match(text.split('Left out:')[0] ?? '', /Anthropic claude-sonnet-5-5/);
    assert.deepEqual(askedSoFar(), before);
    await journey.workbench.screenshot('routing-route');
  });

  it('a workspace takes providers away, also from a model that is picked, and its other settings change nothing', async () => {
    const { chat } = journey.workbench;
    await chat.chooseModel('gemma-4-31b-it');
    const { error } = await ask('Who is not allowed?');
    assert.match(error, /Google Gemini gemma-4-31b-it/);
    assert.match(error, /keyway\.workspace\.allowedProviders does not name its provider/);
    await journey.workbench.screenshot('routing-not-allowed');
    await chat.startNew();
    await chat.chooseModel('Auto · Cheapest');
    assert.match((await ask('Who is cheapest among those?')).text, /The cheap one/);
    assert.equal(gemini.chats.length, 0);
    assert.ok(
      receipt !== undefined && openai.chats.length > 0,
      'no rule, floor, limit or budget of the workspace counts',
    );
    const file = path.join(journey.workspace, '.vscode', 'settings.json');
    fs.writeFileSync(file, JSON.stringify({ ...ofWorkspace, 'keyway.workspace.allowedProviders': [] }));
    await until({ page: journey.workbench.page, what: 'the one for nothing to be chosen' }, async () => {
      await chat.startNew();
      return /The one for nothing/.test((await ask('And who now?')).text);
    });
  });
});
