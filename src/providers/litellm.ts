import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** A gateway of one's own to models that cost money. Facts from LiteLLM's documentation (2026-05-02), collected 2026-11-20. */
export const litellm = {
  id: 'litellm',
  name: 'LiteLLM',
  about: t('Your team’s own gateway to many providers'),
  protocol: 'openai-chat',
  urls: { docs: 'https://docs.litellm.ai' },
  fields: [
    { name: 'baseUrl', label: t('Base URL'), hint: 'http://localhost:4000/v1', secret: false, format: '^https?://' },
    {
      name: 'apiKey',
      label: t('Virtual key'),
      hint: t('Leave empty where the gateway wants none'),
      secret: true,
      optional: true,
    },
  ],
  environment: ['LITELLM_API_KEY'],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'model/info', shape: 'litellm' },
  // Beside `/v1`, also where the gateway has a path of its own.
  totals: { path: '../key/info', shape: 'litellm' },
  embeddings: { batch: 64, dimensionsField: 'dimensions' },
  // docs.litellm.ai/docs/providers/codestral (2026-10-09): passed on to whoever knows `suffix`, as the person says (`keyway.models`).
  fill: { shape: 'completions', path: 'completions', models: [] },
  quirks: { reportsCost: 'x-litellm-response-cost' },
  unverified: ['The body of a 401.', 'Which versions state the cost of an answer that streams.'],
} as const satisfies Provider;
