import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { ChatFailure } from '../../src/core/failure.ts';
import type { Model } from '../../src/core/provider.ts';
import { providerOf } from '../../src/providers/index.ts';
import { open } from '../../src/wire/index.ts';
import { serve } from './server.ts';

/** Writes for as long as somebody reads. */
const endless = (response: ServerResponse): void => {
  const piece = Buffer.alloc(64 * 1024, ' ');
  const write = (): void => {
    if (!response.destroyed) response.write(piece, write);
  };
  response.on('error', () => undefined);
  response.writeHead(503, { 'content-type': 'application/json' });
  write();
};

describe('a refusal without an end', function () {
  this.timeout(10_000);

  for (const id of ['groq', 'openai', 'anthropic', 'gemini', 'bedrock', 'replicate'])
    it(`of ${id} is read no further than it can say something`, async () => {
      await using server = await serve(endless);
      const provider = providerOf(id);
      assert.ok(provider);
      const model: Model = {
        provider: id,
        id: 'owner/model',
        name: 'Model',
        kind: 'chat',
        contextTokens: 100_000,
        maxOutputTokens: 1_000,
        tools: true,
        images: false,
        reasoning: false,
      };
      const events = await open(provider.protocol, {
        provider,
        model,
        request: {
          messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
          tools: [],
          toolChoice: 'auto',
        },
        access: { baseUrl: server.origin, secrets: { apiKey: 'key' }, plain: { region: 'eu-central-1' }, headers: {} },
        // Where it is not enough, what was read until then fills no memory.
        signal: AbortSignal.timeout(2_000),
        onAlive: () => undefined,
      });
      await assert.rejects(
        () => Array.fromAsync(events),
        (error) => error instanceof ChatFailure && error.kind === 'server' && error.status === 503,
      );
    });
});
