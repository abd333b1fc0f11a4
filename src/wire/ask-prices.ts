import * as z from 'zod/mini';
import type { Price, PriceHours, PriceTier, Rates } from '../core/price.ts';
import { amount, maybe, text, tokens } from './ask-fields.ts';

/** How many dollars per million tokens one unit of a list is. */
export const units = {
  perToken: 1e6,
  perMillion: 1,
  /** Novita counts in ten-thousandths of a dollar per million (its API reference, `input_token_price_per_m`). */
  tenThousandthsPerMillion: 1e-4,
} as const;

type Raw = string | number | undefined;

export interface RawRates {
  readonly input: Raw;
  /** Absent for embeddings, which put out no tokens. */
  readonly output?: Raw;
  readonly cacheRead?: Raw;
  readonly cacheWrite?: Raw;
  readonly cacheWriteHour?: Raw;
}

/** US dollars per million. Undefined outside 0 … 1000: routers list -1 for "depends", and a slip of the unit is no price. */
const dollars = (raw: Raw, unit: number): number | undefined => {
  if (raw === undefined || (typeof raw === 'string' && raw.trim() === '')) return undefined;
  const value = Number((Number(raw) * unit).toFixed(6));
  return value >= 0 && value <= 1000 ? value : undefined;
};

const ratesOf = (raw: RawRates, unit: number): Rates | undefined => {
  const input = dollars(raw.input, unit);
  const output = dollars(raw.output, unit);
  if (input === undefined || output === undefined) return undefined;
  const hour = dollars(raw.cacheWriteHour, unit);
  // A cache price of 0 means that there is none.
  return {
    input,
    output,
    cacheRead: dollars(raw.cacheRead, unit) || undefined,
    cacheWrite: dollars(raw.cacheWrite, unit) || undefined,
    ...(hour && { cacheWriteHour: hour }),
  };
};

/** A price of a list where 0 and 0 may mean "not priced here": only OpenRouter documents that it means free. */
export const priceOf = (raw: RawRates, unit: number): Price | undefined => {
  const rates = ratesOf(raw, unit);
  return rates && rates.input + rates.output > 0 ? rates : undefined;
};

/** The price of an embedding model: its output costs nothing, because there is none. */
export const embeddingPriceOf = (input: Raw, unit: number): Price | undefined => priceOf({ input, output: 0 }, unit);

const routed = {
  prompt: amount,
  completion: amount,
  input_cache_read: amount,
  input_cache_write: amount,
  input_cache_write_1h: amount,
};

/** The prices of OpenRouter's list, and of those that follow it: US dollars per token, as text. */
export const routedPricing = z.object({
  ...routed,
  overrides: maybe(z.array(maybe(z.object({ ...routed, min_prompt_tokens: tokens, utc_start: text, utc_end: text })))),
});

export type RoutedPricing = z.infer<typeof routedPricing>;

type RoutedRates = { readonly [K in keyof typeof routed]?: Raw };

const routedRates = (raw: RoutedRates): Rates | undefined =>
  ratesOf(
    {
      input: raw.prompt,
      output: raw.completion,
      cacheRead: raw.input_cache_read,
      cacheWrite: raw.input_cache_write,
      cacheWriteHour: raw.input_cache_write_1h,
    },
    units.perToken,
  );

export const routedPriceOf = (pricing: RoutedPricing | undefined): Price | undefined => {
  const price = pricing && routedRates(pricing);
  if (!price) return undefined;
  const tiers = overridesOf(
    pricing,
    ({ min_prompt_tokens: above, utc_start: start, utc_end: end }): Above | undefined =>
      above !== undefined && start === undefined && end === undefined ? { above } : undefined,
  ) satisfies PriceTier[];
  const hours = overridesOf(
    pricing,
    ({ min_prompt_tokens: above, utc_start: from, utc_end: to }): Between | undefined =>
      above === undefined && isTime(from) && isTime(to) ? { from, to } : undefined,
  ) satisfies PriceHours[];
  return { ...price, ...(tiers.length > 0 && { tiers }), ...(hours.length > 0 && { hours }) };
};

type Above = Pick<PriceTier, 'above'>;
type Between = Pick<PriceHours, 'from' | 'to'>;
type Override = NonNullable<NonNullable<RoutedPricing['overrides']>[number]>;

/** What an override does not name costs what it costs otherwise. */
const overridesOf = <When extends object>(
  pricing: RoutedPricing,
  whenOf: (override: Override) => When | undefined,
): (Rates & When)[] =>
  (pricing.overrides ?? []).flatMap((override) => {
    const when = override && whenOf(override);
    const rates = override && routedRates({ ...pricing, ...named(override) });
    return when && rates ? [{ ...rates, ...when }] : [];
  });

const named = (override: Override): RoutedRates =>
  Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined));

const isTime = (time: string | undefined): time is string => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time ?? '');
