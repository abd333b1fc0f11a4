import { classify, clauses, type Refusal } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import type { Message } from '../core/chat.ts';
import { echoes } from './echo.ts';
import type { Access, EmbedCall } from './wire.ts';

/** What a failure must not repeat: the secrets and the prompt. */
export interface Asked {
  readonly access: Access;
  readonly request: { readonly messages: readonly Message[] };
}

/** The texts of a call for embeddings are its prompt. */
export const askedIn = ({ access, request, signal }: EmbedCall): Asked & Pick<EmbedCall, 'signal'> => ({
  access,
  request: { messages: [{ role: 'user', content: request.texts.map((text) => ({ type: 'text', text })) }] },
  signal,
});

/** Longer sentences are whole documents; what matters stands at their head. */
const longest = 1_000;

/** The failure of what a provider said, as a person may read it: without secrets, and without a word of the prompt. */
export const refused = ({ access, request }: Asked, said: Omit<Refusal, 'secrets' | 'cause'>): ChatFailure => {
  const text = said.text?.slice(0, longest);
  const failure = classify({ ...said, text, secrets: Object.values(access.secrets) });
  if (text === undefined || !echoes(text, request.messages)) return failure;
  const { kind, status, retryAfter, organization, requestId } = failure;
  return new ChatFailure({ kind, what: clauses[kind], status, retryAfter, organization, requestId });
};
