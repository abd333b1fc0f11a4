import { clauses } from '../core/classify.ts';
import type { ChatFailure } from '../core/failure.ts';
import type { Verdict } from '../core/key.ts';
import type { Question } from './ask-get.ts';

/** What a person reads about the test of a key: what was found at whom, and what to do. Nothing a server said is in it. */

/** `answers` is a server that wants no key, `limited-now` a rate limit. */
export type Found = Exclude<Verdict, 'unreachable'> | 'answers' | 'limited-now' | 'needs-key';

interface Facts extends Pick<Question, 'provider' | 'access'> {
  readonly status: number;
}

export const sentenceOf = (found: Found, { provider, access, status }: Facts): string => {
  const name = nameOf({ access, provider });
  const where = provider.urls.key === undefined ? '' : ` at ${provider.urls.key}`;
  switch (found) {
    case 'valid':
      return `${name} accepts this key.`;
    case 'answers':
      return `${name} answers and wants no key.`;
    case 'limited-now':
      return `${name} accepts this key; its rate limit is reached just now.`;
    case 'limited':
      return `${name} knows this key but does not allow it this question (${status}): chat may still work. Its permissions are set${where || ' at the provider'}.`;
    case 'invalid':
      return `${name} refuses this key${status < 300 ? '' : ` (${status})`}: copy it once more, or create a new one${where}.`;
    case 'needs-key':
      return `${name} wants a key (${status}): enter one${where && `, you get it${where}`}.`;
    case 'expired':
      return `${name} says that this key has expired or was revoked: create a new one${where}.`;
    case 'elsewhere':
      return `${name} refuses this key, which belongs to another region or provider: check where it comes from.`;
    case 'no-credit':
      return `${name} accepts this key, but its credit or limit is used up: add credit${where || ' at the provider'}, then test again.`;
    case 'unclear':
      return status >= 500
        ? `${name} has a problem of its own (${status}), so the key could not be tested: try again later.`
        : `${name} answered unlike its API (${status}), so the key could not be tested: check the base URL.`;
  }
};

/** A server that the person named has no name of its own. */
const nameOf = ({ access, provider }: Pick<Question, 'provider' | 'access'>): string =>
  provider.baseUrl === undefined && URL.canParse(access.baseUrl)
    ? `The server at ${new URL(access.baseUrl).host}`
    : provider.name;

export const sentenceOfFailure = ({ kind, message }: ChatFailure, question: Question): string => {
  const name = nameOf(question);
  if (kind === 'aborted') return `The test of the key for ${name} was stopped.`;
  if (kind === 'key') return `${name} was not asked, because ${message}.`;
  if (kind === 'stream') return `${name} could not be tested, because ${message}: check the base URL.`;
  const next = question.provider.local
    ? `Start ${name}, then test again.`
    : 'Check the network and the base URL, then test again.';
  // Where nothing is known but that, it is not said twice.
  const why = message === clauses.network ? '' : `: ${message.replace(/: is the server running\?$/, '')}`;
  return `${name} could not be reached${why}. ${next}`;
};
