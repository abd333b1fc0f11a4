import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ChatRequest, ImagePart, Message } from '../../src/core/chat.ts';
import type { Model } from '../../src/core/provider.ts';
import { bedrock } from '../../src/providers/bedrock.ts';
import type { Access } from '../../src/wire/wire.ts';
import { bedrockConverse } from './contract/bedrock-converse.ts';
import { openCounterpart, type Counterpart, type Exchange } from './contract/counterpart.ts';
import { eventOf } from './contract/event-stream.ts';
import { isRecord, list, type Loose } from './contract/loose.ts';
import { refusalOf } from './contract/schemas.ts';
import { eventsOf, everythingShown, failureOf, talk, textOf } from './contract/talk.ts';
import { serve } from './server.ts';
import { authorizationOf } from './signature.ts';

const subject = bedrockConverse(bedrock);
const answer = subject.frames({ text: ['Yes.'], finish: 'stop' });

/** Amazon's own example of a key, which was never one. */
const accessKey = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
const pixel: ImagePart = { type: 'image', mime: 'image/png', data: Buffer.from('iVBORw0KGgo=', 'base64') };
const tool = { name: 'look', description: 'Looks.', schema: { type: 'object', properties: {} } };

const called = (isError = false): readonly Message[] => [
  user('Look!'),
  { role: 'assistant', content: [{ type: 'tool-call', id: 'tooluse_1', name: 'look', input: {} }] },
  {
    role: 'user',
    content: [{ type: 'tool-result', id: 'tooluse_1', content: [{ type: 'text', text: 'A map:' }, pixel], isError }],
  },
];

describe('Bedrock’s Converse', function () {
  // A busy machine is no failure.
  this.timeout(30_000);
  let counterpart: Counterpart;
  before(async () => {
    counterpart = await openCounterpart();
  });
  after(() => counterpart.close());

  interface Setting {
    readonly request?: Partial<ChatRequest>;
    readonly model?: Partial<Model>;
    readonly access?: Partial<Access>;
  }
  const circumstances = ({ model, ...rest }: Setting) => ({ ...rest, model: { ...subject.model, ...model } });

  /** The request that arrived; every body must please the SDK's own types, and the rules that no type can say. */
  const sent = async (setting: Setting): Promise<Exchange & { readonly json: Loose }> => {
    counterpart.script({ body: answer });
    eventsOf(await talk(subject, counterpart.origin, circumstances(setting)));
    const [exchange] = counterpart.exchanges;
    assert.ok(exchange);
    const json: unknown = JSON.parse(exchange.body);
    assert.ok(isRecord(json));
    assert.equal(await refusalOf(bedrock, json), '', exchange.body);
    assert.deepEqual(subject.broken(json, subject.read(json)), [], exchange.body);
    return { ...exchange, json };
  };

  const bodyOf = async (setting: Setting): Promise<Loose> => (await sent(setting)).json;

  const failure = async (setting: Setting) => {
    counterpart.script({ body: answer });
    return failureOf(await talk(subject, counterpart.origin, circumstances(setting)));
  };

  describe('who is asked, and with which key', () => {
    it('sends an API key as a bearer token, under its own name, and tells nothing of the machine', async () => {
      const { headers } = await sent({ access: { secrets: { apiKey: 'ABSKexample' } } });
      const { host: _host, 'content-length': _length, ...rest } = headers;
      assert.deepEqual(rest, {
        accept: '*/*',
        'accept-encoding': 'gzip, deflate',
        'accept-language': '*',
        authorization: 'Bearer ABSKexample',
        connection: 'keep-alive',
        'content-type': 'application/json',
        'sec-fetch-mode': 'cors',
        'user-agent': 'Keyway',
      });
    });

    it('signs with an access key, for the region of the key', async () => {
      const exchange = await sent({ access: { secrets: accessKey } });
      const { authorization = '' } = exchange.headers;
      assert.match(
        authorization,
        /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-central-1\/bedrock\/aws4_request, /,
      );
      assert.equal(authorization, authorizationOf(exchange, accessKey.secretAccessKey));
      assert.notEqual(authorization, authorizationOf(exchange, 'another secret'));
      const signed = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';');
      assert.deepEqual(signed, ['content-length', 'content-type', 'host', 'x-amz-content-sha256', 'x-amz-date']);
      assert.ok(!JSON.stringify([exchange.headers, exchange.url, exchange.body]).includes(accessKey.secretAccessKey));
    });

    it('sends and signs the token of a session', async () => {
      const sessionToken = 'session+token/with=signs';
      const exchange = await sent({ access: { secrets: { ...accessKey, sessionToken } } });
      assert.equal(exchange.headers['x-amz-security-token'], sessionToken);
      assert.match(exchange.headers.authorization ?? '', /SignedHeaders=[^,]*;x-amz-security-token,/);
      assert.equal(exchange.headers.authorization, authorizationOf(exchange, accessKey.secretAccessKey));
    });

    it('signs words of every script as they are', async () => {
      const messages = [user('Grüße 世界 👩🏽‍🚀 \u2028 end')];
      const exchange = await sent({ request: { messages }, access: { secrets: accessKey } });
      assert.equal(exchange.headers.authorization, authorizationOf(exchange, accessKey.secretAccessKey));
    });

    it('signs the id of a model that is an address of its own', async () => {
      const id = 'arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-5';
      const exchange = await sent({ model: { id }, access: { secrets: accessKey } });
      assert.equal(exchange.url, `/model/${encodeURIComponent(id)}/converse-stream`);
      assert.equal(exchange.headers.authorization, authorizationOf(exchange, accessKey.secretAccessKey));
    });

    it('prefers the API key where both are there', async () => {
      const { headers } = await sent({ access: { secrets: { ...accessKey, apiKey: 'ABSKexample' } } });
      assert.equal(headers.authorization, 'Bearer ABSKexample');
    });

    it('asks below a base URL with a path, and sends the person’s own headers', async () => {
      const baseUrl = `${counterpart.origin}/gateway/bedrock`;
      const { url, headers } = await sent({ access: { baseUrl, headers: { 'x-team': 'blue' }, secrets: accessKey } });
      assert.equal(url, `/gateway/bedrock${subject.path}`);
      assert.equal(headers['x-team'], 'blue');
    });

    it('is not changed by Amazon’s variables and files, with an access key as well', async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'keyway-aws-'));
      const file = path.join(folder, 'config');
      await writeFile(
        file,
        '[default]\naws_access_key_id = AKIAHOSTILE\nendpoint_url = http://127.0.0.1:1\nregion = hostile\n',
      );
      const variables = {
        AWS_CONFIG_FILE: file,
        AWS_SHARED_CREDENTIALS_FILE: file,
        AWS_ACCESS_KEY_ID: 'AKIAHOSTILE',
        AWS_SECRET_ACCESS_KEY: 'hostile',
        AWS_SESSION_TOKEN: 'hostile',
        AWS_BEARER_TOKEN_BEDROCK: 'hostile',
        AWS_REGION: 'hostile',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
        AWS_AUTH_SCHEME_PREFERENCE: 'httpBearerAuth',
        AWS_LAMBDA_FUNCTION_NAME: 'hostile',
        _X_AMZN_TRACE_ID: 'hostile',
      };
      const before = { ...process.env };
      Object.assign(process.env, variables);
      try {
        const exchange = await sent({ access: { secrets: accessKey } });
        assert.doesNotMatch(JSON.stringify([exchange.headers, exchange.url, exchange.body]), /hostile/i);
        assert.equal(exchange.headers.authorization, authorizationOf(exchange, accessKey.secretAccessKey));
      } finally {
        for (const name of Object.keys(variables)) {
          if (before[name] === undefined) delete process.env[name];
          else process.env[name] = before[name];
        }
        await rm(folder, { recursive: true });
      }
    });

    it('asks nobody without a region, or with half of an access key, and says what is missing', async () => {
      for (const [access, what] of [
        [{ plain: {} }, /region is missing/],
        [{ plain: { region: 'eu-central-1.example.com/' } }, /region is missing/],
        [{ secrets: { accessKeyId: accessKey.accessKeyId } }, /half of its access key/],
        [{ secrets: { secretAccessKey: accessKey.secretAccessKey } }, /half of its access key/],
      ] as const) {
        const { kind, message } = await failure({ access });
        assert.equal(kind, 'key');
        assert.match(message, what);
        assert.equal(counterpart.exchanges.length, 0);
      }
    });

    it('names no part of an access key that cannot be sent', async () => {
      for (const odd of [
        { ...accessKey, accessKeyId: 'AKIA-CANARY✓' },
        { ...accessKey, secretAccessKey: 'CANARY\nx-injected: yes' },
        { ...accessKey, sessionToken: 'CANARY✓' },
      ]) {
        const found = await failure({ access: { secrets: odd } });
        assert.equal(found.kind, 'key');
        assert.doesNotMatch(everythingShown(found), /CANARY/);
        assert.equal(counterpart.exchanges.length, 0);
      }
    });

    it('names no part of an access key that Amazon echoes', async () => {
      const message = `The signature of ${accessKey.accessKeyId} with ${accessKey.secretAccessKey} does not match.`;
      const body = JSON.stringify({ __type: 'InvalidSignatureException', message });
      counterpart.script({ status: 403, headers: { 'content-type': 'application/json' }, body: [body] });
      const found = failureOf(await talk(subject, counterpart.origin, { access: { secrets: accessKey } }));
      assert.equal(found.kind, 'auth');
      assert.doesNotMatch(everythingShown(found), /AKIAIOSFODNN7|wJalrXUtn/);
    });

    it('names no part of a session token that is longer than what is kept of a sentence', async () => {
      const sessionToken = `IQoJb3JpZ2lu${'CANARY7/'.repeat(200)}`;
      const message = `The Canonical String should have been: x-amz-security-token:${sessionToken}`;
      const body = JSON.stringify({ __type: 'InvalidSignatureException', message });
      counterpart.script({ status: 403, headers: { 'content-type': 'application/json' }, body: [body] });
      const secrets = { ...accessKey, sessionToken };
      const found = failureOf(await talk(subject, counterpart.origin, { access: { secrets } }));
      assert.equal(found.kind, 'auth');
      assert.doesNotMatch(everythingShown(found), /CANARY/);
    });

    it('takes an exception of any name for the refusal that it is', async () => {
      for (const __type of ['__proto__', '__defineGetter__', 'constructor', 'x'.repeat(100_000)]) {
        const body = JSON.stringify({ __type, message: 'No.' });
        counterpart.script({ status: 400, headers: { 'content-type': 'application/json' }, body: [body] });
        const found = failureOf(await talk(subject, counterpart.origin, {}));
        assert.equal(found.kind, 'request');
      }
    });

    it('uses a connection again, also with another key', async () => {
      const server = await serve((response) => response.end(Buffer.concat(answer.map((frame) => Buffer.from(frame)))));
      await using _closing = server;
      const keys = [{ apiKey: 'first' }, accessKey, { apiKey: 'second' }];
      for (const secrets of keys) eventsOf(await talk(subject, server.origin, { access: { secrets } }));
      const before = server.connections();
      for (const secrets of keys) eventsOf(await talk(subject, server.origin, { access: { secrets } }));
      assert.equal(server.seen.length, 6);
      assert.equal(server.connections(), before);
    });
  });

  describe('models of different makers', () => {
    for (const [id, expected] of [
      [
        'us.meta.llama4-scout-17b-instruct-v1:0',
        [
          'user text',
          'assistant text',
          'user text',
          'assistant toolUse',
          'user toolResult',
          'assistant text',
          'user text,image',
        ],
      ],
      [
        'mistral.pixtral-large-2502-v1:0',
        [
          'user text',
          'assistant text',
          'user text',
          'assistant toolUse',
          'user toolResult',
          'assistant text',
          'user text,image',
        ],
      ],
      ['qwen.qwen3-coder-30b-a3b-v1:0', ['user text', 'assistant text,toolUse', 'user toolResult,text,image']],
    ] as const)
      it(`tell ${id} of tools ${expected.length > 3 ? 'in turns of their own' : 'beside other words'}`, async () => {
        const result = { type: 'tool-result', id: 'tooluse_1', content: [{ type: 'text', text: 'A map.' }] } as const;
        const messages: readonly Message[] = [
          user('Look!'),
          {
            role: 'assistant',
            content: [
              { type: 'text', text: 'I look.' },
              { type: 'tool-call', id: 'tooluse_1', name: 'look', input: {} },
            ],
          },
          { role: 'user', content: [result, { type: 'text', text: 'And here?' }, pixel] },
        ];
        const body = await bodyOf({ model: { id, reasoning: false }, request: { messages, tools: [tool] } });
        const kindsOf = (turn: Loose): string => list(turn['content']).filter(isRecord).flatMap(Object.keys).join();
        const turns = list(body['messages']).filter(isRecord);
        assert.deepEqual(
          turns.map((turn) => `${String(turn['role'])} ${kindsOf(turn)}`),
          expected,
        );
      });

    const request = { messages: called(true), tools: [tool], toolChoice: 'required' as const };
    const points = (body: Loose): number => JSON.stringify(body).split('"cachePoint"').length - 1;
    const resultIn = ({
      messages,
    }: Loose): { readonly status: unknown; readonly inside: string; readonly kinds: string } => {
      // Some makers want what does not fit into the result in a turn of its own.
      const turns = list(messages).filter(isRecord).slice(2);
      const content = turns
        .filter(({ role }) => role === 'user')
        .flatMap((turn) => list(turn['content']).filter(isRecord));
      const result: Loose = isRecord(content[0]?.['toolResult']) ? content[0]['toolResult'] : {};
      const inside = list(result['content']).filter(isRecord).flatMap(Object.keys).join();
      return { status: result['status'], inside, kinds: content.flatMap(Object.keys).join() };
    };

    for (const [id, expected] of [
      ['anthropic.claude-sonnet-5', { points: 4, status: 'error', inside: 'text,image', forced: true }],
      [
        'global.anthropic.claude-haiku-4-5-20251001-v1:0',
        { points: 4, status: 'error', inside: 'text,image', forced: true },
      ],
      ['anthropic.claude-3-haiku-20240307-v1:0', { points: 0, status: 'error', inside: 'text,image', forced: true }],
      ['us.amazon.nova-2-lite-v1:0', { points: 3, status: 'error', inside: 'text,image', forced: true }],
      ['mistral.mistral-large-3-675b-instruct', { points: 0, status: undefined, inside: 'text,text', forced: true }],
      ['us.meta.llama4-scout-17b-instruct-v1:0', { points: 0, status: undefined, inside: 'text,text', forced: false }],
      ['openai.gpt-oss-120b-1:0', { points: 0, status: undefined, inside: 'text,text', forced: false }],
    ] as const)
      it(`gives ${id} what it understands, and nothing else`, async () => {
        const messages: readonly Message[] = [
          { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
          ...called(true),
        ];
        const body = await bodyOf({ model: { id, reasoning: false }, request: { ...request, messages } });
        const { status, inside, kinds } = resultIn(body);
        const toolChoice = isRecord(body['toolConfig']) ? body['toolConfig']['toolChoice'] : undefined;
        assert.deepEqual({ points: points(body), status, inside, forced: toolChoice !== undefined }, expected);
        // What does not fit into the result comes after it.
        const isPlain = expected.inside === 'text,text';
        assert.equal(kinds.replace(',cachePoint', ''), isPlain ? 'toolResult,image' : 'toolResult');
      });

    it('gives Mistral’s models ids of nine letters and digits, for a call and its result alike', async () => {
      const body = await bodyOf({
        model: { id: 'mistral.devstral-2-123b' },
        request: { messages: called(), tools: [tool] },
      });
      const ids = [...JSON.stringify(body).matchAll(/"toolUseId":"([^"]*)"/g)].map(([, id]) => id);
      assert.equal(ids.length, 2);
      assert.equal(ids[0], ids[1]);
      assert.match(ids[0] ?? '', /^[a-zA-Z0-9]{9}$/);
    });

    it('limits an answer of Claude, and leaves other models their own limit', async () => {
      const limitOf = async (model: Partial<Model>, wanted: Partial<ChatRequest> = {}): Promise<unknown> => {
        const { inferenceConfig } = await bodyOf({ model, request: wanted });
        return isRecord(inferenceConfig) ? inferenceConfig['maxTokens'] : undefined;
      };
      assert.equal(await limitOf({ maxOutputTokens: 128_000 }), 32_000);
      assert.equal(await limitOf({ maxOutputTokens: 8_192 }), 8_192);
      assert.equal(await limitOf({ id: 'amazon.nova-pro-v1:0' }), undefined);
      assert.equal(await limitOf({ id: 'amazon.nova-pro-v1:0' }, { maxOutputTokens: 500 }), 500);
    });

    it('sends a temperature between 0 and 1, and to a Claude that can think none', async () => {
      const samplingOf = async (model: Partial<Model>): Promise<unknown> => {
        const { inferenceConfig } = await bodyOf({
          model,
          request: { temperature: 1.7, topP: 0.9, maxOutputTokens: 9 },
        });
        return inferenceConfig;
      };
      assert.deepEqual(await samplingOf({ id: 'amazon.nova-pro-v1:0' }), { maxTokens: 9, temperature: 1, topP: 0.9 });
      assert.deepEqual(await samplingOf({ reasoning: false }), { maxTokens: 9, temperature: 1 });
      assert.deepEqual(await samplingOf({ id: 'us.anthropic.claude-opus-5' }), { maxTokens: 9 });
    });

    it('sends a Nova model the four stop sequences that it takes', async () => {
      const { inferenceConfig } = await bodyOf({
        model: { id: 'amazon.nova-pro-v1:0' },
        request: { stop: ['a', ' ', 'b', 'c', 'd', 'e'] },
      });
      assert.deepEqual(inferenceConfig, { stopSequences: ['a', 'b', 'c', 'd'] });
    });

    it('defines the tools of a history where none is offered any more', async () => {
      const { toolConfig } = await bodyOf({ request: { messages: called() } });
      assert.deepEqual(toolConfig, {
        tools: [
          {
            toolSpec: {
              name: 'look',
              description: 'Not available any more.',
              inputSchema: { json: { type: 'object', properties: {} } },
            },
          },
          { cachePoint: { type: 'default' } },
        ],
      });
    });
  });

  describe('thinking', () => {
    const fieldsOf = async (id: string, request: Partial<ChatRequest>): Promise<unknown> =>
      (await bodyOf({ model: { id }, request }))['additionalModelRequestFields'];

    for (const [id, fields] of [
      [
        'us.anthropic.claude-opus-5',
        { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'high' } },
      ],
      [
        'eu.anthropic.claude-opus-4-6-v1',
        { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'high' } },
      ],
      ['anthropic.claude-opus-4-5-20251101-v1:0', { thinking: { type: 'enabled', budget_tokens: 24_576 } }],
      ['apac.anthropic.claude-sonnet-4-20250514-v1:0', { thinking: { type: 'enabled', budget_tokens: 24_576 } }],
      ['us.anthropic.claude-3-7-sonnet-20250219-v1:0', { thinking: { type: 'enabled', budget_tokens: 24_576 } }],
      ['us.amazon.nova-2-lite-v1:0', undefined],
    ] as const)
      it(`is asked of ${id} in its own words`, async () => {
        assert.deepEqual(await fieldsOf(id, { effort: 'high' }), fields);
      });

    it('is left to the model where the caller names no effort', async () => {
      assert.equal(await fieldsOf('us.anthropic.claude-opus-5', {}), undefined);
    });

    it('with a budget does not begin in the middle of a tool loop, and forces no tool', async () => {
      const id = 'anthropic.claude-opus-4-5-20251101-v1:0';
      assert.equal(await fieldsOf(id, { effort: 'high', messages: called(), tools: [tool] }), undefined);
      const body = await bodyOf({ model: { id }, request: { effort: 'high', tools: [tool], toolChoice: 'required' } });
      assert.equal(body['additionalModelRequestFields'], undefined);
      assert.ok(JSON.stringify(body['toolConfig']).includes('"any"'));
    });

    const sealed = (value: unknown): Message => ({
      role: 'assistant',
      content: [
        {
          type: 'reasoning',
          text: 'hm',
          seal: { provider: 'bedrock', model: subject.model.id, value: JSON.stringify(value) },
        },
        { type: 'tool-call', id: 'tooluse_1', name: 'look', input: {} },
      ],
    });

    it('that was redacted goes back byte for byte', async () => {
      const messages = [user('Look!'), sealed({ type: 'redacted_thinking', data: 'EmwKAhgBEg+/' })];
      const body = await bodyOf({ request: { messages, tools: [tool] } });
      assert.ok(JSON.stringify(body).includes('{"reasoningContent":{"redactedContent":"EmwKAhgBEg+/"}}'));
    });

    it('that the model refuses to see again is left out, once', async () => {
      const messages = [user('Look!'), sealed({ type: 'thinking', thinking: 'hm', signature: 'sig' })];
      const message = 'messages.1.content.0: Invalid `signature` in `thinking` block';
      const headers = { 'content-type': 'application/json', 'x-amzn-errortype': 'ValidationException' };
      counterpart.script({ status: 400, headers, body: [JSON.stringify({ message })] }, { body: answer });
      const request = { messages, tools: [tool] };
      assert.equal(textOf(eventsOf(await talk(subject, counterpart.origin, { request }))), 'Yes.');
      assert.deepEqual(
        counterpart.exchanges.map(({ body }) => body.includes('reasoningContent')),
        [true, false],
      );
      // Without thinking in the history there is nothing to leave out.
      counterpart.script({ status: 400, headers, body: [JSON.stringify({ message })] });
      failureOf(await talk(subject, counterpart.origin));
      assert.equal(counterpart.exchanges.length, 1);
    });
  });

  describe('ends', () => {
    const start = eventOf('messageStart', { role: 'assistant' });
    const stop = (stopReason: string): Uint8Array => eventOf('messageStop', { stopReason });
    const hear = (...body: readonly Uint8Array[]) => {
      counterpart.script({ body });
      return talk(subject, counterpart.origin);
    };

    for (const [native, kind] of [
      ['guardrail_intervened', 'policy'],
      ['content_filtered', 'policy'],
      ['model_context_window_exceeded', 'context'],
      ['malformed_tool_use', 'stream'],
      ['malformed_model_output', 'stream'],
    ] as const)
      it(`without a word and with ${native} fail with “${kind}”`, async () => {
        assert.equal(failureOf(await hear(start, stop(native))).kind, kind);
      });

    it('for a reason of any name are answers', async () => {
      const text = eventOf('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hi' } });
      for (const native of ['something_new', 'constructor', '__proto__']) {
        const end = eventsOf(await hear(start, text, stop(native))).at(-1);
        assert.deepEqual(end?.type === 'finish' && [end.reason, end.native], ['other', native]);
      }
    });

    it('are complete without their books, which a gateway may leave out', async () => {
      const text = eventOf('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hi' } });
      const events = eventsOf(await hear(start, text, stop('end_turn')));
      assert.equal(events.at(-1)?.type, 'finish');
      assert.ok(!events.some(({ type }) => type === 'usage'));
    });

    it('do not wait for a server that leaves the connection open behind the books', async () => {
      counterpart.script({
        body: subject.frames({ text: ['Hi'], usage: { input: 1, output: 1 }, finish: 'stop' }),
        end: 'open',
      });
      assert.equal(eventsOf(await talk(subject, counterpart.origin)).at(-1)?.type, 'finish');
      await counterpart.exchanges[0]?.closed;
    });

    it('keep the thinking of models that sign nothing for themselves', async () => {
      const delta = { reasoningContent: { text: 'hm' } };
      const events = eventsOf(
        await hear(
          start,
          eventOf('contentBlockDelta', { contentBlockIndex: 0, delta }),
          eventOf('contentBlockStop', { contentBlockIndex: 0 }),
          eventOf('contentBlockDelta', { contentBlockIndex: 1, delta: { text: 'Hi' } }),
          stop('end_turn'),
        ),
      );
      const end = events.find(({ type }) => type === 'reasoning-end');
      assert.ok(end?.type === 'reasoning-end');
      assert.equal(end.seal, undefined);
    });
  });
});
