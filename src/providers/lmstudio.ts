import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from lmstudio.ai/docs and npm @lmstudio/sdk 2.0.0, collected 2026-11-20. */
export const lmstudio = {
  id: 'lmstudio',
  name: 'LM Studio',
  about: t('Open models on your own machine, at no cost'),
  protocol: 'openai-chat',
  baseUrl: 'http://localhost:1234/v1',
  urls: { docs: 'https://lmstudio.ai/docs' },
  fields: [
    { name: 'baseUrl', label: t('Base URL'), hint: 'http://localhost:1234/v1', secret: false, optional: true },
    {
      name: 'apiKey',
      label: t('API token'),
      hint: t('Leave empty where the server wants none'),
      secret: true,
      optional: true,
    },
  ],
  environment: ['LMSTUDIO_API_KEY'],
  auth: { scheme: 'bearer' },
  // An empty list is a server with nothing loaded: it loads what is asked for.
  check: { path: 'models' },
  listing: { path: '/api/v0/models', shape: 'lmstudio' },
  embeddings: { batch: 64, encodingFormat: false },
  // `/v1/completions` is documented, `suffix` is not: only where the person says so (`keyway.models`).
  fill: { shape: 'completions', path: 'completions', models: [] },
  local: true,
  unverified: ['That completions take a suffix.', 'That newer versions ask for a token, and how they refuse one.'],
} as const satisfies Provider;
