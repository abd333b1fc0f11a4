import { clauses } from '../core/classify.ts';
import type { ChatFailure } from '../core/failure.ts';
import type { Verdict } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { sentencesText } from '../core/listed.ts';
import type { Question } from './ask-get.ts';
import { unasked } from './unreachable.ts';

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

export const sentenceOf = (found: Found, facts: Facts): string =>
  sentences[found](facts, { name: nameOf(facts), url: facts.provider.urls.key });

/** Whom a sentence is about, and the page where their keys are made. */
interface At {
  readonly name: string;
  readonly url: string | undefined;
}

type Sentence = (facts: Facts, at: At) => string;

const sentences: Readonly<Record<Found, Sentence>> = {
  valid: (_, { name }) => t('{0} accepts this key.', name),
  answers: (_, { name }) => t('{0} answers and wants no key.', name),
  'limited-now': (_, { name }) => t('{0} accepts this key; its rate limit is reached just now.', name),
  limited: (facts, { name, url }) =>
    t(
      '{0}: chat may still work. Its permissions are set at {1}.',
      withStatus(t('{0} knows this key but does not allow it this question', name), facts),
      url ?? t('the provider'),
    ),
  scope: (facts, { name, url }) =>
    t(
      '{0}: add that permission at {1}, and check the account, then test again.',
      withStatus(t('{0} knows this key, but gives it no right to run models', name), facts),
      url ?? t('the provider'),
    ),
  country: (facts, { name }) =>
    t(
      '{0}, so the key could not be tested further.',
      withStatus(t('{0} does not serve the place you are in', name), facts),
    ),
  invalid: (facts, { name, url }) => {
    const refused = withStatus(t('{0} refuses this key', name), facts);
    return url === undefined
      ? t('{0}: copy it once more, or create a new one.', refused)
      : t('{0}: copy it once more, or create a new one at {1}.', refused, url);
  },
  'needs-key': (facts, { name, url }) => {
    const wanted = withStatus(t('{0} wants a key', name), facts);
    return url === undefined ? t('{0}: enter one.', wanted) : t('{0}: enter one, you get it at {1}.', wanted, url);
  },
  expired: (_, { name, url }) =>
    url === undefined
      ? t('{0} says that this key has expired, was revoked or is blocked: create a new one.', name)
      : t('{0} says that this key has expired, was revoked or is blocked: create a new one at {1}.', name, url),
  elsewhere: ({ region }, { name }) =>
    t(
      '{0} refuses this key here, because it belongs to {1}: update the key and choose that region.',
      name,
      region ?? t('another region'),
    ),
  'no-credit': (_, { name, url }) =>
    t(
      '{0} accepts this key, but its credit or limit is used up: add credit at {1}, then test again.',
      name,
      url ?? t('the provider'),
    ),
  unclear: ({ status = 0 }, { name }) =>
    status >= 500
      ? t('{0} has a problem of its own ({1}), so the key could not be tested: try again later.', name, status)
      : t('{0} answered unlike its API ({1}), so the key could not be tested: check the base URL.', name, status),
  'own-url': (_, { name }) =>
    t(
      '{0} is reached over a base URL of your own, where keys cannot be tested: the first chat will tell whether this one works.',
      name,
    ),
};

/** `… (401)`; a refusal with a good status is not one to look up. */
const withStatus = (said: string, { status = 0 }: Facts): string =>
  status < 300 ? said : t('{0} ({1})', said, status);

/** A server that the person named has no name of its own. */
export const nameOf = ({ access, provider }: Pick<Question, 'provider' | 'access'>): string =>
  provider.baseUrl === undefined && URL.canParse(access.baseUrl)
    ? t('The server at {0}', new URL(access.baseUrl).host)
    : provider.name;

export const sentenceOfFailure = ({ kind, message }: ChatFailure, question: Question): string => {
  const name = nameOf(question);
  if (kind === 'aborted') return t('The test of the key for {0} was stopped.', name);
  if (kind === 'key') return t('{0} was not asked, because {1}.', name, message);
  // Google gave no token for the service account.
  if (kind === 'auth') return sentenceOf('invalid', question);
  if (kind === 'server' || kind === 'rate')
    return t('{0} could not be tested, because {1}: try again later.', name, clauses[kind]);
  if (kind === 'stream') return t('{0} could not be tested, because {1}: check the base URL.', name, message);
  const next = question.provider.local
    ? t('Start {0}, then test again.', name)
    : t('Check the network and the base URL, then test again.');
  // Where nothing is known but that, it is not said twice.
  const what =
    message === clauses.network
      ? t('{0} could not be reached.', name)
      : t('{0} could not be reached: {1}.', name, unasked(message));
  return sentencesText([what, next]);
};
