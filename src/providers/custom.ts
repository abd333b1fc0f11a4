import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Any server that speaks OpenAI's chat completions: a company's gateway, a provider without a record. */
export const custom = {
  id: 'custom',
  name: t('Custom'),
  about: t('Any server that speaks OpenAI’s chat completions'),
  protocol: 'openai-chat',
  urls: { docs: 'https://platform.openai.com/docs/api-reference/chat' },
  fields: [
    { name: 'baseUrl', label: t('Base URL'), hint: 'http://localhost:8000/v1', secret: false, format: '^https?://' },
    {
      name: 'apiKey',
      label: t('API key'),
      hint: t('Leave empty where the server wants none'),
      secret: true,
      optional: true,
    },
  ],
  environment: [],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'models', shape: 'openai' },
  // Few servers know `suffix`: the person says of which models (`fills` in `keyway.models`).
  fill: { shape: 'completions', path: 'completions', models: [] },
  embeddings: { batch: 32, encodingFormat: false },
} as const satisfies Provider;
