import type { DatabaseSync } from 'node:sqlite';
import { correctable, correctedMoney, type Prices } from './correction-money.ts';
import type { Shared } from './ledger.ts';
import { prepared } from './prepared.ts';
import { numberIn, type Read } from './row.ts';
import type { Between } from './utc-span.ts';
import { everything, type Ids, idsOf, walkRows, type Watch } from './walk-rows.ts';

/** A model with rows whose money may be corrected. */
export interface Candidate {
  readonly provider: string;
  readonly model: string;
  /** The models that its rows say answered, `''` where they name none. */
  readonly served: readonly string[];
  readonly rows: number;
  /** Rows of unknown cost. */
  readonly unknown: number;
  /** Nano-dollars that are known. */
  readonly nano: number;
  /** Dates of the price tables that its rows were computed with. */
  readonly dates: readonly string[];
}

/** What a correction would do, or has done, in nano-dollars. */
export interface Effect {
  /** Rows that change. */
  readonly rows: number;
  readonly before: number;
  readonly after: number;
  /** Rows of these whose cost was unknown before. */
  readonly unknownBefore: number;
  /** Dates of the price tables they were computed with. */
  readonly dates: readonly string[];
}

export interface Corrected extends Between {
  readonly provider: string;
  readonly model: string;
}

/** Ids at a time: the file counts the one by itself, the other hands over every row. */
const surveyed = 4_000;
const looked = 800;

const surveySql = `
  SELECT provider, model, coalesce(served_model, '') AS served, price_as_of AS date, count(*) AS rows,
    sum(cost_nano IS NULL) AS unknown, total(cost_nano) AS nano
  FROM attempt WHERE id BETWEEN ? AND ? AND ${correctable} GROUP BY 1, 2, 3, 4`;

/** All models with such rows, those of the most rows first. Rejects with what the file throws. */
export const candidatesIn = async (shared: Pick<Shared, 'use'>, watch: Watch): Promise<readonly Candidate[]> => {
  const found = new Map<string, Gathered>();
  const all = await shared.use((file) => file.read((database) => idsOf(database, everything)));
  if (!all) return [];
  await walkRows(shared, { ...all, step: surveyed, watch }, (database, { first, last }) => {
    for (const row of prepared(database, surveySql).all(first, last)) gather(found, row);
  });
  return [...found.values()]
    .map(({ served, dates, ...rest }) => ({ ...rest, served: [...served], dates: [...dates].toSorted() }))
    .toSorted((a, b) => b.rows - a.rows);
};

interface Gathered {
  readonly provider: string;
  readonly model: string;
  readonly served: Set<string>;
  readonly dates: Set<string>;
  rows: number;
  unknown: number;
  nano: number;
}

const gather = (found: Map<string, Gathered>, row: Read): void => {
  const { provider, model, served, date } = row;
  const key = JSON.stringify([provider, model]);
  const known = found.get(key) ?? begun(String(provider), String(model));
  found.set(key, known);
  known.served.add(String(served));
  if (typeof date === 'string') known.dates.add(date);
  known.rows += numberIn(row, 'rows');
  known.unknown += numberIn(row, 'unknown');
  known.nano += numberIn(row, 'nano');
};

const begun = (provider: string, model: string): Gathered => ({
  provider,
  model,
  served: new Set(),
  dates: new Set(),
  rows: 0,
  unknown: 0,
  nano: 0,
});

const rowsSql = `
  SELECT * FROM attempt WHERE id BETWEEN ? AND ? AND at >= ? AND at < ? AND provider = ? AND model = ? AND ${correctable}
  ORDER BY id`;

/** The rows of these ids that a correction is about, read as they are asked for. */
export const rowsOf = (
  database: DatabaseSync,
  { since, until, provider, model }: Corrected,
  { first, last }: Ids,
): Iterable<Read> => prepared(database, rowsSql).iterate(first, last, since, until, provider, model);

/** What a correction would change; nothing is written. Rejects with what the file throws. */
export const effectOf = async (
  shared: Pick<Shared, 'use'>,
  { corrected, prices }: { readonly corrected: Corrected; readonly prices: Prices },
  watch: Watch,
): Promise<Effect> => {
  const dates = new Set<string>();
  const effect = { rows: 0, before: 0, after: 0, unknownBefore: 0 };
  const ids = await shared.use((file) => file.read((database) => idsOf(database, corrected)));
  if (!ids) return { ...effect, dates: [] };
  await walkRows(shared, { ...ids, step: looked, watch }, (database, some) => {
    for (const row of rowsOf(database, corrected, some)) {
      const money = correctedMoney(row, prices);
      if (!money) continue;
      effect.rows += 1;
      effect.before += numberIn(row, 'cost_nano');
      effect.after += money.cost_nano ?? 0;
      effect.unknownBefore += Number(row['cost_nano'] === null);
      if (typeof row['price_as_of'] === 'string') dates.add(row['price_as_of']);
    }
  });
  return { ...effect, dates: [...dates].toSorted() };
};
