import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from docs.vllm.ai, collected 2026-11-20. */
export const vllm = {
  id: 'vllm',
  name: 'vLLM',
  about: t('Open models on your own server'),
  protocol: 'openai-chat',
  baseUrl: 'http://localhost:8000/v1',
  urls: { docs: 'https://docs.vllm.ai' },
  fields: [
    { name: 'baseUrl', label: t('Base URL'), hint: 'http://localhost:8000/v1', secret: false, optional: true },
    { name: 'apiKey', label: t('API key'), hint: t('Only with --api-key'), secret: true, optional: true },
  ],
  environment: ['VLLM_API_KEY'],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'models', shape: 'openai' },
  embeddings: { batch: 64, dimensionsField: 'dimensions' },
  local: true,
  unverified: ['The bodies of refusals.'],
} as const satisfies Provider;
