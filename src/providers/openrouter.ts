import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from OpenRouter's own documentation repository (2026-08-22) and @openrouter/sdk 1.3.19, collected 2026-11-20. */
export const openrouter = {
  id: 'openrouter',
  name: 'OpenRouter',
  about: t('One key for the models of nearly every maker'),
  protocol: 'openai-chat',
  baseUrl: 'https://openrouter.ai/api/v1',
  urls: {
    key: 'https://openrouter.ai/settings/keys',
    docs: 'https://openrouter.ai/docs',
    status: 'https://status.openrouter.ai',
  },
  fields: [
    { name: 'apiKey', label: t('API key'), hint: 'sk-or-v1-…', secret: true, format: '^sk-or-[A-Za-z0-9-]{20,}$' },
  ],
  environment: ['OPENROUTER_API_KEY'],
  auth: { scheme: 'bearer' },
  // Not the model list: it is public and answers 200 to any key.
  check: { path: 'key' },
  listing: {
    path: 'models',
    shape: 'openrouter',
    also: [{ path: 'embeddings/models', shape: 'openrouter' }],
  },
  embeddings: { batch: 256, dimensionsField: 'dimensions' },
  // Its days, weeks and months are UTC (@openrouter/sdk 1.3.19). The account's credits are told to management keys only.
  totals: { path: 'key', shape: 'openrouter', also: { path: 'credits', shape: 'openrouter-credits' } },
  // Sent with refusals only.
  rateLimits: [{ header: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset', counts: 'requests', per: 'unknown' }],
  quirks: {
    reasoningBack: 'reasoning_details',
    effort: 'reasoning.effort',
    reportsCost: 'cost',
    // Keeps a conversation with the upstream whose cache is warm.
    promptCacheKey: true,
    cacheControl: true,
  },
  unverified: ['The address of the status page.', 'How many texts one request for embeddings may hold.'],
} as const satisfies Provider;
