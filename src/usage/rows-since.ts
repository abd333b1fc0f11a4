import type { DatabaseSync } from 'node:sqlite';
import { prepared } from './prepared.ts';

const putSql = `INSERT INTO upkeep (name, at) VALUES ('rows since', ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`;

/** The moment before which rows are gone by their age, and only their roll-ups are left; 0 where all are there. */
export const rowsSince = (database: DatabaseSync): number =>
  Number(prepared(database, `SELECT at FROM upkeep WHERE name = 'rows since'`).get()?.['at'] ?? 0);

export const setRowsSince = (database: DatabaseSync, at: number): void => {
  prepared(database, putSql).run(at);
};
