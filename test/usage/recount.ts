import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { rebuild } from '../../src/usage/rollup-rebuild.ts';
import { teach } from '../../src/usage/taught.ts';

const rowsOf = (database: DatabaseSync, sql: string): readonly unknown[] => {
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  return statement
    .all()
    .map((row) => Object.values(row).map((value) => (value instanceof Uint8Array ? [...value] : value)));
};

/** Every roll-up of a ledger, with the names of its cell instead of the cell's number. */
const rollupsOf = (database: DatabaseSync) => ({
  cells: rowsOf(
    database,
    `SELECT provider, model, key_id, task, caller, workspace, rollup.* FROM rollup JOIN cell ON cell.id = rollup.cell
      ORDER BY period, first, provider, model, key_id, task, caller, workspace`,
  ).map((row) => (Array.isArray(row) ? row.toSpliced(8, 1) : row)),
  sums: rowsOf(database, 'SELECT * FROM rollup_sum ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9'),
});

/** What they would be if all rows were counted anew; the ledger stays as it is. */
const recountOf = (database: DatabaseSync) => {
  teach(database);
  database.exec('BEGIN IMMEDIATE');
  try {
    rebuild(database);
    return rollupsOf(database);
  } finally {
    database.exec('ROLLBACK');
  }
};

/** All roll-ups are what a recount of all rows makes of them. Names the first that is not: whole tables are no message. */
export const assertCounted = (database: DatabaseSync): void => {
  const [found, counted] = [rollupsOf(database), recountOf(database)];
  for (const table of ['cells', 'sums'] as const) {
    const [one, other] = [found[table], counted[table]];
    for (const [index, row] of other.entries()) assert.deepEqual(one[index], row, `${table}, row ${index}`);
    assert.equal(one.length, other.length, table);
  }
};
