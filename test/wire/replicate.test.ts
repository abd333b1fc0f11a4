import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { ChatEvent, ChatRequest, Message } from '../../src/core/chat.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import type { Model } from '../../src/core/provider.ts';
import { replicate } from '../../src/providers/replicate.ts';
import { isOwn, isTrusted } from '../../src/wire/replicate-ask.ts';
import { creationOf } from '../../src/wire/replicate-request.ts';
import { stream } from '../../src/wire/replicate.ts';
import type { Call } from '../../src/wire/wire.ts';
import { serve, type LocalServer, type Seen } from './server.ts';

const key = 'r8_canary0123456789abcdefghijklmnop';

const model: Model = {
  provider: 'replicate',
  id: 'meta/meta-llama-3-70b-instruct',
  name: 'Llama 3 70B',
  kind: 'chat',
  contextTokens: 8_000,
  maxOutputTokens: 4_000,
  tools: false,
  images: true,
  reasoning: false,
};

const said = (role: 'user' | 'assistant', text: string): Message => ({ role, content: [{ type: 'text', text }] });

const callTo = (
  origin: string,
  { request, ...facts }: Partial<Omit<Call<'replicate'>, 'request'>> & { readonly request?: Partial<ChatRequest> } = {},
): Call<'replicate'> => ({
  provider: replicate,
  model,
  request: { messages: [said('user', 'Hi')], tools: [], toolChoice: 'auto', ...request },
  access: { baseUrl: `${origin}/v1`, secrets: { apiKey: key }, plain: {}, headers: { 'x-own': 'mine' } },
  signal: new AbortController().signal,
  onAlive: () => undefined,
  ...facts,
});

const inputOf = (request: Partial<ChatRequest>, facts: Partial<Model> = {}) =>
  creationOf(callTo('https://api.replicate.com', { request, model: { ...model, ...facts } })).body.input;

describe('a request to Replicate', () => {
  it('goes to the model’s own address, and to `predictions` where a version is named', () => {
    const named = creationOf(callTo('https://api.replicate.com'));
    assert.equal(named.path, 'models/meta/meta-llama-3-70b-instruct/predictions');
    assert.ok(!('version' in named.body));
    const versioned = creationOf(callTo('https://api.replicate.com', { model: { ...model, id: 'me/mine:5c7854e8' } }));
    assert.equal(versioned.path, 'predictions');
    assert.equal(versioned.body.version, '5c7854e8');
  });

  for (const id of ['llama', 'a/b/c', '../account', 'a/..', 'a/b?x=1', 'a/b:', '/b', 'a b/c'])
    it(`is never made for “${id}”, which is no model`, () => {
      assert.throws(
        () => creationOf(callTo('https://api.replicate.com', { model: { ...model, id } })),
        (error) => error instanceof ChatFailure && error.kind === 'model-missing',
      );
    });

  it('holds a single turn as it is', () => {
    assert.equal(inputOf({ messages: [said('user', 'User: what?')] }).prompt, 'User: what?');
  });

  it('holds a conversation as one text that the model goes on with', () => {
    const messages = [said('user', 'One?'), said('assistant', 'Two.'), said('user', 'And then?')];
    assert.equal(inputOf({ messages }).prompt, 'User: One?\n\nAssistant: Two.\n\nUser: And then?\n\nAssistant:');
  });

  it('asks to go on where the last word was the model’s own', () => {
    const messages = [said('user', 'One?'), said('assistant', 'Two.')];
    assert.equal(inputOf({ messages }).prompt, 'User: One?\n\nAssistant: Two.\n\nUser: Continue.\n\nAssistant:');
  });

  it('tells the tool calls and results of a model that had tools', () => {
    const messages: readonly Message[] = [
      said('user', 'Weather?'),
      { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'weather', input: { place: 'Bern' } }] },
      {
        role: 'user',
        content: [{ type: 'tool-result', id: 'c1', content: [{ type: 'text', text: 'no such place' }], isError: true }],
      },
    ];
    assert.equal(
      inputOf({ messages }).prompt,
      'User: Weather?\n\nAssistant: [called weather {"place":"Bern"}]\n\nUser: [error: no such place]\n\nAssistant:',
    );
  });

  it('sends the newest image, and only to a model that takes one', () => {
    const image = (byte: number) => ({ type: 'image' as const, mime: 'image/png', data: Uint8Array.of(byte) });
    const messages: readonly Message[] = [
      { role: 'user', content: [image(1), { type: 'text', text: 'This?' }] },
      said('assistant', 'A cat.'),
      { role: 'user', content: [{ type: 'text', text: 'And this?' }, image(2)] },
    ];
    const seen = inputOf({ messages });
    assert.equal(seen.image, 'data:image/png;base64,Ag==');
    assert.match(seen.prompt, /^User: \[image: not sent\]\nThis\?\n\n/);
    const blind = inputOf({ messages }, { images: false });
    assert.ok(!('image' in blind));
    assert.match(blind.prompt, /And this\?\n\[image: not sent\]/);
  });

  it('leaves out a stop sequence that holds the comma which parts them', () => {
    assert.equal(inputOf({ stop: ['END', 'a,b', '###'] }).stop_sequences, 'END,###');
    assert.ok(!('stop_sequences' in inputOf({ stop: ['a,b'] })));
  });
});

describe('addresses that a prediction names', () => {
  const call = callTo('https://api.replicate.com');

  for (const [url, own, trusted] of [
    ['https://api.replicate.com/v1/predictions/x', true, true],
    ['https://stream.replicate.com/v1/files/x', false, true],
    ['https://stream-b.svc.replicate.com/x', false, true],
    ['http://stream.replicate.com/x', false, false],
    ['https://replicate.com.evil.example/x', false, false],
    ['https://notreplicate.com/x', false, false],
    ['https://api.replicate.com@evil.example/x', false, false],
    ['https://user:pass@stream.replicate.com/x', false, false],
    ['https://api.replicate.com:8443/x', false, true],
    ['javascript:alert(1)', false, false],
    ['/relative', false, false],
    [undefined, false, false],
  ] as const)
    it(`${String(url)} ${own ? 'gets the key' : trusted ? 'is listened to without the key' : 'is never asked'}`, () => {
      assert.deepEqual([isOwn(url, call), isTrusted(url, call)], [own, trusted]);
    });
});

interface Scene {
  readonly server: LocalServer;
  /** `POST /v1/…`, in order. */
  readonly asked: readonly string[];
  readonly named: (part: string) => Seen | undefined;
}

type Show = (response: ServerResponse, request: Seen & { readonly method: string }, origin: string) => unknown;

const json = (response: ServerResponse, value: unknown, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

const open = async (show: Show): Promise<Scene & AsyncDisposable> => {
  const asked: string[] = [];
  const server: LocalServer = await serve((response, request) => {
    const method = response.req.method ?? '';
    asked.push(`${method} ${request.path}`);
    return show(response, { ...request, method }, server.origin);
  });
  return {
    server,
    asked,
    named: (part) => server.seen.find(({ path }) => path.includes(part)),
    [Symbol.asyncDispose]: server.close,
  };
};

const urls = (origin: string, more: Readonly<Record<string, string>> = {}) => ({
  get: `${origin}/v1/predictions/p1`,
  cancel: `${origin}/v1/predictions/p1/cancel`,
  ...more,
});

const sse = (response: ServerResponse, ...events: readonly (readonly [string, string])[]): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(events.map(([name, data]) => `event: ${name}\ndata: ${data}\n\n`).join(''));
};

/** Creates, streams one word, and counts its tokens. */
const usual: Show = (response, { method, path }, origin) => {
  if (path.endsWith('/cancel')) return json(response, { status: 'canceled' });
  if (method === 'POST')
    return json(response, { status: 'starting', urls: urls(origin, { stream: `${origin}/stream` }) }, 201);
  if (path === '/stream') {
    sse(response, ['output', 'Hello'], ['done', '{}']);
    return response.end();
  }
  return json(response, {
    status: 'succeeded',
    model: 'meta/llama',
    metrics: { input_token_count: 7, output_token_count: 3 },
  });
};

const heard = async (call: Call<'replicate'>, onEvent?: (event: ChatEvent) => boolean) => {
  const events: ChatEvent[] = [];
  try {
    for await (const event of stream(call)) {
      events.push(event);
      if (onEvent?.(event)) break;
    }
    return { events, failure: undefined };
  } catch (error) {
    assert.ok(error instanceof ChatFailure, String(error));
    return { events, failure: error };
  }
};

const textIn = (events: readonly ChatEvent[]): string =>
  events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');

/** Waits for what happens after the answer, like a word that nobody waits for. */
const eventually = async (test: () => boolean): Promise<void> => {
  for (let round = 0; round < 200 && !test(); round++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(test());
};

describe('a prediction of Replicate', function () {
  // A busy machine is no failure.
  this.timeout(20_000);

  it('is created with the key, heard without it, and looked at once more for its tokens', async () => {
    await using scene = await open(usual);
    const { events, failure } = await heard(callTo(scene.server.origin));
    assert.equal(failure, undefined);
    assert.deepEqual(scene.asked, [
      'POST /v1/models/meta/meta-llama-3-70b-instruct/predictions',
      'GET /stream',
      'GET /v1/predictions/p1',
    ]);
    const [creation, listening, look] = scene.server.seen;
    assert.equal(creation?.headers.authorization, `Bearer ${key}`);
    assert.equal(look?.headers.authorization, `Bearer ${key}`);
    assert.equal(listening?.headers.authorization, undefined);
    // The person's own headers are for the provider's API: one of them may be a secret as well.
    assert.deepEqual([creation.headers['x-own'], listening?.headers['x-own']], ['mine', undefined]);
    assert.ok(!JSON.stringify(listening).includes(key));
    assert.deepEqual(events.slice(1), [
      { type: 'text-delta', text: 'Hello' },
      { type: 'usage', usage: { input: 7, output: 3 } },
      { type: 'finish', reason: 'stop', native: 'succeeded', servedModel: 'meta/llama' },
    ]);
  });

  it('is complete with its last event, although the connection stays open', async () => {
    await using scene = await open((response, request, origin) =>
      request.path === '/stream'
        ? sse(response, ['output', 'Hello'], ['done', '{}'])
        : usual(response, request, origin),
    );
    const { events, failure } = await heard(callTo(scene.server.origin));
    assert.equal(failure, undefined);
    assert.equal(events.at(-1)?.type, 'finish');
  });

  for (const [what, answer] of [
    ['refuses', (response: ServerResponse) => json(response, { detail: 'no' }, 500)],
    ['is a web page', (response: ServerResponse) => response.end('<html></html>')],
    ['counts nothing', (response: ServerResponse) => json(response, { status: 'succeeded', metrics: {} })],
    [
      'counts nonsense',
      (response: ServerResponse) =>
        json(response, { status: 'succeeded', metrics: { input_token_count: -1, output_token_count: 'many' } }),
    ],
  ] as const)
    it(`is answered all the same where the last look ${what}, without usage`, async () => {
      await using scene = await open((response, request, origin) =>
        request.path === '/v1/predictions/p1' ? answer(response) : usual(response, request, origin),
      );
      const { events, failure } = await heard(callTo(scene.server.origin));
      assert.equal(failure, undefined);
      assert.equal(textIn(events), 'Hello');
      assert.deepEqual(
        events.map(({ type }) => type),
        ['response-start', 'text-delta', 'finish'],
      );
    });

  it('has failed where its last look says so', async () => {
    await using scene = await open((response, request, origin) =>
      request.path === '/v1/predictions/p1'
        ? json(response, { status: 'failed', error: 'The output was flagged as sensitive. (E005)' })
        : usual(response, request, origin),
    );
    const { failure } = await heard(callTo(scene.server.origin));
    assert.equal(failure?.kind, 'policy');
  });

  it('is polled where it cannot be heard, and its text comes as it grows', async () => {
    const looks = [
      { status: 'processing', output: ['Hel'] },
      { status: 'processing', output: ['Hel', 'lo ', '世界'] },
      {
        status: 'succeeded',
        output: ['Hel', 'lo ', '世界', '.'],
        metrics: { input_token_count: 7, output_token_count: 4 },
      },
    ];
    await using scene = await open((response, { method }, origin) =>
      method === 'POST'
        ? json(response, { status: 'starting', output: null, urls: urls(origin) }, 201)
        : json(response, { urls: urls(origin), ...looks.shift() }),
    );
    const { events, failure } = await heard(callTo(scene.server.origin));
    assert.equal(failure, undefined);
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'text-delta' ? [event.text] : [])),
      ['Hel', 'lo 世界', '.'],
    );
    assert.deepEqual(events.at(-2), { type: 'usage', usage: { input: 7, output: 4 } });
    assert.equal(scene.server.seen.length, 4);
  });

  it('is polled where its stream is on a host that nobody agreed to, and that host is never asked', async () => {
    await using stranger = await open((response) => json(response, {}));
    await using scene = await open((response, { method }, origin) =>
      method === 'POST'
        ? json(response, { status: 'starting', urls: urls(origin, { stream: `${stranger.server.origin}/s` }) }, 201)
        : json(response, { status: 'succeeded', output: 'Hello', urls: urls(origin) }),
    );
    const { events } = await heard(callTo(scene.server.origin));
    assert.equal(textIn(events), 'Hello');
    assert.deepEqual(stranger.asked, []);
  });

  it('fails where every address it names is a stranger’s, who is never sent the key', async () => {
    await using stranger = await open((response) => json(response, { status: 'succeeded', output: 'Hello' }));
    const { origin } = stranger.server;
    await using scene = await open((response) =>
      json(response, { status: 'starting', urls: urls(origin, { stream: `${origin}/s` }) }, 201),
    );
    const { failure } = await heard(callTo(scene.server.origin));
    assert.equal(failure?.kind, 'stream');
    assert.deepEqual(stranger.asked, []);
    assert.equal(scene.asked.length, 1);
  });

  for (const [status, error, kind] of [
    ['failed', 'You have insufficient credits', 'quota'],
    ['failed', 'CUDA out of memory', 'stream'],
    ['failed', null, 'stream'],
    ['canceled', null, 'stream'],
    ['aborted', 'The prediction took too long', 'stream'],
  ] as const)
    it(`fails with “${kind}” where it is ${status} with ${String(error)}`, async () => {
      await using scene = await open((response, _, origin) =>
        json(response, { status, error, output: null, urls: urls(origin) }, 201),
      );
      const { failure } = await heard(callTo(scene.server.origin));
      assert.equal(failure?.kind, kind);
      assert.match(failure.message, error === null ? new RegExp(`the prediction was ${status}`) : new RegExp(error));
    });

  for (const status of [401, 404])
    it(`does not blame its key or its model for a stream that answers ${status}`, async () => {
      await using scene = await open((response, request, origin) =>
        request.path === '/stream'
          ? json(response, { detail: 'gone', status }, status)
          : usual(response, request, origin),
      );
      const { failure } = await heard(callTo(scene.server.origin));
      assert.equal(failure?.kind, 'stream');
    });

  it('does not follow a redirect of its stream', async () => {
    await using stranger = await open((response) => json(response, {}));
    await using scene = await open((response, request, origin) =>
      request.path === '/stream'
        ? response.writeHead(302, { location: stranger.server.origin }).end()
        : usual(response, request, origin),
    );
    const { failure } = await heard(callTo(scene.server.origin));
    assert.equal(failure?.kind, 'network');
    assert.deepEqual(stranger.asked, []);
  });

  const halfway: Show = (response, request, origin) =>
    request.path === '/stream' ? sse(response, ['output', 'Half']) : usual(response, request, origin);

  it('is stopped at Replicate too when the person stops it, with the key', async () => {
    await using scene = await open(halfway);
    const controller = new AbortController();
    const call = callTo(scene.server.origin, { signal: controller.signal });
    const { failure } = await heard(call, ({ type }) => {
      if (type === 'text-delta') controller.abort();
      return false;
    });
    assert.equal(failure?.kind, 'aborted');
    await eventually(() => scene.asked.includes('POST /v1/predictions/p1/cancel'));
    assert.equal(scene.named('/cancel')?.headers.authorization, `Bearer ${key}`);
  });

  it('is stopped at Replicate too when whoever listens walks away', async () => {
    await using scene = await open(halfway);
    await heard(callTo(scene.server.origin), ({ type }) => type === 'text-delta');
    await eventually(() => scene.asked.includes('POST /v1/predictions/p1/cancel'));
  });

  it('is not stopped once it is complete', async () => {
    await using scene = await open(usual);
    await heard(callTo(scene.server.origin));
    await heard(callTo(scene.server.origin));
    assert.ok(!scene.asked.some((one) => one.endsWith('/cancel')), scene.asked.join());
  });

  it('is not stopped at an address of a stranger', async () => {
    await using stranger = await open((response) => json(response, {}));
    await using scene = await open((response, request, origin) =>
      request.method === 'POST'
        ? json(response, {
            status: 'starting',
            urls: { cancel: `${stranger.server.origin}/cancel`, stream: `${origin}/stream` },
          })
        : halfway(response, request, origin),
    );
    await heard(callTo(scene.server.origin), ({ type }) => type === 'text-delta');
    // A later request that arrives shows that an earlier one would have.
    await fetch(`${stranger.server.origin}/later`);
    assert.deepEqual(stranger.asked, ['GET /later']);
  });
});
