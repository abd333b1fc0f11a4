import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Through the endpoint that speaks OpenAI. Facts from npm cohere-ai 8.1.0 and docs.cohere.com, collected 2026-11-20. */
export const cohere = {
  id: 'cohere',
  name: 'Cohere',
  about: t('Command models, and embeddings for search'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.cohere.ai/compatibility/v1',
  urls: {
    key: 'https://dashboard.cohere.com/api-keys',
    docs: 'https://docs.cohere.com/docs/compatibility-api',
    status: 'https://status.cohere.com',
  },
  fields: [{ name: 'apiKey', label: t('API key'), secret: true, format: '^[A-Za-z0-9]{40}$' }],
  environment: ['CO_API_KEY', 'COHERE_API_KEY'],
  auth: { scheme: 'bearer' },
  // Made for this question. Its 200 may say `{"valid": false}`.
  check: { path: 'https://api.cohere.com/v1/check-api-key', body: {} },
  listing: { path: 'https://api.cohere.com/v1/models?page_size=1000', shape: 'cohere' },
  embeddings: {
    batch: 96,
    purpose: { field: 'input_type', query: 'search_query', document: 'search_document' },
  },
  rateLimits: [
    {
      header: 'x-trial-endpoint-call-remaining',
      whole: 'x-trial-endpoint-call-limit',
      counts: 'requests',
      per: 'month',
    },
  ],
  unverified: [
    'The body of a refused key, the names of the rate-limit headers and the address of the status page.',
    'That the compatible endpoint takes `input_type` with embeddings.',
  ],
} as const satisfies Provider;
