import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from undated copies of docs.hyperbolic.ai and huggingface.js#2258 (2026-06-29), collected 2026-11-20. */
export const hyperbolic = {
  id: 'hyperbolic',
  name: 'Hyperbolic',
  about: t('Open models'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.hyperbolic.xyz/v1',
  urls: { key: 'https://app.hyperbolic.ai', docs: 'https://docs.hyperbolic.ai' },
  fields: [{ name: 'apiKey', label: t('API key'), secret: true, format: '^[A-Za-z0-9_.-]{20,}$' }],
  environment: ['HYPERBOLIC_API_KEY'],
  auth: { scheme: 'bearer' },
  // Nobody has seen whether the list of models asks for a key.
  check: {
    path: 'chat/completions',
    body: {
      model: 'meta-llama/Llama-3.3-70B-Instruct',
      max_tokens: 1,
      messages: [{ role: 'user', content: 'Hi' }],
    },
    costs: t('less than $0.0001'),
  },
  listing: { path: 'models', shape: 'hyperbolic' },
  uncertain: t('Hugging Face dropped it as dead on 2026-06-29, and models.dev does not list it'),
  unverified: [
    'That the service still answers.',
    'The shape of the list of models, and the model that the check asks.',
  ],
} as const satisfies Provider;
