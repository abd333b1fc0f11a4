import { spokenTo, type Provider } from '../../../src/core/provider.ts';
import type { Protocol } from '../../../src/core/quirks.ts';
import { providers } from '../../../src/providers/index.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import { bedrockConverse } from './bedrock-converse.ts';
import { gemini } from './gemini.ts';
import { openAiChat } from './openai-chat.ts';
import { openAiResponses } from './openai-responses.ts';
import { replicate } from './replicate.ts';
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
    case 'replicate':
      return replicate(provider);
    case 'openai-responses':
      return openAiResponses(provider);
    case 'bedrock-converse':
      return bedrockConverse(provider);
  }
};

/** Every other protocol of a record, with models of its own. */
const otherSubjects = (provider: Provider): readonly Subject[] =>
  protocolsIn(provider.others ?? {}).map((protocol) => {
    const subject = subjectOf(spokenTo(provider, { protocol }));
    return { ...subject, model: { ...subject.model, id: `${provider.id}-in-${protocol}`, protocol } };
  });

const protocolsIn = (others: { readonly [P in Protocol]?: unknown }): readonly Protocol[] =>
  // A record's keys are protocols by its type.
  Object.keys(others) as Protocol[];

/** Every record of the product: a provider that is added is under contract by being added. */
export const subjects: readonly Subject[] = providers.flatMap((provider) => [
  subjectOf(provider),
  ...otherSubjects(provider),
]);
