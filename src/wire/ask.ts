import { ChatFailure } from '../core/failure.ts';
import type { Verdict } from '../core/key.ts';
import type { Finding, KeyTold } from '../core/listing.ts';
import { addressOf, elsewhere, isWhole } from './ask-address.ts';
import { type Answered, get, type Question, ready } from './ask-get.ts';
import { foundInRefusal, hasKey } from './ask-refusal.ts';
import { type Found, sentenceOf, sentenceOfFailure, verdictOf } from './ask-sentence.ts';
import { foundIn, toldIn } from './ask-standing.ts';

export type { Question } from './ask-get.ts';
export { list } from './ask-list.ts';

/** Asks a provider whether a key works, with the cheapest question that tells. Never throws what a provider can cause. */
export const check = async (question: Question): Promise<Finding> => {
  try {
    const prepared = await ready(question);
    const asked = await placed(await ask(prepared), prepared);
    const { found, status, told } = asked;
    const sentence = sentenceOf(found, { ...question, ...asked });
    return { verdict: verdictOf[found], sentence, status, ...(told && { told }) };
  } catch (thrown) {
    if (!(thrown instanceof ChatFailure)) throw thrown;
    return { verdict: verdictOfFailure(thrown), sentence: sentenceOfFailure(thrown, question) };
  }
};

const verdictOfFailure = ({ kind }: ChatFailure): Verdict => {
  // `auth` without an answer: Google gave no token for the service account.
  if (kind === 'key' || kind === 'auth') return 'invalid';
  return kind === 'network' ? 'unreachable' : 'unclear';
};

interface Asked {
  readonly found: Found;
  readonly status?: number | undefined;
  readonly region?: string | undefined;
  readonly told?: KeyTold | undefined;
}

/** The questions of the record. Throws `ChatFailure` where the first brings no answer. */
const ask = async (question: Question): Promise<Asked> => {
  const { auth, check: asking } = question.provider;
  if (auth.scheme === 'aws') {
    const { checkBedrock } = await import('./bedrock-ask.ts');
    return read(await checkBedrock(question), question);
  }
  const first = await askAt(asking.path, question);
  if (first === undefined) return askInstead(question);
  const second = isRefusal(first) && asking.or !== undefined ? await askAt(asking.or, question) : undefined;
  const known = second === undefined || isRefusal(second) ? first : second;
  return known.found === 'valid' && asking.second !== undefined ? askRight(asking.second, known, question) : known;
};

const isRefusal = ({ found }: Asked): boolean => found === 'invalid' || found === 'needs-key';

const read = (answered: Answered, question: Question): Asked => ({
  found: foundIn(answered, question),
  status: answered.status,
  told: toldIn(answered),
});

/** Undefined where this address may not be asked. */
const askAt = async (path: string, question: Question): Promise<Asked | undefined> => {
  const address = addressOf(path, question);
  if (!address) return undefined;
  const { body, form } = question.provider.check;
  return read(await get(question, address, { json: body, form }), question);
};

/** Whether a key that is known may do what chat needs. It stays a good key where nobody can tell. */
const askRight = async (path: string, known: Asked, question: Question): Promise<Asked> => {
  const address = addressOf(path, question);
  if (!address) return known;
  try {
    const { found, status } = read(await get(question, address), question);
    if (found === 'no-credit') return { found, status };
    const lacks = isRefusal({ found }) || found === 'limited' || status === 404;
    return lacks ? { found: 'scope', status } : known;
  } catch (thrown) {
    if (thrown instanceof ChatFailure && thrown.kind !== 'aborted') return known;
    throw thrown;
  }
};

/**
 * Where the record's question belongs to another host than the person's base URL, its list of models is asked. A refusal
 * says something of the key; an answer does not, because such lists are public at their providers.
 */
const askInstead = async (question: Question): Promise<Asked> => {
  const { path } = question.provider.listing;
  const address = path === undefined || isWhole(path) ? undefined : addressOf(path, question);
  if (!address) return { found: 'own-url' };
  const answered = await get(question, address);
  const { status } = answered;
  if (status < 300 || status === 404) return { found: 'own-url', status };
  return { found: foundInRefusal(answered, question), status };
};

/** A refused key may be one of another place: it is asked in the provider's other regions, with the same question. */
const placed = async (asked: Asked, question: Question): Promise<Asked> => {
  if (asked.found !== 'invalid' || !hasKey(question) || question.stays === true) return asked;
  for (const other of elsewhere(question))
    if (await isKnownAt(other.question)) return { ...asked, found: 'elsewhere', region: other.label };
  return asked;
};

/** Not `limited`: a 403 may come from a gateway that keeps foreigners out, whatever the key. */
const known: readonly Found[] = ['valid', 'limited-now', 'no-credit', 'expired'];

/** A region that cannot be reached knows no key. */
const isKnownAt = async (question: Question): Promise<boolean> => {
  try {
    return known.includes((await ask(question)).found);
  } catch (thrown) {
    if (thrown instanceof ChatFailure && thrown.kind !== 'aborted') return false;
    throw thrown;
  }
};
