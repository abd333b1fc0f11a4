import type { DatabaseSync } from 'node:sqlite';
import { budgetPeriods } from '../core/budget.ts';
import { spanOf } from './budget-period.ts';
import { prepared } from './prepared.ts';
import { numberIn, type Row } from './row.ts';

/** A row on its way into the file, and the reservation that ends with it. */
export interface Entry {
  readonly row: Row;
  readonly reservation?: string | undefined;
}

/** No counter grows beyond what JavaScript counts exactly, nine million dollars: SQLite would refuse the row at some point. */
const most = Number.MAX_SAFE_INTEGER;

const add = `
  INSERT INTO spend (period, first, provider, key_id, task, caller, workspace, nano, doubt, doubt_worst, untold)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    nano = min(nano + excluded.nano, ${most}),
    doubt = min(doubt + excluded.doubt, ${most}),
    doubt_worst = min(doubt_worst + excluded.doubt_worst, ${most}),
    untold = untold + excluded.untold`;

const end = 'DELETE FROM reservation WHERE id = ? RETURNING likely, worst';

/**
 * Counts what an attempt cost and ends its reservation; within the transaction that writes its row. Where nobody told the
 * cost, what was reserved is counted in its place: the provider may well have billed it.
 */
export const bookSpend = (database: DatabaseSync, { row, reservation }: Entry): void => {
  const ended = reservation === undefined ? undefined : prepared(database, end).get(reservation);
  const { provider, key_id, task, caller } = row;
  const untold = row.cost_nano === null;
  const doubt = (column: 'likely' | 'worst'): number => (untold && ended ? numberIn(ended, column) : 0);
  const whose = [provider, key_id, task, caller, row.workspace ?? ''];
  const amounts = [row.cost_nano ?? 0, doubt('likely'), doubt('worst'), Number(untold)];
  for (const period of budgetPeriods)
    prepared(database, add).run(period, spanOf(period, row.at).first, ...whose, ...amounts);
};
