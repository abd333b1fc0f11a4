import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { ChatFailure } from '../../src/core/failure.ts';
import type { Provider } from '../../src/core/provider.ts';
import { anthropic } from '../../src/providers/anthropic.ts';
import { custom } from '../../src/providers/custom.ts';
import { gemini } from '../../src/providers/gemini.ts';
import { ollama } from '../../src/providers/ollama.ts';
import { openai } from '../../src/providers/openai.ts';
import { openrouter } from '../../src/providers/openrouter.ts';
import { list, type Question } from '../../src/wire/ask.ts';
import { json, serve, type LocalServer, type Seen } from './server.ts';

const secret = 'invented-key-0123456789abcdef';

describe('which models there are', () => {
  let server: LocalServer;
  let reply: (response: ServerResponse, request: Seen) => unknown;

  before(async () => {
    server = await serve((response, request) => reply(response, request));
  });
  after(() => server.close());

  /** The provider's own path behind the local origin: `https://openrouter.ai/api/v1` becomes `http://127.0.0.1:…/api/v1`. */
  const question = (provider: Provider, more: Partial<Question> & { apiKey?: string } = {}): Question => ({
    provider,
    access: {
      baseUrl: `${server.origin}${new URL(provider.baseUrl ?? 'http://x/v1').pathname.replace(/\/$/, '')}`,
      secrets: more.apiKey === '' ? {} : { apiKey: more.apiKey ?? secret },
      plain: {},
      headers: provider.headers ?? {},
    },
    signal: new AbortController().signal,
    ...more,
  });

  const seen = (): Seen => server.seen.at(-1) ?? assert.fail('nothing was asked');

  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  it('reads OpenAI’s bare list, with what compatible servers add to it', async () => {
    reply = json(200, {
      object: 'list',
      data: [
        { id: 'gpt-4.1', object: 'model', created: 1, owned_by: 'openai' },
        { id: 'local', max_model_len: 8192, max_completion_tokens: null },
        { id: '', object: 'model' },
        { name: 'no id' },
        'no model',
        null,
      ],
    });
    assert.deepEqual(plain(await list(question(openai))), [{ id: 'gpt-4.1' }, { id: 'local', contextTokens: 8192 }]);
    reply = json(200, [{ id: 'together', context_length: 1024 }]);
    assert.deepEqual(plain(await list(question(custom))), [{ id: 'together', contextTokens: 1024 }]);
  });

  it('turns Anthropic’s pages until the last, and leaves retired models out', async () => {
    const model = (id: string, more: object = {}): object => ({
      id,
      type: 'model',
      display_name: id.toUpperCase(),
      lifecycle: 'active',
      max_input_tokens: 200_000,
      max_tokens: 64_000,
      capabilities: { image_input: { supported: true }, thinking: { supported: false, types: {} }, batch: 1 },
      ...more,
    });
    reply = (response, { path }) =>
      json(
        200,
        path.includes('after_id=a%2F1')
          ? {
              data: [model('b', { lifecycle: 'retired' }), model('c', { capabilities: null, max_tokens: null })],
              has_more: false,
              last_id: 'c',
            }
          : { data: [model('a/1')], has_more: true, last_id: 'a/1' },
      )(response);
    assert.deepEqual(plain(await list(question(anthropic))), [
      {
        id: 'a/1',
        name: 'A/1',
        contextTokens: 200_000,
        maxOutputTokens: 64_000,
        images: true,
        reasoning: false,
        kind: 'chat',
      },
      { id: 'c', name: 'C', contextTokens: 200_000, kind: 'chat' },
    ]);
    assert.equal(seen().path, '/v1/models?limit=1000&after_id=a%2F1');
  });

  it('tells Google’s chat models from embeddings and pictures, over all pages', async () => {
    reply = (response, { path }) =>
      json(
        200,
        path.includes('pageToken=')
          ? { models: [{ name: 'models/imagen-4', supportedGenerationMethods: ['predict'] }] }
          : {
              models: [
                {
                  name: 'models/gemini-x',
                  displayName: 'Gemini X',
                  inputTokenLimit: 1_048_576,
                  outputTokenLimit: 65_536,
                  supportedGenerationMethods: ['generateContent', 'countTokens'],
                  thinking: true,
                },
                { name: 'models/embed', supportedGenerationMethods: ['embedContent'] },
              ],
              nextPageToken: 'more&more',
            },
      )(response);
    assert.deepEqual(plain(await list(question(gemini))), [
      {
        id: 'gemini-x',
        name: 'Gemini X',
        contextTokens: 1_048_576,
        maxOutputTokens: 65_536,
        reasoning: true,
        kind: 'chat',
      },
      { id: 'embed', kind: 'embedding' },
    ]);
    assert.equal(seen().path, '/v1beta/models?pageSize=1000&pageToken=more%26more');
  });

  it('reads OpenRouter’s prices per million, and believes none outside 0 … 1000', async () => {
    const model = (id: string, pricing: object, more: object = {}): object => ({
      id,
      name: id,
      context_length: 400_000,
      architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
      pricing,
      top_provider: { max_completion_tokens: 128_000 },
      supported_parameters: ['tools', 'reasoning'],
      ...more,
    });
    reply = json(200, {
      data: [
        model('a', {
          prompt: '0.0000025',
          completion: '0.00001',
          input_cache_read: '0.00000025',
          input_cache_write: '0',
          overrides: [
            { min_prompt_tokens: 272_000, prompt: '0.000005', completion: '0.000015' },
            { utc_start: '00:00', utc_end: '06:00', prompt: '0.000001' },
            { utc_start: 'noon', utc_end: '25:00', prompt: '0.000001' },
            { utc_start: '06:00', utc_end: '07:00', min_prompt_tokens: 1000, prompt: '0.000001' },
          ],
        }),
        model('free', { prompt: '0', completion: '0' }),
        model('router', { prompt: '-1', completion: '-1' }),
        model('slip', { prompt: '2.5', completion: '10' }),
        model('words', { prompt: 'call us', completion: '0.000001' }),
        model('painter', { prompt: '0', completion: '0' }, { architecture: { output_modalities: ['image'] } }),
        { id: 'bare', supported_parameters: [], top_provider: { max_completion_tokens: null } },
      ],
    });
    const models = await list(question(openrouter));
    assert.deepEqual(plain(models[0]), {
      id: 'a',
      name: 'a',
      contextTokens: 400_000,
      maxOutputTokens: 128_000,
      tools: true,
      images: true,
      reasoning: true,
      price: {
        input: 2.5,
        output: 10,
        cacheRead: 0.25,
        tiers: [{ above: 272_000, input: 5, output: 15, cacheRead: 0.25 }],
        hours: [{ from: '00:00', to: '06:00', input: 1, output: 10, cacheRead: 0.25 }],
      },
      kind: 'chat',
    });
    assert.deepEqual(
      models.map(({ id, price }) => [id, price?.input]),
      [
        ['a', 2.5],
        ['free', 0],
        ['router', undefined],
        ['slip', undefined],
        ['words', undefined],
        ['bare', undefined],
      ],
    );
    assert.deepEqual(plain(models.at(-1)), { id: 'bare', tools: false, reasoning: false, kind: 'chat' });
  });

  it('reads Ollama’s tags, with capabilities or without', async () => {
    reply = json(200, {
      models: [
        {
          name: 'qwen3:8b',
          model: 'qwen3:8b',
          size: 1,
          capabilities: ['completion', 'tools', 'thinking', 'insert'],
          details: { family: 'qwen3', context_length: 40_960 },
        },
        { name: 'old:latest', details: { family: 'llama', parameter_size: '8B' } },
        { name: 'nomic-embed-text:latest', details: { family: 'nomic-bert' } },
        { name: 'embeddinggemma', capabilities: ['embedding'], details: {} },
        { name: 'painter', capabilities: ['image'] },
      ],
    });
    assert.deepEqual(plain(await list(question(ollama, { apiKey: '' }))), [
      {
        id: 'qwen3:8b',
        contextTokens: 40_960,
        tools: true,
        images: false,
        reasoning: true,
        fills: true,
        kind: 'chat',
      },
      { id: 'old:latest', kind: 'chat' },
      { id: 'nomic-embed-text:latest', kind: 'embedding' },
      { id: 'embeddinggemma', tools: false, images: false, reasoning: false, fills: false, kind: 'embedding' },
    ]);
  });

  it('leaves out a model that is named after the key, and keeps names that a short key is a word of', async () => {
    reply = json(200, { data: [{ id: 'good' }, { id: `debug-${secret}` }, { id: 'other', name: `of ${secret}` }] });
    assert.deepEqual(
      (await list(question(custom))).map(({ id }) => id),
      ['good'],
    );
    reply = json(200, { data: [{ id: 'ollama/llama' }] });
    assert.equal((await list(question(custom, { apiKey: 'ollama' }))).length, 1);
  });

  it('gives up on a list without end, and counts no model twice', async () => {
    const before = server.seen.length;
    reply = json(200, { data: [{ id: 'same' }], has_more: true, last_id: 'same' });
    assert.deepEqual(
      (await list(question(anthropic))).map(({ id }) => id),
      ['same'],
    );
    assert.equal(server.seen.length - before, 20);
  });

  it('fails in the words of chat: refused, unreadable, gone, stopped', async () => {
    const failing = async (asked: Question): Promise<ChatFailure> => {
      const failure = await list(asked).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(failure instanceof ChatFailure, String(failure));
      assert.doesNotMatch(`${failure.message} ${JSON.stringify(failure)}`, new RegExp(secret));
      return failure;
    };
    reply = json(401, { error: { message: `Incorrect API key provided: ${secret}` } });
    const refused = await failing(question(openai));
    assert.deepEqual([refused.kind, refused.status], ['auth', 401]);
    for (const body of [{}, { data: 'x' }, 'words', null]) {
      reply = json(200, body);
      for (const provider of [openai, anthropic, gemini, openrouter, ollama])
        assert.equal((await failing(question(provider))).kind, 'stream');
    }
    reply = (response) => response.destroy();
    assert.equal((await failing(question(openai))).kind, 'network');
    const controller = new AbortController();
    reply = () => controller.abort();
    assert.equal((await failing(question(openai, { signal: controller.signal }))).kind, 'aborted');
  });
});
