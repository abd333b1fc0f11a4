import type { Provider } from '../core/provider.ts';

/** Facts from the openai SDK 7.55.0 and live error bodies, collected 2026-11-20. */
export const openai = {
  id: 'openai',
  name: 'OpenAI',
  protocol: 'openai-chat',
  baseUrl: 'https://api.openai.com/v1',
  urls: {
    key: 'https://platform.openai.com/api-keys',
    docs: 'https://platform.openai.com/docs/api-reference',
    status: 'https://status.openai.com',
  },
  fields: [
    // Admin keys (`sk-admin-`) are real and cannot chat; Anthropic's and OpenRouter's begin with `sk-` too.
    {
      name: 'apiKey',
      label: 'API key',
      hint: 'sk-…',
      secret: true,
      format: '^sk-(?!ant-|or-|admin-)[A-Za-z0-9_-]{20,}$',
    },
  ],
  environment: ['OPENAI_API_KEY'],
  auth: { scheme: 'bearer' },
  // A restricted key may answer 403 here while its chat works.
  check: { path: 'models' },
  listing: { path: 'models', shape: 'openai' },
  quirks: {
    // Reasoning models refuse `max_tokens`, sampling parameters and, the newer ones, the role `system`.
    maxTokensField: 'max_completion_tokens',
    systemRole: 'developer',
    reasoningRefusesSampling: true,
    effort: 'reasoning_effort',
    promptCacheKey: true,
  },
} as const satisfies Provider;
