import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Field } from './export-columns.ts';
import { prepared } from './prepared.ts';

/** A row's values in the order of the fields; more may follow. Numbers are bigint. */
export type Line = readonly unknown[];

/** What is exported, page by page. */
export interface Source {
  readonly fields: readonly Field[];
  /** Fixes what belongs to it, and counts that. */
  readonly begin: (database: DatabaseSync) => number;
  /** The page after the last one; empty at the end. */
  readonly next: (database: DatabaseSync) => readonly Line[];
}

/** Rows that are read in one go: the extension host stands still meanwhile, for some milliseconds. */
export const page = 250;

type Values = Readonly<Record<string, SQLInputValue>>;

export interface Pages<Place extends string> {
  readonly fields: readonly Field[];
  /** Takes the bounds; gives `total`, and `last`: the highest id that belongs to it, NULL where nothing does. */
  readonly extent: string;
  /** Takes the place, the bounds and `last`, as far as it names them; gives the rows after the place: the fields, then the place. */
  readonly rows: string;
  readonly bounds: { readonly since: SQLInputValue; readonly until: SQLInputValue };
  /** Before the first row. */
  readonly place: Readonly<Record<Place, SQLInputValue>>;
}

/** Goes on from the last row instead of counting rows to skip: each page costs the same, and none is read twice or missed. */
export const pagesOf = <Place extends string>({ fields, extent, rows, bounds, place }: Pages<Place>): Source => {
  let at: Values = place;
  let last: SQLInputValue = null;
  return {
    fields,
    begin: (database) => {
      const found = prepared(database, extent).get(bounds);
      last = found?.['last'] ?? null;
      return Number(found?.['total'] ?? 0);
    },
    next: (database) => {
      const statement = prepared(database, rows);
      statement.setReadBigInts(true);
      statement.setAllowUnknownNamedParameters(true);
      // An object for each row takes several times the memory of its values. Node's types know only those.
      statement.setReturnArrays(true);
      const lines: readonly unknown[] = statement.all({ ...bounds, ...at, last });
      const read = lines.filter((line): line is SQLInputValue[] => Array.isArray(line));
      const end = read.at(-1)?.slice(fields.length);
      if (end) at = Object.fromEntries(Object.keys(place).map((column, index) => [column, end[index] ?? null]));
      return read;
    },
  };
};
