import type { RateLimits } from '../core/chat.ts';
import type { Provider } from '../core/provider.ts';

/** OpenAI's names, which most of the compatible servers took over. */
const usual: NonNullable<Provider['rateLimits']> = [
  { header: 'x-ratelimit-remaining-requests', counts: 'requests', per: 'unknown' },
  { header: 'x-ratelimit-remaining-tokens', counts: 'tokens', per: 'unknown' },
];

/** What the headers of an answer leave, by the names of the provider's record. Undefined where they tell nothing. */
export const limitsIn = (
  headers: Headers,
  { rateLimits = usual }: Pick<Provider, 'rateLimits'>,
): RateLimits | undefined => {
  const left = (counts: 'requests' | 'tokens'): number | undefined => {
    const numbers = rateLimits
      .filter((limit) => limit.counts === counts)
      .flatMap(({ header }) => wholeNumber(headers.get(header)) ?? []);
    // Of a minute's and a day's limit the one that is reached first counts.
    return numbers.length > 0 ? Math.min(...numbers) : undefined;
  };
  const requestsLeft = left('requests');
  const tokensLeft = left('tokens');
  return requestsLeft === undefined && tokensLeft === undefined ? undefined : { requestsLeft, tokensLeft };
};

const wholeNumber = (text: string | null): number | undefined =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
