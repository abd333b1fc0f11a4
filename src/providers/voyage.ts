import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Embeddings only. Facts from npm voyageai 0.4.0 and a public key checker (2026-09-26), collected 2026-11-20. */
export const voyage = {
  id: 'voyage',
  name: 'Voyage AI',
  about: t('Embeddings for search, and nothing else'),
  protocol: 'openai-chat',
  baseUrl: 'https://{host}/v1',
  urls: { key: 'https://dashboard.voyageai.com/organization/api-keys', docs: 'https://docs.voyageai.com' },
  fields: [
    // Keys that begin with `al-` are known to MongoDB's address only.
    {
      name: 'host',
      label: t('Platform'),
      secret: false,
      choices: [
        { value: 'api.voyageai.com', label: 'Voyage AI (pa-…)' },
        { value: 'ai.mongodb.com', label: 'MongoDB Atlas (al-…)' },
      ],
    },
    { name: 'apiKey', label: t('API key'), hint: 'pa-…', secret: true, format: '^(?:pa|al)-[A-Za-z0-9_-]{20,}$' },
  ],
  environment: ['VOYAGE_API_KEY'],
  auth: { scheme: 'bearer' },
  // There is no list of models, and nothing cheaper to ask.
  check: {
    path: 'embeddings',
    body: { model: 'voyage-4-lite', input: ['a'] },
    costs: t('nothing within the free tier, else less than $0.0001'),
  },
  listing: { shape: 'table' },
  embeddings: {
    batch: 1000,
    batchTokens: 120_000,
    purpose: { field: 'input_type', query: 'query', document: 'document' },
    dimensionsField: 'output_dimension',
    // Only `base64` is a value of that field.
    encodingFormat: false,
  },
  unverified: ['The body of a 401.'],
} as const satisfies Provider;
