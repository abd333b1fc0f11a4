import type { Provider } from '../../src/core/provider.ts';
import { custom } from '../../src/providers/custom.ts';

/**
 * Chat completions as OpenAI and xAI serve them. No record of the product speaks to them so, but their tapes and their
 * quirks are those of the servers that imitate them.
 */
export const olderOpenAi = {
  ...custom,
  id: 'older-openai',
  name: 'OpenAI’s chat completions',
  quirks: {
    maxTokensField: 'max_completion_tokens',
    systemRole: 'developer',
    reasoningRefusesSampling: true,
    effort: 'reasoning_effort',
    promptCacheKey: true,
  },
} as const satisfies Provider<'openai-chat'>;

export const olderXai = {
  ...custom,
  id: 'older-xai',
  name: 'xAI’s chat completions',
  quirks: { reasoningRefusesSampling: true },
  usage: { outputHoldsReasoning: false },
} as const satisfies Provider<'openai-chat'>;
