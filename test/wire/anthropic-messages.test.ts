import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ChatEvent, ChatRequest, Message, Seal } from '../../src/core/chat.ts';
import { ChatFailure, type FailureKind } from '../../src/core/failure.ts';
import type { Model, Provider } from '../../src/core/provider.ts';
import { anthropic } from '../../src/providers/anthropic.ts';
import { stream } from '../../src/wire/anthropic-messages.ts';
import { inputSchema } from '../../src/wire/anthropic-messages-schema.ts';
import type { Access } from '../../src/wire/wire.ts';
import { openCounterpart, type Counterpart, type Reply } from './contract/counterpart.ts';

type Body = Record<string, any>; // eslint-disable-line typescript/no-explicit-any -- a body is looked into, never believed

const key = 'sk-ant-api03-0123456789abcdef';
const model: Model = {
  provider: 'anthropic',
  id: 'claude-opus-4-8',
  name: 'Claude',
  kind: 'chat',
  contextTokens: 1_000_000,
  maxOutputTokens: 128_000,
  tools: true,
  images: true,
  reasoning: true,
};
const hello: ChatRequest = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  tools: [],
  toolChoice: 'auto',
};
const tool = { name: 'read_file', description: 'Reads a file', schema: { type: 'object', properties: {} } };

const event = (value: { readonly type: string; readonly [field: string]: unknown }): string =>
  `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
const start = (usage: unknown = { input_tokens: 3, output_tokens: 1 }): string =>
  event({ type: 'message_start', message: { model: 'claude-served', usage } });
const open = (index: number, content_block: unknown): string =>
  event({ type: 'content_block_start', index, content_block });
const grow = (index: number, delta: unknown): string => event({ type: 'content_block_delta', index, delta });
const shut = (index: number): string => event({ type: 'content_block_stop', index });
const ended = (stop_reason: string | null, usage: unknown = { output_tokens: 7 }): string =>
  event({ type: 'message_delta', delta: { stop_reason }, usage });
const stopped = event({ type: 'message_stop' });
const text = (piece: string): string => grow(0, { type: 'text_delta', text: piece });
const say = (piece: string): string[] => [open(0, { type: 'text', text: '' }), text(piece), shut(0)];
const answer: readonly string[] = [start(), ...say('Hi'), ended('end_turn'), stopped];

describe('Anthropic Messages', () => {
  let counterpart: Counterpart;
  before(async () => {
    counterpart = await openCounterpart();
  });
  after(() => counterpart.close());

  interface Setting {
    readonly request?: Partial<ChatRequest>;
    readonly model?: Partial<Model>;
    readonly provider?: Partial<Provider<'anthropic-messages'>>;
    readonly access?: Partial<Access>;
    readonly signal?: AbortSignal;
    readonly onAlive?: () => void;
  }
  const ask = (setting: Setting = {}): AsyncIterable<ChatEvent> =>
    stream({
      provider: { ...anthropic, ...setting.provider },
      model: { ...model, ...setting.model },
      request: { ...hello, ...setting.request },
      access: {
        baseUrl: counterpart.origin,
        secrets: { apiKey: key },
        plain: {},
        headers: anthropic.headers,
        ...setting.access,
      },
      signal: setting.signal ?? new AbortController().signal,
      onAlive: setting.onAlive ?? (() => undefined),
    });
  const collect = (reply: readonly (string | Uint8Array)[], setting?: Setting): Promise<ChatEvent[]> => {
    counterpart.script({ body: reply });
    return Array.fromAsync(ask(setting));
  };
  const failure = async (reply: Reply, setting?: Setting): Promise<{ failure: ChatFailure; events: ChatEvent[] }> => {
    counterpart.script(reply);
    const events: ChatEvent[] = [];
    try {
      for await (const one of ask(setting)) events.push(one);
    } catch (error) {
      assert.ok(error instanceof ChatFailure, String(error));
      return { failure: error, events };
    }
    throw new Error(`no failure, but ${JSON.stringify(events)}`);
  };
  const sent = async (setting: Setting): Promise<Body> => {
    await collect(answer, setting);
    return JSON.parse(counterpart.exchanges[0]?.body ?? '') as Body;
  };
  const messages = (...list: Message[]): Setting => ({ request: { messages: list } });
  const own = (value: unknown): Seal => ({ provider: 'anthropic', model: model.id, value: JSON.stringify(value) });

  describe('who is asked, and with which key', () => {
    it('sends the key as a bearer token and the version that goes with it, and no other credential', async () => {
      await collect(answer);
      const { headers, url, method } = counterpart.exchanges[0] ?? assert.fail();
      assert.equal(`${method} ${url}`, 'POST /v1/messages');
      assert.equal(headers.authorization, `Bearer ${key}`);
      assert.equal(headers['anthropic-version'], '2026-10-21');
      assert.equal(headers['x-api-key'], undefined);
    });

    it('sends the key in the header a record names, with the version it names', async () => {
      await collect(answer, {
        provider: { auth: { scheme: 'header', header: 'x-api-key' } },
        access: { headers: { 'anthropic-version': '2023-06-01' } },
      });
      const { headers } = counterpart.exchanges[0] ?? assert.fail();
      assert.equal(headers['x-api-key'], key);
      assert.equal(headers.authorization, undefined);
      assert.equal(headers['anthropic-version'], '2023-06-01');
    });

    it('asks a server that wants no key without any', async () => {
      await collect(answer, { access: { secrets: {} } });
      const { headers } = counterpart.exchanges[0] ?? assert.fail();
      assert.equal(headers.authorization, undefined);
      assert.equal(headers['x-api-key'], undefined);
    });

    it('reads no variable and no credential file of the machine', async () => {
      const home = await mkdtemp(join(tmpdir(), 'anthropic-'));
      const trap = await openCounterpart();
      trap.script({ body: answer });
      await mkdir(join(home, 'configs'), { recursive: true });
      const profile = { base_url: trap.origin, authentication: { type: 'user_oauth' } };
      await writeFile(join(home, 'configs', 'default.json'), JSON.stringify(profile));
      const planted: Record<string, string> = {
        ANTHROPIC_API_KEY: 'sk-ant-planted',
        ANTHROPIC_AUTH_TOKEN: 'planted',
        ANTHROPIC_BASE_URL: trap.origin,
        ANTHROPIC_CUSTOM_HEADERS: 'x-planted: yes\nauthorization: Bearer planted\nx-api-key: planted',
        ANTHROPIC_CONFIG_DIR: home,
        ANTHROPIC_PROFILE: 'default',
        ANTHROPIC_LOG: 'debug',
      };
      const before = { ...process.env };
      Object.assign(process.env, planted);
      try {
        for (const secrets of [{ apiKey: key }, {}]) {
          await collect(answer, { access: { secrets } });
          const { headers } = counterpart.exchanges[0] ?? assert.fail();
          assert.doesNotMatch(JSON.stringify(headers), /planted/);
        }
        assert.equal(trap.exchanges.length, 0);
      } finally {
        // The object stays: another one would change nothing for the process any more.
        for (const name of Object.keys(planted)) delete process.env[name];
        Object.assign(process.env, before);
        await trap.close();
        await rm(home, { recursive: true });
      }
    });

    it('does not follow a redirect, which could carry the key away', async () => {
      const elsewhere = await openCounterpart();
      elsewhere.script({ body: answer });
      const result = await failure({ status: 307, headers: { location: `${elsewhere.origin}/v1/messages` }, body: [] });
      assert.equal(result.failure.kind, 'network');
      assert.equal(elsewhere.exchanges.length, 0);
      await elsewhere.close();
    });

    it('asks once, whatever the server says', async () => {
      for (const status of [408, 409, 429, 500, 529]) {
        await failure({ status, body: ['{}'] });
        assert.equal(counterpart.exchanges.length, 1);
      }
    });
  });

  describe('what is sent', () => {
    it('limits the answer sensibly where the caller does not, and never above the model', async () => {
      assert.equal((await sent({}))['max_tokens'], 32_000);
      assert.equal((await sent({ model: { maxOutputTokens: 8_192 } }))['max_tokens'], 8_192);
      assert.equal((await sent({ request: { maxOutputTokens: 999_999 } }))['max_tokens'], 128_000);
      assert.equal((await sent({ request: { maxOutputTokens: 100 } }))['max_tokens'], 100);
    });

    it('never sends sampling parameters, which this API version refuses', async () => {
      const body = await sent({ request: { temperature: 0, topP: 0.5, stop: ['END', ' '] } });
      assert.equal('temperature' in body, false);
      assert.equal('top_p' in body, false);
      assert.deepEqual(body['stop_sequences'], ['END']);
    });

    it('marks what stays the same for the cache: tools, system, and the last two turns of the person', async () => {
      const turn = (role: 'user' | 'assistant', words: string): Message => ({
        role,
        content: [{ type: 'text', text: words }],
      });
      const request = {
        tools: [tool, { ...tool, name: 'write_file' }],
        messages: [
          { role: 'system', content: [{ type: 'text', text: 'Be brief' }] } as const,
          turn('user', 'one'),
          turn('assistant', 'two'),
          turn('user', 'three'),
          turn('assistant', 'four'),
          turn('user', 'five'),
        ],
      };
      const body = await sent({ request });
      const mark = { type: 'ephemeral' };
      assert.deepEqual(
        body['tools'].map((each: Body) => each['cache_control']),
        [undefined, mark],
      );
      assert.deepEqual(body['system'], [{ type: 'text', text: 'Be brief', cache_control: mark }]);
      assert.deepEqual(
        body['messages'].map((each: Body) => each['content'].at(-1).cache_control),
        [undefined, undefined, mark, undefined, mark],
      );
      const plain = await sent({ request, provider: { quirks: { promptCaching: false } } });
      assert.doesNotMatch(JSON.stringify(plain), /cache_control/);
    });

    it('marks nothing for a provider without a cache, after it marked a conversation that another one continued', async () => {
      const unfinished = messages(
        { role: 'user', content: [{ type: 'text', text: 'one' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'two' }] },
      );
      assert.match(JSON.stringify(await sent(unfinished)), /cache_control/);
      const plain = await sent({ ...unfinished, provider: { quirks: { promptCaching: false } } });
      assert.doesNotMatch(JSON.stringify(plain), /cache_control/);
    });

    it('puts tool results first, with their images, and says what it cannot show', async () => {
      const data = new Uint8Array([1, 2, 3]);
      const body = await sent(
        messages(
          { role: 'user', content: [{ type: 'text', text: 'Look' }] },
          { role: 'assistant', content: [{ type: 'tool-call', id: 'call.1', name: 'shot', input: { of: 'page' } }] },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Well?' },
              {
                type: 'tool-result',
                id: 'call.1',
                content: [
                  { type: 'text', text: 'done' },
                  { type: 'image', mime: 'image/png', data },
                  { type: 'image', mime: 'image/bmp', data },
                ],
                isError: true,
              },
            ],
          },
        ),
      );
      const [call] = body['messages'][1].content;
      assert.match(call.id, /^[a-zA-Z0-9_-]{1,64}$/);
      assert.deepEqual(body['messages'][2].content, [
        {
          type: 'tool_result',
          tool_use_id: call.id,
          content: [
            { type: 'text', text: 'done' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AQID' } },
            { type: 'text', text: '[an image of type image/bmp, which this model cannot read]' },
          ],
          is_error: true,
        },
        { type: 'text', text: 'Well?', cache_control: { type: 'ephemeral' } },
      ]);
      // The history has calls, so Anthropic wants tools; none may be called.
      assert.deepEqual(
        body['tools'].map((each: Body) => each['name']),
        ['shot'],
      );
      assert.deepEqual(body['tool_choice'], { type: 'none' });
    });

    it('lets the person have the last word, since new models refuse to continue their own', async () => {
      const body = await sent(
        messages(
          { role: 'user', content: [{ type: 'text', text: 'Go' }] },
          { role: 'assistant', content: [{ type: 'text', text: 'Once upon \n' }] },
        ),
      );
      assert.equal(body['messages'][1].content[0].text, 'Once upon');
      assert.equal(body['messages'].at(-1).role, 'user');
    });

    it('forces a tool where the model lets itself be forced', async () => {
      const request = { tools: [tool], toolChoice: 'required' } as const;
      const choice = async (id: string, effort?: string): Promise<unknown> =>
        (await sent({ model: { id }, request: { ...request, effort } }))['tool_choice'].type;
      assert.equal(await choice('claude-opus-4-8'), 'any');
      assert.equal(await choice('claude-opus-4-8', 'high'), 'any');
      assert.equal(await choice('claude-opus-5-5'), 'auto');
      assert.equal(await choice('claude-haiku-4-5-20251001', 'high'), 'any');
    });
  });

  describe('thinking', () => {
    const fields = async (id: string, request: Partial<ChatRequest>): Promise<unknown> => {
      const body = await sent({ model: { id }, request });
      return { thinking: body['thinking'], config: body['output_config'] };
    };

    it('is left to the model where the caller names no effort', async () => {
      assert.deepEqual(await fields('claude-opus-4-8', {}), { thinking: undefined, config: undefined });
    });

    it('takes an effort where the model knows efforts, and asks to see the thoughts', async () => {
      const thinking = { type: 'adaptive', display: 'summarized' };
      assert.deepEqual(await fields('claude-opus-4-8', { effort: 'xhigh' }), { thinking, config: { effort: 'xhigh' } });
      assert.deepEqual(await fields('claude-opus-4-6', { effort: 'xhigh' }), { thinking, config: { effort: 'high' } });
      assert.deepEqual(await fields('claude-opus-4-8', { effort: 'minimal' }), { thinking, config: { effort: 'low' } });
      assert.deepEqual(await fields('claude-opus-4-8', { effort: 'odd' }), { thinking: undefined, config: undefined });
    });

    it('takes a budget below the limit of the answer on models that know only budgets', async () => {
      const id = 'claude-opus-4-5-20251101';
      const budget = (tokens: number): unknown => ({
        thinking: { type: 'enabled', budget_tokens: tokens },
        config: undefined,
      });
      const none = { thinking: undefined, config: undefined };
      assert.deepEqual(await fields(id, { effort: 'high' }), budget(24_576));
      assert.deepEqual(await fields(id, { effort: 'high', maxOutputTokens: 5_000 }), budget(3_976));
      assert.deepEqual(await fields(id, { effort: 'high', maxOutputTokens: 2_000 }), none);
      assert.deepEqual(await fields(id, { effort: 'none' }), none);
    });

    it('does not begin in the middle of a tool loop that another model began, where the model would refuse it', async () => {
      const loop = (content: Extract<Message, { role: 'assistant' }>['content']): Message[] => [
        { role: 'user', content: [{ type: 'text', text: 'Go' }] },
        { role: 'assistant', content: [...content, { type: 'tool-call', id: '1', name: 'read_file', input: {} }] },
        { role: 'user', content: [{ type: 'tool-result', id: '1', content: [{ type: 'text', text: 'x' }] }] },
      ];
      const id = 'claude-haiku-4-5';
      const request = { effort: 'high', tools: [tool] };
      const seal = { ...own({ type: 'thinking', thinking: 'Hm', signature: 's' }), model: id };
      const begun = await sent({ model: { id }, request: { ...request, messages: loop([]) } });
      assert.equal(begun['thinking'], undefined);
      const ours = await sent({
        model: { id },
        request: { ...request, messages: loop([{ type: 'reasoning', text: 'Hm', seal }]) },
      });
      assert.equal(ours['thinking'].type, 'enabled');
      const adaptive = await sent({ request: { ...request, messages: loop([]) } });
      assert.equal(adaptive['thinking'].type, 'adaptive');
    });

    it('goes back byte for byte, and redacted thinking with it', async () => {
      const events = await collect([
        start(),
        open(0, { type: 'thinking', thinking: '', signature: '' }),
        grow(0, { type: 'thinking_delta', thinking: 'Let me ' }),
        grow(0, { type: 'thinking_delta', thinking: 'see…\u2028 ' }),
        grow(0, { type: 'signature_delta', signature: 'c2ln' }),
        grow(0, { type: 'signature_delta', signature: 'bmVk' }),
        shut(0),
        open(1, { type: 'redacted_thinking', data: 'b3BhcXVl' }),
        shut(1),
        open(2, { type: 'tool_use', id: 'toolu_1', name: 'read_file', input: {} }),
        shut(2),
        ended('tool_use'),
        stopped,
      ]);
      const seals = events.flatMap((one) => (one.type === 'reasoning-end' && one.seal ? [one.seal] : []));
      const thought = seals.map((seal) => ({ type: 'reasoning', text: 'however the host kept it', seal }) as const);
      const body = await sent(
        messages(
          { role: 'user', content: [{ type: 'text', text: 'Go' }] },
          { role: 'assistant', content: [...thought, { type: 'tool-call', id: 'a', name: 'read_file', input: {} }] },
          { role: 'user', content: [{ type: 'tool-result', id: 'a', content: [{ type: 'text', text: 'x' }] }] },
        ),
      );
      assert.deepEqual(body['messages'][1].content, [
        { type: 'thinking', thinking: 'Let me see…\u2028 ', signature: 'c2lnbmVk' },
        { type: 'redacted_thinking', data: 'b3BhcXVl' },
        { type: 'tool_use', id: 'a', name: 'read_file', input: {} },
      ]);
    });

    it('stays here: what another model or provider thought is not sent, nor is a spoilt seal', async () => {
      const seal = own({ type: 'thinking', thinking: 'Hm', signature: 's' });
      for (const foreign of [
        { ...seal, model: 'claude-opus-5' },
        { ...seal, provider: 'bedrock' },
        { ...seal, value: 'spoilt' },
        undefined,
      ]) {
        const body = await sent(
          messages(
            { role: 'user', content: [{ type: 'text', text: 'Go' }] },
            {
              role: 'assistant',
              content: [
                { type: 'reasoning', text: 'Hm', seal: foreign },
                { type: 'text', text: 'Yes' },
              ],
            },
            { role: 'user', content: [{ type: 'text', text: 'More' }] },
          ),
        );
        assert.deepEqual(body['messages'][1].content, [{ type: 'text', text: 'Yes' }]);
      }
    });

    it('is left out at a second try where the first is refused because of it, so that no conversation is lost', async () => {
      const message = 'messages.1.content.0: Invalid `signature` in `thinking` block';
      const seal = own({ type: 'thinking', thinking: 'Hm', signature: 's' });
      const history: Message[] = [
        { role: 'user', content: [{ type: 'text', text: 'Go' }] },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'Hm', seal },
            { type: 'text', text: 'Yes' },
          ],
        },
        { role: 'user', content: [{ type: 'text', text: 'More' }] },
      ];
      const refusal = JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } });
      counterpart.script({ status: 400, body: [refusal] }, { body: answer });
      const events = await Array.fromAsync(ask(messages(...history)));
      assert.equal(events.at(-1)?.type, 'finish');
      const [first, second] = counterpart.exchanges.map(({ body }) => body);
      assert.match(first ?? '', /"thinking":"Hm"/);
      assert.doesNotMatch(second ?? '', /"thinking":"Hm"/);
      // Nothing to leave out: once is enough.
      const result = await failure({ status: 400, body: [refusal] });
      assert.equal(result.failure.kind, 'request');
      assert.equal(counterpart.exchanges.length, 1);
    });
  });

  describe('what comes back', () => {
    it('counts the cache into the input, each kind for its price, wherever it is reported', async () => {
      const usageOf = async (first: unknown, last: unknown): Promise<unknown> => {
        const events = await collect([start(first), ...say('Hi'), ended('end_turn', last), stopped]);
        return events.find((one) => one.type === 'usage')?.usage;
      };
      const creation = { ephemeral_5m_input_tokens: 600, ephemeral_1h_input_tokens: 400 };
      const first = {
        input_tokens: 10,
        cache_read_input_tokens: 2_000,
        cache_creation_input_tokens: 1_000,
        cache_creation: creation,
        output_tokens: 1,
      };
      const details = { thinking_tokens: 40 };
      const counted = { input: 3_010, output: 70, cacheRead: 2_000, cacheWrite: 600, cacheWriteHour: 400 };
      const cumulative = { input_tokens: null, cache_read_input_tokens: null, output_tokens: 70 };
      assert.deepEqual(await usageOf(first, { ...cumulative, output_tokens_details: details }), {
        ...counted,
        reasoning: 40,
      });
      assert.deepEqual(await usageOf({ input_tokens: 0, output_tokens: 0 }, { ...first, output_tokens: 70 }), {
        ...counted,
        reasoning: undefined,
      });
      // Absent is not 0.
      assert.deepEqual(await usageOf({ input_tokens: 10, output_tokens: 1 }, { output_tokens: 5 }), {
        input: 10,
        output: 5,
        cacheRead: undefined,
        cacheWrite: undefined,
        cacheWriteHour: undefined,
        reasoning: undefined,
      });
    });

    it('puts parallel blocks together by their index', async () => {
      const json = (index: number, partial_json: string): string =>
        grow(index, { type: 'input_json_delta', partial_json });
      const events = await collect([
        start(),
        open(0, { type: 'tool_use', id: 'toolu_a', name: 'read_file', input: {} }),
        open(1, { type: 'tool_use', id: 'toolu_b', name: 'read_file', input: {} }),
        open(2, { type: 'tool_use', id: 'toolu_c', name: 'read_file', input: {} }),
        json(0, ''),
        json(1, '{"path":'),
        json(0, '{"path":"a'),
        json(1, '"b"}'),
        json(0, '"}'),
        json(2, ''),
        shut(0),
        shut(1),
        shut(2),
        ended('tool_use'),
        stopped,
      ]);
      assert.deepEqual(
        events.flatMap((one) => (one.type === 'tool-call' ? [[one.id, one.input]] : [])),
        [
          ['toolu_a', { path: 'a' }],
          ['toolu_b', { path: 'b' }],
          ['toolu_c', {}],
        ],
      );
      assert.deepEqual(events.at(-1), {
        type: 'finish',
        reason: 'tool-calls',
        native: 'tool_use',
        servedModel: 'claude-served',
      });
    });

    it('takes blocks that compatible servers send whole, unclosed, or with the arguments at the start', async () => {
      const events = await collect([
        start(),
        open(0, { type: 'text', text: 'Look: ' }),
        open(1, { type: 'tool_use', id: '1', name: 'read_file', input: { path: 'a' } }),
        ended('end_turn'),
      ]);
      assert.deepEqual(
        events.filter(({ type }) => type !== 'usage' && type !== 'response-start'),
        [
          { type: 'text-delta', text: 'Look: ' },
          { type: 'tool-call', id: '1', name: 'read_file', input: { path: 'a' } },
          { type: 'finish', reason: 'tool-calls', native: 'end_turn', servedModel: 'claude-served' },
        ],
      );
    });

    const reasons: readonly (readonly [string, string])[] = [
      ['end_turn', 'stop'],
      ['stop_sequence', 'stop'],
      ['max_tokens', 'length'],
      ['refusal', 'refusal'],
      ['model_context_window_exceeded', 'length'],
      ['pause_turn', 'other'],
      ['something_new', 'other'],
      ['constructor', 'other'],
      ['__proto__', 'other'],
    ];
    for (const [native, reason] of reasons)
      it(`ends an answer that stops with ${native} as ${reason}`, async () => {
        const events = await collect([start(), ...say('Hi'), ended(native), stopped]);
        assert.deepEqual(events.at(-1), { type: 'finish', reason, native, servedModel: 'claude-served' });
      });

    const empty: readonly (readonly [string, FailureKind])[] = [
      ['refusal', 'policy'],
      ['model_context_window_exceeded', 'context'],
    ];
    for (const [native, kind] of empty)
      it(`fails with ${kind} where nothing was shown before ${native}, and still tells what it cost`, async () => {
        const result = await failure({ body: [start(), ended(native), stopped] });
        assert.equal(result.failure.kind, kind);
        assert.deepEqual(
          result.events.map(({ type }) => type),
          ['response-start', 'usage'],
        );
      });

    it('calls an answer broken that ends without saying so, and complete that breaks after its last word', async () => {
      const result = await failure({ body: [start(), ...say('Hi')] });
      assert.equal(result.failure.kind, 'stream');
      assert.deepEqual(result.events.at(-1), { type: 'text-delta', text: 'Hi' });
      const server = createServer((_request, response) => {
        response.write([start(), ...say('Hi'), ended('end_turn')].join(''));
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as AddressInfo;
      const onAlive = (): void => server.closeAllConnections();
      const events = await Array.fromAsync(ask({ access: { baseUrl: `http://127.0.0.1:${port}` }, onAlive }));
      assert.equal(events.at(-1)?.type, 'finish');
      server.close();
    });

    it('does not run half a call: a limit is told as the limit, anything else as a break', async () => {
      const half = [
        start(),
        ...say('Hi'),
        open(1, { type: 'tool_use', id: '1', name: 'read_file', input: {} }),
        grow(1, { type: 'input_json_delta', partial_json: '{"path":"a' }),
        shut(1),
      ];
      const events = await collect([...half, ended('max_tokens'), stopped]);
      assert.deepEqual(
        events.map(({ type }) => type),
        ['response-start', 'text-delta', 'usage', 'finish'],
      );
      const result = await failure({ body: [...half, ended('tool_use'), stopped] });
      assert.equal(result.failure.kind, 'stream');
      // Cut before the first argument, or by the connection, a call looks like one without arguments.
      const begun = [start(), ...say('Hi'), open(1, { type: 'tool_use', id: '1', name: 'read_file', input: {} })];
      const cut = await collect([...begun, shut(1), ended('max_tokens'), stopped]);
      const broken = await failure({ body: [...begun, shut(1)] });
      for (const list of [cut, broken.events]) assert.ok(!list.some(({ type }) => type === 'tool-call'));
    });

    it('counts a ping as a sign of life', async () => {
      const controller = new AbortController();
      counterpart.script({ body: [event({ type: 'ping' })], end: 'open' });
      const events = Array.fromAsync(ask({ signal: controller.signal, onAlive: () => controller.abort() }));
      await assert.rejects(events, { kind: 'aborted' });
    });

    it('tells the request and what is left of the limits', async () => {
      const headers = {
        'request-id': 'req_1',
        'anthropic-ratelimit-requests-remaining': '49',
        'anthropic-ratelimit-tokens-remaining': '8000',
      };
      counterpart.script({ headers, body: answer });
      const [first] = await Array.fromAsync(ask());
      assert.deepEqual(first, {
        type: 'response-start',
        requestId: 'req_1',
        limits: [
          { counts: 'requests', per: 'minute', left: 49, resetAt: undefined },
          { counts: 'tokens', per: 'minute', left: 8_000, resetAt: undefined },
        ],
      });
    });

    it('knows a spend limit from a rate limit', async () => {
      const details = { error_code: 'enforced_spend_limit_reached' };
      const error = { type: 'rate_limit_error', message: 'Limit reached', details };
      const result = await failure({ status: 429, body: [JSON.stringify({ type: 'error', error })] });
      assert.equal(result.failure.kind, 'quota');
    });

    it('keeps the key and the prompt out of what it tells', async () => {
      const prompt = 'const password = "swordfish and some more words";';
      const error = { type: 'invalid_request_error', message: `Bad: ${prompt} with ${key}` };
      const result = await failure(
        { status: 400, headers: { 'request-id': 'req_2' }, body: [JSON.stringify({ type: 'error', error })] },
        messages({ role: 'user', content: [{ type: 'text', text: prompt }] }),
      );
      assert.doesNotMatch(`${result.failure.message} ${String(result.failure.cause)}`, /swordfish|0123456789/);
      assert.equal(result.failure.requestId, 'req_2');
    });

    it('stops when it is told to, before the answer and in the middle of it', async () => {
      const controller = new AbortController();
      controller.abort();
      const early = await failure({ body: answer }, { signal: controller.signal });
      assert.equal(early.failure.kind, 'aborted');
      assert.equal(counterpart.exchanges.length, 0);
      const later = new AbortController();
      counterpart.script({ body: [start(), open(0, { type: 'text', text: '' }), text('Hi')], end: 'open' });
      await assert.rejects(
        async () => {
          for await (const one of ask({ signal: later.signal })) if (one.type === 'text-delta') later.abort();
        },
        { kind: 'aborted' },
      );
      await counterpart.exchanges[0]?.closed;
    });

    it('reads the same wherever the bytes are cut', async () => {
      const whole = Buffer.from(
        [start(), open(0, { type: 'text', text: '' }), text('Grüße 🌍'), shut(0), ended('end_turn'), stopped].join(''),
      );
      const expected = await collect([whole]);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: whole.length - 1 }), async (cut) => {
          assert.deepEqual(await collect([whole.subarray(0, cut), whole.subarray(cut)]), expected);
        }),
        { numRuns: 25 },
      );
    });
  });

  describe('the schema of a tool', () => {
    it('is an object, whatever an MCP server sends', () => {
      const bare = { type: 'object', properties: {} };
      assert.deepEqual(inputSchema(undefined), bare);
      assert.deepEqual(inputSchema({}), bare);
      assert.deepEqual(inputSchema({ $schema: 'http://json-schema.org/draft-07/schema#', type: null }), bare);
    });

    it('loses `type: null` at any depth and a choice at the top, and keeps the rest', () => {
      assert.deepEqual(
        inputSchema({
          properties: { a: { type: null, description: 'A' } },
          required: ['a'],
          oneOf: [{ properties: { b: { type: 'string' } }, required: ['b'] }],
          allOf: [{ properties: { c: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, required: ['c'] }],
          additionalProperties: false,
        }),
        {
          type: 'object',
          properties: {
            a: { description: 'A' },
            b: { type: 'string' },
            c: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          },
          required: ['a', 'c'],
          additionalProperties: false,
        },
      );
    });
  });
});
