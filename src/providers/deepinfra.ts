import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from npm @ai-sdk/deepinfra 3.0.57, a public key checker (2026-09-26) and models.dev, collected 2026-11-20. */
export const deepinfra = {
  id: 'deepinfra',
  name: 'DeepInfra',
  about: t('Open models of many makers, and embeddings'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.deepinfra.com/v1/openai',
  urls: {
    key: 'https://deepinfra.com/dash/api_keys',
    docs: 'https://deepinfra.com/docs',
    status: 'https://status.deepinfra.com',
  },
  fields: [{ name: 'apiKey', label: t('API key'), secret: true, format: '^[A-Za-z0-9]{32}$' }],
  environment: ['DEEPINFRA_API_KEY', 'DEEPINFRA_TOKEN'],
  auth: { scheme: 'bearer' },
  // The list of models is public.
  check: { path: '/v1/me' },
  listing: { path: 'models', shape: 'deepinfra' },
  embeddings: { batch: 1024, dimensionsField: 'dimensions' },
  quirks: { reportsCost: 'estimated_cost' },
  unverified: [
    'The address of the check, the bodies of refusals and the address of the status page.',
    'The prices in the list of models, and how many texts one request for embeddings may hold.',
  ],
} as const satisfies Provider;
