import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** The router to inference providers. Facts from huggingface.js (2026-06-29) and trufflehog's detector, collected 2026-11-20. */
export const huggingface = {
  id: 'huggingface',
  name: 'Hugging Face',
  about: t('Open models of several hosts under one token'),
  protocol: 'openai-chat',
  baseUrl: 'https://router.huggingface.co/v1',
  urls: {
    key: 'https://huggingface.co/settings/tokens',
    docs: 'https://huggingface.co/docs/inference-providers',
    status: 'https://status.huggingface.co',
  },
  fields: [{ name: 'apiKey', label: t('Access token'), hint: 'hf_…', secret: true, format: '^hf_[A-Za-z0-9]{20,}$' }],
  environment: ['HF_TOKEN', 'HUGGINGFACE_API_KEY'],
  auth: { scheme: 'bearer' },
  // The router's list is public. Fine-grained tokens also name their rights here.
  check: { path: 'https://huggingface.co/api/whoami-v2' },
  listing: { path: 'models', shape: 'huggingface' },
  unverified: ['The details of the list of models, and the address of the status page.'],
} as const satisfies Provider;
