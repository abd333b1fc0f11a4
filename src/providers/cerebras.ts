import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from npm @cerebras/cerebras_cloud_sdk 1.91.0 and live error bodies of 2026-08, collected 2026-11-20. */
export const cerebras = {
  id: 'cerebras',
  name: 'Cerebras',
  about: t('A few open models on its own chips, built for speed'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.cerebras.ai/v1',
  urls: {
    key: 'https://cloud.cerebras.ai',
    docs: 'https://inference-docs.cerebras.ai',
    status: 'https://status.cerebras.ai',
  },
  fields: [{ name: 'apiKey', label: t('API key'), hint: 'csk-…', secret: true, format: '^csk-[A-Za-z0-9]{20,}$' }],
  environment: ['CEREBRAS_API_KEY'],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  // With this format the list tells context, longest answer and prices.
  listing: { path: 'models?format=openrouter', shape: 'openrouter' },
  rateLimits: [
    {
      header: 'x-ratelimit-remaining-requests-day',
      reset: 'x-ratelimit-reset-requests-day',
      whole: 'x-ratelimit-limit-requests-day',
      counts: 'requests',
      per: 'day',
    },
    {
      header: 'x-ratelimit-remaining-tokens-minute',
      reset: 'x-ratelimit-reset-tokens-minute',
      counts: 'tokens',
      per: 'minute',
    },
  ],
  quirks: { maxTokensField: 'max_completion_tokens' },
  unverified: ['The body of a 401 and the address of the status page.'],
} as const satisfies Provider;
