import { classify } from '../core/classify.ts';
import type { ChatFailure } from '../core/failure.ts';
import type { Answered, Question } from './ask-get.ts';
import type { Found } from './ask-sentence.ts';
import { saidIn, type Said } from './said.ts';

/** What a refusal says about a key: a refusal is not always one of the key. */

/** The failure an answer stands for, in the words of chat. */
export const failureOf = ({ body, headers, status }: Answered, { access }: Question): ChatFailure =>
  classify({
    ...saidIn(body),
    status,
    header: (name) => headers.get(name),
    secrets: Object.values(access.secrets),
  });

interface Refusal {
  readonly status: number;
  readonly said: Said;
  readonly kind: ChatFailure['kind'];
  readonly question: Question;
  /** The answer was JSON: a 403 that is a web page comes from a gateway, which knows no key. */
  readonly isJson: boolean;
}

/** Rules from the top: the first that finds something is believed. */
const rules: readonly ((refusal: Refusal) => Found | undefined)[] = [
  ({ status, kind, question }) =>
    question.provider.check.proves?.includes(status) && kind !== 'auth' ? 'valid' : undefined,
  (refusal) => (isExpired(refusal) ? 'expired' : undefined),
  (refusal) => (isUnpaid(refusal) ? 'no-credit' : undefined),
  ({ kind }) => (kind === 'rate' ? 'limited-now' : undefined),
  (refusal) => (isOfModel(refusal) ? 'valid' : undefined),
  // Google says it with 400 for a whole country: "User location is not supported for the API use".
  ({ said, status }) =>
    (status === 400 || status === 403) &&
    /location is not supported|(?:country|region|territory)\b.{0,60}not supported/i.test(said.text ?? '')
      ? 'country'
      : undefined,
  // OpenAI's restricted keys: "You have insufficient permissions for this operation. Missing scopes: api.model.read".
  ({ said, status }) =>
    (status === 401 || status === 403) && /missing scopes?|insufficient permissions?/i.test(said.text ?? '')
      ? 'limited'
      : undefined,
  (refusal) => (isRefused(refusal) ? (hasKey(refusal.question) ? 'invalid' : 'needs-key') : undefined),
  ({ status, kind, isJson }) => (isJson && (status === 403 || kind === 'forbidden') ? 'limited' : undefined),
];

export const foundInRefusal = (answered: Answered, question: Question): Found => {
  const said = saidIn(answered.body);
  // Gateways answer 200 with the real status inside.
  const status = answered.status < 300 ? (said.status ?? answered.status) : answered.status;
  const { kind } = failureOf({ ...answered, status }, question);
  const refusal = { status, said, kind, question, isJson: answered.body !== undefined };
  for (const rule of rules) {
    const found = rule(refusal);
    if (found) return found;
  }
  return 'unclear';
};

export const hasKey = ({ access }: Question): boolean => Object.values(access.secrets).some((secret) => secret !== '');

/** A key that was one: Google "API key expired", "Your API key was reported as leaked", Cloudflare "… has been revoked". */
const wasAKey =
  /\b(?:key|token|credential)s?\b.{0,60}\b(?:expired|revoked|disabled|deactivated|blocked|deleted|suspended|leaked)\b/i;
/** Z.ai "token expired or incorrect", others "invalid or expired": they know no more than that it is no key now. */
const isAnyBadKey = /\b(?:invalid|incorrect|wrong|malformed|not valid|not found)\b/i;
const expiredCodes =
  /^(?:(?:api_)?key_expired|expired_(?:api_)?key|token_expired|expired_?token(?:exception)?|account_deactivated)$/i;

const isExpired = ({ said, status }: Refusal): boolean => {
  if (status >= 500 || status === 402 || status === 429) return false;
  const { code = '', text = '' } = said;
  return expiredCodes.test(code) || (wasAKey.test(text) && !isAnyBadKey.test(text));
};

/** SambaNova's PAYMENT_METHOD_REQUIRED and LiteLLM's budgets; `classify` knows the others. */
const unpaidCodes = /^(?:payment_method_required|budget_exceeded)$/i;
const unpaidWords = /payment method|please recharge|overdue/i;

const isUnpaid = ({ said, status, kind }: Refusal): boolean =>
  status === 402 ||
  kind === 'quota' ||
  unpaidCodes.test(said.code ?? '') ||
  ((status === 403 || status === 400) && unpaidWords.test(said.text ?? ''));

/** A question that needs a model got as far as the model, or its length: the key was looked at before. */
const isOfModel = ({ kind, said, status, question }: Refusal): boolean => {
  if (question.provider.check.body === undefined || status === 401) return false;
  // A bare 400 is read as an overflow in chat (Cerebras); here it says nothing.
  if (kind === 'context') return said.text !== undefined;
  return kind === 'model-missing' && /model|function\b/i.test(`${said.code ?? ''} ${said.text ?? ''}`);
};

const isRefused = ({ kind, said, status, question }: Refusal): boolean => {
  // MiniMax "login fail", Cloudflare "Invalid API Token", and 401 whatever it says.
  if (status === 401 || kind === 'auth') return true;
  if (status < 300) return badKeyWords.test(said.text ?? '');
  if (!question.provider.check.refused?.includes(status)) return false;
  // A 400 has many reasons, and a 403 may be one of rights.
  if (status === 400) return badKeyWords.test(said.text ?? '');
  return !/permission_denied|permission|scope/i.test(`${said.code ?? ''} ${said.text ?? ''}`);
};

const badKeyWords =
  /(?:invalid|incorrect|wrong|not (?:a )?valid|unknown|missing|malformed)\b.{0,40}\b(?:key|token|credentials?|authentication|authorization)\b|unauthori[sz]ed|unauthenticated|login fail|authentication (?:error|fail)/i;
