import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from npm replicate 1.4.0 and trufflehog's detector (2026-08-21), collected 2026-11-20. */
export const replicate = {
  id: 'replicate',
  name: 'Replicate',
  about: t('Open models, run by the second'),
  protocol: 'replicate',
  baseUrl: 'https://api.replicate.com/v1',
  urls: {
    key: 'https://replicate.com/account/api-tokens',
    docs: 'https://replicate.com/docs/reference/http',
    status: 'https://www.replicatestatus.com',
  },
  fields: [{ name: 'apiKey', label: t('API token'), hint: 'r8_…', secret: true, format: '^r8_[A-Za-z0-9_-]{20,}$' }],
  environment: ['REPLICATE_API_TOKEN'],
  auth: { scheme: 'bearer' },
  check: { path: 'account' },
  // The whole catalog has tens of thousands of models, and few of them write text.
  listing: { path: 'collections/language-models', shape: 'replicate' },
  unverified: [
    'That the service still answers at api.replicate.com, after Cloudflare bought it in November 2025.',
    'The body of a 401, and the address of the status page.',
    'That every listed model takes `system_prompt`, `max_tokens`, `top_p` and `stop_sequences`: each names its own input.',
  ],
} as const satisfies Provider;
