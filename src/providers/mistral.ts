import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from npm @mistralai/mistralai 2.7.0 and Mistral's documentation repository (2026-08-21), collected 2026-11-20. */
export const mistral = {
  id: 'mistral',
  name: 'Mistral',
  about: t('Mistral models, Codestral for code, embeddings'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.mistral.ai/v1',
  urls: {
    key: 'https://console.mistral.ai/api-keys',
    docs: 'https://docs.mistral.ai/api',
    status: 'https://status.mistral.ai',
  },
  fields: [{ name: 'apiKey', label: t('API key'), secret: true, format: '^[A-Za-z0-9]{32}$' }],
  environment: ['MISTRAL_API_KEY'],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'models', shape: 'mistral' },
  // Dimensions can be chosen for codestral-embed only.
  embeddings: { batch: 64, batchTokens: 16_384, dimensionsField: 'output_dimension' },
  // npm @mistralai/mistralai 2.7.0, `FIMCompletionStreamRequest`; the list says `completion_fim` of each model, read 2026-11-21.
  fill: { shape: 'mistral', path: 'fim/completions', models: ['codestral-*'] },
  rateLimits: [
    { header: 'x-ratelimit-remaining-tokens-minute', counts: 'tokens', per: 'minute' },
    { header: 'x-ratelimitbysize-remaining-minute', counts: 'tokens', per: 'minute' },
  ],
  quirks: {
    // 422 for any other id, for a field it does not know, and for a person who speaks right after a tool.
    toolCallIds: 'alnum9',
    toolChoice: 'any',
    namesToolResults: true,
    assistantAfterTools: true,
    // Comes with the last chunk anyway.
    usageInStream: false,
    promptCacheKey: true,
  },
  unverified: [
    'The body of a 401, the names of the rate-limit headers and the address of the status page.',
    'How many texts and tokens one request for embeddings may hold.',
  ],
} as const satisfies Provider;
