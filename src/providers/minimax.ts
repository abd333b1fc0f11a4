import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Through the endpoint that speaks Anthropic's protocol, as MiniMax advises (platform.minimax.io/docs), collected 2026-11-20. */
export const minimax = {
  id: 'minimax',
  name: 'MiniMax',
  about: t('MiniMax models: code and agents'),
  protocol: 'anthropic-messages',
  others: {
    'openai-chat': {
      baseUrl: 'https://{host}/v1',
      // Reasoning apart from the text, and back with the next request; else it stands between <think> tags.
      quirks: { extraBody: { reasoning_split: true }, reasoningBack: 'reasoning_details' },
    },
  },
  baseUrl: 'https://{host}/anthropic',
  urls: {
    key: 'https://platform.minimax.io/user-center/basic-information/interface-key',
    docs: 'https://platform.minimax.io/docs',
  },
  fields: [
    // Keys of the one are unknown to the other.
    {
      name: 'host',
      label: t('Region'),
      secret: false,
      choices: [
        { value: 'api.minimax.io', label: t('International') },
        { value: 'api.minimax.cn', label: t('China') },
      ],
    },
    {
      name: 'apiKey',
      label: t('API key'),
      hint: 'sk-api-…',
      secret: true,
      format: '^sk-(?:api|cp)-[A-Za-z0-9_-]{10,}$',
    },
  ],
  environment: ['MINIMAX_API_KEY'],
  // `x-api-key` alone was refused in February 2026 (openclaw#29169).
  auth: { scheme: 'bearer' },
  check: { path: '/v1/models' },
  listing: { path: '/v1/models', shape: 'openai' },
  unverified: [
    'The body of a refused key, and that the list of models asks for one.',
    'How older keys, JSON web tokens, are refused.',
  ],
} as const satisfies Provider;
