import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from the openai SDK 7.55.0 and live error bodies, collected 2026-11-20. */
export const openai = {
  id: 'openai',
  name: 'OpenAI',
  about: t('GPT models, tools, images and embeddings'),
  // Every model that chats speaks it, the older ones too; newer ones keep their reasoning between tool calls here only.
  protocol: 'openai-responses',
  baseUrl: 'https://api.openai.com/v1',
  urls: {
    key: 'https://platform.openai.com/api-keys',
    docs: 'https://platform.openai.com/docs/api-reference',
    status: 'https://status.openai.com',
  },
  fields: [
    // Admin keys (`sk-admin-`) are real and cannot chat; Anthropic's and OpenRouter's begin with `sk-` too.
    {
      name: 'apiKey',
      label: t('API key'),
      hint: 'sk-…',
      secret: true,
      format: '^sk-(?!ant-|or-|admin-)[A-Za-z0-9_-]{20,}$',
    },
  ],
  environment: ['OPENAI_API_KEY'],
  auth: { scheme: 'bearer' },
  // A restricted key may answer 403 here while its chat works.
  check: { path: 'models' },
  listing: { path: 'models', shape: 'openai' },
  embeddings: { batch: 2_048, batchTokens: 300_000, dimensionsField: 'dimensions' },
  rateLimits: [
    {
      header: 'x-ratelimit-remaining-requests',
      reset: 'x-ratelimit-reset-requests',
      counts: 'requests',
      per: 'minute',
    },
    { header: 'x-ratelimit-remaining-tokens', reset: 'x-ratelimit-reset-tokens', counts: 'tokens', per: 'minute' },
  ],
  quirks: { reasoningRefusesSampling: true, promptCacheKey: true },
  unverified: ['urls.status', 'rateLimits: the exact set of headers'],
} as const satisfies Provider;
