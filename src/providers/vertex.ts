import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from @ai-sdk/google-vertex 5.0.141 and @google/genai 3.1.0 (2026-11), collected 2026-11-20. */
export const vertex = {
  id: 'vertex',
  name: 'Google Vertex AI',
  about: t('Gemini and Claude models in your Google Cloud project'),
  protocol: 'gemini',
  // The global host, and the only one for API keys. A service account's requests go to the host of their location.
  baseUrl: 'https://aiplatform.googleapis.com/v1',
  urls: {
    key: 'https://console.cloud.google.com/apis/credentials',
    docs: 'https://cloud.google.com/vertex-ai/generative-ai/docs',
    status: 'https://status.cloud.google.com',
  },
  fields: [
    {
      name: 'apiKey',
      label: t('API key (express mode)'),
      hint: t('AQ.… or AIza…; leave it empty to use a service account'),
      secret: true,
      optional: true,
      format: '^(?!ya29\\.|eyJ)[A-Za-z0-9_.-]{20,}$',
    },
    {
      name: 'serviceAccount',
      label: t('Key file of a service account (JSON)'),
      hint: t('the whole text of the file, {"type": "service_account", …}'),
      secret: true,
      insteadOf: 'apiKey',
    },
    {
      name: 'project',
      label: t('Project ID'),
      hint: t('the service account’s own where it is left empty'),
      secret: false,
      optional: true,
      insteadOf: 'apiKey',
      format: '^[a-z][a-z0-9-]{4,28}[a-z0-9]$',
      environment: ['GOOGLE_CLOUD_PROJECT'],
    },
    {
      name: 'location',
      label: t('Location'),
      hint: t('global where it is left empty; us-central1, europe-west4, …'),
      secret: false,
      optional: true,
      insteadOf: 'apiKey',
      format: '^(?:global|[a-z]+-[a-z]+\\d+)$',
      environment: ['GOOGLE_CLOUD_LOCATION'],
    },
  ],
  environment: ['GOOGLE_CLOUD_API_KEY'],
  auth: { scheme: 'google' },
  // Counting is free, and may be done by whoever may chat. A wrong API key is a 400, as everywhere at Google.
  check: {
    path: 'publishers/google/models/gemini-2.5-flash:countTokens',
    body: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
    refused: [400],
  },
  listing: { path: '/v1beta1/publishers/google/models?pageSize=100', shape: 'vertex' },
  // 400 "Unknown name "id" at 'contents[1].parts[0].function_call'" (vercel/ai#15891, pydantic-ai#5081, 2026-07).
  quirks: { publisher: true, callIds: false },
  unverified: [
    'That tokens can be counted in every location, and the bodies of refusals.',
    'That API keys of the express mode may list models.',
    'The locations “us” and “eu”, which have hosts of another form, are not offered.',
    'The address of the status page.',
  ],
} as const satisfies Provider;
