import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GoogleGenerativeAI } from '@google/generative-ai';
import fc from 'fast-check';
import type { ChatEvent, ChatRequest, Message } from '../../src/core/chat.ts';
import { ChatFailure, type FailureKind } from '../../src/core/failure.ts';
import type { Model } from '../../src/core/provider.ts';
import { gemini } from '../../src/providers/gemini.ts';
import { parametersOf } from '../../src/wire/gemini-schema.ts';
import { stream } from '../../src/wire/gemini.ts';
import type { Access } from '../../src/wire/wire.ts';
import { openCounterpart, type Counterpart, type Reply } from './contract/counterpart.ts';

type Body = Record<string, any>; // eslint-disable-line typescript/no-explicit-any -- a body is looked into, never believed

const key = 'AQ.Ab0123456789abcdefghij';
const model: Model = {
  provider: 'gemini',
  id: 'gemini-3.5-flash',
  name: 'Gemini',
  kind: 'chat',
  contextTokens: 1_048_576,
  maxOutputTokens: 65_536,
  tools: true,
  images: true,
  reasoning: true,
};
const hello: ChatRequest = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  tools: [],
  toolChoice: 'auto',
};
const skip = 'skip_thought_signature_validator';

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\r\n\r\n`;
const parts = (list: readonly unknown[], more: object = {}): string =>
  data({ candidates: [{ content: { parts: list, role: 'model' }, index: 0, ...more }], modelVersion: 'served' });
const say = (text: string): string => parts([{ text }]);
const ended = (finishReason: string): string => parts([], { finishReason });
const answer: readonly string[] = [say('Hi'), ended('STOP')];

describe('Gemini', () => {
  let counterpart: Counterpart;
  const unhandled: unknown[] = [];
  const remember = (reason: unknown): void => void unhandled.push(reason);
  before(async () => {
    counterpart = await openCounterpart();
    process.on('unhandledRejection', remember);
  });
  after(async () => {
    await counterpart.close();
    process.off('unhandledRejection', remember);
    assert.deepEqual(unhandled, []);
  });

  interface Setting {
    readonly request?: Partial<ChatRequest>;
    readonly model?: Partial<Model>;
    readonly access?: Partial<Access>;
    readonly signal?: AbortSignal;
    readonly onAlive?: () => void;
  }
  const ask = (setting: Setting = {}): AsyncIterable<ChatEvent> =>
    stream({
      provider: gemini,
      model: { ...model, ...setting.model },
      request: { ...hello, ...setting.request },
      access: {
        baseUrl: `${counterpart.origin}/v1beta`,
        secrets: { apiKey: key },
        plain: {},
        headers: {},
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
  /** A server that writes something and waits until its connection is cut. */
  const waiting = async (body: string): Promise<{ readonly baseUrl: string; readonly cut: () => void }> => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const cut = (): void => {
      server.closeAllConnections();
      server.close();
    };
    return { baseUrl: `http://127.0.0.1:${port}/v1beta`, cut };
  };

  describe('who is asked, and with which key', () => {
    it('sends the key in its header and nowhere in the address', async () => {
      await collect(answer);
      const { headers, url, method } = counterpart.exchanges[0] ?? assert.fail();
      assert.equal(`${method} ${url}`, 'POST /v1beta/models/gemini-3.5-flash:streamGenerateContent?alt=sse');
      assert.equal(headers['x-goog-api-key'], key);
      assert.equal(headers.authorization, undefined);
    });

    it('keeps the version of the base URL, and a path before it', async () => {
      const url = async (path: string): Promise<string | undefined> => {
        await collect(answer, { access: { baseUrl: `${counterpart.origin}${path}` } });
        return counterpart.exchanges[0]?.url.split('/models')[0];
      };
      assert.equal(await url('/v1'), '/v1');
      assert.equal(await url('/gateway/v1alpha'), '/gateway/v1alpha');
      assert.equal(await url('/gateway'), '/gateway/v1beta');
    });

    it('sends the person’s own headers', async () => {
      await collect(answer, { access: { headers: { 'x-team': 'blue' } } });
      assert.equal(counterpart.exchanges[0]?.headers['x-team'], 'blue');
    });

    it('asks no other question than the model’s, whatever a list calls it', async () => {
      for (const id of [
        '../cachedContents?x=',
        'a/../../v1/files',
        '..',
        './a',
        'a//b',
        'a#',
        'a%2f..',
        'a\\..\\b',
        'a b',
        '',
      ]) {
        const { failure: found } = await failure({ body: answer }, { model: { id } });
        assert.equal(found.kind, 'model-missing', id);
        assert.equal(counterpart.exchanges.length, 0);
      }
      await collect(answer, { model: { id: 'tunedModels/my..model@2:x' } });
      assert.match(
        counterpart.exchanges[0]?.url ?? '',
        /^\/v1beta\/tunedModels\/my\.\.model@2:x:streamGenerateContent/,
      );
    });

    it('does not follow a redirect, which could carry the key away', async () => {
      const elsewhere = await openCounterpart();
      elsewhere.script({ body: answer });
      const result = await failure({ status: 307, headers: { location: `${elsewhere.origin}/v1beta` }, body: [] });
      assert.equal(result.failure.kind, 'network');
      assert.equal(elsewhere.exchanges.length, 0);
      await elsewhere.close();
    });

    it('leaves the global fetch as it was, also while it waits for an answer', async () => {
      const { fetch } = globalThis;
      counterpart.script({ body: [say('Hi')], end: 'open' });
      const controller = new AbortController();
      const asked = Array.fromAsync(ask({ signal: controller.signal }));
      assert.equal(globalThis.fetch, fetch);
      await counterpart.nextRequest();
      assert.equal(globalThis.fetch, fetch);
      controller.abort();
      await assert.rejects(asked, { kind: 'aborted' });
      assert.equal(globalThis.fetch, fetch);
    });

    it('keeps calls that run at once apart', async () => {
      counterpart.script({ body: answer });
      const keys = Array.from({ length: 8 }, (_, index) => `key-number-${index}`);
      await Promise.all(keys.map((apiKey) => Array.fromAsync(ask({ access: { secrets: { apiKey } } }))));
      const used = counterpart.exchanges.map(({ headers }) => headers['x-goog-api-key']);
      assert.deepEqual(new Set(used), new Set(keys));
      assert.equal(used.length, keys.length);
    });
  });

  describe('what is sent', () => {
    const history = (seal?: Extract<Message, { role: 'assistant' }>['content'][number]['type']): Message[] => [
      { role: 'system', content: [{ type: 'text', text: 'Be brief' }] },
      { role: 'user', content: [{ type: 'text', text: 'Look' }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Sure' },
          {
            type: 'tool-call',
            id: 'one',
            name: 'mcp.shot',
            input: { of: 'page' },
            seal: seal && { provider: 'gemini', model: model.id, value: 'c2lnbmVk' },
          },
          { type: 'tool-call', id: 'two', name: 'read_file', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool-result', id: 'two', content: [{ type: 'text', text: 'gone' }], isError: true },
          { type: 'text', text: 'Well?' },
          {
            type: 'tool-result',
            id: 'one',
            content: [
              { type: 'text', text: 'done' },
              { type: 'image', mime: 'image/png', data: new Uint8Array([1, 2, 3]) },
            ],
          },
        ],
      },
    ];

    it('puts all function responses in one turn of the person, paired by id and name, and their images behind them', async () => {
      const body = await sent({ request: { messages: history() } });
      assert.deepEqual(body['systemInstruction'].parts, [{ text: 'Be brief' }]);
      assert.deepEqual(
        body['contents'].map((each: Body) => each['role']),
        ['user', 'model', 'user'],
      );
      const { name } = body['contents'][1].parts[1].functionCall;
      assert.match(name, /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/);
      assert.deepEqual(body['contents'][2].parts, [
        { functionResponse: { id: 'one', name, response: { output: 'done\n[image: see below]' } } },
        { functionResponse: { id: 'two', name: 'read_file', response: { error: 'gone' } } },
        { inlineData: { mimeType: 'image/png', data: 'AQID' } },
        { text: 'Well?' },
      ]);
    });

    it('gives a signature back on the very call it came with, and excuses the first call that has none', async () => {
      const signatures = async (setting: Setting): Promise<unknown> =>
        (await sent(setting))['contents'][1].parts.map((part: Body) => part['thoughtSignature']);
      assert.deepEqual(await signatures({ request: { messages: history('tool-call') } }), [
        undefined,
        'c2lnbmVk',
        undefined,
      ]);
      assert.deepEqual(await signatures({ request: { messages: history() } }), [undefined, skip, undefined]);
      // Another model's signature is no signature here, and 2.5 looks for none.
      const other = { request: { messages: history('tool-call') }, model: { id: 'gemini-3.6-flash' } };
      assert.deepEqual(await signatures(other), [undefined, skip, undefined]);
      const old = { request: { messages: history() }, model: { id: 'gemini-2.5-flash' } };
      assert.deepEqual(await signatures(old), [undefined, undefined, undefined]);
    });

    it('lets the person have the last word', async () => {
      const body = await sent({
        request: {
          messages: history()
            .slice(0, 2)
            .concat({ role: 'assistant', content: [{ type: 'text', text: 'Yes' }] }),
        },
      });
      assert.equal(body['contents'].at(-1).role, 'user');
    });

    it('offers tools, and forces one where the caller does', async () => {
      const tools = [{ name: 'read_file', description: 'Reads', schema: { type: 'object', properties: {} } }];
      const body = await sent({ request: { tools, toolChoice: 'required' } });
      assert.deepEqual(body['tools'], [{ functionDeclarations: [{ name: 'read_file', description: 'Reads' }] }]);
      assert.equal(body['toolConfig'].functionCallingConfig.mode, 'ANY');
      const relaxed = await sent({ request: { tools } });
      assert.equal(relaxed['toolConfig'].functionCallingConfig.mode, 'AUTO');
    });

    it('sends the limits and sampling of the caller', async () => {
      const request = { maxOutputTokens: 999_999, temperature: 0.2, topP: 0.9, stop: ['1', '2', '3', '4', '5', '6'] };
      const body = await sent({ request, model: { reasoning: false } });
      assert.deepEqual(body['generationConfig'], {
        maxOutputTokens: 65_536,
        temperature: 0.2,
        topP: 0.9,
        stopSequences: ['1', '2', '3', '4', '5'],
      });
    });

    const thinking: readonly (readonly [string, string | undefined, object])[] = [
      ['gemini-3.5-flash', undefined, {}],
      ['gemini-3.5-flash', 'minimal', { thinkingLevel: 'minimal' }],
      ['gemini-3.1-pro-preview', 'minimal', { thinkingLevel: 'low' }],
      ['gemini-4-argon', 'xhigh', { thinkingLevel: 'high' }],
      ['gemini-4-argon', 'odd', {}],
      ['gemini-2.5-flash', 'none', { thinkingBudget: 0 }],
      ['gemini-2.5-pro', 'none', { thinkingBudget: 128 }],
      ['gemini-2.5-flash', 'max', { thinkingBudget: 24_576 }],
    ];
    for (const [id, effort, expected] of thinking)
      it(`asks ${id} for the effort ${effort ?? 'it likes'} in its own words`, async () => {
        const body = await sent({ model: { id }, request: { effort } });
        assert.deepEqual(body['generationConfig'].thinkingConfig, { includeThoughts: true, ...expected });
      });
  });

  describe('what comes back', () => {
    it('tells thoughts, text and calls apart, and keeps a call’s signature', async () => {
      const events = await collect([
        parts([{ text: 'Hm', thought: true }]),
        parts([{ text: '…', thought: true, thoughtSignature: 'eA==' }, { text: 'Sure' }]),
        parts([
          { functionCall: { id: 'f1', name: 'read_file', args: { path: 'a' } }, thoughtSignature: 'c2lnbmVk' },
          { functionCall: { name: 'read_file' } },
        ]),
        ended('STOP'),
      ]);
      assert.deepEqual(events, [
        { type: 'response-start' },
        { type: 'reasoning-delta', text: 'Hm' },
        { type: 'reasoning-delta', text: '…' },
        { type: 'reasoning-end' },
        { type: 'text-delta', text: 'Sure' },
        {
          type: 'tool-call',
          id: 'f1',
          name: 'read_file',
          input: { path: 'a' },
          seal: { provider: 'gemini', model: model.id, value: 'c2lnbmVk' },
        },
        { type: 'tool-call', id: '', name: 'read_file', input: {}, seal: undefined },
        { type: 'finish', reason: 'tool-calls', native: 'STOP', servedModel: 'served' },
      ]);
    });

    it('adds thoughts to the output and tool prompts to the input, and believes the last count', async () => {
      const usageMetadata = {
        promptTokenCount: 100,
        cachedContentTokenCount: 60,
        candidatesTokenCount: 10,
        thoughtsTokenCount: 30,
        toolUsePromptTokenCount: 5,
      };
      const early = data({ usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 1 } });
      const events = await collect([early, ...answer, data({ usageMetadata })]);
      const usages = events.filter(({ type }) => type === 'usage');
      assert.deepEqual(usages.at(-1), {
        type: 'usage',
        usage: {
          input: 105,
          output: 40,
          cacheRead: 60,
          cacheWrite: undefined,
          cacheWriteHour: undefined,
          reasoning: 30,
        },
      });
    });

    it('reads the first candidate only', async () => {
      const two = data({
        candidates: [
          { content: { parts: [{ text: 'A' }] }, index: 0 },
          { content: { parts: [{ text: 'B' }] }, index: 1, finishReason: 'SAFETY' },
        ],
      });
      const events = await collect([two, ended('STOP')]);
      assert.deepEqual(
        events.flatMap((one) => (one.type === 'text-delta' ? [one.text] : [])),
        ['A'],
      );
      assert.equal(events.at(-1)?.type, 'finish');
    });

    const reasons: readonly (readonly [string, string])[] = [
      ['STOP', 'stop'],
      ['MAX_TOKENS', 'length'],
      ['SAFETY', 'refusal'],
      ['RECITATION', 'refusal'],
      ['PROHIBITED_CONTENT', 'refusal'],
      ['BLOCKLIST', 'refusal'],
      ['OTHER', 'other'],
      ['SOMETHING_NEW', 'other'],
      ['constructor', 'other'],
      ['__proto__', 'other'],
    ];
    for (const [native, reason] of reasons)
      it(`ends an answer that stops with ${native} as ${reason}`, async () => {
        const events = await collect([say('Hi'), ended(native)]);
        assert.deepEqual(events.at(-1), { type: 'finish', reason, native, servedModel: 'served' });
      });

    const failures: readonly (readonly [string, readonly string[], FailureKind])[] = [
      ['SAFETY before anything was shown', [ended('SAFETY')], 'policy'],
      ['a blocked prompt', [data({ promptFeedback: { blockReason: 'BLOCKLIST' } })], 'policy'],
      ['a malformed call', [say('Hi'), ended('MALFORMED_FUNCTION_CALL')], 'stream'],
      ['a call nobody offered', [ended('UNEXPECTED_TOOL_CALL')], 'stream'],
      ['an end without a reason', [say('Hi')], 'stream'],
      ['no body at all', [], 'stream'],
      ['a chunk that is no JSON', [say('Hi'), 'data: {"cand\r\n\r\n'], 'stream'],
      ['an error in the stream', [data({ error: { code: 503, status: 'UNAVAILABLE', message: 'Busy' } })], 'server'],
    ];
    for (const [name, body, kind] of failures)
      it(`fails with ${kind} at ${name}`, async () => {
        assert.equal((await failure({ body })).failure.kind, kind);
      });

    it('takes every framing that the SDK’s own reader gives up at', async () => {
      const line = say('A\u2028B').trim();
      const odd: Record<string, string> = {
        comment: `: keep-alive\n\n${line}\n\n`,
        event: `event: message\n${line}\n\n`,
        'no space': `${line.replace('data: ', 'data:')}\n\n`,
        'three line ends': `${line}\n\n\n`,
        'a byte order mark': `\u{feff}${line}\n\n`,
      };
      for (const [name, frame] of Object.entries(odd)) {
        const events = await collect([frame, ended('STOP').trim()]);
        assert.deepEqual(
          events.map(({ type }) => type),
          ['response-start', 'text-delta', 'finish'],
          name,
        );
      }
    });

    it('needs our own reader still: the SDK’s fails at a comment', async () => {
      counterpart.script({ body: [`: keep-alive\n\n`, ...answer] });
      const options = { baseUrl: counterpart.origin };
      const asked = await new GoogleGenerativeAI(key)
        .getGenerativeModel({ model: model.id }, options)
        .generateContentStream('Hi');
      asked.response.catch(() => undefined);
      await assert.rejects(Array.fromAsync(asked.stream));
    });

    it('reads the same wherever the bytes are cut', async () => {
      const whole = Buffer.from([say('Grüße 🌍'), say('!'), ended('STOP')].join(''));
      const expected = await collect([whole]);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: whole.length - 1 }), async (cut) => {
          assert.deepEqual(await collect([whole.subarray(0, cut), whole.subarray(cut)]), expected);
        }),
        { numRuns: 25 },
      );
    });

    it('calls an answer broken whose connection breaks in the middle, and complete where it breaks after the last word', async () => {
      const middle = await waiting([say('A'), say('B')].join(''));
      const texts: string[] = [];
      await assert.rejects(
        async () => {
          for await (const one of ask({ access: { baseUrl: middle.baseUrl }, onAlive: middle.cut }))
            if (one.type === 'text-delta') texts.push(one.text);
        },
        { kind: 'stream' },
      );
      assert.deepEqual(texts, ['A', 'B']);
      const end = await waiting(answer.join(''));
      const events = await Array.fromAsync(ask({ access: { baseUrl: end.baseUrl }, onAlive: end.cut }));
      assert.equal(events.at(-1)?.type, 'finish');
    });

    it('counts every chunk of bytes as a sign of life', async () => {
      const controller = new AbortController();
      counterpart.script({ body: [': still here\n\n'], end: 'open' });
      const events = Array.fromAsync(ask({ signal: controller.signal, onAlive: () => controller.abort() }));
      await assert.rejects(events, { kind: 'aborted' });
    });

    it('does not ask at all where it is stopped before', async () => {
      const controller = new AbortController();
      controller.abort();
      const result = await failure({ body: answer }, { signal: controller.signal });
      assert.equal(result.failure.kind, 'aborted');
      assert.equal(counterpart.exchanges.length, 0);
    });
  });

  describe('what it says of a refusal', () => {
    const refusal = (code: number, message: string, details: readonly object[] = []): string =>
      JSON.stringify({ error: { code, message, status: 'RESOURCE_EXHAUSTED', details } });

    it('finds the wait in the body', async () => {
      const body = [refusal(429, 'Slow down', [{ retryDelay: '34.074824224s' }])];
      const result = await failure({ status: 429, body });
      assert.equal(result.failure.kind, 'rate');
      assert.equal(result.failure.retryAfter, 34_075);
    });

    it('tells a day’s quota from a minute’s', async () => {
      const body = [refusal(429, 'Quota', [{ violations: [{ quotaId: 'RequestsPerDayPerProject' }] }])];
      assert.equal((await failure({ status: 429, body })).failure.kind, 'quota');
    });

    it('never shows the address or the key, and says where nothing answers', async () => {
      const wrong = JSON.stringify({
        error: {
          code: 400,
          status: 'INVALID_ARGUMENT',
          message: `API key not valid: ${key}`,
          details: [{ reason: 'API_KEY_INVALID' }],
        },
      });
      const result = await failure({ status: 400, body: [wrong] });
      assert.equal(result.failure.kind, 'auth');
      assert.doesNotMatch(result.failure.message, /http|0123456789/);
      const server = createServer();
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as AddressInfo;
      server.close();
      const access = { baseUrl: `http://127.0.0.1:${port}/v1beta` };
      const nobody = await failure({ body: [] }, { access });
      assert.equal(nobody.failure.kind, 'network');
      assert.match(nobody.failure.message, /nothing answers at 127\.0\.0\.1/);
    });

    it('says it where the key cannot be sent, without the key', async () => {
      const result = await failure({ body: answer }, { access: { secrets: { apiKey: `${key}…` } } });
      assert.equal(result.failure.kind, 'key');
      assert.doesNotMatch(`${result.failure.message} ${String(result.failure.cause)}`, /0123456789/);
    });
  });

  describe('the schema of a tool', () => {
    const property = (schema: unknown, root: object = {}): unknown =>
      parametersOf({ type: 'object', properties: { a: schema }, ...root })?.properties['a'];

    it('is left out where there are no parameters', () => {
      for (const empty of [undefined, {}, { type: 'object' }, { type: 'object', properties: {} }, { type: null }])
        assert.equal(parametersOf(empty), undefined);
    });

    it('keeps what Gemini knows and drops the rest', () => {
      assert.deepEqual(
        parametersOf({
          $schema: 'http://json-schema.org/draft-07/schema#',
          type: 'object',
          properties: {
            path: { type: 'string', description: 'A path', format: 'uri', default: '/', enumDescriptions: ['x'] },
            when: { type: 'string', format: 'date-time' },
            many: { type: 'array', items: { type: 'integer', minimum: 1 }, maxItems: 3, uniqueItems: true },
            bag: { type: 'object', additionalProperties: { type: 'string' } },
            list: { type: 'array' },
          },
          required: ['path', 'gone'],
          additionalProperties: false,
        }),
        {
          type: 'object',
          properties: {
            path: { type: 'string', description: 'A path' },
            when: { type: 'string', format: 'date-time' },
            many: { type: 'array', items: { type: 'integer', minimum: 1 }, maxItems: 3 },
            bag: { type: 'object' },
            list: { type: 'array', items: { type: 'string' } },
          },
          required: ['path'],
        },
      );
    });

    it('turns null into nullable and several types into a choice', () => {
      assert.deepEqual(property({ type: ['string', 'null'] }), { type: 'string', nullable: true });
      assert.deepEqual(property({ anyOf: [{ type: 'integer' }, { type: 'null' }], description: 'N' }), {
        type: 'integer',
        description: 'N',
        nullable: true,
      });
      assert.deepEqual(property({ type: ['string', 'number'] }), { anyOf: [{ type: 'string' }, { type: 'number' }] });
      assert.deepEqual(property({ oneOf: [{ type: 'string' }, { type: 'boolean' }] }), {
        anyOf: [{ type: 'string' }, { type: 'boolean' }],
      });
    });

    it('lists texts only, and tells other values in words', () => {
      assert.deepEqual(property({ enum: ['a', 'b', '', null] }), { type: 'string', enum: ['a', 'b'] });
      assert.deepEqual(property({ const: 'a' }), { type: 'string', enum: ['a'] });
      assert.deepEqual(property({ type: 'integer', enum: [1, 2], description: 'How many.' }), {
        type: 'integer',
        description: 'How many. One of: 1, 2.',
      });
    });

    it('puts definitions in place, and ends where one holds itself', () => {
      const $defs = {
        name: { type: 'string' },
        tree: { type: 'object', properties: { next: { $ref: '#/$defs/tree' } } },
      };
      assert.deepEqual(property({ $ref: '#/$defs/name', description: 'N' }, { $defs }), {
        type: 'string',
        description: 'N',
      });
      assert.deepEqual(property({ $ref: '#/$defs/tree' }, { $defs }), {
        type: 'object',
        properties: { next: { type: 'object' } },
      });
      assert.deepEqual(property({ $ref: 'https://example.com/schema.json' }), { type: 'string' });
    });

    it('takes the parts of allOf together, and offers all properties of a choice beside own ones', () => {
      assert.deepEqual(
        parametersOf({
          type: 'object',
          properties: { a: { type: 'string' }, b: { type: 'string' } },
          anyOf: [{ required: ['a'] }, { properties: { c: { type: 'number' } }, required: ['b'] }],
          allOf: [{ properties: { d: { type: 'boolean' } }, required: ['d'] }],
          required: ['a'],
        }),
        {
          type: 'object',
          properties: {
            a: { type: 'string' },
            b: { type: 'string' },
            c: { type: 'number' },
            d: { type: 'boolean' },
          },
          required: ['d', 'a'],
        },
      );
    });

    it('never sends a keyword that Gemini does not know, whatever it is given', () => {
      const known = 'type format description nullable enum required pattern minItems maxItems minimum maximum'.split(
        ' ',
      );
      const check = (schema: unknown): void => {
        const { properties, items, anyOf, ...rest } = schema as Body;
        for (const keyword of Object.keys(rest)) assert.ok(known.includes(keyword), keyword);
        assert.ok(anyOf ? !rest['type'] && anyOf.length > 1 : typeof rest['type'] === 'string');
        assert.ok(rest['type'] !== 'array' || items);
        for (const inner of [...Object.values(properties ?? {}), ...(items ? [items] : []), ...(anyOf ?? [])])
          check(inner);
      };
      const keyword = fc.constantFrom(
        'type',
        'anyOf',
        'oneOf',
        'allOf',
        'properties',
        'items',
        'enum',
        'const',
        '$ref',
        'required',
        'format',
        'additionalProperties',
        'description',
      );
      const leaf = fc.constantFrom('string', 'null', 'object', '#', '#/properties/type', null, 1, ['string', 'null']);
      const level = (inner: fc.Arbitrary<unknown>): fc.Arbitrary<Body> =>
        fc.dictionary(keyword, fc.oneof(leaf, inner, fc.array(inner, { maxLength: 3 })), { maxKeys: 4 });
      const value = level(level(level(leaf)));
      fc.assert(
        fc.property(value, (schema) => {
          const parameters = parametersOf(schema);
          if (parameters) check(parameters);
        }),
        { numRuns: 300 },
      );
    });
  });
});
