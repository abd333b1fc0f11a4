import type { Corrected } from './correction-survey.ts';
import type { PricedRow } from './rollup.ts';
import { attemptOf, numberIn, type Read } from './row.ts';
import type { Ids } from './walk-rows.ts';

/** A correction of prices as the ledger keeps it. Money is in nano-dollars. */
export interface CorrectionRecord extends Corrected, Ids {
  readonly id: number;
  /** When it was confirmed, milliseconds since 1970. */
  readonly at: number;
  readonly by: string;
  /** The last row that was looked at. */
  readonly done: number;
  /** Dates of the price tables that the rows were computed with before. */
  readonly datesBefore: string;
  /** The prices that the rows were given, as text. */
  readonly prices: string;
  /** Rows that were changed so far, what they cost before and cost now, and how many had no known cost. */
  readonly rows: number;
  readonly before: number;
  readonly after: number;
  readonly unknownBefore: number;
  /** Absent: it was ended midway. */
  readonly finishedAt: number | undefined;
}

export const recordOf = (row: Read): CorrectionRecord => ({
  id: numberIn(row, 'id'),
  at: numberIn(row, 'at'),
  by: String(row['actor']),
  provider: String(row['provider']),
  model: String(row['model']),
  since: numberIn(row, 'since'),
  until: numberIn(row, 'until'),
  first: numberIn(row, 'first'),
  last: numberIn(row, 'last'),
  done: numberIn(row, 'done'),
  datesBefore: String(row['dates_before']),
  prices: String(row['prices']),
  rows: numberIn(row, 'rows'),
  before: numberIn(row, 'before_nano'),
  after: numberIn(row, 'after_nano'),
  unknownBefore: numberIn(row, 'unknown_before'),
  finishedAt: row['finished_at'] === null ? undefined : numberIn(row, 'finished_at'),
});

/** A correctable row as `reprice` takes it. */
export const pricedRowOf = (row: Read): PricedRow => {
  const { at, provider, model, keyId, task, caller, workspace, cost } = attemptOf(row);
  const baseline = row['baseline_nano'];
  return {
    id: numberIn(row, 'id'),
    at,
    provider,
    model,
    key_id: keyId,
    // The row holds what was written, and counts under it, also where a newer Keyway knew a task more.
    task: task as PricedRow['task'],
    caller,
    workspace: workspace ?? null,
    cost_nano: row['cost_nano'] === null ? null : numberIn(row, 'cost_nano'),
    cost_from: cost.from,
    baseline_nano: typeof baseline === 'number' ? baseline : null,
    baseline_model: typeof row['baseline_model'] === 'string' ? row['baseline_model'] : null,
  };
};
