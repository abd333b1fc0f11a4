import * as z from 'zod/mini';
import type { KeyTold } from '../core/listing.ts';
import { maybe } from './ask-fields.ts';
import { foundInRefusal, hasKey } from './ask-refusal.ts';
import type { Answered, Question } from './ask-get.ts';
import type { Found } from './ask-sentence.ts';

/** What an answer tells about the key: a good status alone is not yet a good key. */
export const foundIn = (answered: Answered, question: Question): Found => {
  if (answered.status >= 300) return foundInRefusal(answered, question);
  const { body } = answered;
  if (Array.isArray(body)) return hasKey(question) ? 'valid' : 'answers';
  const read = z.safeParse(standing, body);
  if (!read.success) return 'unclear';
  if (isRefusalInside(read.data)) return foundInRefusal(answered, question);
  for (const [found, tells] of tellers) if (tells(read.data)) return found;
  return hasKey(question) ? 'valid' : 'answers';
};

const flag = maybe(z.boolean());
const amount = maybe(z.number());
const words = maybe(z.array(z.string()));

/** What providers tell about a key that they know; each field is of one provider. */
const standing = z.object({
  // Cohere's key check.
  valid: flag,
  // Cloudflare, whose verified token has a status; Moonshot's balance and OpenRouter's key are in `data`.
  success: flag,
  result: maybe(z.object({ status: maybe(z.string()) })),
  data: maybe(
    z.object({ limit: amount, limit_remaining: amount, available_balance: amount, expires_at: maybe(z.string()) }),
  ),
  // MiniMax says in here what others say with a status.
  base_resp: maybe(z.object({ status_code: amount })),
  error: z.optional(z.unknown()),
  // DeepSeek: whether the balance suffices for a call.
  is_available: flag,
  // xAI.
  api_key_blocked: flag,
  api_key_disabled: flag,
  team_blocked: flag,
  // Databricks' user.
  active: flag,
  // LiteLLM's key.
  info: maybe(z.object({ blocked: flag, spend: amount, max_budget: amount })),
  // Vercel's credits, as text.
  balance: maybe(z.string()),
  // NVIDIA's key service.
  requestStatus: maybe(z.object({ statusCode: maybe(z.string()) })),
  // Hugging Face: the rights of a fine-grained token; others have all.
  auth: maybe(
    z.object({
      accessToken: maybe(
        z.object({
          role: maybe(z.string()),
          fineGrained: maybe(
            z.object({ global: words, scoped: maybe(z.array(maybe(z.object({ permissions: words })))) }),
          ),
        }),
      ),
    }),
  ),
});

type Standing = z.infer<typeof standing>;

const isRefusalInside = ({ error, success, base_resp }: Standing): boolean =>
  (error !== undefined && error !== null && error !== false && error !== '') ||
  success === false ||
  (base_resp?.status_code ?? 0) !== 0;

const tellers: readonly (readonly [Found, (standing: Standing) => boolean])[] = [
  ['invalid', ({ valid, requestStatus }) => valid === false || (requestStatus?.statusCode ?? 'SUCCESS') !== 'SUCCESS'],
  [
    'expired',
    ({ api_key_blocked, api_key_disabled, team_blocked, active, info, result }) =>
      api_key_blocked === true ||
      api_key_disabled === true ||
      team_blocked === true ||
      active === false ||
      info?.blocked === true ||
      /^(?:disabled|expired)$/.test(result?.status ?? ''),
  ],
  [
    'no-credit',
    ({ is_available, data, info, balance }) =>
      is_available === false ||
      isSpent(data?.limit_remaining) ||
      isSpent(data?.available_balance) ||
      (info?.max_budget !== undefined && (info.spend ?? 0) >= info.max_budget) ||
      (balance !== undefined && balance.trim() !== '' && Number(balance) <= 0),
  ],
  ['scope', ({ auth }) => lacksInference(auth)],
];

/** What an answer tells about a key that works: when it ends, and how much it may spend. Undefined where it says neither. */
export const toldIn = ({ status, body }: Pick<Answered, 'status' | 'body'>): KeyTold | undefined => {
  const read = status >= 300 || Array.isArray(body) ? undefined : z.safeParse(standing, body).data;
  // OpenRouter (docs, "Get current API key", 2026-11): an ISO date, and null for a key that does not expire or has no limit.
  const at = Date.parse(read?.data?.expires_at ?? '');
  const expiresAt = Number.isFinite(at) ? at : undefined;
  const { data, info } = read ?? {};
  const prepaid = prepaidOf(data?.limit_remaining, data?.limit) ?? prepaidOf(remainder(info), info?.max_budget);
  if (expiresAt === undefined && prepaid === undefined) return undefined;
  return { ...(expiresAt !== undefined && { expiresAt }), ...(prepaid && { prepaid }) };
};

const prepaidOf = (left: number | undefined, limit: number | undefined): KeyTold['prepaid'] =>
  left === undefined || limit === undefined || limit <= 0 ? undefined : { left, limit };

/** LiteLLM. */
const remainder = (info: Standing['info']): number | undefined =>
  info?.max_budget === undefined ? undefined : info.max_budget - (info.spend ?? 0);

/** OpenRouter says null for a key without a limit. */
const isSpent = (left: number | undefined): boolean => left !== undefined && left <= 0;

/** A fine-grained token needs `inference.serverless.write` for the router (huggingface.co/docs, 2026-08). */
const lacksInference = (auth: Standing['auth']): boolean => {
  const { role, fineGrained } = auth?.accessToken ?? {};
  if (role !== 'fineGrained' || fineGrained === undefined) return false;
  const scoped = (fineGrained.scoped ?? []).flatMap((scope) => scope?.permissions ?? []);
  return ![...(fineGrained.global ?? []), ...scoped].includes('inference.serverless.write');
};
