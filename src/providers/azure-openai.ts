import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Microsoft Foundry's resources. Facts from the openai SDK 7.55.0 (azure.js) and learn.microsoft.com, collected 2026-11-20. */
export const azureOpenai = {
  id: 'azure-openai',
  name: 'Azure OpenAI',
  about: t('GPT models deployed in your own Azure resource'),
  // Every deployment speaks it, also those of other makers' models and under the classic addresses.
  protocol: 'openai-chat',
  // The table names the models that are spoken to so: OpenAI's newer ones keep their reasoning between tool calls here only.
  others: { 'openai-responses': { quirks: { promptCacheKey: true, reasoningRefusesSampling: true } } },
  baseUrl: 'https://{resource}/openai/v1',
  urls: {
    key: 'https://ai.azure.com',
    docs: 'https://learn.microsoft.com/azure/ai-services/openai/reference',
    status: 'https://azure.status.microsoft/status',
  },
  fields: [
    {
      name: 'resource',
      label: t('Resource name or endpoint'),
      hint: 'my-resource.openai.azure.com',
      secret: false,
      hostEnding: '.openai.azure.com',
      environment: ['AZURE_OPENAI_ENDPOINT', 'AZURE_RESOURCE_NAME'],
    },
    // Nobody can be asked for them: the control plane that lists deployments takes no API key.
    { name: 'deployments', label: t('Deployments'), hint: 'gpt-6-luna, prod=gpt-6.1-sol', secret: false },
    {
      name: 'apiVersion',
      label: t('API version (classic addresses only)'),
      hint: '2024-10-21',
      secret: false,
      optional: true,
      format: '^\\d{4}-\\d{2}-\\d{2}(?:-preview)?$',
      environment: ['AZURE_OPENAI_API_VERSION', 'OPENAI_API_VERSION'],
    },
    // 32 hexadecimal digits on older resources, 84 letters and digits on newer ones.
    { name: 'apiKey', label: t('API key'), secret: true, format: '^[A-Za-z0-9]{32,128}$' },
  ],
  environment: ['AZURE_OPENAI_API_KEY', 'AZURE_API_KEY'],
  auth: { scheme: 'header', header: 'api-key' },
  // The models the resource may deploy. A missing deployment shows with the first request only: 404 DeploymentNotFound.
  check: { path: 'models' },
  listing: { shape: 'deployments' },
  embeddings: { batch: 2048, dimensionsField: 'dimensions' },
  rateLimits: [
    { header: 'x-ratelimit-remaining-requests', counts: 'requests', per: 'minute' },
    { header: 'x-ratelimit-remaining-tokens', counts: 'tokens', per: 'minute' },
  ],
  quirks: {
    deployments: true,
    maxTokensField: 'max_completion_tokens',
    reasoningRefusesSampling: true,
    effort: 'reasoning_effort',
  },
  unverified: [
    'The sentence of a 401, the length of keys and the address of the status page.',
    'That deployments of other makers’ models take `max_completion_tokens`.',
  ],
} as const satisfies Provider;
