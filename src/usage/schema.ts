import type { DatabaseSync } from 'node:sqlite';
import { prepared } from './prepared.ts';
import { teachDays } from './report.ts';

/** One step from a shape of the ledger to the next. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/**
 * Append only: a released step is never edited, since it has already run on people's machines. A step's number is its
 * place in the list, and the file's `user_version` says how many have run.
 *
 * Texts are bounded so that no column could hold a prompt or an answer. Money is in nano-dollars (1e-9 US dollars).
 * Steps may use `local_day(at)`.
 */
export const migrations: readonly Migration[] = [
  {
    name: 'attempts',
    sql: `
      CREATE TABLE attempt (
        id INTEGER PRIMARY KEY,
        request_id TEXT NOT NULL CHECK (length(request_id) <= 256),
        at INTEGER NOT NULL,
        provider TEXT NOT NULL CHECK (length(provider) <= 256),
        model TEXT NOT NULL CHECK (length(model) <= 256),
        key_id TEXT NOT NULL CHECK (length(key_id) <= 256),
        key_nickname TEXT NOT NULL CHECK (length(key_nickname) <= 256),
        task TEXT NOT NULL CHECK (length(task) <= 256),
        caller TEXT NOT NULL CHECK (length(caller) <= 256),
        outcome TEXT NOT NULL CHECK (length(outcome) <= 256),
        status INTEGER,
        first_token_ms INTEGER,
        total_ms INTEGER NOT NULL,
        input_tokens INTEGER,
        output_tokens INTEGER,
        cache_read_tokens INTEGER,
        cache_write_tokens INTEGER,
        cache_write_hour_tokens INTEGER,
        reasoning_tokens INTEGER,
        cost_nano INTEGER,
        cost_from TEXT NOT NULL CHECK (cost_from IN ('reported', 'computed', 'estimated', 'unknown')),
        price_as_of TEXT CHECK (length(price_as_of) <= 256),
        served_model TEXT CHECK (length(served_model) <= 256),
        CHECK ((cost_from = 'unknown') = (cost_nano IS NULL))
      ) STRICT;
      CREATE INDEX attempt_at ON attempt (at);
    `,
  },
  {
    // A check cannot be altered: the table is built anew, for the workspace and for answers kept from before.
    name: 'workspace and cached',
    sql: `
      CREATE TABLE attempt_2 (
        id INTEGER PRIMARY KEY,
        request_id TEXT NOT NULL CHECK (length(request_id) <= 256),
        at INTEGER NOT NULL,
        provider TEXT NOT NULL CHECK (length(provider) <= 256),
        model TEXT NOT NULL CHECK (length(model) <= 256),
        key_id TEXT NOT NULL CHECK (length(key_id) <= 256),
        key_nickname TEXT NOT NULL CHECK (length(key_nickname) <= 256),
        task TEXT NOT NULL CHECK (length(task) <= 256),
        caller TEXT NOT NULL CHECK (length(caller) <= 256),
        workspace TEXT CHECK (length(workspace) <= 256),
        outcome TEXT NOT NULL CHECK (length(outcome) <= 256),
        status INTEGER,
        first_token_ms INTEGER,
        total_ms INTEGER NOT NULL,
        input_tokens INTEGER,
        output_tokens INTEGER,
        cache_read_tokens INTEGER,
        cache_write_tokens INTEGER,
        cache_write_hour_tokens INTEGER,
        reasoning_tokens INTEGER,
        cost_nano INTEGER,
        cost_from TEXT NOT NULL CHECK (cost_from IN ('reported', 'computed', 'estimated', 'cached', 'unknown')),
        price_as_of TEXT CHECK (length(price_as_of) <= 256),
        served_model TEXT CHECK (length(served_model) <= 256),
        CHECK ((cost_from = 'unknown') = (cost_nano IS NULL))
      ) STRICT;
      INSERT INTO attempt_2 (id, request_id, at, provider, model, key_id, key_nickname, task, caller, outcome, status,
          first_token_ms, total_ms, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
          cache_write_hour_tokens, reasoning_tokens, cost_nano, cost_from, price_as_of, served_model)
        SELECT id, request_id, at, provider, model, key_id, key_nickname, task, caller, outcome, status,
          first_token_ms, total_ms, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
          cache_write_hour_tokens, reasoning_tokens, cost_nano, cost_from, price_as_of, served_model
        FROM attempt;
      DROP TABLE attempt;
      ALTER TABLE attempt_2 RENAME TO attempt;
      CREATE INDEX attempt_at ON attempt (at);
    `,
  },
  {
    // What budgets are checked against, counted for each period they can have, since a request waits for the sum;
    // `first` is the period's first local day, a week's a Monday. `workspace` is '' where none was open, since NULL is never the same as NULL.
    // `doubt`: reserved for attempts whose cost nobody told, as ordinary and as strict budgets count them.
    name: 'budgets',
    sql: `
      CREATE TABLE spend (
        period TEXT NOT NULL CHECK (period IN ('day', 'week', 'month')),
        first TEXT NOT NULL CHECK (length(first) <= 16),
        provider TEXT NOT NULL CHECK (length(provider) <= 256),
        key_id TEXT NOT NULL CHECK (length(key_id) <= 256),
        task TEXT NOT NULL CHECK (length(task) <= 256),
        caller TEXT NOT NULL CHECK (length(caller) <= 256),
        workspace TEXT NOT NULL CHECK (length(workspace) <= 256),
        nano INTEGER NOT NULL,
        doubt INTEGER NOT NULL,
        doubt_worst INTEGER NOT NULL,
        untold INTEGER NOT NULL,
        PRIMARY KEY (period, first, provider, key_id, task, caller, workspace)
      ) STRICT, WITHOUT ROWID;
      WITH spent AS (
        SELECT local_day(at) AS day, provider, key_id, task, caller, coalesce(workspace, '') AS workspace, cost_nano
          FROM attempt
      ), counted AS (
        SELECT 'day' AS period, day AS first, * FROM spent
        UNION ALL SELECT 'week', date(day, 'weekday 0', '-6 days'), * FROM spent
        UNION ALL SELECT 'month', date(day, 'start of month'), * FROM spent
      )
      INSERT INTO spend
        SELECT period, first, provider, key_id, task, caller, workspace,
          CAST(min(total(cost_nano), 9007199254740991) AS INTEGER), 0, 0, sum(cost_nano IS NULL)
        FROM counted GROUP BY 1, 2, 3, 4, 5, 6, 7;
      CREATE TABLE editor_window (
        id TEXT PRIMARY KEY CHECK (length(id) <= 64),
        pid INTEGER NOT NULL,
        beat_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE reservation (
        id TEXT PRIMARY KEY CHECK (length(id) <= 64),
        window_id TEXT NOT NULL CHECK (length(window_id) <= 64),
        at INTEGER NOT NULL,
        provider TEXT NOT NULL CHECK (length(provider) <= 256),
        key_id TEXT NOT NULL CHECK (length(key_id) <= 256),
        task TEXT NOT NULL CHECK (length(task) <= 256),
        caller TEXT NOT NULL CHECK (length(caller) <= 256),
        workspace TEXT NOT NULL CHECK (length(workspace) <= 256),
        likely INTEGER NOT NULL,
        worst INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE budget_notice (
        budget TEXT NOT NULL CHECK (length(budget) <= 2048),
        period TEXT NOT NULL CHECK (length(period) <= 16),
        percent INTEGER NOT NULL,
        PRIMARY KEY (budget, period, percent)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE budget_lift (
        budget TEXT NOT NULL CHECK (length(budget) <= 2048),
        period TEXT NOT NULL CHECK (length(period) <= 16),
        PRIMARY KEY (budget, period)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    // What windows tell each other about failures. A change takes a new revision, and none is ever given twice: what is
    // newer than the last one read is news.
    name: 'health',
    sql: `
      CREATE TABLE health (
        revision INTEGER PRIMARY KEY AUTOINCREMENT,
        scope TEXT NOT NULL UNIQUE CHECK (length(scope) <= 512),
        state TEXT NOT NULL CHECK (length(state) <= 8192),
        changed INTEGER NOT NULL
      ) STRICT;
    `,
  },
  {
    // Where a window's process number means something; '' is not known.
    name: 'host of a window',
    sql: `ALTER TABLE editor_window ADD COLUMN host TEXT NOT NULL DEFAULT '' CHECK (length(host) <= 256);`,
  },
];

/** How many steps have run on this file. */
export const versionOf = (database: DatabaseSync): number =>
  Number(prepared(database, 'PRAGMA user_version').get()?.['user_version']);

/** Undoes what is open, if anything is: after a full disk SQLite may have done so itself. */
const rollBack = (database: DatabaseSync): void => {
  try {
    database.exec('ROLLBACK');
  } catch {
    // No transaction was open any more; the error that led here is the one to tell.
  }
};

/** All of the work or none of it. Takes the write lock at once, so a second window waits instead of failing midway. */
export const inTransaction = <T>(database: DatabaseSync, work: () => T): T => {
  prepared(database, 'BEGIN IMMEDIATE').run();
  try {
    const result = work();
    prepared(database, 'COMMIT').run();
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
};

/** Brings a file to the newest shape. The version is read under the lock: another window may have been quicker. */
export const migrate = (database: DatabaseSync, steps: readonly Migration[] = migrations): void => {
  if (versionOf(database) >= steps.length) return;
  teachDays(database);
  inTransaction(database, () => {
    for (const [index, step] of steps.entries()) {
      if (index < versionOf(database)) continue;
      database.exec(step.sql);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    }
  });
};
