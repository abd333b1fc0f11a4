import type { DatabaseSync } from 'node:sqlite';
import { addMoney, addRow, amounts, counts, durations, nothingMeasured, sumOf } from './measures.ts';
import type { Counted, Measured } from './measures.ts';
import { hourOf } from './period.ts';
import { prepared } from './prepared.ts';
import { isOwnBaseline, type Row } from './row.ts';
import { correctSpend } from './spend.ts';
import { packed } from './times.ts';

/** What a row is counted under, in the order of `cell`'s columns. */
export const names = ['provider', 'model', 'key_id', 'task', 'caller', 'workspace'] as const;
export type Name = (typeof names)[number];

const allPeriods = ['hour', 'day', 'month'] as const;
export type RollupPeriod = (typeof allPeriods)[number];

/**
 * Which names `rollup_sum` keeps apart, those with the fewest rows first. Most reports are about one name, many about a
 * task as well.
 */
export const sumsOf = {
  all: [],
  task: ['task'],
  key: ['provider', 'key_id', 'task'],
  caller: ['task', 'caller', 'workspace'],
  model: ['provider', 'model', 'task'],
} as const satisfies Readonly<Record<string, readonly Name[]>>;
export type SumOf = keyof typeof sumsOf;

/** Of a cell nothing is left out. */
const kinds = [
  { of: undefined, isKept: undefined },
  ...(Object.keys(sumsOf) as SumOf[]).map((of) => ({
    of,
    isKept: names.map((name) => (sumsOf[of] as readonly Name[]).includes(name)),
  })),
];

/** Hours are for a few days, which their cells answer as quickly. */
export const hasSum = (period: RollupPeriod, of: SumOf): boolean => period !== 'hour' || of === 'all';

/** A row as far as it is counted. */
export type Countable = Counted & Pick<Row, 'at' | Name>;

interface Place {
  /** Absent: its own cell. */
  readonly of: SumOf | undefined;
  readonly first: string;
  readonly cell: readonly string[];
  /** The same as one text. */
  readonly cellText: string;
  readonly measured: Measured;
}

const most = 9_223_372_036_854_775_807n;
const measures = [...counts, ...amounts, ...durations];

/** A provider may report any number, and SQLite refuses what is beyond 2^63: no such sum keeps the rows that follow out. */
const large = new Set<string>([...amounts, 'input', 'output', 'cached', 'cache_write', 'reasoning']);

const added = (name: string): string => {
  const sum = `${name} + excluded.${name}`;
  return `${name} = ${large.has(name) ? `min(${sum}, ${most})` : sum}`;
};

const upsert = (table: string, keys: readonly string[]): string => `
  INSERT INTO ${table} (${[...keys, ...measures].join(', ')})
    VALUES (${[...keys, ...measures].map(() => '?').join(', ')})
  ON CONFLICT DO UPDATE SET
    ${[...counts, ...amounts].map(added).join(', ')},
    ${durations.map((name) => `${name} = iif(excluded.${name} IS NULL, ${name}, join_times(${name}, excluded.${name}))`).join(', ')}`;

const addToCell = upsert('rollup', ['period', 'first', 'cell']);
const addToSum = upsert('rollup_sum', ['"of"', 'period', 'first', ...names]);

const findCell = `SELECT id FROM cell WHERE ${names.map((name) => `${name} = ?`).join(' AND ')}`;
const addCell = `INSERT INTO cell (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) RETURNING id`;

/** Asked anew each time: a number that is remembered would be wrong once its transaction fails or the cells are cleared. */
const cellId = (database: DatabaseSync, cell: readonly string[]): number =>
  Number((prepared(database, findCell).get(...cell) ?? prepared(database, addCell).get(...cell))?.['id']);

const valuesOf = ({ counts: count, amounts: amount, times }: Measured) => [
  ...counts.map((name) => Math.min(count[name], Number.MAX_SAFE_INTEGER)),
  ...amounts.map((name) => (amount[name] > most ? most : amount[name])),
  ...durations.map((name) => packed(times[name])),
];

/** What a day and a month leave out of an hour's name: `2026-03-29 14`. Years may have more than four digits. */
const cutOf: Readonly<Record<RollupPeriod, number>> = { hour: 0, day: -3, month: -6 };

/** What rows add, so that each roll-up is written once however many rows there are. */
class Batch {
  readonly #hours = new Map<string, Place>();

  add(row: Pick<Countable, 'at' | Name>, change: (measured: Measured) => void): void {
    const first = hourOf(row.at);
    const cell = [row.provider, row.model, row.key_id, row.task, row.caller, row.workspace ?? ''];
    for (const { of, isKept } of kinds) {
      const kept = isKept ? cell.map((value, index) => (isKept[index] ? value : '')) : cell;
      const cellText = JSON.stringify(kept);
      const key = `${of} ${first} ${cellText}`;
      const place = this.#hours.get(key) ?? { of, first, cell: kept, cellText, measured: nothingMeasured() };
      this.#hours.set(key, place);
      change(place.measured);
    }
  }

  write(database: DatabaseSync, periods: readonly RollupPeriod[]): void {
    const cells = new Map<string, number>();
    const values = new Map<Measured, ReturnType<typeof valuesOf>>();
    for (const period of periods) {
      for (const place of period === 'hour' ? this.#hours.values() : this.#joined(period)) {
        const { of, first, cell, cellText, measured } = place;
        if (of !== undefined && !hasSum(period, of)) continue;
        // Most hours are the only ones of their day and month in a batch.
        const what = values.get(measured) ?? valuesOf(measured);
        values.set(measured, what);
        if (of !== undefined) {
          prepared(database, addToSum).run(of, period, first, ...cell, ...what);
          continue;
        }
        const id = cells.get(cellText) ?? cellId(database, cell);
        cells.set(cellText, id);
        prepared(database, addToCell).run(period, first, id, ...what);
      }
    }
  }

  /** Hours as days or months. */
  #joined(period: RollupPeriod): Iterable<Place> {
    const places = new Map<string, Place>();
    for (const hour of this.#hours.values()) {
      const first = hour.first.slice(0, cutOf[period]);
      const key = `${hour.of} ${first} ${hour.cellText}`;
      const known = places.get(key);
      places.set(key, { ...hour, first, measured: known ? sumOf(known.measured, hour.measured) : hour.measured });
    }
    return places.values();
  }
}

/** Counts rows; within the transaction that writes them. */
export const bookRollups = (
  database: DatabaseSync,
  rows: readonly Countable[],
  periods: readonly RollupPeriod[] = allPeriods,
): void => {
  const batch = new Batch();
  for (const row of rows) batch.add(row, (measured) => addRow(measured, row));
  batch.write(database, periods);
};

/** A row as `reprice` knows it: with its number. */
export type PricedRow = Pick<Row, 'at' | Name | 'cost_nano' | 'cost_from' | 'baseline_nano' | 'baseline_model'> & {
  readonly id: number;
};

/** What a row is to cost from now on. */
export type Priced = Pick<Row, 'cost_nano' | 'cost_from' | 'price_as_of'>;

const repriceSql = 'UPDATE attempt SET cost_nano = ?, cost_from = ?, price_as_of = ?, baseline_nano = ? WHERE id = ?';

/**
 * Gives a row another cost, in the row, its roll-ups and what budgets count; within a transaction. The row is as the file
 * holds it. An answer kept from before cost nothing, whatever the price is. Where the model that answered was itself the
 * dearest candidate, the baseline goes with its cost: nothing was saved, at any price.
 */
export const reprice = (database: DatabaseSync, before: PricedRow, after: Priced): void => {
  if (before.cost_from === 'cached') return;
  const goesWithCost = isOwnBaseline(before) && before.baseline_nano === before.cost_nano;
  const baseline_nano = goesWithCost ? after.cost_nano : before.baseline_nano;
  const { cost_nano, cost_from, price_as_of } = after;
  prepared(database, repriceSql).run(cost_nano, cost_from, price_as_of, baseline_nano, before.id);
  const batch = new Batch();
  batch.add(before, (measured) => {
    addMoney(measured, before, -1);
    addMoney(measured, { cost_nano, cost_from, baseline_nano });
  });
  batch.write(database, allPeriods);
  correctSpend(database, before, cost_nano);
};
