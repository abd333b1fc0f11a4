import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Token Factory. Facts from models.dev (2026-09-28) and docs.tokenfactory.nebius.com, collected 2026-11-20. */
export const nebius = {
  id: 'nebius',
  name: 'Nebius Token Factory',
  about: t('Open models of many makers, and embeddings'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.tokenfactory.nebius.com/v1',
  urls: { key: 'https://tokenfactory.nebius.com', docs: 'https://docs.tokenfactory.nebius.com' },
  fields: [
    { name: 'apiKey', label: t('API key'), hint: 'v1.…', secret: true, format: '^(?:v1\\.|eyJ)[A-Za-z0-9_.-]{20,}$' },
  ],
  environment: ['NEBIUS_API_KEY'],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'models?verbose=true', shape: 'nebius' },
  embeddings: { batch: 64, dimensionsField: 'dimensions' },
  unverified: [
    'The details of the list of models, and the body of a 401.',
    'How many texts one request for embeddings may hold.',
  ],
} as const satisfies Provider;
