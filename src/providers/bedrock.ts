import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from @aws-sdk/client-bedrock-runtime 3.1162.0, AWS's API reference and live error bodies, collected 2026-11-20. */
export const bedrock = {
  id: 'bedrock',
  name: 'Amazon Bedrock',
  about: t('Claude, Nova and open models in your AWS account'),
  protocol: 'bedrock-converse',
  baseUrl: 'https://bedrock-runtime.{region}.amazonaws.com',
  urls: {
    key: 'https://console.aws.amazon.com/bedrock/home#/api-keys',
    docs: 'https://docs.aws.amazon.com/bedrock/latest/APIReference',
    status: 'https://health.aws.amazon.com/health/status',
  },
  fields: [
    {
      name: 'region',
      label: t('Region'),
      hint: 'us-east-1, eu-central-1, …',
      secret: false,
      format: '^[a-z]{2}(-[a-z]+)+-\\d$',
      environment: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
    },
    // `ABSK…` lasts for months, `bedrock-api-key-…` for twelve hours at most.
    {
      name: 'apiKey',
      label: t('Bedrock API key'),
      hint: t('ABSK…; leave it empty to use an access key'),
      secret: true,
      optional: true,
      format: '^(?:ABSK[A-Za-z0-9+/]{60,}={0,2}|bedrock-api-key-[A-Za-z0-9+/_-]{20,}={0,2})$',
    },
    {
      name: 'accessKeyId',
      label: t('Access key ID'),
      hint: t('AKIA… or ASIA…'),
      secret: true,
      insteadOf: 'apiKey',
      format: '^A(KIA|SIA)[A-Z0-9]{16}$',
      environment: ['AWS_ACCESS_KEY_ID'],
    },
    {
      name: 'secretAccessKey',
      label: t('Secret access key'),
      secret: true,
      insteadOf: 'apiKey',
      format: '^[A-Za-z0-9+/]{40}$',
      environment: ['AWS_SECRET_ACCESS_KEY'],
    },
    {
      name: 'sessionToken',
      label: t('Session token'),
      hint: t('with temporary credentials (ASIA…) only'),
      secret: true,
      optional: true,
      insteadOf: 'apiKey',
      environment: ['AWS_SESSION_TOKEN'],
    },
  ],
  environment: ['AWS_BEARER_TOKEN_BEDROCK'],
  auth: { scheme: 'aws' },
  // The right to list models is not the right to use them: a 403 here says little about chat.
  check: { path: 'https://bedrock.{region}.amazonaws.com/foundation-models' },
  listing: { path: 'https://bedrock.{region}.amazonaws.com/foundation-models', shape: 'bedrock' },
  // Each maker has a field of its own for the length of vectors; Titan 1 and Cohere 3 have one length only.
  embeddings: { batch: 96, dimensionsField: 'dimensions' },
  unverified: ['the body of a 403 for a refused API key', 'the address of the status page'],
} as const satisfies Provider;
