import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from undated copies of developers.inflection.ai and its published API description, collected 2026-11-20. */
export const inflection = {
  id: 'inflection',
  name: 'Inflection',
  about: t('Inflection models'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.inflection.ai/v1',
  urls: { key: 'https://developers.inflection.ai', docs: 'https://developers.inflection.ai/docs' },
  fields: [{ name: 'apiKey', label: t('API key'), secret: true }],
  environment: ['INFLECTION_API_KEY'],
  auth: { scheme: 'bearer' },
  check: {
    path: 'chat/completions',
    body: { model: 'inflection_3_pi', max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] },
    costs: t('about $0.0001'),
  },
  // There is no list, and no price that anybody still publishes.
  listing: { shape: 'table' },
  uncertain: t('every catalog of models dropped it between July and November 2026'),
  unverified: ['Everything about the service as it is today.'],
} as const satisfies Provider;
