import assert from 'node:assert/strict';
import type { KeyTold } from '../../src/core/listing.ts';
import { openrouter } from '../../src/providers/openrouter.ts';
import { check } from '../../src/wire/ask.ts';
import { toldIn } from '../../src/wire/ask-standing.ts';
import { serve } from './server.ts';

describe('what a provider tells about a key beside its test', () => {
  it('is when it ends and how much it may spend', () => {
    const cases: readonly (readonly [body: unknown, told: KeyTold | undefined])[] = [
      // OpenRouter's documentation, "Get current API key", 2026-11.
      [
        { data: { limit: 100, limit_remaining: 74.5, expires_at: '2027-12-31T23:59:59Z' } },
        { expiresAt: Date.UTC(2027, 11, 31, 23, 59, 59), prepaid: { left: 74.5, limit: 100 } },
      ],
      [{ data: { limit: null, limit_remaining: null, expires_at: null } }, undefined],
      [{ data: { limit: 0, limit_remaining: 0 } }, undefined],
      [{ data: { expires_at: 'soon', limit: 'much', limit_remaining: 3 } }, undefined],
      // LiteLLM's key.
      [{ info: { spend: 9.5, max_budget: 10 } }, { prepaid: { left: 0.5, limit: 10 } }],
      [[], undefined],
      ['text', undefined],
      [undefined, undefined],
    ];
    for (const [body, told] of cases) assert.deepEqual(toldIn({ status: 200, body }), told, JSON.stringify(body));
  });

  it('is nothing in a refusal', () => {
    assert.equal(toldIn({ status: 401, body: { data: { expires_at: '2027-12-31T23:59:59Z' } } }), undefined);
  });

  it('comes with the finding of the test', async () => {
    const data = { limit: 10, limit_remaining: 0.5, expires_at: '2027-12-31T00:00:00Z' };
    const server = await serve((response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data })),
    );
    try {
      const access = { baseUrl: `${server.origin}/api/v1`, secrets: { apiKey: 'invented' }, plain: {}, headers: {} };
      const found = await check({ provider: openrouter, access, signal: new AbortController().signal });
      assert.deepEqual(
        [found.verdict, found.told],
        ['valid', { expiresAt: Date.UTC(2027, 11, 31), prepaid: { left: 0.5, limit: 10 } }],
      );
    } finally {
      await server.close();
    }
  });
});
