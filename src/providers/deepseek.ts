import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from api-docs.deepseek.com and live error bodies, collected 2026-11-20. */
export const deepseek = {
  id: 'deepseek',
  name: 'DeepSeek',
  about: t('DeepSeek models: reasoning and code'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.deepseek.com',
  urls: {
    key: 'https://platform.deepseek.com/api_keys',
    docs: 'https://api-docs.deepseek.com',
    status: 'https://status.deepseek.com',
  },
  fields: [{ name: 'apiKey', label: t('API key'), hint: 'sk-…', secret: true, format: '^sk-[a-z0-9]{32}$' }],
  environment: ['DEEPSEEK_API_KEY'],
  auth: { scheme: 'bearer' },
  // Tells an empty balance too, which chat would answer with 402. It lives outside `/v1` and `/beta`.
  check: { path: '/user/balance' },
  listing: { path: 'models', shape: 'openai' },
  // api-docs.deepseek.com, "Create FIM Completion (Beta)" (its sample of 2026-10-27) and "Models & Pricing", read 2026-11-21: both
  // models, never thinking, at most 4,096 tokens of answer.
  fill: {
    shape: 'completions',
    path: '/beta/completions',
    models: ['deepseek-flash', 'deepseek-v4-*', 'deepseek-chat'],
    maxOutputTokens: 4_096,
  },
  totals: { path: '/user/balance', shape: 'deepseek' },
  quirks: {
    // 400 "The `reasoning_content` in the thinking mode must be passed back" where it is missing after tool calls.
    reasoningBack: 'reasoning_content',
    thinking: 'thinking.type',
    // 400 "Thinking mode does not support this tool_choice" (deepseek-ai/DeepSeek-V3#1376, 2026-08).
    thinkingRefusesToolChoice: true,
    effort: 'reasoning_effort',
    efforts: ['low', 'high', 'max'],
  },
  unverified: ['The body of a 401 and the address of the status page.'],
} as const satisfies Provider;
