import type { RateLimit, RateLimits } from './chat.ts';
import { requestsText, tokensText } from './counted.ts';
import { t } from './l10n.ts';
import { waitText } from './wait-text.ts';

/** Tokens of a request: counted only where a limit of tokens is known. */
export type Tokens = number | (() => number);

interface Seen {
  readonly at: number;
  readonly limits: RateLimits;
  /** What this window has sent since. */
  sent: { readonly at: number; readonly tokens: number }[];
}

/** Milliseconds a limit is believed whose reset nobody named. */
const unnamed: Readonly<Record<RateLimit['per'], number>> = {
  minute: 60_000,
  unknown: 60_000,
  day: 600_000,
  month: 600_000,
};
/** A reset further ahead is no date of a limit. */
const furthest = 31 * 86_400_000;
const mostSent = 1_000;

/**
 * What the last answers left of the rate limits, less what this window has sent since. Our caution only: other programs
 * use the same keys, and some limits fill up again before their reset.
 */
export class Headroom {
  readonly #seen = new Map<string, Seen>();

  get isUnknown(): boolean {
    return this.#seen.size === 0;
  }

  /** `at` is when the provider counted: what was sent later is not in its numbers. An older answer that ends later tells nothing new. */
  saw(scopes: readonly string[], limits: RateLimits, at: number): void {
    if (limits.length === 0) return;
    for (const scope of scopes) {
      const before = this.#seen.get(scope);
      if (before && before.at > at) continue;
      this.#seen.set(scope, { at, limits, sent: (before?.sent ?? []).filter((one) => one.at > at) });
    }
  }

  sent(scopes: readonly string[], tokens: Tokens, now: number): void {
    for (const scope of scopes) {
      const seen = this.#seen.get(scope);
      if (!seen?.limits.some((limit) => endOf(limit, seen.at) > now)) continue;
      const counted = seen.limits.some(({ counts }) => counts === 'tokens') ? numberOf(tokens) : 0;
      seen.sent = [...seen.sent, { at: now, tokens: counted }].slice(-mostSent);
    }
  }

  /** Why this many tokens do not fit now, in a clause. */
  refusal(scopes: readonly string[], tokens: Tokens, now: number): string | undefined {
    for (const scope of scopes) {
      const seen = this.#seen.get(scope);
      const limit = seen?.limits.find((one) => endOf(one, seen.at) > now && isShort(one, seen, tokens));
      if (seen && limit) return clause(limit, leftOf(limit, seen), endOf(limit, seen.at) - now);
    }
    return undefined;
  }

  /** What is left of the limits that still count, by scope. */
  *left(now: number): Generator<readonly [scope: string, limit: RateLimit]> {
    for (const [scope, seen] of this.#seen)
      for (const limit of seen.limits)
        if (endOf(limit, seen.at) > now) yield [scope, { ...limit, left: leftOf(limit, seen) }];
  }

  forget(meant: (scope: string) => boolean): void {
    for (const scope of this.#seen.keys()) if (meant(scope)) this.#seen.delete(scope);
  }
}

const numberOf = (tokens: Tokens): number => (typeof tokens === 'number' ? tokens : tokens());

const endOf = ({ per, resetAt }: RateLimit, at: number): number =>
  resetAt === undefined ? at + unnamed[per] : Math.min(resetAt, at + furthest);

const leftOf = ({ counts, left }: RateLimit, { sent }: Seen): number =>
  Math.max(0, left - (counts === 'requests' ? sent.length : sent.reduce((sum, one) => sum + one.tokens, 0)));

const isShort = (limit: RateLimit, seen: Seen, tokens: Tokens): boolean => {
  const left = leftOf(limit, seen);
  return left < 1 || (limit.counts === 'tokens' && left < numberOf(tokens));
};

/** `its rate limit leaves 1,200 tokens for the next 41 s` */
const clause = ({ counts }: RateLimit, left: number, wait: number): string =>
  left < 1 ? noneLeft[counts](waitText(wait)) : tooLittle(counted[counts](left), waitText(wait));

const noneLeft: Readonly<Record<RateLimit['counts'], (wait: string) => string>> = {
  requests: (wait) => t('its rate limit leaves no requests for the next {0}', wait),
  tokens: (wait) => t('its rate limit leaves no tokens for the next {0}', wait),
};

const counted = { requests: requestsText, tokens: tokensText } as const;

const tooLittle = (left: string, wait: string): string =>
  t('its rate limit leaves {0} for the next {1}, too few for this request', left, wait);
