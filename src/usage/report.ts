import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { dayOf, type Period } from './period.ts';
import type { Summary } from '../core/summary.ts';
import { attemptOf, numberIn, type PastAttempt, type Read } from './row.ts';

export type GroupBy = 'provider' | 'model' | 'task' | 'caller' | 'key' | 'day';

export interface Group extends Summary {
  /** Id of the provider, `provider/model`, task, caller, id of the key, or the local day as `2026-03-29`. */
  readonly group: string;
  /** The same for people: a key's nickname as last used, otherwise the group itself. */
  readonly label: string;
}

const groupings: Readonly<Record<GroupBy, string>> = {
  provider: 'provider',
  model: `provider || '/' || model`,
  task: 'task',
  caller: 'caller',
  key: 'key_id',
  day: 'local_day(at)',
};

const sums = `
  count(DISTINCT request_id) AS requests,
  count(*) AS attempts,
  sum(outcome = 'answered') AS answered,
  sum(outcome IN ('aborted', 'outrun')) AS stopped,
  sum(input_tokens) AS input,
  sum(output_tokens) AS output,
  sum(cache_read_tokens) AS cached,
  sum(reasoning_tokens) AS reasoning,
  sum(outcome = 'answered' AND input_tokens IS NULL AND output_tokens IS NULL) AS unreported,
  sum(cost_nano) FILTER (WHERE cost_from = 'reported') AS reported,
  sum(cost_nano) FILTER (WHERE cost_from = 'computed') AS computed,
  sum(cost_nano) FILTER (WHERE cost_from = 'estimated') AS estimated,
  sum(cost_nano IS NULL) AS unknown`;

const during = 'FROM attempt WHERE at >= ? AND at < ?';

const bounds = ({ since, until = Number.MAX_SAFE_INTEGER }: Period): readonly SQLInputValue[] => [since, until];

const summaryOf = (row: Read): Summary => {
  const count = (column: string): number => numberIn(row, column);
  const usd = (column: string): number => numberIn(row, column) / 1e9;
  return {
    requests: count('requests'),
    attempts: count('attempts'),
    answered: count('answered'),
    failed: count('attempts') - count('answered') - count('stopped'),
    stopped: count('stopped'),
    tokens: {
      input: count('input'),
      output: count('output'),
      cached: count('cached'),
      reasoning: count('reasoning'),
      unreported: count('unreported'),
    },
    cost: {
      reported: usd('reported'),
      computed: usd('computed'),
      estimated: usd('estimated'),
      unknown: count('unknown'),
    },
  };
};

/** Sums come as bigint: node:sqlite throws at a number above 2^53, which nine million dollars in nano-dollars reach. */
const summed = (database: DatabaseSync, sql: string, period: Period): readonly Read[] => {
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  return statement.all(...bounds(period));
};

/** Days as JavaScript knows them, so that a day's group and `today()` agree; also quicker than SQLite's 'localtime'. */
export const teachDays = (database: DatabaseSync): void => database.function('local_day', (at) => dayOf(Number(at)));

export const summaryFrom = (database: DatabaseSync, period: Period): Summary =>
  summaryOf(summed(database, `SELECT ${sums} ${during}`, period)[0] ?? {});

/** Days in their order, everything else with the dearest first. */
export const groupsFrom = (database: DatabaseSync, by: GroupBy, period: Period): readonly Group[] => {
  // Beside max(at), SQLite takes a bare column from the row that has the maximum: the nickname as last used.
  const label = by === 'key' ? 'key_nickname' : groupings[by];
  const order = by === 'day' ? '1' : 'total(cost_nano) DESC, requests DESC, 1';
  const sql = `SELECT ${groupings[by]} AS "group", ${label} AS label, max(at), ${sums} ${during} GROUP BY 1 ORDER BY ${order}`;
  return summed(database, sql, period).map((row) => ({
    group: String(row['group']),
    label: String(row['label']),
    ...summaryOf(row),
  }));
};

/** The newest attempts, newest first. */
export const recentFrom = (database: DatabaseSync, limit: number): readonly PastAttempt[] =>
  database.prepare('SELECT * FROM attempt ORDER BY at DESC, id DESC LIMIT ?').all(limit).map(attemptOf);
