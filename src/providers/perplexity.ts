import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/**
 * The Agent API: Perplexity's own model and those of others, with search. The older chat completions (Sonar) were
 * announced to stop on 2026-09-27. Facts from @perplexity-ai/perplexity_ai 0.38.5 and docs.perplexity.ai, collected 2026-11-20.
 */
export const perplexity = {
  id: 'perplexity',
  name: 'Perplexity',
  about: t('Answers that look things up on the web, embeddings'),
  protocol: 'openai-responses',
  baseUrl: 'https://api.perplexity.ai/v1',
  urls: {
    key: 'https://www.perplexity.ai/account/api/keys',
    docs: 'https://docs.perplexity.ai/docs/agent-api',
    status: 'https://status.perplexity.com',
  },
  fields: [{ name: 'apiKey', label: t('API key'), hint: 'pplx-…', secret: true, format: '^pplx-[A-Za-z0-9]{20,}$' }],
  environment: ['PERPLEXITY_API_KEY'],
  auth: { scheme: 'bearer' },
  // Nothing that knows the key is free. An empty body would be, but whether it is looked at before the key is not documented:
  // every key might pass. One embedded letter is the cheapest answer there is ($0.004 per million tokens).
  check: {
    path: 'embeddings',
    body: { model: 'pplx-embed-v1-0.6b', input: ['a'] },
    costs: t('less than $0.000001'),
  },
  listing: { shape: 'table' },
  quirks: {
    systemRole: 'system',
    // The documented request has neither sealed reasoning nor summaries, sampling parameters or a tool choice.
    encryptedReasoning: false,
    reasoningSummary: false,
    reasoningRefusesSampling: true,
    toolChoice: 'none',
    plainResults: true,
    reportsCost: true,
  },
  unverified: [
    'check: the body of a 401',
    'images as data: the API description names addresses of at most 2,048 characters',
    'whether input tokens hold the cached ones (the cost is stated)',
    'urls.status',
  ],
} as const satisfies Provider;
