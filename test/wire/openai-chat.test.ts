import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import type { ChatEvent, ChatRequest, Message, Tool } from '../../src/core/chat.ts';
import { ChatFailure, type FailureKind } from '../../src/core/failure.ts';
import type { Model, Provider } from '../../src/core/provider.ts';
import { deepseek } from '../../src/providers/deepseek.ts';
import { ollama } from '../../src/providers/ollama.ts';
import { openrouter } from '../../src/providers/openrouter.ts';
import { splitThinking, restOfThinking, thinkTags } from '../../src/wire/openai-chat-think.ts';
import { stream } from '../../src/wire/openai-chat.ts';
import type { Access, Call } from '../../src/wire/wire.ts';
import { olderOpenAi, olderXai } from './older.ts';
import { serve, type LocalServer, type Seen } from './server.ts';

const secret = 'sk-invented-0123456789abcdefghij';

const plainModel: Model = {
  provider: 'openai',
  id: 'model-1',
  name: 'Model 1',
  kind: 'chat',
  contextTokens: 100_000,
  maxOutputTokens: 4_000,
  tools: true,
  images: true,
  reasoning: false,
};

const hello: readonly Message[] = [{ role: 'user', content: [{ type: 'text', text: 'hello there' }] }];
const weather: Tool = { name: 'weather', description: 'Tells the weather', schema: { type: 'object', properties: {} } };

interface Asked {
  readonly provider?: Provider<'openai-chat'>;
  readonly model?: Partial<Model>;
  readonly request?: Partial<ChatRequest>;
  readonly access?: Partial<Access>;
  readonly signal?: AbortSignal;
  readonly onAlive?: () => void;
}

describe('OpenAI chat completions', () => {
  let server: LocalServer;
  let reply: (response: ServerResponse, request: Seen) => unknown;

  before(async () => {
    server = await serve((response, request) => reply(response, request));
  });
  after(() => server.close());

  const callOf = (asked: Asked): Call<'openai-chat'> => {
    const provider = asked.provider ?? olderOpenAi;
    return {
      provider,
      model: { ...plainModel, provider: provider.id, ...asked.model },
      request: { messages: hello, tools: [], toolChoice: 'auto', ...asked.request },
      access: { baseUrl: `${server.origin}/v1`, secrets: { apiKey: secret }, plain: {}, headers: {}, ...asked.access },
      signal: asked.signal ?? new AbortController().signal,
      onAlive: asked.onAlive ?? (() => undefined),
    };
  };

  /** All events of a call, and the failure that ended it. */
  const run = async (asked: Asked = {}): Promise<{ events: ChatEvent[]; failure: unknown }> => {
    const events: ChatEvent[] = [];
    try {
      for await (const event of stream(callOf(asked))) events.push(event);
    } catch (failure) {
      return { events, failure };
    }
    return { events, failure: undefined };
  };

  const streamHead = (response: ServerResponse): ServerResponse =>
    response.writeHead(200, { 'content-type': 'text/event-stream' });

  /** Answers with these chunks, as JSON or as they are, and ends cleanly. */
  const say =
    (...chunks: readonly unknown[]) =>
    (response: ServerResponse): void => {
      streamHead(response).end(
        chunks.map((chunk) => `data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`).join(''),
      );
    };

  const delta = (part: object, more: object = {}): object => ({
    model: 'served-1',
    choices: [{ index: 0, delta: part, ...more }],
  });
  const finish = (reason = 'stop', more: object = {}): object => delta({}, { finish_reason: reason, ...more });
  const done = '[DONE]';

  const body = (index = -1): Record<string, unknown> => JSON.parse(server.seen.at(index)?.body ?? '{}');
  const bodyFor = async (asked: Asked): Promise<Record<string, unknown>> => {
    reply = say(finish(), done);
    const { failure } = await run(asked);
    assert.equal(failure, undefined);
    return body();
  };

  const textIn = (events: readonly ChatEvent[]): string =>
    events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
  const reasoningIn = (events: readonly ChatEvent[]): string =>
    events.map((event) => (event.type === 'reasoning-delta' ? event.text : '')).join('');
  const of = <T extends ChatEvent['type']>(events: readonly ChatEvent[], type: T): Extract<ChatEvent, { type: T }>[] =>
    events.filter((event): event is Extract<ChatEvent, { type: T }> => event.type === type);
  const fails = (failure: unknown, kind: FailureKind, what?: RegExp): void => {
    assert.ok(failure instanceof ChatFailure, `a ChatFailure, not ${String(failure)}`);
    assert.equal(failure.kind, kind, failure.message);
    if (what) assert.match(failure.message, what);
  };

  describe('what is sent', () => {
    it('goes out with the key, exactly once, and says nothing about the machine', async () => {
      const before = server.seen.length;
      const sent = await bodyFor({ access: { headers: { 'x-team': 'blue' } } });
      assert.equal(server.seen.length, before + 1);
      const { headers, path } = server.seen.at(-1) ?? assert.fail();
      assert.equal(path, '/v1/chat/completions');
      assert.equal(headers.authorization, `Bearer ${secret}`);
      assert.equal(headers['x-team'], 'blue');
      assert.deepEqual(
        Object.keys(headers).filter((name) => name.startsWith('x-stainless')),
        [],
      );
      assert.deepEqual(sent, {
        model: 'model-1',
        messages: [{ role: 'user', content: 'hello there' }],
        stream: true,
        stream_options: { include_usage: true },
      });
    });

    it('carries no Authorization header to a server without a key', async () => {
      await bodyFor({ provider: ollama, access: { secrets: {} } });
      assert.equal(server.seen.at(-1)?.headers.authorization, undefined);
    });

    it('is the same whatever the environment says', async () => {
      const poison = {
        OPENAI_API_KEY: 'sk-from-the-environment',
        OPENAI_ADMIN_KEY: 'sk-admin-from-the-environment',
        OPENAI_BASE_URL: 'http://127.0.0.1:1/stolen',
        OPENAI_ORG_ID: 'org-environment',
        OPENAI_PROJECT_ID: 'proj-environment',
        OPENAI_WEBHOOK_SECRET: 'whsec',
        OPENAI_CUSTOM_HEADERS: 'authorization: Bearer stolen\nx-stolen: yes',
        OPENAI_LOG: 'debug',
      };
      await bodyFor({});
      const { headers: before } = server.seen.at(-1) ?? assert.fail();
      const printed: unknown[] = [];
      const { debug, info, warn, error, log } = console;
      Object.assign(process.env, poison);
      for (const name of ['debug', 'info', 'warn', 'error', 'log'] as const)
        console[name] = (...words: unknown[]) => void printed.push(words);
      try {
        await bodyFor({});
      } finally {
        Object.assign(console, { debug, info, warn, error, log });
        for (const name of Object.keys(poison)) delete process.env[name];
      }
      assert.deepEqual(server.seen.at(-1)?.headers, before);
      assert.deepEqual(printed, []);
    });

    it('names limits and roles as the provider wants them', async () => {
      const request = {
        messages: [{ role: 'system', content: [{ type: 'text', text: 'be kind' }] }, ...hello],
        maxOutputTokens: 9_000,
        temperature: 0.5,
        topP: 0.9,
        stop: ['a', 'b', 'c', 'd', 'e'],
        effort: 'high',
        conversation: 'c1',
      } satisfies Partial<ChatRequest>;
      const plain = await bodyFor({ request });
      assert.equal(plain['max_completion_tokens'], 4_000, 'never above the model’s own limit');
      assert.equal(plain['max_tokens'], undefined);
      assert.deepEqual((plain['messages'] as unknown[])[0], { role: 'developer', content: 'be kind' });
      assert.deepEqual([plain['temperature'], plain['top_p']], [0.5, 0.9]);
      assert.deepEqual(plain['stop'], ['a', 'b', 'c', 'd']);
      assert.equal(plain['prompt_cache_key'], 'c1');
      assert.equal(plain['reasoning_effort'], undefined, 'a model that does not reason has no effort');

      const thinking = await bodyFor({ request, model: { reasoning: true } });
      assert.equal(thinking['reasoning_effort'], 'high');
      for (const refused of ['temperature', 'top_p', 'stop']) assert.equal(thinking[refused], undefined, refused);

      const local = await bodyFor({ request, provider: ollama });
      assert.equal(local['max_tokens'], 4_000);
      assert.deepEqual((local['messages'] as unknown[])[0], { role: 'system', content: 'be kind' });
      assert.equal(local['prompt_cache_key'], undefined);

      const routed = await bodyFor({ request, provider: openrouter, model: { reasoning: true } });
      assert.deepEqual(routed['reasoning'], { effort: 'high' });
      assert.deepEqual(routed['cache_control'], { type: 'ephemeral' });
    });

    it('forces a tool only where the server understands that, and never without tools', async () => {
      assert.equal(
        (await bodyFor({ request: { tools: [weather], toolChoice: 'required' } }))['tool_choice'],
        'required',
      );
      const local = await bodyFor({ provider: ollama, request: { tools: [weather], toolChoice: 'required' } });
      assert.equal(local['tool_choice'], undefined);
      const none = await bodyFor({ request: { toolChoice: 'required' } });
      assert.deepEqual([none['tools'], none['tool_choice']], [undefined, undefined]);
    });

    it('cleans dirty tool schemas without touching properties that are named like keywords', async () => {
      const tools: Tool[] = [
        { name: 'bare', description: '' },
        {
          name: 'dirty',
          description: 'bad \ud800 text',
          schema: {
            $schema: 'x',
            type: null,
            anyOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }],
            allOf: [{ properties: { b: { type: 'number', enumDescriptions: ['n'] } }, required: ['b'] }],
            properties: {
              enumDescriptions: { type: 'string', markdownDescription: 'm', default: '\udfff' },
              any: true,
            },
          },
        },
        { name: 'bare', description: 'twice' },
      ];
      const sent = (await bodyFor({ request: { tools } }))['tools'];
      assert.deepEqual(sent, [
        { type: 'function', function: { name: 'bare', parameters: { type: 'object', properties: {} } } },
        {
          type: 'function',
          function: {
            name: 'dirty',
            description: 'bad \ufffd text',
            parameters: {
              type: 'object',
              properties: {
                enumDescriptions: { type: 'string', default: '\ufffd' },
                any: {},
                b: { type: 'number' },
                a: { type: 'string' },
              },
              required: ['b'],
            },
          },
        },
      ]);
    });

    it('never lets a lone surrogate into the JSON', async () => {
      await bodyFor({
        request: {
          stop: ['\ud800'],
          tools: [{ ...weather, description: '\udc00' }],
          messages: [
            { role: 'system', content: [{ type: 'text', text: 'a\ud83d' }] },
            { role: 'user', content: [{ type: 'text', text: '\ude00b 😀' }] },
            {
              role: 'assistant',
              content: [{ type: 'tool-call', id: 'c', name: 'weather', input: { '\ud801': ['\ud802'] } }],
            },
            { role: 'user', content: [{ type: 'tool-result', id: 'c', content: [{ type: 'text', text: '\ud803' }] }] },
          ],
        },
      });
      assert.doesNotMatch(server.seen.at(-1)?.body ?? '', /\\+ud[89a-f]/i);
      assert.match(server.seen.at(-1)?.body ?? '', /😀/);
    });

    it('moves images of tool results into the user message that follows', async () => {
      const png = new Uint8Array([1, 2, 3]);
      const messages: readonly Message[] = [
        ...hello,
        { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'weather', input: { at: 'Bonn' } }] },
        {
          role: 'user',
          content: [
            {
              type: 'tool-result',
              id: 'c1',
              content: [
                { type: 'text', text: 'sunny' },
                { type: 'image', mime: 'image/png', data: png },
              ],
            },
            { type: 'text', text: 'and now?' },
          ],
        },
      ];
      const sent = (await bodyFor({ request: { messages } }))['messages'];
      assert.deepEqual(sent, [
        { role: 'user', content: 'hello there' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"at":"Bonn"}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'sunny\n[image: see the next message]' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Images of tool result c1:' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
            { type: 'text', text: 'and now?' },
          ],
        },
      ]);
      const blind = (await bodyFor({ request: { messages }, model: { images: false } }))['messages'];
      assert.deepEqual((blind as unknown[]).slice(2), [
        { role: 'tool', tool_call_id: 'c1', content: 'sunny\n[image: this model cannot see it]' },
        { role: 'user', content: 'and now?' },
      ]);
    });

    it('gives tools names that are accepted, and gives calls their own names back', async () => {
      const tools = ['a.b', 'a/b', '3d', 'x'.repeat(90), 'fine_name-1'].map((name) => ({ ...weather, name }));
      reply = (response, request) => {
        const sent: { tools: { function: { name: string } }[] } = JSON.parse(request.body);
        const names = sent.tools.map((tool) => tool.function.name);
        say(
          delta({
            tool_calls: names.map((name, index) => ({ index, id: `c${index}`, function: { name, arguments: '{}' } })),
          }),
          finish('tool_calls'),
          done,
        )(response);
      };
      const { events } = await run({ request: { tools } });
      assert.deepEqual(
        of(events, 'tool-call').map(({ name }) => name),
        tools.map(({ name }) => name),
      );
      const names = (body()['tools'] as { function: { name: string } }[]).map((tool) => tool.function.name);
      for (const name of names) assert.match(name, /^[a-zA-Z0-9_-]{1,64}$/);
      assert.equal(new Set(names).size, names.length);
      assert.equal(names[4], 'fine_name-1');
    });
  });

  describe('reasoning that goes back', () => {
    const loop = (value: string | undefined, provider: string): readonly Message[] => {
      const seal = value === undefined ? undefined : { provider, model: 'model-1', value };
      return [
        ...hello,
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'shown', seal },
            { type: 'tool-call', id: 'c1', name: 'weather', input: {} },
          ],
        },
        { role: 'user', content: [{ type: 'tool-result', id: 'c1', content: [{ type: 'text', text: 'sun' }] }] },
      ];
    };

    it('is DeepSeek’s reasoning_content in turns of a tool loop only, empty where another provider ran the call', async () => {
      const said: readonly Message[] = [
        ...hello,
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'idle', seal: { provider: 'deepseek', model: 'model-1', value: 'idle' } },
            { type: 'text', text: 'hi' },
          ],
        },
      ];
      const sent = await bodyFor({
        provider: deepseek,
        model: { reasoning: true },
        request: { messages: [...said, ...loop('because', 'deepseek'), ...loop('foreign', 'openrouter')] },
      });
      const turns = (sent['messages'] as Record<string, unknown>[]).filter(({ role }) => role === 'assistant');
      assert.deepEqual(
        turns.map((turn) => turn['reasoning_content']),
        [undefined, 'because', ''],
      );
    });

    it('is OpenRouter’s reasoning_details, put together from their pieces and otherwise untouched', async () => {
      reply = say(
        delta({
          reasoning: 'one ',
          reasoning_details: [{ type: 'reasoning.text', text: 'one ', index: 0, format: 'anthropic-claude-v1' }],
        }),
        delta({ reasoning: 'two', reasoning_details: [{ type: 'reasoning.text', text: 'two', index: 0 }] }),
        delta({ reasoning_details: [{ type: 'reasoning.text', signature: 'sig==', index: 0 }] }),
        delta({ content: 'answer' }),
        delta({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'blob', id: 'rs_1', index: 1 }] }),
        finish(),
        done,
      );
      const { events } = await run({ provider: openrouter, model: { reasoning: true } });
      assert.equal(reasoningIn(events), 'one two');
      const [end, ...more] = of(events, 'reasoning-end');
      assert.deepEqual(more, []);
      const details = [
        { type: 'reasoning.text', text: 'one two', index: 0, format: 'anthropic-claude-v1', signature: 'sig==' },
        { type: 'reasoning.encrypted', data: 'blob', id: 'rs_1', index: 1 },
      ];
      assert.deepEqual(
        { ...end?.seal, value: JSON.parse(end?.seal?.value ?? '') },
        { provider: 'openrouter', model: 'model-1', value: details },
      );
      const sent = await bodyFor({ provider: openrouter, request: { messages: loop(end?.seal?.value, 'openrouter') } });
      assert.deepEqual((sent['messages'] as Record<string, unknown>[])[1]?.['reasoning_details'], details);
    });

    it('is nothing at OpenAI, and nothing where a seal cannot be read', async () => {
      for (const provider of [olderOpenAi, openrouter]) {
        const sent = await bodyFor({ provider, request: { messages: loop('no json', provider.id) } });
        assert.doesNotMatch(JSON.stringify(sent['messages']), /reasoning|no json|shown/);
      }
    });
  });

  describe('the answer', () => {
    it('comes as text, usage and one finish, with what the headers say first', async () => {
      reply = (response) => {
        response.setHeader('x-request-id', 'req_1');
        response.setHeader('x-ratelimit-remaining-requests', '59');
        response.setHeader('x-ratelimit-remaining-tokens', '9000');
        say(
          delta({ role: 'assistant', content: '' }),
          delta({ content: 'Hel' }),
          delta({ content: 'lo' }),
          finish(),
          {
            model: 'served-1',
            choices: [],
            usage: {
              prompt_tokens: 9,
              completion_tokens: 2,
              prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 3 },
            },
          },
          done,
        )(response);
      };
      const { events, failure } = await run();
      assert.equal(failure, undefined);
      assert.deepEqual(events, [
        {
          type: 'response-start',
          requestId: 'req_1',
          limits: [
            { counts: 'requests', per: 'unknown', left: 59, resetAt: undefined },
            { counts: 'tokens', per: 'unknown', left: 9000, resetAt: undefined },
          ],
        },
        { type: 'text-delta', text: 'Hel' },
        { type: 'text-delta', text: 'lo' },
        {
          type: 'usage',
          usage: {
            input: 9,
            output: 2,
            cacheRead: 4,
            cacheWrite: 3,
            cacheWriteHour: undefined,
            reasoning: undefined,
            reportedCost: undefined,
          },
        },
        { type: 'finish', reason: 'stop', native: 'stop', servedModel: 'served-1' },
      ]);
    });

    it('gives the words that came before an error in the same piece of the stream', async () => {
      reply = (response) => {
        const pieces = [delta({ content: 'So ' }), delta({ content: 'far' }), { error: { message: 'overloaded' } }];
        streamHead(response).end(pieces.map((piece) => `data: ${JSON.stringify(piece)}\n\n`).join(''));
      };
      const { events, failure } = await run();
      assert.equal(textIn(events), 'So far');
      fails(failure, 'server');
    });

    it('survives every way of cutting its bytes, CRLF, comments, a BOM, data without a space and a missing last line', async () => {
      const chunk = (text: string): string => `data:${JSON.stringify(delta({ content: text }))}\r\n\r\n`;
      const bytes = Buffer.from(
        `\ufeff: PROCESSING\r\n\r\nevent: x\r\n${chunk('grün 😀 ')}:\n\n\n${chunk('ende')}data: ${JSON.stringify(finish())}\n\ndata: [DONE]`,
      );
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 8 }), async (cuts) => {
          reply = async (response) => {
            streamHead(response);
            const edges = [0, ...new Set(cuts.toSorted((left, right) => left - right)), bytes.length];
            for (const [index, from] of edges.entries()) {
              response.write(bytes.subarray(from, edges[index + 1] ?? bytes.length));
              await new Promise((resolve) => setImmediate(resolve));
            }
            response.end();
          };
          const { events, failure } = await run();
          assert.equal(failure, undefined);
          assert.equal(textIn(events), 'grün 😀 ende');
        }),
        { numRuns: 40 },
      );
    });

    it('counts every chunk of bytes as a sign of life, comments included', async () => {
      let alive = 0;
      let atText = 0;
      reply = async (response) => {
        streamHead(response);
        for (let beat = 0; beat < 3; beat++) {
          const before = alive;
          response.write(beat === 1 ? 'data:\n\n' : ': keep-alive\n\n');
          while (alive === before) await new Promise((resolve) => setImmediate(resolve));
        }
        response.end(`data: ${JSON.stringify(delta({ content: 'x' }))}\n\ndata: ${JSON.stringify(finish())}\n\n`);
      };
      for await (const event of stream(callOf({ onAlive: () => void alive++ })))
        if (event.type === 'text-delta') atText = alive;
      assert.ok(atText >= 4);
    });

    it('keeps the connection for the next request, though nobody waits for the end of its body', async () => {
      let isOver = false;
      reply = async (response) => {
        streamHead(response).write(`data: ${JSON.stringify(finish())}\n\n`);
        await new Promise((resolve) => setImmediate(resolve));
        response.write('data: [DONE]\n\n');
        await new Promise((resolve) => setTimeout(resolve, 20));
        isOver = true;
        response.end();
      };
      await run();
      assert.equal(isOver, false);
      await new Promise((resolve) => setTimeout(resolve, 60));
      const before = server.connections();
      await run();
      assert.equal(server.connections(), before);
    });

    it('ends after [DONE] although the server keeps the connection open', async () => {
      reply = (response) => {
        streamHead(response).write(`data: ${JSON.stringify(finish())}\n\ndata: [DONE]\n\n`);
      };
      const { events } = await run();
      assert.equal(of(events, 'finish').length, 1);
    });

    it('may come whole, from a server that does not stream', async () => {
      reply = (response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(
          JSON.stringify(
            {
              model: 'served-1',
              choices: [{ message: { role: 'assistant', content: 'whole', refusal: null }, finish_reason: 'stop' }],
              usage: { prompt_tokens: 1, completion_tokens: 1 },
            },
            null,
            2,
          ),
        );
      const { events, failure } = await run();
      assert.equal(failure, undefined);
      assert.equal(textIn(events), 'whole');
      assert.equal(of(events, 'usage').length, 1);
    });

    it('says why it finished, in our words and in the provider’s', async () => {
      const cases: [string, string][] = [
        ['stop', 'stop'],
        ['length', 'length'],
        ['content_filter', 'refusal'],
        ['tool_calls', 'tool-calls'],
        ['something_new', 'other'],
        ['constructor', 'other'],
        ['__proto__', 'other'],
      ];
      for (const [native, reason] of cases) {
        reply = say(delta({ content: 'x' }), finish(native), done);
        const [end] = of((await run()).events, 'finish');
        assert.deepEqual([end?.reason, end?.native], [reason, native]);
      }
    });

    it('is a refusal where the model refuses, with its words', async () => {
      reply = say(delta({ content: null, refusal: 'I will ' }), delta({ refusal: 'not' }), finish(), done);
      const { events } = await run();
      assert.equal(textIn(events), 'I will not');
      assert.equal(of(events, 'finish')[0]?.reason, 'refusal');
    });
  });

  describe('reasoning that comes', () => {
    const shapes: Readonly<Record<string, readonly object[]>> = {
      reasoning_content: [{ reasoning_content: 'why ' }, { reasoning_content: 'so' }],
      reasoning: [{ reasoning: 'why ' }, { reasoning: 'so' }],
      'reasoning_details alone': [
        { reasoning_details: [{ type: 'reasoning.summary', summary: 'why ' }] },
        { reasoning_details: [{ type: 'reasoning.text', text: 'so' }] },
      ],
      'two fields at once': [
        { reasoning: 'why ', reasoning_content: 'why ' },
        { reasoning: 'so', reasoning_content: 'so', reasoning_details: [{ type: 'reasoning.text', text: 'so' }] },
      ],
      'a second field that repeats it all': [{ reasoning: 'why so' }, { reasoning_content: 'why so' }],
      'thinking parts': [{ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'why so' }] }] }],
      'tags in the text': [
        { content: '\n<thi' },
        { content: 'nk>why ' },
        { content: 'so</th' },
        { content: 'ink>\n' },
        { content: '\n' },
      ],
    };
    for (const [name, deltas] of Object.entries(shapes)) {
      it(`is shown once: ${name}`, async () => {
        reply = say(...deltas.map((part) => delta(part)), delta({ content: 'The answer' }), finish(), done);
        const { events } = await run();
        assert.equal(reasoningIn(events), 'why so');
        assert.equal(textIn(events), 'The answer');
        assert.equal(of(events, 'reasoning-end').length, 1);
      });
    }

    it('is not a tag in the middle of the answer, nor one beside a reasoning field', async () => {
      reply = say(delta({ content: 'Use <think>tags</think>' }), finish(), done);
      assert.equal(textIn((await run()).events), 'Use <think>tags</think>');
      reply = say(delta({ reasoning: 'r' }), delta({ content: '<think>x</think>' }), finish(), done);
      assert.equal(textIn((await run()).events), '<think>x</think>');
    });

    it('is split the same however the deltas are cut', () => {
      const whole = ' <think>a < b </thin king\n</think>\n\nanswer with </think> in it';
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: whole.length }), { maxLength: 12 }), (cuts) => {
          const tags = thinkTags();
          const edges = [0, ...cuts.toSorted((left, right) => left - right), whole.length];
          const splits = edges.map((from, index) =>
            splitThinking(tags, whole.slice(from, edges[index + 1] ?? whole.length)),
          );
          splits.push(restOfThinking(tags));
          assert.equal(splits.map(({ reasoning }) => reasoning).join(''), 'a < b </thin king\n');
          assert.equal(splits.map(({ text }) => text).join(''), 'answer with </think> in it');
        }),
      );
    });
  });

  describe('tool calls', () => {
    const call = (part: object): object => delta({ tool_calls: [part] });
    const fragment = (name: string | undefined, args: unknown): object => ({ function: { name, arguments: args } });
    const cases: Readonly<
      Record<string, { deltas: readonly object[]; calls: readonly [string, string, object][]; reason?: string }>
    > = {
      'in fragments': {
        deltas: [
          call({ index: 0, id: 'a', ...fragment('weather', '') }),
          call({ index: 0, ...fragment(undefined, '{"at"') }),
          call({ index: 0, ...fragment(undefined, ':"Bonn"}') }),
        ],
        calls: [['a', 'weather', { at: 'Bonn' }]],
      },
      'parallel and interleaved': {
        deltas: [
          call({ index: 0, id: 'a', ...fragment('weather', '{"n":') }),
          call({ index: 1, id: 'b', ...fragment('time', '{') }),
          call({ index: 0, ...fragment(undefined, '1}') }),
          call({ index: 1, ...fragment(undefined, '"n":2}') }),
        ],
        calls: [
          ['a', 'weather', { n: 1 }],
          ['b', 'time', { n: 2 }],
        ],
      },
      'parallel, whole, all with index 0': {
        deltas: [
          call({ index: 0, id: 'a', ...fragment('weather', '{"n":1}') }),
          call({ index: 0, id: 'b', ...fragment('weather', '{"n":2}') }),
        ],
        calls: [
          ['a', 'weather', { n: 1 }],
          ['b', 'weather', { n: 2 }],
        ],
      },
      'parallel, whole, without index and id': {
        deltas: [call(fragment('weather', '{"n":1}')), call(fragment('time', '{"n":2}'))],
        calls: [
          ['', 'weather', { n: 1 }],
          ['', 'time', { n: 2 }],
        ],
      },
      'parallel, without arguments, all with index 0': {
        deltas: [
          call({ index: 0, id: 'a', ...fragment('weather', '') }),
          call({ index: 0, id: 'b', ...fragment('time', '') }),
        ],
        calls: [
          ['a', 'weather', {}],
          ['b', 'time', {}],
        ],
      },
      'interleaved by id, without index': {
        deltas: [
          call({ id: 'a', ...fragment('weather', '{"n":') }),
          call({ id: 'b', ...fragment('time', '{"n":') }),
          call({ id: 'a', ...fragment(undefined, '1}') }),
          call({ id: 'b', ...fragment(undefined, '2}') }),
        ],
        calls: [
          ['a', 'weather', { n: 1 }],
          ['b', 'time', { n: 2 }],
        ],
      },
      'with a new id in every fragment': {
        deltas: [
          call({ index: 0, id: 'a', ...fragment('weather', '{"n"') }),
          call({ index: 0, id: 'x', ...fragment(undefined, ':1') }),
          call({ index: 0, id: 'y', ...fragment('weather', '}') }),
        ],
        calls: [['a', 'weather', { n: 1 }]],
      },
      'with the id first and the name later': {
        deltas: [
          call({ index: 0, id: 'a' }),
          call({ index: 1, id: 'b' }),
          call({ index: 0, ...fragment('weather', '{}') }),
          call({ index: 1, ...fragment('time', '{}') }),
        ],
        calls: [
          ['a', 'weather', {}],
          ['b', 'time', {}],
        ],
      },
      'with the name sent again and in pieces': {
        deltas: [
          call({ index: 0, id: 'a', ...fragment('wea', '') }),
          call({ index: 0, ...fragment('ther', '') }),
          call({ index: 0, ...fragment('weather', '{"n":') }),
          call({ index: 0, ...fragment('weather', '1}') }),
        ],
        calls: [['a', 'weather', { n: 1 }]],
      },
      'with an object as arguments': {
        deltas: [call({ index: 0, id: 'a', ...fragment('weather', { n: 1 }) })],
        calls: [['a', 'weather', { n: 1 }]],
      },
      'with null, empty and encoded empty arguments': {
        deltas: [
          call({ index: 0, id: 'a', ...fragment('weather', null) }),
          call({ index: 1, id: 'b', ...fragment('time', 'null') }),
          call({ index: 2, id: 'c', ...fragment('date', '""') }),
        ],
        calls: [
          ['a', 'weather', {}],
          ['b', 'time', {}],
          ['c', 'date', {}],
        ],
      },
      'encoded twice': {
        deltas: [call({ index: 0, id: 'a', ...fragment('weather', JSON.stringify('{"n":1}')) })],
        calls: [['a', 'weather', { n: 1 }]],
      },
      'with all arguments once more at the end': {
        deltas: [
          call({ index: 0, id: 'a', ...fragment('weather', '{"n":') }),
          call({ index: 0, ...fragment(undefined, '1}') }),
          call({ index: 0, ...fragment(undefined, '{"n":1}') }),
        ],
        calls: [['a', 'weather', { n: 1 }]],
      },
      'finished with `stop`': {
        deltas: [call({ index: 0, id: 'a', ...fragment('weather', '{}') })],
        calls: [['a', 'weather', {}]],
        reason: 'stop',
      },
      'as the old function_call': {
        deltas: [
          delta({ function_call: { name: 'weather', arguments: '{"n"' } }),
          delta({ function_call: { arguments: ':1}' } }),
        ],
        calls: [['', 'weather', { n: 1 }]],
        reason: 'function_call',
      },
    };
    for (const [name, { deltas, calls, reason }] of Object.entries(cases)) {
      it(`come ${name}`, async () => {
        reply = say(...deltas, finish(reason ?? 'tool_calls'), done);
        const { events, failure } = await run();
        assert.equal(failure, undefined);
        assert.deepEqual(
          of(events, 'tool-call').map(({ id, name: tool, input }) => [id, tool, input]),
          calls,
        );
        assert.equal(of(events, 'finish')[0]?.reason, 'tool-calls');
      });
    }

    for (const args of ['{"path":"/etc', '[1]', '7', '{"a":1}}']) {
      it(`are not run with arguments that are no object: ${args}`, async () => {
        reply = say(call({ index: 0, id: 'a', ...fragment('weather', args) }), finish('length'), done);
        const { events, failure } = await run();
        assert.deepEqual(of(events, 'tool-call'), []);
        fails(failure, 'stream', /tool call/);
      });
    }
  });

  describe('the books', () => {
    const usageFrom = async (provider: Provider<'openai-chat'>, ...chunks: object[]): Promise<unknown> => {
      reply = say(...chunks, finish(), done);
      const all = of((await run({ provider })).events, 'usage');
      assert.equal(all.length, 1);
      return JSON.parse(JSON.stringify(all[0]?.usage));
    };

    it('take the last of cumulative numbers, never the sum', async () => {
      const at = (output: number): object => ({
        ...delta({ content: 'x' }),
        usage: { prompt_tokens: 5, completion_tokens: output },
      });
      assert.deepEqual(await usageFrom(olderOpenAi, at(1), at(2), { choices: [], usage: null }, at(3)), {
        input: 5,
        output: 3,
      });
    });

    it('find the numbers inside the choice', async () => {
      const inChoice = delta({ content: 'x' }, { usage: { prompt_tokens: 5, completion_tokens: 1, cached_tokens: 2 } });
      assert.deepEqual(await usageFrom(olderOpenAi, inChoice), { input: 5, output: 1, cacheRead: 2 });
    });

    it('add xAI’s reasoning to the output, unless its total says that it is in there', async () => {
      const usage = {
        prompt_tokens: 10,
        completion_tokens: 5,
        prompt_tokens_details: { cached_tokens: 99 },
        completion_tokens_details: { reasoning_tokens: 20 },
      };
      assert.deepEqual(await usageFrom(olderXai, { choices: [], usage: { ...usage, total_tokens: 35 } }), {
        input: 10,
        output: 25,
        cacheRead: 10,
        reasoning: 20,
      });
      const inside = { ...usage, completion_tokens: 25, total_tokens: 35 };
      assert.deepEqual(await usageFrom(olderXai, { choices: [], usage: inside }), {
        input: 10,
        output: 25,
        cacheRead: 10,
        reasoning: 20,
      });
    });

    it('know DeepSeek’s hits and misses', async () => {
      const usage = { completion_tokens: 3, prompt_cache_hit_tokens: 60, prompt_cache_miss_tokens: 40 };
      assert.deepEqual(await usageFrom(deepseek, { choices: [], usage }), { input: 100, output: 3, cacheRead: 60 });
    });

    it('take OpenRouter’s cost, with the upstream’s bill where the upstream key is the person’s own', async () => {
      const usage = {
        prompt_tokens: 1,
        completion_tokens: 1,
        cost: 0.25,
        cost_details: { upstream_inference_cost: 2 },
      };
      assert.deepEqual(await usageFrom(openrouter, { choices: [], usage }), {
        input: 1,
        output: 1,
        reportedCost: 0.25,
      });
      const byok = { ...usage, is_byok: true };
      assert.deepEqual(await usageFrom(openrouter, { choices: [], usage: byok }), {
        input: 1,
        output: 1,
        reportedCost: 2.25,
      });
      assert.deepEqual(await usageFrom(olderOpenAi, { choices: [], usage }), { input: 1, output: 1 }, 'nobody else’s');
    });

    it('are kept for an answer that broke', async () => {
      reply = say({ ...delta({ content: 'x' }), usage: { prompt_tokens: 5, completion_tokens: 1 } });
      const { events, failure } = await run();
      fails(failure, 'stream');
      assert.equal(of(events, 'usage').length, 1);
    });

    it('ask once more without stream_options where a server knows none, and remember that', async () => {
      const base = { baseUrl: `${server.origin}/old/v1` };
      reply = (response, request) => {
        if (request.body.includes('stream_options'))
          response
            .writeHead(400, { 'content-type': 'application/json' })
            .end('{"error":{"message":"Unknown field: stream_options"}}');
        else say(finish(), done)(response);
      };
      const before = server.seen.length;
      assert.equal((await run({ access: base })).failure, undefined);
      assert.equal(server.seen.length, before + 2);
      assert.equal((await run({ access: base })).failure, undefined);
      assert.equal(server.seen.length, before + 3);
    });
  });

  describe('a failure', () => {
    const status =
      (code: number, text: string, headers: Record<string, string> = {}) =>
      (response: ServerResponse): void => {
        response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(text);
      };

    it('is found in every shape of error body', async () => {
      const cases: [number, unknown, FailureKind][] = [
        [401, { error: { message: `Incorrect API key provided: ${secret}.`, code: 'invalid_api_key' } }, 'auth'],
        [400, { code: 'Client specified an invalid argument', error: `Incorrect API key provided: ${secret}` }, 'auth'],
        [
          429,
          {
            error: {
              message: 'You exceeded your current quota',
              type: 'insufficient_quota',
              code: 'insufficient_quota',
            },
          },
          'quota',
        ],
        [429, { error: { message: 'Rate limit reached', type: 'tokens', code: 'rate_limit_exceeded' } }, 'rate'],
        [402, { error: { message: 'Insufficient Balance' } }, 'quota'],
        [404, { error: "model 'x' not found" }, 'model-missing'],
        [400, { error: { message: 'too long', code: 'context_length_exceeded' } }, 'context'],
        [400, [{ error: { code: 400, message: 'API key not valid. Please pass a valid API key.' } }], 'auth'],
        [422, { detail: [{ loc: ['body'], msg: 'field required' }] }, 'request'],
        [403, { error: { message: 'Not allowed' } }, 'forbidden'],
        [503, '', 'server'],
        [502, '<html><body>Bad gateway</body></html>', 'server'],
      ];
      for (const [code, shape, kind] of cases) {
        reply = status(code, typeof shape === 'string' ? shape : JSON.stringify(shape), { 'x-request-id': 'req_9' });
        const { events, failure } = await run();
        assert.deepEqual(events, []);
        fails(failure, kind);
        assert.ok(failure instanceof ChatFailure);
        assert.equal(failure.status, code);
        assert.equal(failure.requestId, 'req_9');
        assert.doesNotMatch(failure.message, /<html|sk-invented/);
        assert.doesNotMatch(JSON.stringify([failure.cause, failure.stack]), /sk-invented/);
      }
    });

    it('carries the time to wait, and is not tried again here', async () => {
      const before = server.seen.length;
      reply = status(429, '{}', { 'retry-after': '7', 'x-should-retry': 'true' });
      const { failure } = await run();
      assert.ok(failure instanceof ChatFailure);
      assert.equal(failure.retryAfter, 7_000);
      assert.equal(server.seen.length, before + 1);
    });

    it('never repeats what the person wrote', async () => {
      const text = 'const launchCode = "tango-7"; // our own secret plan, line by line';
      const messages: readonly Message[] = [{ role: 'user', content: [{ type: 'text', text }] }];
      for (const quote of [text, `…${text.slice(3, 50)}`]) {
        reply = status(400, JSON.stringify({ error: { message: `Invalid value: '${quote}'. Expected less.` } }));
        const { failure } = await run({ request: { messages } });
        fails(failure, 'request');
        assert.doesNotMatch(`${String(failure)} ${JSON.stringify(failure)}`, /launchCode|tango|plan/);
      }
      reply = status(400, JSON.stringify({ error: { message: "Unsupported parameter: 'top_k'" } }));
      fails((await run({ request: { messages } })).failure, 'request', /top_k/);
    });

    it('inside a stream is taken for what it says, like a status', async () => {
      const cases: [unknown, FailureKind, number | undefined][] = [
        [
          { error: { code: 502, message: 'Provider disconnected' }, choices: [{ delta: {}, finish_reason: 'error' }] },
          'server',
          502,
        ],
        [{ error: { code: 402, message: 'Insufficient credits' } }, 'quota', 402],
        [{ error: { code: '429', message: 'slow down' } }, 'rate', 429],
        [{ error: { type: 'overloaded_error', message: 'Overloaded' } }, 'server', undefined],
        [
          { error: { message: 'Provider returned error', code: 429, metadata: { raw: 'upstream says no' } } },
          'rate',
          429,
        ],
        [{ error: 'something broke' }, 'stream', undefined],
        [{ object: 'error', message: 'maximum context length is 8', code: 400 }, 'context', 400],
        [delta({}, { finish_reason: 'error' }), 'stream', undefined],
        [delta({}, { finish_reason: 'insufficient_system_resource' }), 'server', undefined],
      ];
      for (const [chunk, kind, code] of cases) {
        reply = say(delta({ content: 'so far' }), chunk);
        const { events, failure } = await run();
        assert.equal(textIn(events), 'so far');
        fails(failure, kind);
        assert.ok(failure instanceof ChatFailure);
        assert.equal(failure.status, code);
      }
    });

    it('is an answer that ends without a finish reason, with [DONE] or without', async () => {
      for (const end of [[done], []]) {
        reply = say(delta({ content: 'half' }), ...end);
        const { events, failure } = await run();
        assert.equal(textIn(events), 'half');
        fails(failure, 'stream', /before it was complete/);
        assert.deepEqual(of(events, 'finish'), []);
      }
    });

    it('is an empty body, a web page, or words that are no stream', async () => {
      for (const text of [
        '',
        '<!doctype html><title>Sign in</title>',
        '  \n<html>',
        'OK',
        'data: {"choices": [\n\n',
        'data: 7\n\n',
      ]) {
        reply = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(text);
        const { failure } = await run();
        fails(failure, 'stream');
        assert.doesNotMatch(String(failure), /doctype|Sign in|Unexpected/);
      }
    });

    it('is a piece that cannot be read, although the rest comes and finishes', async () => {
      reply = say(
        delta({ content: 'a' }),
        '{"choices":[{"delta":{"content":"b',
        delta({ content: 'c' }),
        finish(),
        done,
      );
      const { events, failure } = await run();
      assert.equal(textIn(events), 'a');
      fails(failure, 'stream', /cannot be read/);
    });

    it('is a JSON error with status 200', async () => {
      reply = status(200, JSON.stringify({ error: { message: 'Rate limit reached', code: 429 } }, null, 2));
      fails((await run()).failure, 'rate');
    });

    it('is a connection that is cut, unless the answer was complete', async () => {
      const cutAfter =
        (...chunks: object[]) =>
        (response: ServerResponse): void => {
          streamHead(response).write(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(''));
          setTimeout(() => response.destroy(), 20);
        };
      reply = cutAfter(delta({ content: 'half' }));
      const { events, failure } = await run();
      assert.equal(textIn(events), 'half');
      fails(failure, 'stream', /cut/);
      reply = cutAfter(delta({ content: 'whole' }), finish());
      const complete = await run();
      assert.equal(complete.failure, undefined);
      assert.equal(of(complete.events, 'finish').length, 1);
    });

    it('is the network where nothing answers, nobody knows the address, or the connection drops at once', async () => {
      const gone = await serve(() => undefined);
      await gone.close();
      fails(
        (await run({ access: { baseUrl: `${gone.origin}/v1` } })).failure,
        'network',
        /nothing answers at 127\.0\.0\.1/,
      );
      fails(
        (await run({ access: { baseUrl: 'http://keyway.invalid/v1' } })).failure,
        'network',
        /keyway\.invalid cannot be found/,
      );
      reply = (response) => response.destroy();
      fails((await run()).failure, 'network');
    });

    it('is a redirect, which is not followed', async () => {
      await using other = await serve((response) => response.end());
      reply = (response) => response.writeHead(307, { location: `${other.origin}/v1/chat/completions` }).end();
      fails((await run()).failure, 'network', /redirects/);
      assert.equal(other.seen.length, 0);
    });

    it('is a key that cannot be sent, which stays out of the message', async () => {
      const before = server.seen.length;
      const { failure } = await run({ access: { secrets: { apiKey: 'sk-invented\n0123456789' } } });
      fails(failure, 'key');
      assert.ok(failure instanceof ChatFailure);
      assert.doesNotMatch(`${failure.message} ${String(failure.cause)}`, /sk-invented|0123/);
      assert.equal(server.seen.length, before);
    });
  });

  describe('a stopped request', () => {
    it('is aborted before it is sent, before the headers come and in the middle of the answer, and never ends quietly', async () => {
      const early = new AbortController();
      early.abort();
      fails((await run({ signal: early.signal })).failure, 'aborted');

      const waiting = new AbortController();
      reply = () => waiting.abort();
      fails((await run({ signal: waiting.signal })).failure, 'aborted');

      const middle = new AbortController();
      const closed = new Promise<void>((resolve) => {
        reply = (response) => {
          response.on('close', resolve);
          streamHead(response).write(`data: ${JSON.stringify(delta({ content: 'half' }))}\n\n`);
        };
      });
      const events: ChatEvent[] = [];
      await assert.rejects(
        async () => {
          for await (const event of stream(callOf({ signal: middle.signal }))) {
            events.push(event);
            if (event.type === 'text-delta') middle.abort(new Error('a reason of the caller'));
          }
        },
        (failure) => failure instanceof ChatFailure && failure.kind === 'aborted',
      );
      assert.equal(textIn(events), 'half');
      await closed;
    });

    it('is aborted although the answer came complete at the same moment', async () => {
      const controller = new AbortController();
      reply = say(delta({ content: 'x' }), finish(), done);
      await assert.rejects(
        async () => {
          for await (const event of stream(callOf({ signal: controller.signal })))
            if (event.type === 'text-delta') controller.abort();
        },
        (failure) => failure instanceof ChatFailure && failure.kind === 'aborted',
      );
    });

    it('closes the connection when nobody reads on', async () => {
      const closed = new Promise<void>((resolve) => {
        reply = (response) => {
          response.on('close', resolve);
          streamHead(response).write(`data: ${JSON.stringify(delta({ content: 'half' }))}\n\n`);
        };
      });
      for await (const event of stream(callOf({}))) if (event.type === 'text-delta') break;
      await closed;
    });
  });
});
