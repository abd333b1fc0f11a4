import { costOf } from '../core/cost.ts';
import type { Price } from '../core/price.ts';
import type { Model } from '../core/provider.ts';
import { attemptOf, type Read, type Row } from './row.ts';

/** A price and its date, as a model has them. */
export interface KnownPrice extends Pick<Model, 'priceAsOf'> {
  readonly price: Price;
}

/** By the model that a row says answered; `''` is the model that was asked for, and every other one. */
export type Prices = ReadonlyMap<string, KnownPrice>;

/** The columns of a row that tell its money. */
export type RowMoney = Pick<Row, 'cost_nano' | 'cost_from' | 'price_as_of'>;

/** Rows whose money may be corrected: it is ours, or nobody's, and there are tokens to compute it from. */
export const correctable = `cost_from IN ('computed', 'estimated', 'unknown')
  AND (input_tokens IS NOT NULL OR output_tokens IS NOT NULL)`;

/**
 * What a row costs at these prices, at its own time. Undefined where it stays as it is: the provider reported its cost, it
 * has no tokens, no price is known for it, or it costs just that already.
 */
export const correctedMoney = (row: Read, prices: Prices): RowMoney | undefined => {
  const { at, usage, counted, servedModel = '', outcome } = attemptOf(row);
  const from = row['cost_from'];
  const known = prices.get(servedModel) ?? prices.get('');
  if (!usage || !known || (from !== 'computed' && from !== 'estimated' && from !== 'unknown')) return undefined;
  // Where no price was known, the tokens may have been counted here all the same. Rows from before that was kept say so only
  // by how they ended: without an answer nobody reports them.
  const estimated = from === 'estimated' || (from === 'unknown' && (counted === true || outcome !== 'answered'));
  const cost = costOf(known, usage, { at, estimated });
  const nano = cost.from === 'unknown' ? Number.NaN : Math.round(cost.usd * 1e9);
  if (cost.from === 'unknown' || !Number.isSafeInteger(nano) || nano < 0) return undefined;
  const money = { cost_nano: nano, cost_from: cost.from, price_as_of: cost.priceAsOf?.slice(0, 256) ?? null };
  return isSame(row, money) ? undefined : money;
};

const isSame = (row: Read, money: RowMoney): boolean =>
  row['cost_nano'] === money.cost_nano &&
  row['cost_from'] === money.cost_from &&
  row['price_as_of'] === money.price_as_of;
