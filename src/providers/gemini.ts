import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Google AI Studio. Facts from @google/genai 3.1.0 and threads on `AQ.` keys of 2026-04 to 2026-09, collected 2026-11-20. */
export const gemini = {
  id: 'gemini',
  name: 'Google Gemini',
  about: t('Gemini models, long contexts, images, embeddings'),
  protocol: 'gemini',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  urls: {
    key: 'https://aistudio.google.com/apikey',
    docs: 'https://ai.google.dev/gemini-api/docs',
    status: 'https://aistudio.google.com/status',
  },
  fields: [
    // AI Studio gives `AQ.` keys in 2026, older ones are `AIza`. `ya29.` and `eyJ` are OAuth tokens, which expire within the hour.
    {
      name: 'apiKey',
      label: t('API key'),
      hint: t('AQ.… or AIza…'),
      secret: true,
      format: '^(?!ya29\\.|eyJ)[A-Za-z0-9_.-]{20,}$',
    },
  ],
  environment: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  // Always the header: `AQ.` keys fail in the query string, and addresses end up in logs.
  auth: { scheme: 'header', header: 'x-goog-api-key' },
  // Google says 400 `API_KEY_INVALID` where others say 401.
  check: { path: 'models?pageSize=1', refused: [400] },
  listing: { path: 'models?pageSize=1000', shape: 'gemini' },
  embeddings: {
    batch: 100,
    purpose: { field: 'taskType', query: 'RETRIEVAL_QUERY', document: 'RETRIEVAL_DOCUMENT' },
    dimensionsField: 'outputDimensionality',
  },
  unverified: ['Whether all `AIza` keys are refused since September 2026, and the address of the status page.'],
} as const satisfies Provider;
