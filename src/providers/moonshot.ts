import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Kimi. Facts from platform.moonshot.ai/docs and live error bodies of 2026-08, collected 2026-11-20. */
export const moonshot = {
  id: 'moonshot',
  name: 'Moonshot Kimi',
  about: t('Kimi models: code and agents'),
  protocol: 'openai-chat',
  baseUrl: 'https://{host}/v1',
  urls: { key: 'https://platform.moonshot.ai/console/api-keys', docs: 'https://platform.moonshot.ai/docs' },
  fields: [
    // Keys of the one are unknown to the other.
    {
      name: 'host',
      label: t('Region'),
      secret: false,
      choices: [
        { value: 'api.moonshot.ai', label: t('International') },
        { value: 'api.moonshot.cn', label: t('China') },
      ],
    },
    { name: 'apiKey', label: t('API key'), hint: 'sk-…', secret: true, format: '^sk-(?!ant-|or-)[A-Za-z0-9_-]{20,}$' },
  ],
  environment: ['MOONSHOT_API_KEY', 'KIMI_API_KEY'],
  auth: { scheme: 'bearer' },
  // Tells an empty balance too.
  check: { path: 'users/me/balance' },
  listing: { path: 'models', shape: 'openai' },
  totals: { path: 'users/me/balance', shape: 'moonshot' },
  quirks: {
    // 400 "thinking is enabled but reasoning_content is missing" where it is missing after tool calls.
    reasoningBack: 'reasoning_content',
    // '' counts as missing since kimi-k2.5 (theopenco/llmgateway#2093, 2026-04).
    unknownReasoning: ' ',
    // 400 "tool_choice 'required' is incompatible with thinking enabled", of all models but kimi-k3 (inspect_ai#5152, 2026-08).
    thinkingRefusesToolChoice: true,
    // Kimi's own ids, `functions.get_weather:0`, must come back as they are.
    toolCallIds: 'dotted',
    // 400 "not a valid moonshot flavored json schema" (MoonshotAI/kimi-code#2661, 2026-08).
    typesInBranches: true,
    // The models fix their temperature themselves.
    reasoningRefusesSampling: true,
    promptCacheKey: true,
  },
  unverified: ['The additional fields of the list of models, and which models refuse a temperature.'],
} as const satisfies Provider;
