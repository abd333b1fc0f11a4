import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from npm together-ai 0.52.0 and live error bodies of 2026-08, collected 2026-11-20. */
export const together = {
  id: 'together',
  name: 'Together AI',
  about: t('Open models of many makers, and embeddings'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.together.ai/v1',
  urls: {
    key: 'https://api.together.ai/settings/api-keys',
    docs: 'https://docs.together.ai',
    status: 'https://status.together.ai',
  },
  fields: [
    {
      name: 'apiKey',
      label: t('API key'),
      hint: 'tgp_v1_…',
      secret: true,
      format: '^(?:[a-f0-9]{64}|tgp_v1_[\\w-]{20,})$',
    },
  ],
  environment: ['TOGETHER_API_KEY'],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'models', shape: 'together' },
  embeddings: { batch: 64, encodingFormat: false },
  rateLimits: [
    { header: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset', counts: 'requests', per: 'unknown' },
    { header: 'x-tokenlimit-remaining', counts: 'tokens', per: 'unknown' },
  ],
  quirks: { thinking: 'reasoning.enabled' },
  unverified: [
    'The prefix of newer keys, the body of a 401 and the address of the status page.',
    'The names of the rate-limit headers, and how many texts one request for embeddings may hold.',
  ],
} as const satisfies Provider;
