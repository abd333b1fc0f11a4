import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from live probes of 2026-08-20, docs.sambanova.ai and a public key checker (2026-09-26), collected 2026-11-20. */
export const sambanova = {
  id: 'sambanova',
  name: 'SambaNova',
  about: t('A few open models on its own chips'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.sambanova.ai/v1',
  urls: { key: 'https://cloud.sambanova.ai/apis', docs: 'https://docs.sambanova.ai' },
  fields: [{ name: 'apiKey', label: t('API key'), secret: true, format: '^[A-Za-z0-9-]{30,}$' }],
  environment: ['SAMBANOVA_API_KEY'],
  auth: { scheme: 'bearer' },
  // The list of models is public. Accounts without a card answer 402 since August 2026.
  check: {
    path: 'chat/completions',
    body: { model: 'gpt-oss-120b', max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] },
    costs: t('less than $0.0001'),
  },
  listing: { path: 'models', shape: 'sambanova' },
  embeddings: { batch: 32, encodingFormat: false },
  rateLimits: [
    {
      header: 'x-ratelimit-remaining-requests',
      reset: 'x-ratelimit-reset-requests',
      counts: 'requests',
      per: 'minute',
    },
    {
      header: 'x-ratelimit-remaining-requests-day',
      reset: 'x-ratelimit-reset-requests-day',
      whole: 'x-ratelimit-limit-requests-day',
      counts: 'requests',
      per: 'day',
    },
  ],
  unverified: [
    'The body of a refused key, the shape of the list of models, and whether the embedding model is still there.',
  ],
} as const satisfies Provider;
