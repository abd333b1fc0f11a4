import type { DatabaseSync } from 'node:sqlite';
import { prepared } from './prepared.ts';
import { names } from './rollup.ts';
import { countMonth } from './rollup-rebuild.ts';
import type { Read } from './row.ts';
import { putRow } from './salvage-tables.ts';
import type { Wreck } from './salvage-read.ts';

/** Local days, as `2026-03-29`, of which a damaged ledger has roll-ups and, by their age, no rows any more. */
export const daysWithoutRows = (wreck: Wreck, before: string): readonly string[] =>
  (wreck.all(`SELECT DISTINCT first FROM rollup_sum WHERE "of" = 'all' AND period = 'day' ORDER BY first`) ?? [])
    .map((row) => String(row['first']))
    .filter((day) => /^\d{4}-\d\d-\d\d$/.test(day) && day < before);

const cellSql = `SELECT id FROM cell WHERE ${names.map((name) => `${name} = ?`).join(' AND ')}`;

/** The number that a cell has here. */
const cellHere = (database: DatabaseSync, row: Read): unknown => {
  const cell = Object.fromEntries(names.map((name) => [name, String(row[`cell_${name}`])]));
  putRow(database, 'cell', cell);
  return prepared(database, cellSql).get(...Object.values(cell))?.['id'];
};

const without = (row: Read, isDropped: (column: string) => boolean): Read =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !isDropped(column)));

const cells = names.map((name) => `cell.${name} AS cell_${name}`).join(', ');

const within = (day: string): string =>
  `((period = 'day' AND first = '${day}') OR (period = 'hour' AND first BETWEEN '${day}' AND '${day}~'))`;

/** Brings a day's roll-ups over, and counts its month anew; within a transaction. A day that is there already stays. */
export const copyDay = (database: DatabaseSync, wreck: Wreck, day: string): void => {
  const rollups = wreck.all(
    `SELECT rollup.*, ${cells} FROM rollup JOIN cell ON cell.id = rollup.cell WHERE ${within(day)}`,
  );
  for (const row of rollups ?? []) {
    const rest = without(row, (column) => column.startsWith('cell_') || column === 'cell');
    putRow(database, 'rollup', { ...rest, cell: cellHere(database, row) });
  }
  for (const row of wreck.all(`SELECT * FROM rollup_sum WHERE ${within(day)}`) ?? [])
    putRow(database, 'rollup_sum', row);
  countMonth(database, day.slice(0, 7));
};
