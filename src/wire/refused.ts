import { classify, clauses, type Refusal } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { echoes } from './echo.ts';
import type { Call } from './wire.ts';

/** Longer sentences are whole documents; what matters stands at their head. */
const longest = 1_000;

/** The failure of what a provider said, as a person may read it: without secrets, and without a word of the prompt. */
export const refused = ({ access, request }: Call, said: Omit<Refusal, 'secrets' | 'cause'>): ChatFailure => {
  const text = said.text?.slice(0, longest);
  const failure = classify({ ...said, text, secrets: Object.values(access.secrets) });
  if (text === undefined || !echoes(text, request.messages)) return failure;
  const { kind, status, retryAfter, requestId } = failure;
  return new ChatFailure({ kind, what: clauses[kind], status, retryAfter, requestId });
};
