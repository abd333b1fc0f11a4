import { clauses } from '../core/classify.ts';
import type { ChatFailure } from '../core/failure.ts';
import type { Verdict } from '../core/key.ts';
import type { Question } from './ask-get.ts';

/** What a person reads about the test of a key: what was found at whom, and what to do. Nothing a server said is in it. */

/**
 * `answers` is a server that wants no key, `limited-now` a rate limit, `scope` a right the key lacks, `country` a place
 * that is not served, `own-url` a base URL of the person's where the question cannot be asked.
 */
export type Found =
  | Exclude<Verdict, 'unreachable'>
  | 'answers'
  | 'limited-now'
  | 'needs-key'
  | 'scope'
  | 'country'
  | 'own-url';

/** What each finding means for the key. */
export const verdictOf: Readonly<Record<Found, Verdict>> = {
  valid: 'valid',
  answers: 'valid',
  'limited-now': 'valid',
  limited: 'limited',
  scope: 'limited',
  country: 'limited',
  invalid: 'invalid',
  'needs-key': 'invalid',
  expired: 'expired',
  elsewhere: 'elsewhere',
  'no-credit': 'no-credit',
  unclear: 'unclear',
  'own-url': 'unclear',
};

interface Facts extends Pick<Question, 'provider' | 'access'> {
  /** Absent where nobody was asked. */
  readonly status?: number | undefined;
  /** The label of the region that accepts the key. */
  readonly region?: string | undefined;
}

export const sentenceOf = (found: Found, facts: Facts): string => {
  const { key } = facts.provider.urls;
  const where = key === undefined ? '' : ` at ${key}`;
  return `${nameOf(facts)} ${clauseOf[found](facts, where)}.`;
};

type Clause = (facts: Facts, where: string) => string;

const atTheProvider = ' at the provider';

const clauseOf: Readonly<Record<Found, Clause>> = {
  valid: () => 'accepts this key',
  answers: () => 'answers and wants no key',
  'limited-now': () => 'accepts this key; its rate limit is reached just now',
  limited: (facts, where) =>
    `knows this key but does not allow it this question${said(facts)}: chat may still work. Its permissions are set${where || atTheProvider}`,
  scope: (facts, where) =>
    `knows this key, but gives it no right to run models${said(facts)}: add that permission${where || atTheProvider}, and check the account, then test again`,
  country: (facts) => `does not serve the place you are in${said(facts)}, so the key could not be tested further`,
  invalid: (facts, where) => `refuses this key${said(facts)}: copy it once more, or create a new one${where}`,
  'needs-key': (facts, where) => `wants a key${said(facts)}: enter one${where && `, you get it${where}`}`,
  expired: (_, where) => `says that this key has expired, was revoked or is blocked: create a new one${where}`,
  elsewhere: ({ region = 'another region' }) =>
    `refuses this key here, because it belongs to ${region}: update the key and choose that region`,
  'no-credit': (_, where) =>
    `accepts this key, but its credit or limit is used up: add credit${where || atTheProvider}, then test again`,
  unclear: ({ status = 0 }) =>
    status >= 500
      ? `has a problem of its own (${status}), so the key could not be tested: try again later`
      : `answered unlike its API (${status}), so the key could not be tested: check the base URL`,
  'own-url': () =>
    'is reached over a base URL of your own, where keys cannot be tested: the first chat will tell whether this one works',
};

/** ` (401)`; a refusal with a good status is not one to look up. */
const said = ({ status = 0 }: Facts): string => (status < 300 ? '' : ` (${status})`);

/** A server that the person named has no name of its own. */
export const nameOf = ({ access, provider }: Pick<Question, 'provider' | 'access'>): string =>
  provider.baseUrl === undefined && URL.canParse(access.baseUrl)
    ? `The server at ${new URL(access.baseUrl).host}`
    : provider.name;

export const sentenceOfFailure = ({ kind, message }: ChatFailure, question: Question): string => {
  const name = nameOf(question);
  if (kind === 'aborted') return `The test of the key for ${name} was stopped.`;
  if (kind === 'key') return `${name} was not asked, because ${message}.`;
  // Google gave no token for the service account.
  if (kind === 'auth') return sentenceOf('invalid', question);
  if (kind === 'server' || kind === 'rate')
    return `${name} could not be tested, because ${clauses[kind]}: try again later.`;
  if (kind === 'stream') return `${name} could not be tested, because ${message}: check the base URL.`;
  const next = question.provider.local
    ? `Start ${name}, then test again.`
    : 'Check the network and the base URL, then test again.';
  // Where nothing is known but that, it is not said twice.
  const why = message === clauses.network ? '' : `: ${message.replace(/: is the server running\?$/, '')}`;
  return `${name} could not be reached${why}. ${next}`;
};
