import assert from 'node:assert/strict';
import type { EmbedAnswer, EmbedRequest } from '../../src/core/embedding.ts';
import { ChatFailure, type FailureKind } from '../../src/core/failure.ts';
import type { Model, Provider } from '../../src/core/provider.ts';
import { gemini } from '../../src/providers/gemini.ts';
import { mistral } from '../../src/providers/mistral.ts';
import { nvidia } from '../../src/providers/nvidia.ts';
import { ollama } from '../../src/providers/ollama.ts';
import { openai } from '../../src/providers/openai.ts';
import { openrouter } from '../../src/providers/openrouter.ts';
import { voyage } from '../../src/providers/voyage.ts';
import { replicate } from '../../src/providers/replicate.ts';
import { embed } from '../../src/wire/index.ts';
import type { Access } from '../../src/wire/wire.ts';
import { openCounterpart, type Counterpart, type Reply } from './contract/counterpart.ts';
import { refusalOfEmbedding } from './contract/embedding-schemas.ts';
import { everythingShown, key, prompt, within } from './contract/talk.ts';

/** How one provider is asked for vectors, and answers. */
interface Subject {
  readonly provider: Provider;
  readonly model: string;
  /** Below the origin. */
  readonly path: string;
  readonly keyHeader: string;
  readonly bodyOf: (request: EmbedRequest) => object;
  readonly answer: (vectors: readonly (readonly unknown[])[]) => object;
  readonly errorBody: (status: number, sentence: string) => object;
}

const openAiAnswer = (vectors: readonly (readonly unknown[])[]): object => ({
  object: 'list',
  model: 'served-model',
  data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
  usage: { prompt_tokens: 8, total_tokens: 8 },
});

const openAiLike = (provider: Provider, model: string, fields: (request: EmbedRequest) => object): Subject => ({
  provider,
  model,
  path: `${new URL(provider.baseUrl ?? 'http://127.0.0.1/v1').pathname}/embeddings`,
  keyHeader: 'authorization',
  bodyOf: (request) => ({ model, input: request.texts, ...fields(request) }),
  answer: openAiAnswer,
  errorBody: (status, message) => ({ error: { message, type: 'odd', code: status } }),
});

const subjects: readonly Subject[] = [
  openAiLike(openai, 'text-embedding-3-small', ({ dimensions }) => ({
    encoding_format: 'float',
    ...(dimensions && { dimensions }),
  })),
  openAiLike(openrouter, 'openai/text-embedding-3-small', ({ dimensions }) => ({
    encoding_format: 'float',
    ...(dimensions && { dimensions }),
  })),
  openAiLike(voyage, 'voyage-4', ({ dimensions, purpose }) => ({
    ...(purpose && { input_type: purpose }),
    ...(dimensions && { output_dimension: dimensions }),
  })),
  openAiLike(nvidia, 'nvidia/nv-embed-v1', ({ purpose }) => ({
    encoding_format: 'float',
    ...(purpose && { input_type: purpose === 'query' ? 'query' : 'passage' }),
  })),
  openAiLike(mistral, 'codestral-embed', ({ dimensions }) => ({
    encoding_format: 'float',
    ...(dimensions && { output_dimension: dimensions }),
  })),
  openAiLike(ollama, 'nomic-embed-text', ({ dimensions }) => (dimensions ? { dimensions } : {})),
  {
    provider: gemini,
    model: 'gemini-embedding-001',
    path: '/v1beta/models/gemini-embedding-001:batchEmbedContents',
    keyHeader: 'x-goog-api-key',
    bodyOf: ({ texts, purpose, dimensions }) => ({
      requests: texts.map((text) => ({
        content: { role: 'user', parts: [{ text }] },
        ...(purpose && { taskType: purpose === 'query' ? 'RETRIEVAL_QUERY' : 'RETRIEVAL_DOCUMENT' }),
        ...(dimensions && { outputDimensionality: dimensions }),
        model: 'models/gemini-embedding-001',
      })),
    }),
    answer: (vectors) => ({ embeddings: vectors.map((values) => ({ values })) }),
    errorBody: (code, message) => ({ error: { code, message, status: 'ODD' } }),
  },
];

const modelOf = (provider: Provider, id: string): Model => ({
  provider: provider.id,
  id,
  name: id,
  kind: 'embedding',
  contextTokens: 8_192,
  maxOutputTokens: 0,
  tools: false,
  images: false,
  reasoning: false,
});

interface Circumstances {
  readonly request?: Partial<EmbedRequest>;
  readonly access?: Partial<Access>;
  readonly signal?: AbortSignal;
}

const ask = (subject: Subject, origin: string, { request, access, signal }: Circumstances = {}): Promise<EmbedAnswer> =>
  embed(subject.provider.protocol, {
    provider: subject.provider,
    model: modelOf(subject.provider, subject.model),
    request: { texts: [prompt, 'zwei 👩🏽‍🚀'], ...request },
    access: {
      baseUrl: `${origin}${new URL(subject.provider.baseUrl ?? 'http://127.0.0.1/v1').pathname}`,
      secrets: { apiKey: key },
      plain: {},
      headers: {},
      ...access,
    },
    signal: signal ?? new AbortController().signal,
  });

const failureOf = async (asking: Promise<EmbedAnswer>): Promise<ChatFailure> => {
  const thrown = await asking.then(
    (answer) => assert.fail(`it should have failed, but gave ${answer.vectors.length} vectors`),
    (error: unknown) => error,
  );
  if (thrown instanceof ChatFailure) return thrown;
  throw thrown;
};

const json = (value: unknown, facts: Partial<Reply> = {}): Reply => ({
  body: [JSON.stringify(value)],
  ...facts,
  headers: { 'content-type': 'application/json', ...facts.headers },
});

const listsOf = ({ vectors }: EmbedAnswer): readonly (readonly number[])[] => vectors.map((vector) => [...vector]);

const kinds: readonly (readonly [number, FailureKind])[] = [
  [400, 'request'],
  [401, 'auth'],
  [402, 'quota'],
  [403, 'forbidden'],
  [404, 'model-missing'],
  [413, 'context'],
  [429, 'rate'],
  [500, 'server'],
  [503, 'server'],
];

for (const subject of subjects)
  describe(`vectors of ${subject.provider.name}`, function () {
    // A busy machine is no failure.
    this.timeout(60_000);
    let counterpart: Counterpart;
    before(async () => {
      counterpart = await openCounterpart();
    });
    after(() => counterpart.close());
    const at = (): string => counterpart.origin;
    const good = subject.answer([
      [0.5, -0.25],
      [1, 2],
    ]);

    const sentFor = async (request: Partial<EmbedRequest> = {}): Promise<unknown> => {
      counterpart.script(json(good));
      await ask(subject, at(), { request });
      assert.equal(counterpart.exchanges.length, 1);
      return JSON.parse(counterpart.exchanges[0]?.body ?? '');
    };

    it('are asked for at the provider’s path, with the key in its one header', async () => {
      await sentFor();
      const [exchange] = counterpart.exchanges;
      assert.equal(exchange?.method, 'POST');
      assert.equal(exchange.url, subject.path);
      assert.match(exchange.headers['content-type'] ?? '', /^application\/json/);
      const holding = Object.entries(exchange.headers).filter(([, value]) => String(value).includes(key));
      assert.deepEqual(
        holding.map(([name]) => name),
        [subject.keyHeader],
      );
      assert.ok(!exchange.url.includes(key) && !exchange.body.includes(key));
      assert.equal(exchange.headers['user-agent'], 'Keyway');
    });

    for (const facts of [
      {},
      { purpose: 'query' },
      { purpose: 'document' },
      { dimensions: 256 },
      { purpose: 'query', dimensions: 512 },
    ] as const)
      it(`are asked for as the provider’s types have it: ${JSON.stringify(facts)}`, async () => {
        const body = await sentFor(facts);
        assert.deepEqual(body, subject.bodyOf({ texts: [prompt, 'zwei 👩🏽‍🚀'], ...facts }));
        assert.equal(await refusalOfEmbedding(subject.provider, body), '', JSON.stringify(body));
      });

    it('are asked for without lone surrogates, which JSON cannot carry', async () => {
      await sentFor({ texts: ['a \uD83D b', 'c'] });
      assert.ok(!/\\ud83d/i.test(counterpart.exchanges[0]?.body ?? ''));
    });

    it('come in the order of the texts', async () => {
      counterpart.script(json(good));
      assert.deepEqual(listsOf(await ask(subject, at())), [
        [0.5, -0.25],
        [1, 2],
      ]);
    });

    it('come whole when their numbers arrive in pieces', async () => {
      const whole = JSON.stringify(good);
      counterpart.script(json(good, { body: Array.from(whole) }));
      assert.deepEqual(listsOf(await ask(subject, at())), [
        [0.5, -0.25],
        [1, 2],
      ]);
    });

    it('show what is no number as none, and never as 0', async () => {
      counterpart.script(
        json(
          subject.answer([
            [null, 1],
            ['2', true],
          ]),
        ),
      );
      const lists = listsOf(await ask(subject, at()));
      assert.deepEqual(lists, [
        [Number.NaN, 1],
        [Number.NaN, Number.NaN],
      ]);
    });

    for (const [status, kind] of kinds)
      it(`fail with “${kind}” for status ${status}, asked once, with the provider’s sentence`, async () => {
        counterpart.script(json(subject.errorBody(status, 'The moon is in the wrong house.'), { status }));
        const failure = await failureOf(ask(subject, at()));
        assert.equal(failure.kind, kind);
        assert.equal(failure.status, status);
        assert.match(failure.message, /The moon is in the wrong house\./);
        assert.equal(counterpart.exchanges.length, 1);
      });

    it('tell how long to wait', async () => {
      counterpart.script(json(subject.errorBody(429, 'Slow down.'), { status: 429, headers: { 'retry-after': '7' } }));
      assert.equal((await failureOf(ask(subject, at()))).retryAfter, 7_000);
    });

    it('fail with the provider’s sentence where an error comes with status 200', async () => {
      counterpart.script(json(subject.errorBody(429, 'Rate limit reached.')));
      const failure = await failureOf(ask(subject, at()));
      assert.equal(failure.kind, 'rate');
    });

    it('never show a key or a text that the provider echoes', async () => {
      for (const status of [200, 400, 401, 500]) {
        const sentence = `Incorrect API key provided: ${key}. Invalid value: '${prompt}'.`;
        counterpart.script(json(subject.errorBody(status, sentence), { status }));
        const shown = everythingShown(await failureOf(ask(subject, at())));
        assert.ok(!shown.includes(key) && !shown.includes('launch code'), shown);
      }
    });

    for (const [what, body] of [
      ['a web page', '<!doctype html><html><body>Sign in</body></html>'],
      ['nothing', ''],
      ['half of them', JSON.stringify(good).slice(0, -10)],
      ['a number', '42'],
      ['no list', '{"data": {"a": 1}, "embeddings": {"values": []}}'],
      ['a list of nothing', '{"data": [null], "embeddings": [null]}'],
      ['vectors that are objects', '{"data": [{"index": 0, "embedding": {}}], "embeddings": [{"values": {}}]}'],
    ] as const)
      it(`fail with “stream” where ${what} comes instead`, async () => {
        counterpart.script({ body: [body], headers: { 'content-type': 'application/json' } });
        assert.equal((await failureOf(ask(subject, at()))).kind, 'stream');
      });

    it('fail with “network” where nothing answers', async () => {
      const gone = await openCounterpart();
      await gone.close();
      const failure = await failureOf(ask(subject, gone.origin));
      assert.equal(failure.kind, 'network');
      const shown = everythingShown(failure);
      assert.ok(!shown.includes(key) && !shown.includes('launch code'), shown);
    });

    for (const status of [301, 302, 303, 307, 308])
      it(`never follow a redirect (${status})`, async () => {
        const trap = await openCounterpart();
        trap.script(json(good));
        counterpart.script({ status, headers: { location: `${trap.origin}/elsewhere` }, body: [] });
        const failure = await failureOf(ask(subject, at()));
        assert.equal(trap.exchanges.length, 0);
        assert.equal(failure.kind, 'network');
        await trap.close();
      });

    it('stop before the provider says anything, and close the connection', async () => {
      const controller = new AbortController();
      counterpart.script({ body: [], end: 'silent' });
      const arrived = counterpart.nextRequest();
      const asking = failureOf(ask(subject, at(), { signal: controller.signal }));
      await within(5_000, arrived);
      controller.abort();
      assert.equal((await within(5_000, asking)).kind, 'aborted');
      await within(1_000, counterpart.exchanges[0]?.closed ?? Promise.reject(new Error('nothing was asked')));
    });

    it('stop in the middle of the answer, and close the connection', async () => {
      const controller = new AbortController();
      counterpart.script({ body: [JSON.stringify(good).slice(0, 20)], end: 'open' });
      const arrived = counterpart.nextRequest();
      const asking = failureOf(ask(subject, at(), { signal: controller.signal }));
      await within(5_000, arrived);
      setTimeout(() => controller.abort(), 50);
      assert.equal((await within(5_000, asking)).kind, 'aborted');
      await within(1_000, counterpart.exchanges[0]?.closed ?? Promise.reject(new Error('nothing was asked')));
    });

    it('are asked of nobody where the request was stopped before', async () => {
      counterpart.script(json(good));
      assert.equal((await failureOf(ask(subject, at(), { signal: AbortSignal.abort() }))).kind, 'aborted');
      assert.equal(counterpart.exchanges.length, 0);
    });

    it('name no key that cannot be sent', async () => {
      counterpart.script(json(good));
      const failure = await failureOf(ask(subject, at(), { access: { secrets: { apiKey: `${key}✓` } } }));
      assert.equal(failure.kind, 'key');
      assert.ok(!everythingShown(failure).includes(key));
      assert.equal(counterpart.exchanges.length, 0);
    });

    it('are not touched by what stands in the environment', async () => {
      const variables = {
        OPENAI_API_KEY: 'sk-hostile',
        OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
        OPENAI_ORG_ID: 'org-hostile',
        OPENAI_CUSTOM_HEADERS: 'x-hostile: openai',
        GOOGLE_API_KEY: 'hostile-google',
      };
      Object.assign(process.env, variables);
      const fresh = await openCounterpart();
      try {
        fresh.script(json(good));
        await ask(subject, fresh.origin, { access: { secrets: {} } });
        assert.ok(!JSON.stringify(fresh.exchanges).includes('hostile'));
      } finally {
        for (const name of Object.keys(variables)) delete process.env[name];
        await fresh.close();
      }
    });
  });

describe('vectors as OpenAI-compatible servers send them', function () {
  this.timeout(20_000);
  let counterpart: Counterpart;
  before(async () => {
    counterpart = await openCounterpart();
  });
  after(() => counterpart.close());

  const subjectFor = (provider: Provider): Subject => openAiLike(provider, 'm', () => ({}));
  const heard = (body: unknown, provider: Provider = openai, headers: Readonly<Record<string, string>> = {}) => {
    counterpart.script(json(body, { headers }));
    return ask(subjectFor(provider), counterpart.origin);
  };
  const item = (index: unknown, embedding: unknown): object => ({ object: 'embedding', index, embedding });

  it('are put in the order of their index', async () => {
    const answer = await heard({ data: [item(1, [2, 2]), item(0, [1, 1])] });
    assert.deepEqual(listsOf(answer), [
      [1, 1],
      [2, 2],
    ]);
  });

  it('keep their order where they have no index', async () => {
    const answer = await heard({ data: [{ embedding: [1] }, { embedding: [2] }] });
    assert.deepEqual(listsOf(answer), [[1], [2]]);
  });

  for (const [what, indexes] of [
    ['come twice', [0, 0]],
    ['skip one', [0, 2]],
    ['are no numbers', ['0', '1']],
    ['are below 0', [-1, 0]],
    ['are missing for one', [0, undefined]],
    ['are broken', [0.5, 1]],
    ['are far too large', [0, 4_000_000_000]],
  ] as const)
    it(`are not believed where their indexes ${what}`, async () => {
      assert.equal((await failureOf(heard({ data: indexes.map((index) => item(index, [1])) }))).kind, 'stream');
    });

  it('are read from base64 as well', async () => {
    const base64 = Buffer.from(Float32Array.of(0.5, -2, 3).buffer).toString('base64');
    assert.deepEqual(listsOf(await heard({ data: [item(0, base64)] })), [[0.5, -2, 3]]);
  });

  for (const odd of ['', 'AAA=', '!!!'])
    it(`are not read from “${odd}”, which is no base64 of numbers`, async () => {
      assert.equal((await failureOf(heard({ data: [item(0, odd)] }))).kind, 'stream');
    });

  it('come with the tokens that were counted', async () => {
    assert.deepEqual((await heard(openAiAnswer([[1]]))).usage, { input: 8, output: 0 });
  });

  it('come with Voyage’s tokens, which it counts as a total only', async () => {
    assert.deepEqual((await heard({ data: [item(0, [1])], usage: { total_tokens: 12 } }, voyage)).usage, {
      input: 12,
      output: 0,
    });
  });

  for (const usage of [undefined, null, {}, { prompt_tokens: 'many' }, { prompt_tokens: -1 }])
    it(`come without usage where it says ${JSON.stringify(usage)}`, async () => {
      assert.equal((await heard({ data: [item(0, [1])], usage })).usage, undefined);
    });

  it('come with the cost that OpenRouter states', async () => {
    const usage = { prompt_tokens: 8, total_tokens: 8, cost: 0.000_16 };
    assert.deepEqual((await heard({ data: [item(0, [1])], usage }, openrouter)).usage, {
      input: 8,
      output: 0,
      reportedCost: 0.000_16,
    });
  });

  it('name the model that made them, without the key that a gateway puts there', async () => {
    assert.equal((await heard(openAiAnswer([[1]]))).servedModel, 'served-model');
    const answer = await heard({ data: [item(0, [1])], model: `proxy-${key}` });
    assert.equal(answer.servedModel, 'proxy-[key]');
  });

  it('are asked for at the record’s own path', async () => {
    const provider: Provider = { ...openai, embeddings: { batch: 1, path: '/elsewhere/embed' } };
    await heard(openAiAnswer([[1]]), provider);
    assert.equal(counterpart.exchanges[0]?.url, '/elsewhere/embed');
  });

  it('are not asked for on another host where the person has named the server', async () => {
    const provider: Provider = { ...openai, embeddings: { batch: 1, path: 'https://embed.example/v1/embeddings' } };
    assert.equal((await failureOf(heard(openAiAnswer([[1]]), provider))).kind, 'model-missing');
    assert.equal(counterpart.exchanges.length, 0);
  });

  it('are asked for at Azure’s classic address where the key names a version', async () => {
    const provider: Provider = {
      ...openrouter,
      id: 'azure-like',
      quirks: { deployments: true },
      embeddings: { batch: 1 },
    };
    counterpart.script(json(openAiAnswer([[1]])));
    await ask(subjectFor(provider), counterpart.origin, {
      access: { baseUrl: `${counterpart.origin}/openai/v1`, plain: { apiVersion: '2024-10-21' } },
    });
    assert.equal(counterpart.exchanges[0]?.url, '/openai/deployments/m/embeddings?api-version=2024-10-21');
  });
});

describe('vectors of Google', () => {
  const subject = subjects.at(-1);

  it('are brought back to length 1 where fewer dimensions were asked for, and left as they are else', async () => {
    assert.ok(subject);
    const counterpart = await openCounterpart();
    counterpart.script(json(subject.answer([[3, 4]])));
    const short = await ask(subject, counterpart.origin, { request: { texts: ['x'], dimensions: 2 } });
    assert.deepEqual(short.vectors, [Float32Array.of(0.6, 0.8)]);
    const full = await ask(subject, counterpart.origin, { request: { texts: ['x'] } });
    assert.deepEqual(full.vectors, [Float32Array.of(3, 4)]);
    assert.equal(full.usage, undefined);
    await counterpart.close();
  });
});

describe('a protocol without embeddings', () => {
  it('says so', async () => {
    const subject = { ...openAiLike(replicate, 'a/b', () => ({})), provider: replicate };
    assert.equal((await failureOf(ask(subject, 'http://127.0.0.1:9'))).kind, 'model-missing');
  });
});

describe('the schemas of the official types of embeddings', function () {
  // Made once per version of an SDK, in some seconds.
  this.timeout(60_000);
  const content = { role: 'user', parts: [{ text: 'Hi' }] };

  for (const [what, provider, body] of [
    ['OpenAI without a model', openai, { input: ['Hi'] }],
    ['OpenAI without a text', openai, { model: 'm' }],
    ['a text that is an object at OpenAI', openai, { model: 'm', input: { text: 'Hi' } }],
    ['Voyage’s purpose at OpenAI', openai, { model: 'm', input: ['Hi'], input_type: 'query' }],
    ['an unknown encoding at OpenAI', openai, { model: 'm', input: ['Hi'], encoding_format: 'int8' }],
    ['OpenAI’s word for a purpose at NVIDIA', nvidia, { model: 'm', input: ['Hi'], input_type: 'document' }],
    ['dimensions that Voyage has not', voyage, { model: 'm', input: ['Hi'], output_dimension: 300 }],
    ['OpenAI’s body at Gemini', gemini, { model: 'm', input: ['Hi'] }],
    ['an unknown purpose at Gemini', gemini, { requests: [{ content, taskType: 'SEARCH' }] }],
    ['a request without a content at Gemini', gemini, { requests: [{ taskType: 'RETRIEVAL_QUERY' }] }],
    ['OpenAI’s dimensions at Gemini', gemini, { requests: [{ content, dimensions: 256 }] }],
  ] as const)
    it(`refuse ${what}`, async () => {
      assert.notEqual(await refusalOfEmbedding(provider, body), '');
    });
});
