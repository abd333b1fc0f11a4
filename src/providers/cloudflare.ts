import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Workers AI. Facts from trufflehog's detector (2026-08-21), developers.cloudflare.com and models.dev, collected 2026-11-20. */
export const cloudflare = {
  id: 'cloudflare',
  name: 'Cloudflare Workers AI',
  about: t('Open models on Cloudflare’s network, embeddings'),
  protocol: 'openai-chat',
  baseUrl: 'https://api.cloudflare.com/client/v4/accounts/{account}/ai/v1',
  urls: {
    key: 'https://dash.cloudflare.com/profile/api-tokens',
    docs: 'https://developers.cloudflare.com/workers-ai',
    status: 'https://www.cloudflarestatus.com',
  },
  fields: [
    {
      name: 'account',
      label: t('Account ID'),
      hint: t('32 hexadecimal digits'),
      secret: false,
      format: '^[a-f0-9]{32}$',
      environment: ['CLOUDFLARE_ACCOUNT_ID'],
    },
    {
      name: 'apiKey',
      label: t('API token'),
      secret: true,
      format: '^(?:[A-Za-z0-9_-]{40}|cf[ua]t_[A-Za-z0-9]{40}[a-f0-9]{8})$',
    },
  ],
  environment: ['CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_API_KEY'],
  auth: { scheme: 'bearer' },
  check: {
    // A person's token; an account's own is known at the second address only. 400 is a malformed one.
    path: '/client/v4/user/tokens/verify',
    or: '/client/v4/accounts/{account}/tokens/verify',
    second: '/client/v4/accounts/{account}/ai/models/search?per_page=1',
    refused: [400, 403],
  },
  listing: {
    path: '/client/v4/accounts/{account}/ai/models/search?task=Text%20Generation&per_page=100',
    shape: 'cloudflare',
    also: [
      {
        path: '/client/v4/accounts/{account}/ai/models/search?task=Text%20Embeddings&per_page=100',
        shape: 'cloudflare',
      },
    ],
  },
  embeddings: { batch: 100, encodingFormat: false },
  // 400 code 5006, "required properties … are 'role,content'", to null (DevoxxGenieIDEAPlugin#1262, zeroclaw#9493, 2026-08).
  quirks: { textBesideCalls: true },
  unverified: [
    'The names of the properties in the list of models, and its list of embedding models.',
    'The address of the status page.',
  ],
} as const satisfies Provider;
