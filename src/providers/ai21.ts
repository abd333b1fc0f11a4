import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from docs.ai21.com, a public key checker (2026-09-26) and models.dev (2026-09-28), collected 2026-11-20. */
export const ai21 = {
  id: 'ai21',
  name: 'AI21',
  about: t('Jamba models with long contexts'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.ai21.com/studio/v1',
  urls: {
    key: 'https://studio.ai21.com/account/api-key',
    docs: 'https://docs.ai21.com/docs/jamba-foundation-models',
  },
  fields: [{ name: 'apiKey', label: t('API key'), secret: true, format: '^[A-Za-z0-9-]{20,}$' }],
  environment: ['AI21_API_KEY'],
  auth: { scheme: 'bearer' },
  // The list of models answers 200, and is empty, for any key.
  check: {
    path: 'chat/completions',
    body: { model: 'jamba-mini', max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] },
    refused: [403],
    costs: t('less than $0.0001'),
  },
  listing: { shape: 'table' },
  unverified: [
    'The body of a refused key.',
    'That it still answers: aggregators have been dropping it since August 2026.',
  ],
} as const satisfies Provider;
