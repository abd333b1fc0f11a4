import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** NIM at build.nvidia.com. Facts from live error bodies and trufflehog's detector (2026-08-21), collected 2026-11-20. */
export const nvidia = {
  id: 'nvidia',
  name: 'NVIDIA NIM',
  about: t('Open models from NVIDIA’s catalog, and embeddings'),
  protocol: 'openai-chat',
  baseUrl: 'https://integrate.api.nvidia.com/v1',
  urls: { key: 'https://build.nvidia.com/settings/api-keys', docs: 'https://docs.api.nvidia.com/nim' },
  fields: [
    { name: 'apiKey', label: t('API key'), hint: 'nvapi-…', secret: true, format: '^nvapi-[A-Za-z0-9_-]{20,}$' },
  ],
  environment: ['NVIDIA_API_KEY'],
  auth: { scheme: 'bearer' },
  // The list of models is public, and which of them an account may use shows with the first request only.
  check: { path: 'https://api.ngc.nvidia.com/v3/keys/get-caller-info', form: { credentials: '{apiKey}' } },
  listing: { path: 'models', shape: 'openai' },
  embeddings: { batch: 32, purpose: { field: 'input_type', query: 'query', document: 'passage' } },
  // Several models refuse an answer with more than one call.
  quirks: { singleToolCalls: true },
  unverified: ['How many texts one request for embeddings may hold.'],
} as const satisfies Provider;
