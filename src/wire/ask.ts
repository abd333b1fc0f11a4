import * as z from 'zod/mini';
import { classify } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import type { Verdict } from '../core/key.ts';
import type { Finding, ListedModel } from '../core/listing.ts';
import { type Answered, get, type Question } from './ask-get.ts';
import { pageOf } from './ask-models.ts';
import { type Found, sentenceOf, sentenceOfFailure } from './ask-sentence.ts';
import { saidIn } from './said.ts';

export type { Question } from './ask-get.ts';

/** Asks a provider whether a key works, with the cheapest question that tells. Never throws what a provider can cause. */
export const check = async (question: Question): Promise<Finding> => {
  try {
    const answered = await get(question, question.provider.check.path);
    const found = answered.status < 300 ? foundIn(answered.body, question) : foundInRefusal(answered, question);
    const { status } = answered;
    return { verdict: verdicts[found], sentence: sentenceOf(found, { ...question, status }), status };
  } catch (thrown) {
    if (!(thrown instanceof ChatFailure)) throw thrown;
    return { verdict: verdictOf(thrown), sentence: sentenceOfFailure(thrown, question) };
  }
};

const verdicts: Readonly<Record<Found, Verdict>> = {
  valid: 'valid',
  answers: 'valid',
  'limited-now': 'valid',
  limited: 'limited',
  invalid: 'invalid',
  'needs-key': 'invalid',
  expired: 'expired',
  elsewhere: 'elsewhere',
  'no-credit': 'no-credit',
  unclear: 'unclear',
};

const verdictOf = ({ kind }: ChatFailure): Verdict => {
  if (kind === 'key') return 'invalid';
  return kind === 'network' ? 'unreachable' : 'unclear';
};

/** What providers tell about a key that they accept; each field is of one provider. */
const standing = z.object({
  // DeepSeek: whether the balance suffices for a call.
  is_available: z.optional(z.boolean()),
  // xAI.
  api_key_blocked: z.optional(z.boolean()),
  api_key_disabled: z.optional(z.boolean()),
  team_blocked: z.optional(z.boolean()),
  // OpenRouter: what is left of the key's own limit, null without one. In a list of models it is something else.
  data: z.catch(z.optional(z.object({ limit_remaining: z.nullish(z.number()) })), undefined),
});

const foundIn = (body: unknown, { access }: Question): Found => {
  if (Array.isArray(body)) return 'valid';
  const read = z.safeParse(standing, body);
  if (!read.success) return 'unclear';
  const { is_available, api_key_blocked, api_key_disabled, team_blocked, data } = read.data;
  if (api_key_blocked || api_key_disabled || team_blocked) return 'invalid';
  const left = data?.limit_remaining;
  if (is_available === false || (typeof left === 'number' && left <= 0)) return 'no-credit';
  return access.secrets['apiKey'] ? 'valid' : 'answers';
};

const foundInRefusal = (answered: Answered, question: Question): Found => {
  const { status } = answered;
  const { kind, message } = failureOf(answered, question);
  if (kind === 'quota') return 'no-credit';
  if (kind === 'rate') return 'limited-now';
  // Google answers 400 to a whole country as well: "User location is not supported for the API use".
  const isElsewhere = /location|region|country/i.test(message);
  const isRefused =
    status === 401 || kind === 'auth' || (question.provider.check.refused?.includes(status) && !isElsewhere);
  if (isRefused) return question.access.secrets['apiKey'] ? 'invalid' : 'needs-key';
  return status === 403 || isElsewhere ? 'limited' : 'unclear';
};

const failureOf = ({ body, headers, status }: Answered, { access }: Question): ChatFailure =>
  classify({
    ...saidIn(body),
    status,
    header: (name) => headers.get(name),
    secrets: Object.values(access.secrets),
  });

/** More pages than any provider has: a list that never ends must end here. */
const mostPages = 20;

/** Asks a provider which models a key unlocks. Throws `ChatFailure`. */
export const list = async (question: Question): Promise<readonly ListedModel[]> => {
  const { path = '', shape } = question.provider.listing;
  const models = new Map<string, ListedModel>();
  let more = '';
  for (let count = 0; count < mostPages; count++) {
    const answered = await get(question, path + more);
    if (answered.status >= 300) throw failureOf(answered, question);
    const page = pageOf[shape]?.(answered.body);
    if (!page) throw new ChatFailure({ kind: 'stream', what: 'its list of models cannot be read' });
    for (const model of page.models) if (!quotesKey(model, question)) models.set(model.id, model);
    if (!page.next) break;
    more = `${path.includes('?') ? '&' : '?'}${new URLSearchParams([[...page.next]]).toString()}`;
  }
  return [...models.values()];
};

/** Shorter ones are words that local servers take for a key and models have in their names: `ollama`, `lm-studio`. */
const shortestSecret = 12;

/** Names of models are kept in files and shown in lists: one that holds our key is left out. */
const quotesKey = ({ id, name = '' }: ListedModel, { access }: Question): boolean =>
  Object.values(access.secrets).some(
    (secret) => secret.length >= shortestSecret && (id.includes(secret) || name.includes(secret)),
  );
