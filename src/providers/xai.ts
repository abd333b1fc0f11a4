import type { Provider } from '../core/provider.ts';

/** Facts from docs.x.ai and its published API description, collected 2026-11-20. */
export const xai = {
  id: 'xai',
  name: 'xAI Grok',
  protocol: 'openai-chat',
  baseUrl: 'https://api.x.ai/v1',
  urls: { key: 'https://console.x.ai', docs: 'https://docs.x.ai', status: 'https://status.x.ai' },
  fields: [{ name: 'apiKey', label: 'API key', hint: 'xai-…', secret: true, format: '^xai-[A-Za-z0-9_-]{20,}$' }],
  environment: ['XAI_API_KEY'],
  auth: { scheme: 'bearer' },
  // xAI answers a wrong key with 400 "Incorrect API key provided"; 401 has been seen as well.
  check: { path: 'api-key', refused: [400] },
  listing: { path: 'models', shape: 'openai' },
  quirks: {
    // Grok's reasoning models refuse `stop` and the penalties.
    reasoningRefusesSampling: true,
  },
  usage: { outputHoldsReasoning: false },
} as const satisfies Provider;
