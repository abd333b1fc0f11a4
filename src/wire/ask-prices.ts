import * as z from 'zod/mini';
import type { Price, PriceTier } from '../core/price.ts';
import { maybe, tokens } from './ask-fields.ts';

/** US dollars per token, as text: `"0.0000025"`. */
const perToken = maybe(z.union([z.string(), z.number()]));
const rates = { prompt: perToken, completion: perToken, input_cache_read: perToken, input_cache_write: perToken };

/** The prices of OpenRouter's list. */
export const routedPricing = z.object({
  ...rates,
  overrides: maybe(z.array(maybe(z.object({ ...rates, min_prompt_tokens: tokens })))),
});

type Rates = { readonly [K in keyof typeof rates]?: string | number | undefined };

/** US dollars per million. Undefined outside 0 … 1000: routers list -1 for "depends", and a slip of the unit is no price. */
const perMillion = (raw: string | number | undefined): number | undefined => {
  if (raw === undefined || raw === '') return undefined;
  const dollars = Number((Number(raw) * 1e6).toFixed(6));
  return dollars >= 0 && dollars <= 1000 ? dollars : undefined;
};

const plainPrice = (raw: Rates): Omit<Price, 'tiers'> | undefined => {
  const input = perMillion(raw.prompt);
  const output = perMillion(raw.completion);
  if (input === undefined || output === undefined) return undefined;
  // A cache price of 0 means that there is none.
  return {
    input,
    output,
    cacheRead: perMillion(raw.input_cache_read) || undefined,
    cacheWrite: perMillion(raw.input_cache_write) || undefined,
  };
};

export const priceOf = (pricing: z.infer<typeof routedPricing> | undefined): Price | undefined => {
  const price = pricing && plainPrice(pricing);
  if (!price) return undefined;
  // The other overrides are times of day, which no table can promise.
  const tiers = (pricing.overrides ?? []).flatMap((override): PriceTier[] => {
    const tier = override?.min_prompt_tokens === undefined ? undefined : plainPrice({ ...pricing, ...override });
    return tier && override?.min_prompt_tokens !== undefined ? [{ ...tier, above: override.min_prompt_tokens }] : [];
  });
  return tiers.length > 0 ? { ...price, tiers } : price;
};
