import type { RateLimit, RateLimits } from '../core/chat.ts';
import type { Provider, RateLimitHeader } from '../core/provider.ts';
import { clockOf, resetIn } from '../core/retry-after.ts';

/** OpenAI's names, which most of the compatible servers took over. */
const openAiLimits: readonly RateLimitHeader[] = (['requests', 'tokens'] as const).map((counts) => ({
  header: `x-ratelimit-remaining-${counts}`,
  reset: `x-ratelimit-reset-${counts}`,
  counts,
  per: 'unknown',
}));

/**
 * What the headers of an answer leave, by the names of the provider's record, in its order; `usual` is what its protocol
 * calls them where the record tells none. Undefined where they say nothing.
 */
export const limitsIn = (
  headers: Headers,
  { rateLimits }: Pick<Provider, 'rateLimits'>,
  usual: readonly RateLimitHeader[] = openAiLimits,
): RateLimits | undefined => {
  const now = Date.now();
  const limits = (rateLimits ?? usual).flatMap(({ header, reset, whole: of, counts, per }): RateLimit[] => {
    const left = wholeNumber(headers.get(header));
    if (left === undefined) return [];
    const text = reset === undefined ? null : headers.get(reset);
    const wait = text === null ? undefined : resetIn(text, clockOf(headers.get('date'), now));
    const resetAt = wait === undefined ? undefined : now + wait;
    const whole = of === undefined ? undefined : wholeNumber(headers.get(of));
    return [{ counts, per, left, resetAt, ...(whole !== undefined && { whole }) }];
  });
  return limits.length > 0 ? limits : undefined;
};

const wholeNumber = (text: string | null): number | undefined =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
