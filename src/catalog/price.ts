import * as z from 'zod/mini';
import type { Price } from '../core/price.ts';

/** The dearest model of 2026 asks 600 per million: what is beyond is a wrong unit, what is below 0 a placeholder (OpenRouter's -1). */
const usd = z.number().check(z.gte(0), z.lte(1_000));

const prices = { input: usd, output: usd, cacheRead: z.optional(usd), cacheWrite: z.optional(usd) };

/** US dollars per million tokens, 0 to 1000. */
export const priceSchema = z.object({
  ...prices,
  tiers: z.optional(z.array(z.object({ ...prices, above: z.number().check(z.gte(0)) }))),
});

/** The price, where all of it can be true; half a price is none. */
export const plausible = (price: Price | undefined): Price | undefined => priceSchema.safeParse(price).data;
