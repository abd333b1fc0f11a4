import type { Usage } from './chat.ts';
import type { Price } from './price.ts';
import type { Model } from './provider.ts';

/**
 * What an attempt cost, in US dollars, and where the number comes from: stated by the provider, computed from its usage
 * and a price table of the day `priceAsOf` (`YYYY-MM-DD`), or estimated because no usage came. Unknown is never 0.
 */
export type Cost =
  | {
      readonly usd: number;
      readonly from: 'reported' | 'computed' | 'estimated';
      readonly priceAsOf?: string | undefined;
    }
  | { readonly from: 'unknown' };

/** Prices of the tier that the whole prompt selects, cached part included; exactly at the threshold is the normal price. */
const tierOf = (price: Price, input: number): Omit<Price, 'tiers'> => {
  let chosen: Omit<Price, 'tiers'> = price;
  let above = -1;
  for (const tier of price.tiers ?? []) {
    if (input <= tier.above || tier.above < above) continue;
    chosen = tier;
    above = tier.above;
  }
  return chosen;
};

/** Dollars per million times tokens is micro-dollars; summed as whole nano-dollars so that a ledger adds up to the cent. */
export const usdOf = (usage: Usage, price: Price): number => {
  const tier = tierOf(price, usage.input);
  const read = usage.cacheRead ?? 0;
  const write = usage.cacheWrite ?? 0;
  const hour = usage.cacheWriteHour ?? 0;
  // xAI has reported more cached than prompt tokens: never let the plain part go below nothing.
  const plain = Math.max(0, usage.input - read - write - hour);
  const micro =
    plain * tier.input +
    read * (tier.cacheRead ?? tier.input) +
    write * (tier.cacheWrite ?? tier.input) +
    // Anthropic, the only one with an hour's cache, asks twice the input price for it.
    hour * tier.input * 2 +
    usage.output * tier.output;
  return Math.round(micro * 1_000) / 1e9;
};

/** The provider's own number before ours, ours before an estimate; unknown stays unknown. */
export const costOf = (model: Pick<Model, 'price' | 'priceAsOf'>, usage: Usage, estimated: boolean): Cost => {
  if (usage.reportedCost !== undefined) return { usd: usage.reportedCost, from: 'reported' };
  if (!model.price) return { from: 'unknown' };
  return { usd: usdOf(usage, model.price), from: estimated ? 'estimated' : 'computed', priceAsOf: model.priceAsOf };
};

/** One unknown makes the sum unknown; the weakest provenance of the rest counts, since a sum is no better than its parts. */
export const sum = (costs: readonly Cost[]): Cost => {
  const known = costs.flatMap((cost) => (cost.from === 'unknown' ? [] : [cost]));
  if (known.length < costs.length || known.length === 0) return { from: 'unknown' };
  const billed = known.filter((cost) => cost.usd > 0);
  const from =
    (['estimated', 'computed', 'reported'] as const).find((source) => billed.some((cost) => cost.from === source)) ??
    known.at(-1)?.from ??
    'estimated';
  return {
    usd: known.reduce((total, cost) => total + Math.round(cost.usd * 1e9), 0) / 1e9,
    from,
    priceAsOf: known.at(-1)?.priceAsOf,
  };
};

const dollars = { style: 'currency', currency: 'USD' } as const;
const cents = new Intl.NumberFormat('en-US', dollars);
const fractions = new Intl.NumberFormat('en-US', {
  ...dollars,
  minimumSignificantDigits: 1,
  maximumSignificantDigits: 2,
});

/** Money as people read it: cents, and below ten cents two digits that say something (`$0.0031`). */
export const money = (usd: number): string =>
  // From there on two digits are cents: as significant digits ten cents would be `$0.1`.
  (usd !== 0 && Math.abs(usd) < 0.0995 ? fractions : cents).format(usd);

/** `$0.0031`, `~$0.0031` where estimated, `cost unknown`. */
export const costText = (cost: Cost): string => {
  if (cost.from === 'unknown') return 'cost unknown';
  return cost.from === 'estimated' ? `~${money(cost.usd)}` : money(cost.usd);
};
