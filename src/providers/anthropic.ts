import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from @anthropic-ai/sdk 1.11.0 and live error bodies, collected 2026-11-20. */
export const anthropic = {
  id: 'anthropic',
  name: 'Anthropic',
  about: t('Claude models: code, agents and long contexts'),
  protocol: 'anthropic-messages',
  baseUrl: 'https://api.anthropic.com',
  urls: {
    key: 'https://platform.claude.com/settings/keys',
    docs: 'https://platform.claude.com/docs/en/api',
    status: 'https://status.claude.com',
  },
  fields: [
    // `sk-ant-admin` keys cannot chat.
    {
      name: 'apiKey',
      label: t('API key'),
      hint: 'sk-ant-…',
      secret: true,
      format: '^sk-ant-(?!admin)[A-Za-z0-9_-]{20,}$',
    },
  ],
  environment: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
  // Since SDK 1.0.0 (2026-10-21) keys travel as a bearer token, and this version goes with it.
  auth: { scheme: 'bearer' },
  headers: { 'anthropic-version': '2026-10-21' },
  // An empty account passes this check: its 400 "credit balance is too low" comes with the first message only.
  check: { path: 'v1/models?limit=1' },
  listing: { path: 'v1/models?limit=1000', shape: 'anthropic' },
  rateLimits: [
    {
      header: 'anthropic-ratelimit-requests-remaining',
      reset: 'anthropic-ratelimit-requests-reset',
      counts: 'requests',
      per: 'minute',
    },
    // The tightest limit of tokens in force, then that of the prompt alone (docs.claude.com, API rate limits).
    {
      header: 'anthropic-ratelimit-tokens-remaining',
      reset: 'anthropic-ratelimit-tokens-reset',
      counts: 'tokens',
      per: 'minute',
    },
    {
      header: 'anthropic-ratelimit-input-tokens-remaining',
      reset: 'anthropic-ratelimit-input-tokens-reset',
      counts: 'tokens',
      per: 'minute',
    },
  ],
  quirks: { promptCaching: true },
  unverified: ['The sentence of a 401 to a bearer token, and the addresses of the pages.'],
} as const satisfies Provider;
