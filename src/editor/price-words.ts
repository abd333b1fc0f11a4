import * as z from 'zod/mini';
import { priceSchema } from '../catalog/price.ts';
import { count } from '../core/count.ts';
import { money } from '../core/cost.ts';
import { t } from '../core/l10n.ts';
import type { Model } from '../core/provider.ts';
import type { KnownPrice, Prices } from '../usage/correction-money.ts';

/** Prices as a correction keeps them in its record, and as a person reads them. */

const entries = z.array(z.tuple([z.string(), z.object({ price: priceSchema, priceAsOf: z.optional(z.string()) })]));

export const pricesText = (prices: Prices): string => JSON.stringify([...prices]);

/** Undefined where the text holds no prices: a newer Keyway may write them otherwise. */
export const pricesIn = (text: string): Prices | undefined => {
  try {
    const { data } = z.safeParse(entries, JSON.parse(text));
    return data && new Map(data);
  } catch {
    return undefined;
  }
};

export type ModelOf = (provider: string, id: string) => Model | undefined;

/** The prices that are known now for what answered under the name of a model: each version at its own, as when it is recorded. */
export const pricesKnown = (
  modelOf: ModelOf,
  {
    provider,
    model,
    served,
  }: { readonly provider: string; readonly model: string; readonly served: readonly string[] },
): Prices => {
  const prices = new Map<string, KnownPrice>();
  for (const name of new Set(['', ...served])) {
    const found = modelOf(provider, name === '' ? model : name);
    if (found?.price) prices.set(name, { price: found.price, priceAsOf: found.priceAsOf });
  }
  return prices;
};

/** `$0.30 in, $1.20 out per million tokens (2026-11-20)`. */
const priceLine = ({ price, priceAsOf }: KnownPrice): string => {
  const { input, output, tiers = [], hours = [] } = price;
  const [byLength, byHour] = [tiers.length > 0, hours.length > 0];
  const [sent, given] = [money(input), money(output)];
  const line =
    byLength && byHour
      ? t('{0} in, {1} out per million tokens, others by length and by hour', sent, given)
      : byLength
        ? t('{0} in, {1} out per million tokens, others by length', sent, given)
        : byHour
          ? t('{0} in, {1} out per million tokens, others by hour', sent, given)
          : t('{0} in, {1} out per million tokens', sent, given);
  return priceAsOf === undefined ? line : t('{0} ({1})', line, priceAsOf);
};

/** The price of the model itself, and how many of its versions have another. */
export const pricesLine = (prices: Prices): string => {
  const own = prices.get('') ?? [...prices.values()][0];
  if (!own) return t('no price is known');
  const line = priceLine(own);
  const others = [...prices.values()].filter((known) => priceLine(known) !== line).length;
  return others === 0 ? line : t('{0}, and {1} of its versions at another price', line, count.format(others));
};
