import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from docs.x.ai and its published API description, collected 2026-11-20. */
export const xai = {
  id: 'xai',
  name: 'xAI Grok',
  about: t('Grok models'),
  // xAI calls its chat completions deprecated: they lose the reasoning between turns (docs.x.ai, "Best Practices", 2026).
  protocol: 'openai-responses',
  baseUrl: 'https://api.x.ai/v1',
  urls: { key: 'https://console.x.ai', docs: 'https://docs.x.ai', status: 'https://status.x.ai' },
  fields: [{ name: 'apiKey', label: t('API key'), hint: 'xai-…', secret: true, format: '^xai-[A-Za-z0-9_-]{20,}$' }],
  environment: ['XAI_API_KEY'],
  auth: { scheme: 'bearer' },
  // xAI answers a wrong key with 400 "Incorrect API key provided"; 401 has been seen as well.
  check: { path: 'api-key', refused: [400] },
  // The plain list of models has no prices.
  listing: { path: 'language-models', shape: 'xai', also: [{ path: 'embedding-models', shape: 'xai' }] },
  rateLimits: [
    { header: 'x-ratelimit-remaining-requests', counts: 'requests', per: 'unknown' },
    { header: 'x-ratelimit-remaining-tokens', counts: 'tokens', per: 'unknown' },
  ],
  quirks: { systemRole: 'system', promptCacheKey: true },
  unverified: ['urls.status', 'rateLimits', 'listing: the units of prices'],
} as const satisfies Provider;
