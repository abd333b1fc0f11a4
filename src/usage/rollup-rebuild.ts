import type { DatabaseSync } from 'node:sqlite';
import { amounts, counts, durations } from './measures.ts';
import { midnightOf } from './period.ts';
import { prepared } from './prepared.ts';
import { bookRollups, names, sumsOf, type Countable } from './rollup.ts';
import type { Read } from './row.ts';
import { concatenated } from './taught.ts';

/** Rows that are counted in one go. */
const page = 2_000;

const columns = `at, provider, model, key_id, task, caller, workspace, outcome, first, fallback, first_token_ms, total_ms,
  input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost_nano, cost_from, baseline_nano`;

const text = (row: Read, column: string): string => String(row[column]);

const whole = (row: Read, column: string): number | null => (typeof row[column] === 'number' ? row[column] : null);

const provenances = ['reported', 'computed', 'estimated', 'cached'] as const;

/** A row of the file as it is counted. */
const countableOf = (row: Read): Countable => ({
  at: whole(row, 'at') ?? 0,
  provider: text(row, 'provider'),
  model: text(row, 'model'),
  key_id: text(row, 'key_id'),
  task: text(row, 'task') as Countable['task'],
  caller: text(row, 'caller'),
  workspace: row['workspace'] === null ? null : text(row, 'workspace'),
  // A newer Keyway may have written outcomes unknown here: they count as failures.
  outcome: text(row, 'outcome') as Countable['outcome'],
  first: whole(row, 'first') ?? 0,
  fallback: whole(row, 'fallback') ?? 0,
  first_token_ms: whole(row, 'first_token_ms'),
  total_ms: whole(row, 'total_ms') ?? 0,
  input_tokens: whole(row, 'input_tokens'),
  output_tokens: whole(row, 'output_tokens'),
  cache_read_tokens: whole(row, 'cache_read_tokens'),
  cache_write_tokens: whole(row, 'cache_write_tokens'),
  reasoning_tokens: whole(row, 'reasoning_tokens'),
  cost_nano: whole(row, 'cost_nano'),
  cost_from: provenances.find((from) => from === row['cost_from']) ?? 'unknown',
  baseline_nano: whole(row, 'baseline_nano'),
});

const tables = {
  rollup: { columns: 'cell', keys: 'cell' },
  rollup_sum: { columns: `"of", ${names.join(', ')}`, keys: `"of", ${names.join(', ')}` },
} as const;

/** Counts the roll-ups of a month from those of its days. */
export const countMonth = (database: DatabaseSync, month: string): void => {
  for (const [table, { columns: kept, keys }] of Object.entries(tables)) {
    prepared(database, `DELETE FROM ${table} WHERE period = 'month' AND first = ?`).run(month);
    const sums = [
      ...[...counts, ...amounts].map((name) => `sum(${name})`),
      ...durations.map((name) => `short_times(${concatenated(name)})`),
    ];
    prepared(
      database,
      `INSERT INTO ${table} (period, first, ${kept}, ${[...counts, ...amounts, ...durations].join(', ')})
        SELECT 'month', ?, ${kept}, ${sums.join(', ')} FROM ${table}
        WHERE period = 'day' AND first BETWEEN ? AND ? GROUP BY ${keys}`,
    ).run(month, month, `${month}~`);
  }
};

interface Span {
  readonly since: number;
  readonly until: number;
}

const everything: Span = { since: 0, until: Number.MAX_SAFE_INTEGER };

/** Pages of rows, the oldest first. */
function* pagesOf(database: DatabaseSync, { since, until }: Span): Generator<readonly Read[]> {
  const sql = `SELECT id, ${columns} FROM attempt WHERE (at, id) > (?, ?) AND at < ? ORDER BY at, id LIMIT ${page}`;
  let last: Read = { at: since, id: -1 };
  for (let read = page; read === page;) {
    const rows = prepared(database, sql).all(whole(last, 'at'), whole(last, 'id'), until);
    yield rows;
    last = rows.at(-1) ?? last;
    read = rows.length;
  }
}

const countRows = (database: DatabaseSync, span: Span): void => {
  for (const rows of pagesOf(database, span)) bookRollups(database, rows.map(countableOf), ['hour', 'day']);
};

/** From a local midnight to the next. */
const spanOfDay = (day: string): Span => ({ since: midnightOf(day), until: midnightOf(day, 1) });

const countDay = (database: DatabaseSync, day: string): void => {
  for (const table of Object.keys(tables)) clear(database, table, day);
  countRows(database, spanOfDay(day));
};

const sumKinds = Object.keys(sumsOf);

/** By the whole key: without its first column SQLite would read the table. */
const clear = (database: DatabaseSync, table: string, day: string): void => {
  const kinds = table === 'rollup_sum' ? `"of" IN (${sumKinds.map((of) => `'${of}'`).join(', ')}) AND` : '';
  prepared(database, `DELETE FROM ${table} WHERE ${kinds} period = 'day' AND first = ?`).run(day);
  prepared(database, `DELETE FROM ${table} WHERE ${kinds} period = 'hour' AND first BETWEEN ? AND ?`).run(
    day,
    `${day}~`,
  );
};

const daysInFile = `SELECT DISTINCT first FROM rollup_sum WHERE "of" = 'all' AND period = 'day'`;

const nicknames = `
  INSERT INTO key_name (key_id, nickname, at) SELECT key_id, key_nickname, max(at) FROM attempt GROUP BY key_id
  ON CONFLICT DO UPDATE SET nickname = excluded.nickname, at = excluded.at WHERE excluded.at >= at`;

/**
 * Counts roll-ups from the rows; within a transaction. Of local days that are named (`2026-03-29`) the hours, the day and
 * its month; the month is made from its days, which may have outlived their rows. Without days everything is counted anew,
 * and what was known of rows that are gone is lost.
 */
export const rebuild = (database: DatabaseSync, days?: readonly string[]): void => {
  if (days === undefined) {
    database.exec('DELETE FROM rollup; DELETE FROM rollup_sum; DELETE FROM cell');
    countRows(database, everything);
    prepared(database, nicknames).run();
  }
  for (const day of days ?? []) countDay(database, day);
  const counted =
    days ??
    prepared(database, daysInFile)
      .all()
      .map((row) => String(row['first']));
  for (const month of new Set(counted.map((day) => day.slice(0, -3)))) countMonth(database, month);
};
