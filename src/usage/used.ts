import { ratesOf, usdOf } from '../core/price.ts';
import type { Model } from '../core/provider.ts';

/** Sums of tokens; `cached` and `cacheWrite` are part of `input`. */
interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly cacheWrite: number;
}

/** What one model did for one task in a period. */
export interface Used {
  readonly provider: string;
  readonly model: string;
  readonly task: string;
  readonly requests: number;
  /** The part of it whose cost is known. */
  readonly known: {
    readonly requests: number;
    /** Those that can have had tokens: answered by a model, or stopped on the way. */
    readonly attempts: number;
    /** US dollars. */
    readonly usd: number;
    readonly tokens: Tokens;
  };
}

/** Another model with the tokens that it would make of the same text. */
export interface Instead {
  readonly model: Pick<Model, 'price' | 'tokens'>;
  /** Tokens that the model which was used makes of a text for one that is counted here; 1 where absent. */
  readonly madeOf?: number | undefined;
}

/**
 * What a model would have charged for the same text, at its list prices, with the same share from the cache: US dollars,
 * or undefined where its price is not known. The prompt of the mean chooses the tier; hours are not looked at.
 */
export const usdInstead = (
  { known: { tokens, attempts } }: Used,
  { model, madeOf = 1 }: Instead,
): number | undefined => {
  if (!model.price) return undefined;
  const factor = (model.tokens ?? 1) / madeOf;
  const input = tokens.input * factor;
  const usage = {
    input,
    output: tokens.output * factor,
    cacheRead: tokens.cached * factor,
    cacheWrite: tokens.cacheWrite * factor,
  };
  const rates = ratesOf(model.price, attempts === 0 ? 0 : input / attempts, undefined);
  // Without tiers: the sum of all prompts would pass every one of them.
  return usdOf(usage, { ...rates, tiers: undefined, hours: undefined });
};

/** Mean tokens of a prompt and an answer. */
export const meanOf = ({ known: { tokens, attempts } }: Used): { readonly input: number; readonly output: number } => ({
  input: attempts === 0 ? 0 : tokens.input / attempts,
  output: attempts === 0 ? 0 : tokens.output / attempts,
});
