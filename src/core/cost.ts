import type { Usage } from './chat.ts';
import { t } from './l10n.ts';
import { usdOf, type Terms } from './price.ts';
import type { Model } from './provider.ts';

/**
 * What an attempt cost, in US dollars, and where the number comes from: stated by the provider, computed from its usage
 * and a price table of the day `priceAsOf` (`YYYY-MM-DD`), estimated because no usage came, or nothing because the answer
 * was kept from before (`cached`). Unknown is never 0.
 */
export type Cost =
  | {
      readonly usd: number;
      readonly from: 'reported' | 'computed' | 'estimated' | 'cached';
      readonly priceAsOf?: string | undefined;
    }
  | { readonly from: 'unknown' };

/** How a usage is priced: `estimated` where the provider did not count it, `at` in milliseconds since 1970. */
export interface Pricing extends Terms {
  readonly at: number;
  readonly estimated: boolean;
}

/** The provider's own number before ours, ours before an estimate; unknown stays unknown. */
export const costOf = (model: Pick<Model, 'price' | 'priceAsOf'>, usage: Usage, pricing: Pricing): Cost => {
  if (usage.reportedCost !== undefined) return { usd: usage.reportedCost, from: 'reported' };
  if (!model.price) return { from: 'unknown' };
  const from = pricing.estimated ? 'estimated' : 'computed';
  return { usd: usdOf(usage, model.price, pricing), from, priceAsOf: model.priceAsOf };
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
  if (cost.from === 'unknown') return t('cost unknown');
  return cost.from === 'estimated' ? `~${money(cost.usd)}` : money(cost.usd);
};
