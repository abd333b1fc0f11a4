import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from docs.fireworks.ai, models.dev (2026-09-28) and a public key checker (2026-09-26), collected 2026-11-20. */
export const fireworks = {
  id: 'fireworks',
  name: 'Fireworks AI',
  about: t('Open models of many makers, and embeddings'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.fireworks.ai/inference/v1',
  urls: {
    key: 'https://app.fireworks.ai/settings/users/api-keys',
    docs: 'https://docs.fireworks.ai',
    status: 'https://status.fireworks.ai',
  },
  fields: [
    { name: 'apiKey', label: t('API key'), hint: 'fw_…', secret: true, format: '^(?:fw_|fpk_)[A-Za-z0-9_-]{20,}$' },
  ],
  environment: ['FIREWORKS_API_KEY'],
  auth: { scheme: 'bearer' },
  check: { path: 'models', refused: [403] },
  listing: { path: 'models', shape: 'fireworks' },
  embeddings: { batch: 64, dimensionsField: 'dimensions', encodingFormat: false },
  rateLimits: [{ header: 'x-ratelimit-remaining-requests', counts: 'requests', per: 'minute' }],
  unverified: [
    'The status and the body of a refused key, the names of the rate-limit headers and the address of the status page.',
    'How many texts one request for embeddings may hold.',
  ],
} as const satisfies Provider;
