import type { Provider } from '../../../src/core/provider.ts';
import { providers } from '../../../src/providers/index.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import { gemini } from './gemini.ts';
import { openAiChat } from './openai-chat.ts';
import type { Subject } from './subject.ts';

/** The subject of a record; a protocol without one does not compile. */
export const subjectOf = (provider: Provider): Subject => {
  switch (provider.protocol) {
    case 'openai-chat':
      return openAiChat(provider);
    case 'anthropic-messages':
      return anthropicMessages(provider);
    case 'gemini':
      return gemini(provider);
    case 'openai-responses':
    case 'bedrock-converse':
    case 'replicate':
      throw new Error(`no subject speaks ${provider.protocol} yet`);
  }
};

/** Every record of the product: a provider that is added is under contract by being added. */
export const subjects: readonly Subject[] = providers.map(subjectOf);
