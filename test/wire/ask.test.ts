import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
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
import { check, type Question } from '../../src/wire/ask.ts';
import { json, serve, type LocalServer, type Seen } from './server.ts';

const secret = 'invented-key-0123456789abcdef';

describe('asking a provider', () => {
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
        'expired',
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
});
