import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** GLM. Facts from docs.z.ai, a public key checker (2026-09-26) and models.dev (2026-09-28), collected 2026-11-20. */
export const zai = {
  id: 'zai',
  name: 'Z.ai GLM',
  about: t('GLM models: code and agents'),
  protocol: 'openai-chat',
  baseUrl: 'https://{host}/api/paas/v4',
  urls: { key: 'https://z.ai/manage-apikey/apikey-list', docs: 'https://docs.z.ai' },
  fields: [
    // Keys of the one are unknown to the other.
    {
      name: 'host',
      label: t('Region'),
      secret: false,
      choices: [
        { value: 'api.z.ai', label: t('International') },
        { value: 'open.bigmodel.cn', label: t('China') },
      ],
    },
    // Another path, which no field of a host could name.
    {
      name: 'baseUrl',
      label: t('Subscription'),
      secret: false,
      optional: true,
      choices: [{ value: 'https://api.z.ai/api/coding/paas/v4', label: t('Coding plan') }],
    },
    { name: 'apiKey', label: t('API key'), secret: true, format: '^[a-f0-9]{32}\\.[A-Za-z0-9]{16,}$' },
  ],
  environment: ['ZAI_API_KEY', 'ZHIPU_API_KEY'],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'models', shape: 'openai' },
  embeddings: { batch: 64, dimensionsField: 'dimensions', encodingFormat: false },
  quirks: {
    reasoningBack: 'reasoning_content',
    thinking: 'thinking.type',
    // 400 "Tool choice must be auto" (hindsight#4246, 2026-09).
    toolChoice: 'none',
    // Without it the arguments of a call come in one piece, after minutes of silence.
    extraBody: { tool_stream: true },
  },
  unverified: ['The body of a 401.', 'That embeddings are sold outside China.'],
} as const satisfies Provider;
