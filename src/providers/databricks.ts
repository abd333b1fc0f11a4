import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from models.dev (2026-09-28), trufflehog's detector and learn.microsoft.com (2026), collected 2026-11-20. */
export const databricks = {
  id: 'databricks',
  name: 'Databricks',
  about: t('Models and embeddings of your Databricks workspace'),
  protocol: 'openai-chat',
  baseUrl: 'https://{host}/serving-endpoints',
  // Tokens are made in the workspace itself, under Settings, Developer.
  urls: {
    docs: 'https://docs.databricks.com/machine-learning/foundation-model-apis',
    status: 'https://status.databricks.com',
  },
  fields: [
    {
      name: 'host',
      label: t('Workspace host'),
      hint: 'dbc-a1b2c3.cloud.databricks.com',
      secret: false,
      hostEnding: '',
      environment: ['DATABRICKS_HOST'],
    },
    { name: 'apiKey', label: t('Access token'), hint: 'dapi…', secret: true, format: '^dapi[a-f0-9]{32}(?:-\\d+)?$' },
  ],
  environment: ['DATABRICKS_TOKEN'],
  auth: { scheme: 'bearer' },
  check: { path: '/api/2.0/preview/scim/v2/Me', refused: [403] },
  listing: { path: '/api/2.0/serving-endpoints', shape: 'databricks' },
  embeddings: { batch: 100, encodingFormat: false },
  unverified: [
    'The bodies of refusals and the address of the status page.',
    'Whether prompt tokens hold those that Claude read from the cache.',
    'How many texts one request for embeddings may hold.',
  ],
} as const satisfies Provider;
