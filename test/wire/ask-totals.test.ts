import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import type { ProviderTotal, TotalsFound } from '../../src/core/provider-total.ts';
import type { Provider } from '../../src/core/provider.ts';
import { deepseek } from '../../src/providers/deepseek.ts';
import { providers } from '../../src/providers/index.ts';
import { litellm } from '../../src/providers/litellm.ts';
import { moonshot } from '../../src/providers/moonshot.ts';
import { novita } from '../../src/providers/novita.ts';
import { openai } from '../../src/providers/openai.ts';
import { openrouter } from '../../src/providers/openrouter.ts';
import { vercel } from '../../src/providers/vercel.ts';
import type { Question } from '../../src/wire/ask-get.ts';
import { nanoOf } from '../../src/wire/ask-totals-money.ts';
import { askTotals } from '../../src/wire/ask-totals.ts';
import { json, serve, type LocalServer, type Seen } from './server.ts';

const secret = 'invented-key-0123456789abcdef';

const spent = (span: string, nano: number, of = 'key') => ({ kind: 'spent', of, span, currency: 'USD', nano });
const left = (nano: number, currency = 'USD') => ({ kind: 'left', of: 'account', currency, nano });

/**
 * Each vendor's own example, as its documentation has it: OpenRouter "Get current API key" and "Get credits" (2026-11),
 * DeepSeek "Get User Balance" (2026-11), Moonshot "balance" (2026-11), LiteLLM `/key/info` (2026-10), Vercel "Usage &
 * Billing" (2026-07-30), Novita "User Balance Info" (2026-08-10).
 */
const openrouterKey = {
  data: {
    byok_usage: 17.38,
    byok_usage_daily: 17.38,
    creator_user_id: 'user_1',
    is_free_tier: false,
    is_management_key: false,
    label: 'sk-or-v1-au7...890',
    limit: 100,
    limit_remaining: 74.5,
    limit_reset: 'monthly',
    usage: 25.5,
    usage_daily: 0.1,
    usage_monthly: 25.123456789,
    usage_weekly: 3,
  },
};
const yuan = {
  is_available: true,
  balance_infos: [
    { currency: 'CNY', total_balance: '110.00', granted_balance: '10.00', topped_up_balance: '100.00' },
    { currency: 'USD', total_balance: '0.30', granted_balance: '0.00', topped_up_balance: '0.30' },
  ],
};

describe('asking a provider what it billed', () => {
  let server: LocalServer;
  let reply: (response: ServerResponse, request: Seen) => unknown;

  before(async () => {
    server = await serve((response, request) => reply(response, request));
  });
  after(() => server.close());

  const question = (provider: Provider, more: Partial<Question['access']> = {}): Question => ({
    provider,
    access: {
      baseUrl: `${server.origin}${new URL((provider.baseUrl ?? 'http://x/v1').replace('{host}', 'host.example')).pathname.replace(/\/$/, '')}`,
      secrets: { apiKey: secret },
      plain: {},
      headers: {},
      ...more,
    },
    signal: new AbortController().signal,
  });

  const totalsOf = (found: TotalsFound): readonly ProviderTotal[] => {
    assert.equal(found.kind, 'told', JSON.stringify(found));
    return found.kind === 'told' ? found.totals : [];
  };

  const sentenceOf = (found: TotalsFound): string =>
    found.kind === 'untold' ? found.sentence : assert.fail(JSON.stringify(found));

  const cases: readonly (readonly [
    string,
    Provider,
    string,
    unknown,
    readonly object[],
    Partial<Question['access']>?,
  ])[] = [
    [
      'Moonshot’s balance in US dollars',
      moonshot,
      '/v1/users/me/balance',
      {
        code: 0,
        data: { available_balance: 49.58894, voucher_balance: 46.58893, cash_balance: 3.00001 },
        status: true,
      },
      [left(49_588_940_000)],
      { plain: { host: 'api.moonshot.ai' } },
    ],
    [
      'Moonshot’s balance in yuan, where the key is one of China',
      moonshot,
      '/v1/users/me/balance',
      { code: 0, data: { available_balance: -0.5 } },
      [left(-500_000_000, 'CNY')],
      { plain: { host: 'api.moonshot.cn' } },
    ],
    [
      'DeepSeek’s balances, each in its currency',
      deepseek,
      '/user/balance',
      yuan,
      [left(110e9, 'CNY'), left(300_000_000)],
    ],
    [
      'LiteLLM’s spend of a key',
      litellm,
      '/key/info',
      { key: 'sk-…', info: { spend: 1.2e-7, max_budget: null, budget_duration: null } },
      [spent('ever', 120)],
    ],
    [
      'LiteLLM’s spend that begins anew with its budget',
      litellm,
      '/key/info',
      { info: { spend: 2.5, max_budget: 10, budget_duration: '30d', budget_reset_at: '2026-12-01T00:00:00Z' } },
      [spent('reset', 2_500_000_000)],
    ],
    [
      'Vercel’s credits of the team, as text',
      vercel,
      '/v1/credits',
      { balance: '95.50', total_used: '4.50' },
      [spent('ever', 4_500_000_000, 'account'), left(95_500_000_000)],
    ],
    [
      'Novita’s balance in ten-thousandths of a dollar',
      novita,
      '/openapi/v1/billing/balance/detail',
      { availableBalance: '1000001', cashBalance: '800000', creditLimit: '200000', pendingCharges: '0' },
      [left(100_000_100_000)],
    ],
  ];
  for (const [name, provider, path, body, totals, more] of cases) {
    it(`reads ${name}`, async () => {
      reply = json(200, body);
      assert.deepEqual(totalsOf(await askTotals(question(provider, more))), totals);
      assert.equal(server.seen.at(-1)?.path, path);
      assert.equal(server.seen.at(-1)?.headers.authorization, `Bearer ${secret}`);
    });
  }

  it('has an example for every provider that can be asked', () => {
    const asked = new Set<string>(['openrouter', ...cases.map(([, provider]) => provider.id)]);
    const records: readonly Provider[] = providers;
    for (const { id, totals } of records) assert.equal(totals !== undefined, asked.has(id), id);
  });

  it('reads OpenRouter’s counters of a key, and does not mind that its credits are not told to it', async () => {
    reply = (response, { path }) =>
      path.endsWith('/credits')
        ? json(403, { error: { code: 403, message: 'Only management keys can perform this operation' } })(response)
        : json(200, openrouterKey)(response);
    const found = await askTotals(question(openrouter));
    assert.deepEqual(totalsOf(found), [
      spent('day', 100_000_000),
      spent('week', 3_000_000_000),
      spent('month', 25_123_456_789),
      spent('ever', 25_500_000_000),
    ]);
    assert.deepEqual(found.kind === 'told' && found.notes, [
      "The key's limit at OpenRouter is $100.00, of which $74.50 are left, anew monthly.",
      'Beside these amounts OpenRouter counts $17.38 that your own keys there were billed (BYOK).',
    ]);
    assert.deepEqual(
      server.seen.slice(-2).map(({ path }) => path),
      ['/api/v1/key', '/api/v1/credits'],
    );
  });

  it('reads OpenRouter’s credits where they are told', async () => {
    reply = (response, { path }) =>
      json(
        200,
        path.endsWith('/credits') ? { data: { total_credits: 100.5, total_usage: 25.75 } } : openrouterKey,
      )(response);
    assert.deepEqual(totalsOf(await askTotals(question(openrouter))).slice(-2), [
      spent('ever', 25_750_000_000, 'account'),
      left(74_750_000_000),
    ]);
  });

  it('asks a gateway beside its own path', async () => {
    reply = json(200, { info: { spend: 0 } });
    await askTotals(question(litellm, { baseUrl: `${server.origin}/llm/v1` }));
    assert.equal(server.seen.at(-1)?.path, '/llm/key/info');
  });

  const refusals: readonly (readonly [string, number, unknown, RegExp])[] = [
    ['a refused key', 401, { error: { message: `bad ${secret}` } }, /^DeepSeek refuses this key \(401\)/],
    [
      'a key without the right',
      403,
      { error: { message: 'no' } },
      /^DeepSeek does not tell this key what was billed \(403\)\.$/,
    ],
    ['a rate limit', 429, { error: { code: 'rate_limit_exceeded' } }, /^DeepSeek may not be asked so often \(429\)/],
    ['a provider in trouble', 503, {}, /^DeepSeek has a problem of its own \(503\): try again later\.$/],
    ['an address that is not there', 404, { detail: 'Not Found' }, /^DeepSeek answered unlike its API \(404\)/],
    ['another answer', 200, { balance_infos: [] }, /^DeepSeek answered unlike its API \(200\)/],
    ['an amount that is none', 200, { balance_infos: [{ currency: 'USD', total_balance: 'lots' }] }, /unlike its API/],
    [
      'thousands of balances',
      200,
      { balance_infos: Array.from({ length: 5_000 }, () => ({ currency: 'USD', total_balance: '1' })) },
      /unlike its API/,
    ],
    ['a currency that is none', 200, { balance_infos: [{ currency: '| x |', total_balance: '1' }] }, /unlike its API/],
  ];
  for (const [name, status, body, sentence] of refusals) {
    it(`says a sentence of ${name}, without the key`, async () => {
      reply = json(status, body);
      const said = sentenceOf(await askTotals(question(deepseek)));
      assert.match(said, sentence);
      assert.ok(!said.includes(secret));
    });
  }

  it('tells no amount that could not be counted, though it comes of two that can', async () => {
    const credits = { data: { total_credits: 9_000_000, total_usage: -9_000_000 } };
    reply = (response, { path }) => json(200, path.endsWith('/credits') ? credits : openrouterKey)(response);
    const totals = totalsOf(await askTotals(question(openrouter)));
    assert.deepEqual([...new Set(totals.map(({ of }) => of))], ['key']);
  });

  it('follows no redirect with the key', async () => {
    const asked = server.seen.length;
    reply = (response) => response.writeHead(302, { location: '/elsewhere' }).end();
    assert.match(sentenceOf(await askTotals(question(deepseek))), /^DeepSeek could not be asked what it billed: /);
    assert.equal(server.seen.length, asked + 1);
  });

  it('ends where the person stops it', async () => {
    const stopping = new AbortController();
    reply = () => stopping.abort();
    const found = await askTotals({ ...question(openrouter), signal: stopping.signal });
    assert.equal(sentenceOf(found), 'OpenRouter was not asked to the end, because you stopped it.');
  });

  it('does not ask a provider that tells a key nothing', async () => {
    const asked = server.seen.length;
    assert.match(sentenceOf(await askTotals(question(openai))), /^OpenAI cannot be asked/);
    assert.equal(server.seen.length, asked);
  });
});

describe('an amount as text', () => {
  it('is its nano-units exactly, where a float would be off', () => {
    assert.equal(nanoOf('0.1'), 100_000_000);
    assert.equal(nanoOf('1234567.123456789'), 1_234_567_123_456_789);
    assert.equal(nanoOf('-4.50'), -4_500_000_000);
    assert.equal(nanoOf('1.5e-9'), 2);
    assert.equal(nanoOf('0.0000000004'), 0);
    assert.equal(nanoOf('1E3'), 1_000_000_000_000);
    assert.equal(nanoOf('7', -4), 700_000);
  });

  it('is every amount of whole nano-units again', () =>
    fc.assert(
      fc.property(fc.maxSafeInteger(), (nano) => {
        const digits = String(Math.abs(nano)).padStart(10, '0');
        const text = `${nano < 0 ? '-' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`;
        assert.equal(nanoOf(text), nano === 0 ? 0 : nano);
      }),
    ));

  for (const text of ['', 'NaN', 'Infinity', '1,5', '1 2', '0x10', '--1', '1e999', '99999999999999', '1'.repeat(100)])
    it(`is none where it says “${text.slice(0, 20)}”`, () => assert.equal(nanoOf(text), undefined));
});
