import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from novita.ai/docs, a public key checker (2026-09-26) and models.dev (2026-09-28), collected 2026-11-20. */
export const novita = {
  id: 'novita',
  name: 'Novita AI',
  about: t('Open models of many makers, and embeddings'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.novita.ai/openai/v1',
  urls: { key: 'https://novita.ai/settings/key-management', docs: 'https://novita.ai/docs' },
  // `sk_live_` is Hyperbolic.
  fields: [
    { name: 'apiKey', label: t('API key'), hint: 'sk_…', secret: true, format: '^sk_(?!live_)[A-Za-z0-9_-]{20,}$' },
  ],
  environment: ['NOVITA_API_KEY'],
  auth: { scheme: 'bearer' },
  // The list of models answers 200 to any key.
  check: { path: '/v3/user' },
  listing: { path: 'models', shape: 'novita' },
  // In ten-thousandths of a US dollar (novita.ai/docs, 2026-08-10).
  totals: { path: '/openapi/v1/billing/balance/detail', shape: 'novita' },
  embeddings: { batch: 64, encodingFormat: false },
  unverified: [
    'The body of a refused key, and the unit of the listed prices.',
    'How many texts one request for embeddings may hold.',
  ],
} as const satisfies Provider;
