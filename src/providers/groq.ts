import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from npm groq-sdk 1.6.0 and live error bodies of 2026-08, collected 2026-11-20. */
export const groq = {
  id: 'groq',
  name: 'Groq',
  about: t('Open models on Groq’s own chips, built for speed'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.groq.com/openai/v1',
  urls: {
    key: 'https://console.groq.com/keys',
    docs: 'https://console.groq.com/docs',
    status: 'https://groqstatus.com',
  },
  fields: [{ name: 'apiKey', label: t('API key'), hint: 'gsk_…', secret: true, format: '^gsk_[A-Za-z0-9]{20,}$' }],
  environment: ['GROQ_API_KEY'],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'models', shape: 'openai' },
  rateLimits: [
    // console.groq.com/docs/rate-limits: the one is of the day, the other of the minute.
    {
      header: 'x-ratelimit-remaining-requests',
      reset: 'x-ratelimit-reset-requests',
      whole: 'x-ratelimit-limit-requests',
      counts: 'requests',
      per: 'day',
    },
    { header: 'x-ratelimit-remaining-tokens', reset: 'x-ratelimit-reset-tokens', counts: 'tokens', per: 'minute' },
  ],
  // No effort is sent: gpt-oss takes `low` to `high`, Qwen `none` and `default`, and either refuses the other's words.
  quirks: { maxTokensField: 'max_completion_tokens' },
  unverified: ['The body of a 401 and the address of the status page.'],
} as const satisfies Provider;
