import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from vercel.com/docs/ai-gateway and live error bodies of 2026-08, collected 2026-11-20. */
export const vercel = {
  id: 'vercel',
  name: 'Vercel AI Gateway',
  about: t('One key for the models of many makers'),
  protocol: 'openai-chat',
  baseUrl: 'https://ai-gateway.vercel.sh/v1',
  urls: {
    key: 'https://vercel.com/dashboard',
    docs: 'https://vercel.com/docs/ai-gateway',
    status: 'https://www.vercel-status.com',
  },
  fields: [
    { name: 'apiKey', label: t('API key'), hint: 'vck_…', secret: true, format: '^(?:vck_)?[A-Za-z0-9_.-]{20,}$' },
  ],
  environment: ['AI_GATEWAY_API_KEY', 'VERCEL_OIDC_TOKEN'],
  auth: { scheme: 'bearer' },
  // The list of models is public. An account without a card answers `customer_verification_required` to chats only.
  check: { path: 'credits' },
  listing: { path: 'models', shape: 'vercel' },
  // The whole team's (vercel.com/docs/ai-gateway, 2026-07-30).
  totals: { path: 'credits', shape: 'vercel' },
  embeddings: { batch: 64, dimensionsField: 'dimensions' },
  quirks: { reasoningBack: 'reasoning_details', effort: 'reasoning.effort' },
  unverified: [
    'The prefix of keys, the body of a 401 and the address of the status page.',
    'How many texts one request for embeddings may hold.',
  ],
} as const satisfies Provider;
