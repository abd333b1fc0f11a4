import type { DatabaseSync } from 'node:sqlite';
import { budgetPeriods } from '../core/budget.ts';
import { prepared } from './prepared.ts';
import type { Read } from './row.ts';
import { rowsSince, setRowsSince } from './rows-since.ts';
import type { Wreck } from './salvage-read.ts';

/** A value as SQLite takes it back. */
const valueOf = (value: unknown): string | number | Uint8Array | null =>
  typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array ? value : null;

/** Puts a row where the table has none like it and takes it. A newer table may lack or have other columns: then it does not. */
export const putRow = (database: DatabaseSync, table: string, row: Read): boolean => {
  const columns = Object.keys(row);
  const sql = `INSERT OR IGNORE INTO ${table} (${columns.map((column) => `"${column}"`).join(', ')})
    VALUES (${columns.map(() => '?').join(', ')})`;
  try {
    return prepared(database, sql).run(...Object.values(row).map(valueOf)).changes === 1;
  } catch {
    return false;
  }
};

/** What is small and still means something in a new file. What is reserved does not: its requests end in the new one. */
const small: Readonly<Record<string, string>> = {
  budget_notice: 'SELECT budget, period, percent FROM budget_notice',
  budget_lift: 'SELECT budget, period FROM budget_lift',
  health: 'SELECT scope, state, changed FROM health',
  incident: 'SELECT * FROM incident',
  provider_total: 'SELECT * FROM provider_total',
  correction: 'SELECT * FROM correction WHERE finished_at IS NOT NULL',
  key_name: 'SELECT * FROM key_name',
  // Rows that were to go do not come here in the first place.
  forgotten: 'SELECT at, since, until, 0 AS newest, coalesce(finished_at, at) AS finished_at FROM forgotten',
  // One that was being read back when this one was damaged is gone on with.
  salvage: `SELECT file, begun_at, position, rows, spend, '' AS holder, 0 AS held_until, finished_at FROM salvage`,
};

/** Copies the small tables, as far as they can be read to their end; within a transaction. */
export const copySmall = (database: DatabaseSync, wreck: Wreck): void => {
  for (const [table, sql] of Object.entries(small))
    for (const row of wreck.all(sql) ?? []) putRow(database, table, row);
  const since = Number(wreck.all(`SELECT at FROM upkeep WHERE name = 'rows since'`)?.[0]?.['at'] ?? 0);
  if (Number.isSafeInteger(since) && since > rowsSince(database)) setRowsSince(database, since);
};

const amounts = ['nano', 'doubt', 'doubt_worst', 'untold'] as const;

const addSql = `
  INSERT INTO spend (period, first, provider, key_id, task, caller, workspace, nano, doubt, doubt_worst, untold)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET ${amounts.map((name) => `${name} = min(${name} + excluded.${name}, ${Number.MAX_SAFE_INTEGER})`).join(', ')}`;

const isCounter = (row: Read): boolean =>
  budgetPeriods.some((period) => period === row['period']) &&
  amounts.every((name) => Number.isSafeInteger(row[name]) && Number(row[name]) >= 0);

/**
 * Adds what budgets had counted, at once: they hold before the first row is read. Only a table that can be read whole is
 * believed. Within a transaction; returns whether it was.
 */
export const copySpend = (database: DatabaseSync, wreck: Wreck): boolean => {
  const rows = wreck.all(
    'SELECT period, first, provider, key_id, task, caller, workspace, nano, doubt, doubt_worst, untold FROM spend',
  );
  if (!rows || rows.length === 0 || !rows.every(isCounter)) return false;
  for (const row of rows) prepared(database, addSql).run(...Object.values(row).map(valueOf));
  return true;
};
