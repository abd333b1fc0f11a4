import type { ChatFailure } from '../core/failure.ts';
import { isLoose, textOf } from './loose.ts';
import { refused, type Asked } from './refused.ts';

type Names = 'error' | 'code' | 'status' | 'message' | 'details';
type DetailNames = 'reason' | 'retryDelay' | 'violations' | 'quotaId';

/** The failure in an error body: `{error: {code, status, message, details}}`, or a list that holds one. */
export const refusalOf = (call: Asked, body: unknown, response?: Response): ChatFailure => {
  const outer: unknown = Array.isArray(body) ? body[0] : body;
  const error = isLoose<Names>(outer) && isLoose<Names>(outer.error) ? outer.error : undefined;
  const details = Array.isArray(error?.details) ? error.details.filter(isLoose<DetailNames>) : [];
  const status = response?.status ?? (typeof error?.code === 'number' ? error.code : undefined);
  return refused(call, {
    status,
    code: codeOf(details) ?? textOf(error?.status),
    text: textOf(error?.message) ?? (typeof body === 'string' ? textOf(body) : undefined),
    header: response && ((name) => response.headers.get(name)),
    retryAfter: waitOf(details),
  });
};

type Detail = { readonly [K in DetailNames]?: unknown };

/** The details know more than the status: a bad key comes as 400, a day's quota as the same 429 as a minute's. */
const codeOf = (details: readonly Detail[]): string | undefined => {
  const quotas = details.flatMap(({ violations }) =>
    Array.isArray(violations) ? violations.filter(isLoose<DetailNames>) : [],
  );
  if (quotas.some(({ quotaId }) => /PerDay|PerMonth/i.test(textOf(quotaId) ?? ''))) return 'daily_quota';
  return details.some(({ reason }) => reason === 'API_KEY_INVALID') ? 'api_key_invalid' : undefined;
};

/** `34.07s`, in milliseconds. */
const waitOf = (details: readonly Detail[]): number | undefined => {
  const delay = details.map(({ retryDelay }) => /^([\d.]+)s$/.exec(textOf(retryDelay) ?? '')?.[1]).find(Boolean);
  return delay === undefined ? undefined : Math.round(Number(delay) * 1_000);
};
