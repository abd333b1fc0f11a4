import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { ChatFailure } from '../../src/core/failure.ts';
import type { Verdict } from '../../src/core/key.ts';
import type { Provider } from '../../src/core/provider.ts';
import { anthropic } from '../../src/providers/anthropic.ts';
import { custom } from '../../src/providers/custom.ts';
import { deepseek } from '../../src/providers/deepseek.ts';
import { gemini } from '../../src/providers/gemini.ts';
import { ollama } from '../../src/providers/ollama.ts';
import { openai } from '../../src/providers/openai.ts';
import { openrouter } from '../../src/providers/openrouter.ts';
import { xai } from '../../src/providers/xai.ts';
import { check, list, type Question } from '../../src/wire/ask.ts';
import { serve, type LocalServer, type Seen } from './server.ts';

const secret = 'invented-key-0123456789abcdef';

describe('asking a provider', () => {
  let server: LocalServer;
  let reply: (response: ServerResponse, request: Seen) => unknown;

  before(async () => {
    server = await serve((response, request) => reply(response, request));
  });
  after(() => server.close());

  const json =
    (status: number, body: unknown, headers: Record<string, string> = {}) =>
    (response: ServerResponse): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    };

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

  describe('whether a key works', () => {
    it('asks the address of the record, with the key in its header and nowhere else', async () => {
      const cases: [Provider, string, string, string][] = [
        [openai, '/v1/models', 'authorization', `Bearer ${secret}`],
        [anthropic, '/v1/models?limit=1', 'authorization', `Bearer ${secret}`],
        [gemini, '/v1beta/models?pageSize=1', 'x-goog-api-key', secret],
        [openrouter, '/api/v1/key', 'authorization', `Bearer ${secret}`],
        [deepseek, '/user/balance', 'authorization', `Bearer ${secret}`],
        [xai, '/v1/api-key', 'authorization', `Bearer ${secret}`],
        [ollama, '/api/tags', 'authorization', `Bearer ${secret}`],
        [custom, '/v1/models', 'authorization', `Bearer ${secret}`],
      ];
      reply = json(200, {});
      for (const [provider, path, header, value] of cases) {
        assert.equal((await check(question(provider))).verdict, 'valid', provider.id);
        assert.equal(seen().path, path);
        assert.equal(seen().headers[header], value);
      }
      await check(question(anthropic));
      assert.equal(seen().headers['anthropic-version'], '2026-10-21');
      await check(
        question(deepseek, { access: { baseUrl: `${server.origin}/beta`, secrets: {}, plain: {}, headers: {} } }),
      );
      assert.equal(seen().path, '/user/balance', 'beside the base URL, whichever one a person uses');
    });

    const verdicts: [string, Provider, number, unknown, Verdict][] = [
      ['an accepted key', openai, 200, { object: 'list', data: [] }, 'valid'],
      ['a wrong key', openai, 401, { error: { message: `Incorrect API key provided: ${secret}` } }, 'invalid'],
      [
        'a key that may chat but not list',
        openai,
        403,
        { error: { message: 'Missing scopes: api.model.read' } },
        'limited',
      ],
      ['a rate limit, which proves the key', openai, 429, { error: { code: 'rate_limit_exceeded' } }, 'valid'],
      ['a used-up quota', openai, 429, { error: { code: 'insufficient_quota' } }, 'no-credit'],
      ['a provider in trouble', openai, 503, {}, 'unclear'],
      ['an address that is not there', custom, 404, { detail: 'Not Found' }, 'unclear'],
      [
        'Anthropic’s empty account',
        anthropic,
        400,
        { error: { message: 'Your credit balance is too low' } },
        'no-credit',
      ],
      [
        'Google’s 400 for a wrong key',
        gemini,
        400,
        { error: { code: 400, message: 'API key not valid.', status: 'INVALID_ARGUMENT' } },
        'invalid',
      ],
      [
        'Google’s 400 for a country',
        gemini,
        400,
        { error: { message: 'User location is not supported for the API use.' } },
        'limited',
      ],
      [
        'Google’s unpaid bill',
        gemini,
        403,
        { error: { message: 'dunning decision is deny', status: 'PERMISSION_DENIED' } },
        'no-credit',
      ],
      [
        'xAI’s 400 for a wrong key',
        xai,
        400,
        { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: …' },
        'invalid',
      ],
      [
        'xAI’s disabled key',
        xai,
        200,
        { name: 'k', acls: [], api_key_disabled: true, api_key_blocked: false },
        'invalid',
      ],
      ['DeepSeek’s balance', deepseek, 200, { is_available: true, balance_infos: [] }, 'valid'],
      ['DeepSeek’s empty balance', deepseek, 200, { is_available: false, balance_infos: [] }, 'no-credit'],
      ['a missing payment', deepseek, 402, { error: { message: 'Insufficient Balance' } }, 'no-credit'],
      ['OpenRouter’s key without a limit', openrouter, 200, { data: { limit: null, limit_remaining: null } }, 'valid'],
      ['OpenRouter’s key at its limit', openrouter, 200, { data: { limit: 5, limit_remaining: 0 } }, 'no-credit'],
      ['a list without anything around it', custom, 200, [{ id: 'm' }], 'valid'],
    ];
    for (const [name, provider, status, body, verdict] of verdicts) {
      it(`tells ${name}: ${verdict}`, async () => {
        reply = json(status, body);
        const finding = await check(question(provider));
        assert.equal(finding.verdict, verdict, finding.sentence);
        assert.equal(finding.status, status);
        assert.match(
          finding.sentence,
          provider === custom ? /^The server at 127\.0\.0\.1:\d+ / : new RegExp(`^${provider.name} `),
        );
        assert.match(finding.sentence, /\.$/);
        assert.doesNotMatch(finding.sentence, /invented-key|undefined|\.\./);
      });
    }

    it('is happy with a server that wants no key, and says so where one is wanted', async () => {
      reply = json(200, { models: [] });
      const open = await check(question(ollama, { apiKey: '' }));
      assert.deepEqual([open.verdict, open.sentence], ['valid', 'Ollama answers and wants no key.']);
      assert.equal(seen().headers.authorization, undefined);
      reply = json(401, { error: 'unauthorized' });
      const closed = await check(question(ollama, { apiKey: '' }));
      assert.equal(closed.verdict, 'invalid');
      assert.match(closed.sentence, /^Ollama wants a key \(401\)/);
    });

    it('never says a secret, whatever the server echoes', async () => {
      for (const status of [200, 400, 401, 403, 404, 429, 500]) {
        reply = json(status, {
          error: { message: `no: ${secret} ${encodeURIComponent(secret)}`, code: secret },
          [secret]: secret,
        });
        for (const provider of [openai, gemini, xai, custom]) {
          const finding = await check(question(provider));
          assert.doesNotMatch(JSON.stringify(finding), new RegExp(secret));
        }
      }
    });

    it('is unclear about a web page, and about a body without end', async () => {
      reply = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
      assert.equal((await check(question(custom))).verdict, 'unclear');
      // 64 MB of white space, sent as a few kilobytes.
      reply = (response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(gzipSync(Buffer.alloc(64 * 1024 * 1024, ' ')));
      const finding = await check(question(custom));
      assert.equal(finding.verdict, 'unclear');
      assert.match(finding.sentence, /far too large/);
    });

    it('does not follow a redirect with the key', async () => {
      await using other = await serve(json(200, {}));
      reply = (response) => response.writeHead(302, { location: `${other.origin}/v1/models` }).end();
      const finding = await check(question(openai));
      assert.equal(finding.verdict, 'unreachable');
      assert.match(finding.sentence, /redirects/);
      assert.equal(other.seen.length, 0);
    });

    it('says that nothing answers, and what to start', async () => {
      const gone = await serve(() => undefined);
      await gone.close();
      const finding = await check(
        question(ollama, { access: { baseUrl: `${gone.origin}/v1`, secrets: {}, plain: {}, headers: {} } }),
      );
      assert.equal(finding.verdict, 'unreachable');
      assert.match(
        finding.sentence,
        /^Ollama could not be reached: nothing answers at 127\.0\.0\.1:\d+\. Start Ollama/,
      );
      assert.equal(finding.status, undefined);
    });

    it('does not send a key that no header can hold, nor say it', async () => {
      const before = server.seen.length;
      const finding = await check(question(openai, { apiKey: `${secret}\n` }));
      assert.equal(finding.verdict, 'invalid');
      assert.match(finding.sentence, /^OpenAI was not asked/);
      assert.doesNotMatch(finding.sentence, /invented/);
      assert.equal(server.seen.length, before);
    });

    it('can be stopped', async () => {
      const controller = new AbortController();
      reply = () => controller.abort();
      const finding = await check(question(openai, { signal: controller.signal }));
      assert.deepEqual([finding.verdict, finding.sentence], ['unclear', 'The test of the key for OpenAI was stopped.']);
    });
  });

  describe('which models there are', () => {
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
            capabilities: ['completion', 'tools', 'thinking'],
            details: { family: 'qwen3', context_length: 40_960 },
          },
          { name: 'old:latest', details: { family: 'llama', parameter_size: '8B' } },
          { name: 'nomic-embed-text:latest', details: { family: 'nomic-bert' } },
          { name: 'embeddinggemma', capabilities: ['embedding'], details: {} },
          { name: 'painter', capabilities: ['image'] },
        ],
      });
      assert.deepEqual(plain(await list(question(ollama, { apiKey: '' }))), [
        { id: 'qwen3:8b', contextTokens: 40_960, tools: true, images: false, reasoning: true, kind: 'chat' },
        { id: 'old:latest', kind: 'chat' },
        { id: 'nomic-embed-text:latest', kind: 'embedding' },
        { id: 'embeddinggemma', tools: false, images: false, reasoning: false, kind: 'embedding' },
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
});
