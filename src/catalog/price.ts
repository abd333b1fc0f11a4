import * as z from 'zod/mini';
import type { Price } from '../core/price.ts';

/** The dearest model of 2026 asks 600 per million: what is beyond is a wrong unit, what is below 0 a placeholder (OpenRouter's -1). */
const isUsd = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1_000;
const usd = z.number().check(z.refine(isUsd));

const rates = {
  input: usd,
  output: usd,
  cacheRead: z.optional(usd),
  cacheWrite: z.optional(usd),
  cacheWriteHour: z.optional(usd),
};

/** `HH:MM`, to be compared as text. */
const time = z.string().check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/));

const hours = z.object({
  ...rates,
  from: time,
  to: time,
  days: z.optional(z.array(z.number().check(z.int(), z.gte(0), z.lte(6)))),
});

/** US dollars per million tokens, 0 to 1000. */
export const priceSchema = z.object({
  ...rates,
  tiers: z.optional(z.array(z.object({ ...rates, above: z.number().check(z.gte(0)) }))),
  hours: z.optional(z.array(hours)),
  batch: z.optional(z.number().check(z.gt(0), z.lte(1))),
});

/** The price, where all of it can be true; half a price is none. */
export const plausible = (price: Price | undefined): Price | undefined =>
  price === undefined || isFlat(price) ? price : priceSchema.safeParse(price).data;

/** Nearly all prices: looked at by hand, because a schema takes ten times as long for each of thousands. */
const isFlat = (price: Price): boolean => {
  if (typeof price !== 'object' || price === null || !('input' in price && 'output' in price)) return false;
  for (const name in price) if (!Object.hasOwn(rates, name) || !isUsd(Reflect.get(price, name))) return false;
  return true;
};
