import assert from 'node:assert/strict';
import type { EmbedAnswer, EmbedRequest } from '../../src/core/embedding.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import { bedrock } from '../../src/providers/bedrock.ts';
import { embed } from '../../src/wire/index.ts';
import type { Access } from '../../src/wire/wire.ts';
import { openCounterpart, type Counterpart } from './contract/counterpart.ts';
import { modelOf } from './contract/subject.ts';
import { everythingShown, key, prompt, within } from './contract/talk.ts';
import { serve, type LocalServer, type Seen } from './server.ts';
import { authorizationOf } from './signature.ts';

/** Amazon's own example of a key, which was never one. */
const accessKey = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

const titan = 'amazon.titan-embed-text-v2:0';

interface Asking {
  readonly request?: Partial<EmbedRequest>;
  readonly access?: Partial<Access>;
  readonly signal?: AbortSignal;
}

const ask = (origin: string, id: string, { request, access, signal }: Asking = {}): Promise<EmbedAnswer> =>
  embed('bedrock-converse', {
    provider: bedrock,
    model: { ...modelOf(bedrock, id), kind: 'embedding' },
    request: { texts: [prompt], ...request },
    access: {
      baseUrl: origin,
      secrets: { apiKey: key },
      plain: { region: 'eu-central-1' },
      headers: {},
      ...access,
    },
    signal: signal ?? new AbortController().signal,
  });

const failureOf = async (answer: Promise<EmbedAnswer>): Promise<ChatFailure> => {
  const thrown: unknown = await answer.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof ChatFailure, String(thrown));
  return thrown;
};

const lists = ({ vectors }: EmbedAnswer): readonly (readonly number[])[] => vectors.map((vector) => [...vector]);

describe('Bedrock’s embeddings', function () {
  // A busy machine is no failure.
  this.timeout(20_000);

  /** A server that gives every text a vector of its own: its number. */
  const numbers = (asked: Seen): readonly number[] => [...asked.body.matchAll(/text (\d+)/g)].map(([, n]) => Number(n));
  const count = { 'content-type': 'application/json', 'x-amzn-bedrock-input-token-count': '3' };

  const withServer = async (
    reply: (asked: Seen) => object,
    run: (server: LocalServer) => Promise<void>,
  ): Promise<void> => {
    const server = await serve(async (response, asked) => {
      // Later texts are answered sooner.
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 20 - (numbers(asked)[0] ?? 0))));
      response.writeHead(200, count).end(JSON.stringify(reply(asked)));
    });
    await using _closing = server;
    await run(server);
  };

  const makers: readonly (readonly [string, EmbedRequest, object, (vectors: readonly number[][]) => object])[] = [
    [
      titan,
      { texts: ['text 1'], dimensions: 512 },
      { inputText: 'text 1', normalize: true, dimensions: 512 },
      ([embedding]) => ({ embedding, inputTextTokenCount: 3 }),
    ],
    ['amazon.titan-embed-text-v1', { texts: ['text 1'] }, { inputText: 'text 1' }, ([embedding]) => ({ embedding })],
    [
      'amazon.nova-2-multimodal-embeddings-v1:0',
      { texts: ['text 1'], purpose: 'query', dimensions: 384 },
      {
        taskType: 'SINGLE_EMBEDDING',
        singleEmbeddingParams: {
          embeddingPurpose: 'TEXT_RETRIEVAL',
          embeddingDimension: 384,
          text: { truncationMode: 'NONE', value: 'text 1' },
        },
      },
      ([embedding]) => ({ embeddings: [{ embeddingType: 'TEXT', embedding }] }),
    ],
    [
      'cohere.embed-multilingual-v3',
      { texts: ['text 1', 'text 2'], purpose: 'document' },
      { texts: ['text 1', 'text 2'], input_type: 'search_document' },
      (embeddings) => ({ embeddings, id: 'x', response_type: 'embeddings_floats' }),
    ],
    [
      'us.cohere.embed-v4:0',
      { texts: ['text 1', 'text 2'], purpose: 'query', dimensions: 256 },
      { texts: ['text 1', 'text 2'], input_type: 'search_query', embedding_types: ['float'], output_dimension: 256 },
      (embeddings) => ({ embeddings: { float: embeddings }, response_type: 'embeddings_by_type' }),
    ],
  ];

  for (const [id, request, body, answer] of makers)
    it(`are asked of ${id} in its own words`, () =>
      withServer(
        (asked) => answer(numbers(asked).map((n) => [n, 0.5])),
        async ({ origin, seen }) => {
          const answered = await ask(origin, id, { request });
          assert.deepEqual(
            lists(answered),
            request.texts.map((_, at) => [at + 1, 0.5]),
          );
          assert.deepEqual(answered.usage, { input: 3, output: 0 });
          assert.equal(seen.length, 1);
          assert.equal(seen[0]?.path, `/model/${encodeURIComponent(id)}/invoke`);
          assert.deepEqual(JSON.parse(seen[0].body), body);
        },
      ));

  it('keep the order of texts that overtake each other, and add up their tokens', () =>
    withServer(
      (asked) => ({ embedding: [numbers(asked)[0]] }),
      async ({ origin, seen }) => {
        const texts = Array.from({ length: 11 }, (_, at) => `text ${at}`);
        const answered = await ask(origin, titan, { request: { texts } });
        assert.deepEqual(lists(answered).flat(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert.deepEqual(answered.usage, { input: 33, output: 0 });
        assert.equal(seen.length, 11);
      },
    ));

  it('of more texts than Cohere takes at once are asked in parts', () =>
    withServer(
      (asked) => ({ embeddings: numbers(asked).map((n) => [n]) }),
      async ({ origin, seen }) => {
        const texts = Array.from({ length: 100 }, (_, at) => `text ${at}`);
        const answered = await ask(origin, 'cohere.embed-english-v3', { request: { texts } });
        assert.deepEqual(
          lists(answered).flat(),
          texts.map((_, at) => at),
        );
        assert.deepEqual(
          seen.map((asked) => numbers(asked).length).toSorted((a, b) => a - b),
          [4, 96],
        );
      },
    ));

  describe('over one socket', () => {
    let counterpart: Counterpart;
    before(async () => {
      counterpart = await openCounterpart();
    });
    after(() => counterpart.close());
    const json = { 'content-type': 'application/json' };

    it('are signed with an access key', async () => {
      counterpart.script({ headers: json, body: ['{"embedding":[1]}'] });
      const answered = await ask(counterpart.origin, titan, { access: { secrets: accessKey } });
      assert.equal(answered.usage, undefined);
      const [exchange] = counterpart.exchanges;
      assert.ok(exchange);
      assert.equal(exchange.headers.authorization, authorizationOf(exchange, accessKey.secretAccessKey));
      assert.equal(exchange.headers['user-agent'], 'Keyway');
    });

    it('of a length that the model does not have ask nobody', async () => {
      counterpart.script({ headers: json, body: ['{"embedding":[1]}'] });
      for (const id of ['amazon.titan-embed-text-v1', 'cohere.embed-english-v3'])
        assert.equal(
          (await failureOf(ask(counterpart.origin, id, { request: { dimensions: 256 } }))).kind,
          'model-missing',
        );
      assert.equal(counterpart.exchanges.length, 0);
    });

    it('of a model whose words nobody knows ask nobody', async () => {
      counterpart.script({ headers: json, body: ['{}'] });
      const failure = await failureOf(ask(counterpart.origin, 'twelvelabs.marengo-embed-3-0-v1:0'));
      assert.equal(failure.kind, 'model-missing');
      assert.equal(counterpart.exchanges.length, 0);
    });

    it('fail with what Amazon says, without key and prompt', async () => {
      for (const [status, type, kind] of [
        [429, 'ThrottlingException', 'rate'],
        [403, 'UnrecognizedClientException', 'auth'],
        [400, 'ValidationException', 'request'],
      ] as const) {
        const message = `${key} must not say ${prompt}`;
        counterpart.script({ status, headers: json, body: [JSON.stringify({ __type: type, message })] });
        const failure = await failureOf(ask(counterpart.origin, titan));
        assert.deepEqual([failure.kind, failure.status], [kind, status]);
        const shown = everythingShown(failure);
        assert.ok(!shown.includes(key) && !shown.includes('launch code'), shown);
      }
    });

    it('that cannot be read, or are fewer than the texts, fail', async () => {
      for (const body of ['<html>', '{}', '{"embeddings":[[1]]}', '{"embeddings":[[1],"x","y"]}', '']) {
        counterpart.script({ headers: json, body: [body] });
        const texts = ['a', 'b'];
        assert.equal(
          (await failureOf(ask(counterpart.origin, 'cohere.embed-v4:0', { request: { texts } }))).kind,
          'stream',
        );
      }
    });

    it('stop when the person does, and close the connection', async () => {
      counterpart.script({ body: [], end: 'silent' });
      const controller = new AbortController();
      const arrived = counterpart.nextRequest();
      const answer = failureOf(ask(counterpart.origin, titan, { signal: controller.signal }));
      await within(5_000, arrived);
      controller.abort();
      assert.equal((await within(5_000, answer)).kind, 'aborted');
      await within(1_000, counterpart.exchanges[0]?.closed ?? Promise.reject(new Error('nothing was asked')));
    });

    it('stop the other texts where one is refused', async () => {
      counterpart.script({ body: [], end: 'silent' }, { status: 400, headers: json, body: ['{"message":"no"}'] });
      const texts = Array.from({ length: 20 }, (_, at) => `text ${at}`);
      assert.equal((await failureOf(ask(counterpart.origin, titan, { request: { texts } }))).kind, 'request');
      await within(1_000, counterpart.exchanges[0]?.closed ?? Promise.reject(new Error('nothing was asked')));
      assert.ok(counterpart.exchanges.length < texts.length);
    });
  });
});
