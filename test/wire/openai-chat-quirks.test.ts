import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { ChatEvent, ChatRequest, Message, Tool, Usage } from '../../src/core/chat.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import type { Provider } from '../../src/core/provider.ts';
import { alibaba } from '../../src/providers/alibaba.ts';
import { azureOpenai } from '../../src/providers/azure-openai.ts';
import { cerebras } from '../../src/providers/cerebras.ts';
import { cloudflare } from '../../src/providers/cloudflare.ts';
import { databricks } from '../../src/providers/databricks.ts';
import { deepinfra } from '../../src/providers/deepinfra.ts';
import { deepseek } from '../../src/providers/deepseek.ts';
import { groq } from '../../src/providers/groq.ts';
import { litellm } from '../../src/providers/litellm.ts';
import { mistral } from '../../src/providers/mistral.ts';
import { moonshot } from '../../src/providers/moonshot.ts';
import { nvidia } from '../../src/providers/nvidia.ts';
import { ollama } from '../../src/providers/ollama.ts';
import { openrouter } from '../../src/providers/openrouter.ts';
import { together } from '../../src/providers/together.ts';
import { zai } from '../../src/providers/zai.ts';
import { stream } from '../../src/wire/openai-chat.ts';
import { serve, type LocalServer } from './server.ts';

const tool: Tool = { name: 'look', description: 'Looks', schema: { type: 'object', properties: {} } };

/** A person asks, the model looks twice at once, and the person goes on at once. */
const looked: readonly Message[] = [
  { role: 'user', content: [{ type: 'text', text: 'Look.' }] },
  {
    role: 'assistant',
    content: ['functions.look:0', 'functions.look:1'].map((id) => ({ type: 'tool-call', id, name: 'look', input: {} })),
  },
  {
    role: 'user',
    content: [
      { type: 'tool-result', id: 'functions.look:0', content: [{ type: 'text', text: 'A' }] },
      { type: 'tool-result', id: 'functions.look:1', content: [{ type: 'text', text: 'B' }] },
      { type: 'text', text: 'And now?' },
    ],
  },
];

describe('what single providers want otherwise', () => {
  let server: LocalServer;
  let reply: (response: ServerResponse) => void;
  before(async () => {
    server = await serve((response) => reply(response));
  });
  after(() => server.close());

  const frames = (...chunks: readonly object[]): string =>
    [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
  const said = (delta: object, more: object = {}): object => ({ choices: [{ index: 0, delta, ...more }] });
  const ended = said({}, { finish_reason: 'stop' });

  const answerWith =
    (body: string, headers: Readonly<Record<string, string>> = {}, status = 200) =>
    (response: ServerResponse): void => {
      response.writeHead(status, {
        'content-type': status === 200 ? 'text/event-stream' : 'application/json',
        ...headers,
      });
      response.end(body);
    };

  const ask = async (
    provider: Provider<'openai-chat'>,
    request: Partial<ChatRequest> = {},
    facts: { readonly id?: string; readonly reasoning?: boolean } = {},
  ): Promise<ChatEvent[]> => {
    const model = {
      provider: provider.id,
      id: 'model-1',
      name: 'Model 1',
      kind: 'chat',
      contextTokens: 100_000,
      maxOutputTokens: 4_000,
      tools: true,
      images: true,
      reasoning: true,
      ...facts,
    } as const;
    const messages: readonly Message[] = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];
    return Array.fromAsync(
      stream({
        provider,
        model,
        request: { messages, tools: [], toolChoice: 'auto', ...request },
        access: { baseUrl: `${server.origin}/v1`, secrets: { apiKey: 'key' }, plain: {}, headers: {} },
        signal: new AbortController().signal,
        onAlive: () => undefined,
      }),
    );
  };

  const bodyFor = async (
    provider: Provider<'openai-chat'>,
    request: Partial<ChatRequest>,
    facts: { readonly id?: string; readonly reasoning?: boolean } = {},
  ): Promise<Record<string, unknown>> => {
    reply = answerWith(frames(ended));
    await ask(provider, request, facts);
    return JSON.parse(server.seen.at(-1)?.body ?? '{}');
  };

  it('is a word of the assistant between tools and a person, named results and ids of nine characters, at Mistral', async () => {
    const { messages } = await bodyFor(mistral, { messages: looked, tools: [tool] });
    assert.ok(Array.isArray(messages));
    const roles = messages.map(({ role, name, tool_call_id: id }) => [role, name, id?.length]);
    assert.deepEqual(roles, [
      ['user', undefined, undefined],
      ['assistant', undefined, undefined],
      ['tool', 'look', 9],
      ['tool', 'look', 9],
      ['assistant', undefined, undefined],
      ['user', undefined, undefined],
    ]);
    assert.notEqual(messages[4].content, '');
  });

  it('is another word for a call that must be made, only where one is demanded', async () => {
    const choice = async (toolChoice: 'auto' | 'required', tools = [tool]): Promise<unknown> =>
      (await bodyFor(mistral, { toolChoice, tools }))['tool_choice'];
    assert.equal(await choice('required'), 'any');
    assert.equal(await choice('auto'), undefined);
    assert.equal(await choice('required', []), undefined);
  });

  it('is one call at a time at NVIDIA, said only where there are tools', async () => {
    assert.equal((await bodyFor(nvidia, { tools: [tool] }))['parallel_tool_calls'], false);
    assert.ok(!('parallel_tool_calls' in (await bodyFor(nvidia, {}))));
    assert.ok(!('parallel_tool_calls' in (await bodyFor(groq, { tools: [tool] }))));
  });

  for (const [provider, effort, expected] of [
    [deepseek, undefined, undefined],
    [deepseek, 'high', undefined],
    [deepseek, 'none', 'required'],
    [alibaba, undefined, undefined],
    [alibaba, 'none', 'required'],
    [moonshot, undefined, undefined],
    [moonshot, 'none', undefined],
    [zai, 'none', undefined],
    [groq, 'high', 'required'],
  ] as const)
    it(`is ${expected ?? 'no word'} for a call that must be made, of ${provider.name} with the effort “${effort}”`, async () => {
      const body = await bodyFor(provider, { toolChoice: 'required', tools: [tool], effort });
      assert.equal(body['tool_choice'], expected);
      assert.ok(body['tools']);
    });

  it('demands a call of models that do not think, where those that do refuse it', async () => {
    const body = await bodyFor(deepseek, { toolChoice: 'required', tools: [tool] }, { reasoning: false });
    assert.equal(body['tool_choice'], 'required');
  });

  it('is text beside calls at Cloudflare, where others take null', async () => {
    const contentAt = async (provider: Provider<'openai-chat'>): Promise<unknown> => {
      const { messages } = await bodyFor(provider, { messages: looked, tools: [tool] });
      assert.ok(Array.isArray(messages));
      return messages[1].content;
    };
    assert.equal(await contentAt(cloudflare), '');
    assert.equal(await contentAt(groq), null);
  });

  it('is an answer that ended in an error, or was held back, in Z.ai’s words', async () => {
    const endedWith = (reason: string): string =>
      frames(said({ content: 'Half' }), said({}, { finish_reason: reason }));
    const finishOf = async (reason: string): Promise<unknown> => {
      reply = answerWith(endedWith(reason));
      const last = (await ask(zai)).at(-1);
      return last?.type === 'finish' ? last.reason : last;
    };
    assert.equal(await finishOf('sensitive'), 'refusal');
    assert.equal(await finishOf('model_context_window_exceeded'), 'length');
    reply = answerWith(endedWith('network_error'));
    await assert.rejects(ask(zai), (failure) => failure instanceof ChatFailure && failure.kind === 'stream');
  });

  it('is Kimi’s own ids back at Moonshot, with a blank for the reasoning of whoever else called', async () => {
    const { messages } = await bodyFor(moonshot, { messages: looked, tools: [tool] });
    assert.ok(Array.isArray(messages));
    assert.equal(messages[1].reasoning_content, ' ');
    const others = (await bodyFor(deepseek, { messages: looked, tools: [tool] }))['messages'];
    assert.ok(Array.isArray(others));
    assert.equal(others[1].reasoning_content, '');
    assert.deepEqual(messages.map(({ tool_call_id: id }) => id).filter(Boolean), [
      'functions.look:0',
      'functions.look:1',
    ]);
  });

  it('are types in the branches of a choice, and none beside a reference, at Moonshot', async () => {
    const schema = {
      type: 'object',
      $defs: { place: { type: 'object', properties: {} } },
      properties: {
        skill: { type: ['string', 'boolean'], anyOf: [{ type: 'string' }, { enum: [false] }] },
        tasks: { type: 'array', items: { type: 'object', properties: {}, oneOf: [{ required: ['a'] }] } },
        place: { type: 'object', $ref: '#/$defs/place' },
        type: { type: 'string' },
        anyOf: { type: 'array', items: { type: 'string' } },
      },
    };
    const parametersAt = async (provider: Provider<'openai-chat'>): Promise<unknown> => {
      const { tools } = await bodyFor(provider, { tools: [{ ...tool, schema }] });
      assert.ok(Array.isArray(tools));
      return tools[0].function.parameters;
    };
    assert.deepEqual(await parametersAt(moonshot), {
      ...schema,
      properties: {
        ...schema.properties,
        skill: { anyOf: [{ type: 'string' }, { type: ['string', 'boolean'], enum: [false] }] },
        tasks: { type: 'array', items: { properties: {}, oneOf: [{ type: 'object', required: ['a'] }] } },
        place: { $ref: '#/$defs/place' },
      },
    });
    assert.deepEqual(await parametersAt(groq), schema);
  });

  it('are fields that every request carries, at Z.ai', async () => {
    assert.equal((await bodyFor(zai, {}))['tool_stream'], true);
  });

  describe('an effort', () => {
    const sent = async (provider: Provider<'openai-chat'>, effort?: string): Promise<unknown> => {
      const { thinking, enable_thinking, reasoning, reasoning_effort } = await bodyFor(provider, { effort });
      const all = { thinking, enable_thinking, reasoning, reasoning_effort };
      return JSON.parse(JSON.stringify(all));
    };

    for (const [provider, effort, expected] of [
      [zai, 'none', { thinking: { type: 'disabled' } }],
      [zai, 'low', { thinking: { type: 'enabled' } }],
      [alibaba, 'none', { enable_thinking: false }],
      [alibaba, 'max', { enable_thinking: true }],
      [together, 'none', { reasoning: { enabled: false } }],
      [together, 'high', { reasoning: { enabled: true } }],
      [deepseek, 'none', { thinking: { type: 'disabled' } }],
      [deepseek, 'minimal', { thinking: { type: 'enabled' }, reasoning_effort: 'low' }],
      [deepseek, 'medium', { thinking: { type: 'enabled' }, reasoning_effort: 'high' }],
      [ollama, 'none', { reasoning_effort: 'none' }],
      [ollama, 'xhigh', { reasoning_effort: 'max' }],
      [openrouter, 'xhigh', { reasoning: { effort: 'xhigh' } }],
      [groq, 'high', {}],
      [zai, undefined, {}],
      [zai, 'of tomorrow', {}],
    ] as const)
      it(`of “${effort}” is ${JSON.stringify(expected)} at ${provider.name}`, async () => {
        assert.deepEqual(await sent(provider, effort), expected);
      });
  });

  describe('an effort that a model refuses is left out for that model from then on', () => {
    for (const [provider, error, field] of [
      [
        azureOpenai,
        {
          message: "Invalid value: 'none'. Supported values are: 'low', 'medium', and 'high'.",
          param: 'reasoning_effort',
        },
        'reasoning_effort',
      ],
      [
        zai,
        {
          code: '1210',
          message: 'This model always engages in thinking and cannot be disabled; please use low, high.',
        },
        'thinking',
      ],
      [openrouter, { message: 'Reasoning is mandatory for this endpoint and cannot be disabled.' }, 'reasoning'],
      [ollama, { message: '"model-1" does not support thinking' }, 'reasoning_effort'],
    ] as const)
      it(`at ${provider.name}`, async () => {
        reply = (response) => {
          const asked = field in JSON.parse(server.seen.at(-1)?.body ?? '{}');
          answerWith(asked ? JSON.stringify({ error }) : frames(ended), {}, asked ? 400 : 200)(response);
        };
        const from = server.seen.length;
        for (let round = 0; round < 2; round++) await ask(provider, { effort: 'none' }, { id: `${provider.id}-1` });
        const asked = server.seen.slice(from).map(({ body }) => field in JSON.parse(body));
        assert.deepEqual(asked, [true, false, false]);
      });

    it('and not where another rule of thinking was broken', async () => {
      const message = 'The `reasoning_content` in the thinking mode must be passed back to the API.';
      reply = answerWith(JSON.stringify({ error: { message } }), {}, 400);
      const from = server.seen.length;
      await assert.rejects(ask(deepseek, { effort: 'high' }));
      assert.equal(server.seen.length - from, 1);
    });
  });

  const usageAt = async (
    provider: Provider<'openai-chat'>,
    usage: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Usage | undefined> => {
    reply = answerWith(
      frames(ended, { choices: [], usage: { prompt_tokens: 100, completion_tokens: 7, ...usage } }),
      headers,
    );
    const told = (await ask(provider)).find((event) => event.type === 'usage');
    return told?.usage;
  };

  it('is a cost of its own: DeepInfra’s estimate, LiteLLM’s header', async () => {
    assert.equal((await usageAt(deepinfra, { estimated_cost: 0.0021, cost: 9 }))?.reportedCost, 0.0021);
    const header = 'x-litellm-response-cost';
    assert.equal((await usageAt(litellm, {}, { [header]: '1.2e-05' }))?.reportedCost, 0.000_012);
    assert.equal((await usageAt(groq, {}, { [header]: '5' }))?.reportedCost, undefined);
  });

  it('is no cost of 0 where LiteLLM does not know it yet, or says no number', async () => {
    for (const stated of ['0', '0.0', 'None', '', '-1', 'Infinity'])
      assert.equal(
        (await usageAt(litellm, {}, { 'x-litellm-response-cost': stated }))?.reportedCost,
        undefined,
        stated,
      );
    assert.equal((await usageAt(litellm, {}))?.reportedCost, undefined);
  });

  it('are cached tokens under other names', async () => {
    const cached = async (provider: Provider<'openai-chat'>, usage: object): Promise<unknown> => {
      const { cacheRead, cacheWrite } = (await usageAt(provider, usage)) ?? {};
      return [cacheRead, cacheWrite];
    };
    assert.deepEqual(await cached(mistral, { num_cached_tokens: 40 }), [40, undefined]);
    assert.deepEqual(await cached(moonshot, { cached_tokens: 40 }), [40, undefined]);
    assert.deepEqual(
      await cached(databricks, { cache_read_input_tokens: 40, cache_creation_input_tokens: 9 }),
      [40, 9],
    );
    const details = { cached_tokens: 40, cache_creation_input_tokens: 9 };
    assert.deepEqual(await cached(alibaba, { prompt_tokens_details: details }), [40, 9]);
    assert.deepEqual(await cached(groq, {}), [undefined, undefined]);
  });

  it('is content in parts, with a summary of the reasoning, at Databricks', async () => {
    reply = answerWith(
      frames(
        said({ content: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] }] }),
        said({ content: [{ type: 'text', text: 'Yes' }] }),
        said({ content: '.' }),
        ended,
      ),
    );
    const events = await ask(databricks);
    const texts = events.flatMap((event) =>
      event.type === 'text-delta' || event.type === 'reasoning-delta' ? [[event.type, event.text]] : [],
    );
    assert.deepEqual(texts, [
      ['reasoning-delta', 'Hm.'],
      ['text-delta', 'Yes'],
      ['text-delta', '.'],
    ]);
  });

  it('is a good chunk that says beside it that nothing went wrong, at MiniMax and Cloudflare', async () => {
    const fine = { base_resp: { status_code: 0, status_msg: '' }, errors: [] };
    reply = answerWith(frames({ ...said({ content: 'Yes.' }), ...fine }, { ...ended, ...fine }));
    const events = await ask(groq);
    assert.ok(events.some((event) => event.type === 'text-delta' && event.text === 'Yes.'));
  });

  it('are refusals that hold no `error`: their sentences are read all the same', async () => {
    for (const [status, body, kind, sentence] of [
      [401, { message: 'Wrong API Key', code: 'wrong_api_key' }, 'auth', /Wrong API Key/],
      [422, { detail: [{ msg: 'Extra inputs are not permitted' }] }, 'request', /Extra inputs/],
      [400, { success: false, errors: [{ code: 5006, message: 'bad input' }] }, 'request', /bad input/],
      [400, [{ error: { message: 'listed', status: 'INVALID_ARGUMENT' } }], 'request', /listed/],
      [400, { code: 'invalid', error: 'Incorrect API key provided: x' }, 'auth', /Incorrect API key/],
    ] as const) {
      reply = answerWith(JSON.stringify(body), {}, status);
      await assert.rejects(ask(groq), (failure) => {
        assert.ok(failure instanceof ChatFailure);
        assert.equal(failure.kind, kind);
        assert.match(failure.message, sentence);
        return true;
      });
    }
  });

  it('is a refusal without a word, which means a prompt that is too long, and quotes nobody', async () => {
    for (const status of [400, 413]) {
      reply = answerWith('', {}, status);
      await assert.rejects(ask(cerebras), (failure) => {
        assert.ok(failure instanceof ChatFailure);
        assert.equal(failure.kind, 'context');
        assert.doesNotMatch(failure.message, /no body|“/);
        return true;
      });
    }
  });
});
