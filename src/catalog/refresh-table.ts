import { dayOf, type Row, type Table, tableOf } from './catalog.ts';
import { hasLeapt, objectionTo } from './refresh-judge.ts';
import type { FreshRow } from './refresh-source.ts';

export interface Copy {
  /** When models.dev last said that this is what it has, in milliseconds since 1970. */
  readonly checkedAt: number;
  readonly etag?: string | undefined;
  readonly models: readonly FreshRow[];
}

/**
 * The bundled table with a copy over it. Of models it knows the copy changes the price alone: the table holds corrections
 * of their other facts. Models it does not know are added, unless they are on their way out.
 */
export const refreshed = (base: Table, copy: Copy): Table => {
  if (objectionTo(copy.models, base) !== undefined) return base;
  const asOf = dayOf(copy.checkedAt);
  const fresh = new Map(copy.models.map((row) => [`${row.provider}/${row.id}`, row]));
  const known = base.models.map((row) => repriced(row, fresh.get(`${row.provider}/${row.id}`), asOf));
  const added = copy.models
    .filter(({ provider, id, deprecated }) => !deprecated && !base.of(provider).has(id))
    .map((row): Row => (row.price ? { ...row, priceAsOf: asOf } : row));
  return tableOf([...known, ...added]);
};

/** Prices that models.dev cannot say in full (hours of the day), and those of the past, stay as they are. */
const repriced = (row: Row, fresh: FreshRow | undefined, asOf: string): Row => {
  const { price: before } = row;
  if (
    !fresh?.price ||
    row.retired ||
    before?.hours ||
    hasLeapt(row, fresh) ||
    (row.priceAsOf !== undefined && row.priceAsOf > asOf)
  )
    return row;
  const isSame = before?.input === fresh.price.input && before.output === fresh.price.output;
  // What models.dev does not say (batch, an hour's cache, some cache prices) holds while the price itself is the same.
  const price = isSame ? { ...before, ...fresh.price } : { ...fresh.price, batch: before?.batch };
  return { ...row, price, priceAsOf: asOf };
};
