import type { DatabaseSync } from 'node:sqlite';
import type { Shared } from './ledger.ts';
import { prepared } from './prepared.ts';
import { numberIn, type Read } from './row.ts';
import type { Between } from './utc-span.ts';
import { type Ids, idsOf, walkRows } from './walk-rows.ts';

/** What the rows of one key say, in nano-dollars by where the numbers come from. */
export interface KeySpend {
  readonly reported: number;
  readonly computed: number;
  readonly estimated: number;
  readonly attempts: number;
  /** Attempts of which the ledger only guesses that they cost something, and those whose cost nobody told. */
  readonly estimates: number;
  readonly unknown: number;
  /** The oldest date of a price table that was computed with. */
  readonly pricesOf: string | undefined;
  /** Attempts that began within the last minutes of the span: a provider may not have counted them yet. */
  readonly recent: number;
  /** Nano-dollars that the same provider's other keys spent meanwhile, as far as they are known. */
  readonly others: number;
  /** When the oldest row of the ledger began, if it is younger than the span: what was before is not in the sums. */
  readonly rowsSince: number | undefined;
}

export interface Spender {
  readonly provider: string;
  readonly keyId: string;
}

/** Ids at a time. */
const step = 4_000;

/** Milliseconds. */
const justNow = 10 * 60_000;

const sumsSql = `
  SELECT key_id = ? AS own, cost_from, count(*) AS attempts, total(cost_nano) AS nano, total(cost_nano <> 0) AS paid,
    min(price_as_of) AS prices, total(at >= ?) AS recent
  FROM attempt WHERE id BETWEEN ? AND ? AND provider = ? AND at >= ? AND at < ? AND cost_from <> 'cached' GROUP BY 1, 2`;

interface Counting {
  reported: number;
  computed: number;
  estimated: number;
  attempts: number;
  estimates: number;
  unknown: number;
  pricesOf: string | undefined;
  recent: number;
  others: number;
}

/** Adds up some rows at a time, so that a long span does not keep the extension host standing. Rejects as `use` does. */
export const spendOf = async (shared: Pick<Shared, 'use'>, spender: Spender, span: Between): Promise<KeySpend> => {
  const { oldest, ids } = await shared.use((file) =>
    file.read((database) => ({ oldest: oldestRow(database), ids: idsOf(database, span) })),
  );
  const counting = nothing();
  if (ids)
    await walkRows(shared, { ...ids, step }, (database, some) => {
      for (const row of sums(database, spender, { ...span, ...some })) add(counting, row);
    });
  return { ...counting, rowsSince: oldest !== undefined && oldest > span.since ? oldest : undefined };
};

const nothing = (): Counting => ({
  reported: 0,
  computed: 0,
  estimated: 0,
  attempts: 0,
  estimates: 0,
  unknown: 0,
  pricesOf: undefined,
  recent: 0,
  others: 0,
});

const oldestRow = (database: DatabaseSync): number | undefined => {
  const at = prepared(database, 'SELECT min(at) AS at FROM attempt').get()?.['at'];
  return typeof at === 'number' ? at : undefined;
};

const sums = (
  database: DatabaseSync,
  { provider, keyId }: Spender,
  { since, until, first, last }: Between & Ids,
): readonly Read[] => prepared(database, sumsSql).all(keyId, until - justNow, first, last, provider, since, until);

/** `total()` is a float: whole up to nine million dollars, and refuses no sum that is larger. */
const add = (counting: Counting, row: Read): void => {
  const nano = numberIn(row, 'nano');
  if (numberIn(row, 'own') === 0) {
    counting.others += nano;
    return;
  }
  const attempts = numberIn(row, 'attempts');
  counting.attempts += attempts;
  counting.recent += numberIn(row, 'recent');
  const from = row['cost_from'];
  if (from === 'reported' || from === 'computed' || from === 'estimated') counting[from] += nano;
  if (from === 'estimated') counting.estimates += numberIn(row, 'paid');
  if (from === 'unknown') counting.unknown += attempts;
  const prices = row['prices'];
  if (from === 'computed' && typeof prices === 'string' && prices < (counting.pricesOf ?? '~'))
    counting.pricesOf = prices;
};
