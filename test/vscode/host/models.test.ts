import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { allDone } from '../../../src/core/afterwards.ts';
import { countTokens } from '../../../src/core/tokens.ts';
import { candidatesOf, virtualModels } from '../../../src/core/virtual.ts';
import { requestOf } from '../../../src/editor/messages.ts';
import { Recall } from '../../../src/editor/recall.ts';
import { systemRole, thinkingPartClass } from '../../../src/editor/untyped.ts';
import { startSandbox, type Behaviour, type Sandbox } from '../../sandbox/sandbox.ts';
import { smallHouse, type SmallHouse } from './small-house.ts';

type EditorMessage = vscode.LanguageModelChatRequestMessage;
type Information = vscode.LanguageModelChatInformation;
type Options = vscode.ProvideLanguageModelChatResponseOptions;

const { LanguageModelTextPart: Text, LanguageModelDataPart: Data, LanguageModelToolCallPart: Call } = vscode;
const { LanguageModelToolResultPart: Result, LanguageModelPromptTsxPart: Tsx } = vscode;
const { User, Assistant } = vscode.LanguageModelChatMessageRole;

const message = (role: number, ...content: unknown[]): EditorMessage =>
  ({ role, content, name: undefined }) as EditorMessage;

/** The stable type says less than the editor hands over. */
const options = (more: object = {}): Options =>
  ({ toolMode: vscode.LanguageModelChatToolMode.Auto, ...more }) as Options;

const silently = { silent: true };

describe('The models that the editor is told of', () => {
  let openai: Sandbox;
  let house: SmallHouse;
  let behaviour: Behaviour = { does: 'answer', text: 'Hello.' };

  beforeEach(async () => {
    openai = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1-mini', 'gpt-4o', 'text-embedding-3-small', 'a-model-nobody-knows'],
      behave: () => behaviour,
    });
    house = await smallHouse({ openai });
  });

  afterEach(async () => {
    await house.close();
    await openai.stop();
  });

  const listed = (call: object = silently): Promise<Information[]> =>
    house.models.provideLanguageModelChatInformation(call as vscode.PrepareLanguageModelChatModelOptions);

  const virtual = ['auto', 'auto-code', 'auto-reasoning', 'auto-fast', 'auto-cheapest'];

  it('are those that choose, Auto first, and those that the key unlocks, by stable ids, without embeddings', async () => {
    await house.addKey('openai');
    const ids = (await listed()).map(({ id }) => id);
    assert.deepEqual(ids, [...virtual, 'openai/gpt-4.1-mini', 'openai/gpt-4o', 'openai/a-model-nobody-knows']);
    assert.deepEqual(
      (await listed()).map(({ id }) => id),
      ids,
    );
  });

  it('have only fields that are stable, and capabilities that make the editor throw on none', async () => {
    await house.addKey('openai');
    const stable = [
      'id',
      'name',
      'family',
      'version',
      'detail',
      'tooltip',
      'maxInputTokens',
      'maxOutputTokens',
      'capabilities',
    ];
    for (const model of await listed()) {
      assert.deepEqual(
        Object.keys(model).filter((field) => !stable.includes(field)),
        [],
        model.id,
      );
      assert.deepEqual(Object.keys(model.capabilities).toSorted(), ['imageInput', 'toolCalling'], model.id);
      assert.equal(typeof model.capabilities.toolCalling, 'boolean');
      assert.ok(model.maxInputTokens > 0 && model.maxOutputTokens > 0, model.id);
      for (const text of [model.name, model.family, model.version]) assert.ok(text.length > 0, model.id);
    }
  });

  it('promise through Auto what each model that it may choose keeps', async () => {
    await house.addKey('openai');
    const all = await listed();
    const auto = all.find(({ id }) => id === 'auto');
    assert.ok(auto);
    const { offers, limits, tools } = candidatesOf(virtualModels[0], house.offers.all(), house.policy);
    assert.ok(limits && offers.length > 0);
    assert.match(auto.tooltip ?? '', new RegExp(`\\b(${offers.length} models|one model)\\b`));
    assert.equal(auto.capabilities.toolCalling, tools);
    for (const { model } of offers) {
      assert.ok(auto.maxInputTokens + auto.maxOutputTokens <= model.contextTokens, model.id);
      assert.ok(auto.maxOutputTokens <= model.maxOutputTokens, model.id);
    }
  });

  it('say whose they are and what they cost, and say so where nobody knows the price', async () => {
    await house.addKey('openai');
    const detail = new Map((await listed()).map((model) => [model.id, model.detail]));
    assert.equal(detail.get('openai/gpt-4.1-mini'), 'OpenAI · $0.40 / $1.60');
    assert.equal(detail.get('openai/a-model-nobody-knows'), 'OpenAI · price unknown');
    for (const id of virtual) assert.match(detail.get(id) ?? '', /^Keyway · \S/, id);
  });

  it('are none without a key: silently where the editor is silent, with a question where it is not', async () => {
    assert.deepEqual(await listed(), []);
    assert.equal(house.prompts(), 0);
    assert.deepEqual(await listed({ silent: false }), []);
    assert.equal(house.prompts(), 1);
    await house.addKey('openai');
    await listed({ silent: false });
    assert.equal(house.prompts(), 1, 'nobody is asked who has a key');
  });

  it('are not listed a second time for a provider group', async () => {
    await house.addKey('openai');
    assert.deepEqual(await listed({ silent: true, configuration: {} }), []);
    assert.deepEqual(await listed({ silent: false, group: 'Work', configuration: { name: 'Work' } }), []);
    assert.equal(house.prompts(), 0);
  });

  it('stay when a refresh fails, and the reason is told', async () => {
    await house.addKey('openai');
    const before = await listed();
    await openai.stop();
    await house.offers.refresh({ all: true });
    assert.deepEqual(await listed(), before);
    assert.match(house.troubles.join('\n'), /OpenAI: the models of key default could not be listed: .*\S/);
    openai = await startSandbox({ speaks: 'openai-responses', models: [], behave: () => behaviour });
  });

  it('go with their key, and the editor is told', async () => {
    await house.addKey('openai');
    const told = new Promise<void>((resolve) => {
      house.models.onDidChangeLanguageModelChatInformation(() => resolve());
    });
    const [key] = house.keyring.list();
    await house.keyring.setEnabled(key?.id ?? '', false);
    await told;
    assert.deepEqual(await listed(), []);
  });

  it('count tokens without asking anybody', async () => {
    await house.addKey('openai');
    const model = (await listed()).at(-1);
    assert.ok(model);
    const asked = openai.asked.length;
    const words = 'Every promise here is awaited.';
    const count = (what: string | EditorMessage): Promise<number> => house.models.provideTokenCount(model, what);
    assert.equal(await count(words), countTokens(words));
    const short = await count(message(User, new Text(words)));
    assert.ok(short > countTokens(words), 'a message costs more than its words');
    const call = await count(message(Assistant, new Text(words), new Call('1', 'read_file', { path: words })));
    const result = await count(message(User, new Result('1', [new Text(words), new Text(words)])));
    assert.ok(call > short && result > short);
    assert.ok(
      Number.isInteger(await count(message(User, new Data(new Uint8Array(9), 'image/png'), { strange: true }))),
    );
    assert.equal(openai.asked.length, asked);
  });
});

describe('A request of the editor', () => {
  const image = Uint8Array.of(1, 2, 3);

  it('keeps roles, the untyped role of system prompts included', () => {
    const { messages } = requestOf(
      [
        message(systemRole, new Text('Be short.')),
        message(User, new Text('Hi')),
        message(Assistant, new Text('Hello')),
      ],
      options(),
      new Recall(),
    );
    assert.deepEqual(messages, [
      { role: 'system', content: [{ type: 'text', text: 'Be short.' }] },
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] },
    ]);
  });

  it('loses parts that nobody knows and marks that are no content, and keeps images', () => {
    const marks = [
      new Data(new TextEncoder().encode('ephemeral'), 'cache_control'),
      new Data(Uint8Array.of(1), 'stateful_marker'),
    ];
    const parts = [new Text('Look:'), ...marks, { unknown: 'part' }, undefined, 7, new Data(image, 'image/png')];
    const { messages } = requestOf(
      [message(User, ...parts), message(systemRole, ...parts), message(Assistant, ...parts)],
      options(),
      new Recall(),
    );
    const text = { type: 'text', text: 'Look:' };
    assert.deepEqual(
      messages.map(({ content }) => content),
      [[text, { type: 'image', mime: 'image/png', data: image }], [text], [text]],
    );
  });

  it('keeps the results of tools: text, trees of prompt-tsx, JSON, images, and that one failed', () => {
    const failed = Object.assign(new Result('b', [new Text('no such file')]), { isError: true });
    const whole = new Result('a', [
      new Text('one'),
      new Tsx({ node: { type: 1, children: [] } }),
      new Data(new TextEncoder().encode('{"two":2}'), 'application/json'),
      new Data(new TextEncoder().encode('three'), 'text/plain'),
      new Data(image, 'image/jpeg'),
      new Data(new TextEncoder().encode('ephemeral'), 'cache_control'),
    ]);
    const { messages } = requestOf([message(User, whole, failed)], options(), new Recall());
    assert.deepEqual(messages[0]?.content, [
      {
        type: 'tool-result',
        id: 'a',
        isError: false,
        content: [
          { type: 'text', text: 'one' },
          { type: 'text', text: '{"node":{"type":1,"children":[]}}' },
          { type: 'text', text: '{"two":2}' },
          { type: 'text', text: 'three' },
          { type: 'image', mime: 'image/jpeg', data: image },
        ],
      },
      { type: 'tool-result', id: 'b', isError: true, content: [{ type: 'text', text: 'no such file' }] },
    ]);
  });

  it('gives back reasoning that carries our seal, and nobody else’s', () => {
    assert.ok(thinkingPartClass, 'this editor has thinking parts');
    const seal = { provider: 'anthropic', model: 'claude-sonnet-5', value: 'c2VhbA==' };
    const parts = [
      new thinkingPartClass('Let me see.', 'r0', { keyway: seal }),
      new thinkingPartClass('Foreign.', 'r1', { signature: 'c2lnbmVk' }),
      new thinkingPartClass('Bare.'),
      new thinkingPartClass('Broken.', 'r2', { keyway: { provider: 1 } }),
      new Text('Done.'),
    ];
    const { messages } = requestOf([message(Assistant, ...parts)], options(), new Recall());
    assert.deepEqual(messages[0]?.content, [
      { type: 'reasoning', text: 'Let me see.', seal },
      { type: 'text', text: 'Done.' },
    ]);
  });

  it('gives back what led to a tool call once, though the editor repeats it or has lost it', () => {
    assert.ok(thinkingPartClass);
    const seal = { provider: 'gemini', model: 'gemini-2.5-pro', value: 'c2VhbA==' };
    const reasoning = { type: 'reasoning', text: 'Which file?', seal } as const;
    const recall = new Recall();
    recall.remember('a', { reasoning: [reasoning], seal });
    recall.remember('b', { reasoning: [] });
    const calls = [new Call('a', 'read_file', { path: 'x' }), new Call('b', 'read_file', { path: 'y' })];
    const repeated = new thinkingPartClass('Which file?', 'r0', { keyway: seal });
    const expected = [
      reasoning,
      { type: 'tool-call', id: 'a', name: 'read_file', input: { path: 'x' }, seal },
      { type: 'tool-call', id: 'b', name: 'read_file', input: { path: 'y' }, seal: undefined },
    ];
    for (const parts of [calls, [repeated, ...calls]]) {
      const { messages } = requestOf([message(Assistant, ...parts)], options(), recall);
      assert.deepEqual(messages[0]?.content, expected);
    }
  });

  it('has the options that a model understands, and none of the editor’s private notes', () => {
    const request = requestOf(
      [message(User, new Text('Hi'))],
      options({
        tools: [
          { name: 'read_file', description: 'Reads', inputSchema: { type: 'object' } },
          { name: 'now', description: 'Tells' },
        ],
        toolMode: vscode.LanguageModelChatToolMode.Required,
        modelOptions: {
          max_tokens: 512,
          temperature: 0,
          top_p: 0.5,
          stop: ['END', 7],
          _conversationId: 'conversation-1',
          _otelTraceContext: { secret: 'note' },
          _telemetryTurn: 3,
        },
        modelConfiguration: { reasoningEffort: 'low' },
      }),
      new Recall(),
    );
    assert.deepEqual(
      { ...request, messages: [] },
      {
        messages: [],
        tools: [
          { name: 'read_file', description: 'Reads', schema: { type: 'object' } },
          { name: 'now', description: 'Tells', schema: undefined },
        ],
        toolChoice: 'required',
        maxOutputTokens: 512,
        temperature: 0,
        topP: 0.5,
        stop: ['END'],
        effort: 'low',
        conversation: 'conversation-1',
      },
    );
    assert.ok(!JSON.stringify(request).includes('note'));
  });
});

describe('An answer to the editor', () => {
  let anthropic: Sandbox;
  let openai: Sandbox;
  let house: SmallHouse;
  let behave: (body: string) => Behaviour = () => ({ does: 'answer', text: 'Hello.' });
  let models: readonly Information[] = [];

  before(async () => {
    anthropic = await startSandbox({
      speaks: 'anthropic-messages',
      models: ['claude-sonnet-5'],
      behave: ({ body }) => behave(body),
    });
    openai = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1-mini'],
      behave: ({ body }) => behave(body),
    });
    house = await smallHouse({ anthropic, openai });
    await house.addKey('anthropic');
    await house.addKey('openai');
    models = await house.models.provideLanguageModelChatInformation(silently);
  });

  after(async () => {
    await house.close();
    await anthropic.stop();
    await openai.stop();
  });

  // A key that was refused rests for a while; each test begins with a well one.
  beforeEach(async () => {
    for (const { id } of house.keyring.list()) {
      await house.keyring.setEnabled(id, false);
      await house.keyring.setEnabled(id, true);
    }
    await house.offers.refresh();
  });

  const modelOf = (id: string): Information => models.find((model) => model.id === id) ?? assert.fail(`no model ${id}`);

  interface Asking {
    readonly model?: string;
    readonly source?: vscode.CancellationTokenSource;
    readonly onPart?: (part: unknown) => void;
    readonly more?: object;
  }

  const ask = async (
    prompt: string,
    { model = 'openai/gpt-4.1-mini', source = new vscode.CancellationTokenSource(), onPart, more }: Asking = {},
  ): Promise<readonly unknown[]> => {
    const parts: unknown[] = [];
    const progress = {
      report: (part: unknown): void => {
        parts.push(part);
        onPart?.(part);
      },
    };
    const messages = [message(User, new Text(prompt))];
    await house.models.provideLanguageModelChatResponse(
      modelOf(model),
      messages,
      options({ requestInitiator: 'test.suite', ...more }),
      progress,
      source.token,
    );
    return parts;
  };

  const textOf = (parts: readonly unknown[]): string =>
    parts.map((part) => (part instanceof Text ? part.value : '')).join('');

  it('comes as thinking, text and tool call in this order, and the usage last', async () => {
    assert.ok(thinkingPartClass);
    const input = { path: 'a.txt' };
    behave = () => ({
      does: 'answer',
      reasoning: 'Which file?',
      text: 'I will read it.',
      toolCall: { name: 'read_file', input },
      usage: { input: 1_234, output: 56 },
    });
    const tools = [{ name: 'read_file', description: 'Reads', inputSchema: { type: 'object', properties: {} } }];
    const parts = await ask('Read it', { model: 'anthropic/claude-sonnet-5', more: { tools } });
    // Each kind once: neighbours of one kind are one, so a kind that came back would show.
    const kinds = parts.map(kindOf).filter((kind, index, all) => kind !== all[index - 1]);
    assert.deepEqual(kinds, ['thinking', 'text', 'call', 'data']);
    assert.equal(textOf(parts), 'I will read it.');
    const call = parts.find((part) => part instanceof Call);
    assert.deepEqual(call?.input, input);
    assert.ok(call && call.callId !== 'toolu_sandbox', 'the id is our own: some providers repeat theirs');
    assert.deepEqual(usageOf(parts), {
      prompt_tokens: 1_234,
      completion_tokens: 56,
      total_tokens: 1_290,
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0 },
    });
    const sealed = house.recall.of(call.callId);
    assert.equal(sealed?.reasoning[0]?.text, 'Which file?');
    assert.equal(sealed?.reasoning[0]?.seal?.provider, 'anthropic');
  });

  const kindOf = (part: unknown): string => {
    if (part instanceof Text) return 'text';
    if (part instanceof Call) return 'call';
    if (part instanceof Data) return 'data';
    return thinkingPartClass && part instanceof thinkingPartClass ? 'thinking' : 'unknown';
  };

  const usageOf = (parts: readonly unknown[]): unknown => {
    const data = parts.filter((part) => part instanceof Data);
    assert.equal(data.length, 1, 'exactly one data part');
    assert.equal(parts.at(-1), data[0], 'and it is the last part');
    assert.equal(data[0]?.mimeType, 'usage');
    return JSON.parse(new TextDecoder().decode(data[0]?.data));
  };

  it('leaves a receipt that names who asked and who answered', async () => {
    behave = () => ({ does: 'answer', text: 'Hello.' });
    await ask('Hi');
    // The person's answer does not wait for its receipt to be filed.
    await allDone();
    assert.equal(house.attempts.at(-1)?.caller, 'test.suite');
    assert.equal(house.receipts.at(-1)?.answered?.provider, 'OpenAI');
  });

  it('is asked for once by an extension that nobody has decided about, and never by the editor', async () => {
    behave = () => ({ does: 'answer', text: 'Hello.' });
    const before = house.person.asked.length;
    for (const requestInitiator of ['acme.once', 'acme.once', 'github.copilot-chat', 'core'])
      assert.equal(textOf(await ask('Hi', { more: { requestInitiator } })), 'Hello.');
    assert.deepEqual(house.person.asked.slice(before), ['acme.once']);
  });

  it('is refused to an extension that the person refuses, and nothing is sent', async () => {
    house.person.consent = 'never';
    const sent = openai.chats.length;
    try {
      for (const more of [{ requestInitiator: 'acme.refused' }, { requestInitiator: undefined }])
        await assert.rejects(ask('Hi', { more }), (error) => {
          assert.ok(error instanceof Error);
          assert.deepEqual([error.constructor, error.stack], [Error, '']);
          assert.match(
            error.message,
            /^Keyway sent nothing: (acme\.refused|unknown) is not allowed to use your models\./,
          );
          return true;
        });
    } finally {
      house.person.consent = 'session';
    }
    assert.equal(openai.chats.length, sent);
    assert.deepEqual(house.bugs, []);
  });

  it('does not mix with another that runs at the same time', async () => {
    behave = (body) => {
      const word = /Say (\w+)/.exec(body)?.[1] ?? '';
      return {
        does: 'answer',
        reasoning: `${word} `.repeat(10),
        text: `${word} `.repeat(30),
        paceMs: 2,
        usage: { input: word.length, output: 1 },
      };
    };
    const words = ['apple', 'pear', 'strawberry', 'fig'];
    const answers = await Promise.all(
      words.map((word, index) =>
        ask(`Say ${word}`, { model: index % 2 === 0 ? 'anthropic/claude-sonnet-5' : 'openai/gpt-4.1-mini' }),
      ),
    );
    for (const [index, parts] of answers.entries()) {
      const word = words[index] ?? '';
      assert.equal(textOf(parts), `${word} `.repeat(30));
      assert.equal((usageOf(parts) as { prompt_tokens: number }).prompt_tokens, word.length);
      const thoughts = parts.flatMap((part) =>
        thinkingPartClass && part instanceof thinkingPartClass ? [part.value] : [],
      );
      assert.equal(thoughts.join(''), `${word} `.repeat(10));
    }
  });

  it('ends when the person stops it: quietly, and soon nothing more is reported', async () => {
    behave = () => ({ does: 'answer', text: 'word '.repeat(2_000), paceMs: 5 });
    const source = new vscode.CancellationTokenSource();
    let count = 0;
    const parts = await ask('Count', { source, onPart: () => void (++count === 3 && source.cancel()) });
    assert.ok(parts.length < 200, `${parts.length} parts came`);
    // Noted down a moment later: nobody waits for it.
    await allDone();
    assert.equal(house.attempts.at(-1)?.outcome, 'aborted');
    assert.ok(!parts.some((part) => part instanceof Data), 'a stopped answer has no usage to tell');
  });

  it('does not begin where the person stopped it before', async () => {
    const asked = openai.chats.length;
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    assert.deepEqual(await ask('Nothing', { source }), []);
    assert.equal(openai.chats.length, asked);
  });

  const failures: readonly { readonly name: string; readonly behaviour: Behaviour; readonly says: RegExp }[] = [
    { name: 'a refused key', behaviour: { does: 'refuse', status: 401, code: 'invalid_api_key' }, says: /OpenAI.*key/ },
    { name: 'an unknown model', behaviour: { does: 'refuse', status: 404, code: 'model_not_found' }, says: /OpenAI/ },
    {
      name: 'a rate limit',
      behaviour: { does: 'refuse', status: 429, headers: { 'retry-after': '60' } },
      says: /OpenAI.*(rate|limit)/,
    },
    { name: 'trouble of the provider', behaviour: { does: 'refuse', status: 500 }, says: /OpenAI.*500/ },
    { name: 'a cut connection', behaviour: { does: 'cut' }, says: /OpenAI/ },
    { name: 'a cut answer', behaviour: { does: 'cut', after: 'I was about to ' }, says: /OpenAI.*incomplete/s },
  ];

  for (const { name, behaviour, says } of failures) {
    it(`fails after ${name} with a sentence for a person: a plain error, without a stack`, async () => {
      behave = () => behaviour;
      await assert.rejects(ask('Hi'), (error) => {
        assert.ok(error instanceof Error);
        assert.equal(error.constructor, Error);
        assert.ok(!(error instanceof vscode.LanguageModelError));
        assert.equal(error.stack, '');
        assert.match(error.message, says);
        assert.match(error.message, /^[A-Z][^\n]{10,}[.!]$/s, 'one sentence or two, no dump');
        assert.ok(!/sk-openai|\{|\bat \w+ \(/.test(error.message), error.message);
        return true;
      });
      assert.deepEqual(house.bugs, []);
    });
  }

  it('fails with a sentence also where the bug is ours, and the bug is told', async () => {
    const broken = {
      get role(): never {
        throw new TypeError('nobody expected this');
      },
      content: [],
    };
    const unlucky = house.models.provideLanguageModelChatResponse(
      modelOf('openai/gpt-4.1-mini'),
      [broken as unknown as EditorMessage],
      options({ requestInitiator: 'core' }),
      { report: () => undefined },
      new vscode.CancellationTokenSource().token,
    );
    await assert.rejects(unlucky, (error) => {
      assert.ok(error instanceof Error);
      assert.equal(error.stack, '');
      assert.ok(!error.message.includes('nobody expected this'));
      return true;
    });
    assert.equal(house.bugs.length, 1);
  });
});
