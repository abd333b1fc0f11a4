import type { DatabaseSync } from 'node:sqlite';
import { prepared } from './prepared.ts';
import { rebuild } from './rollup-rebuild.ts';
import { incidentsSql } from './schema-incidents.ts';
import { budgets } from './schema-budgets.ts';
import { rollups } from './schema-rollups.ts';
import { teach } from './taught.ts';
import { truthSql } from './schema-truth.ts';
import { upkeepSql } from './schema-upkeep.ts';

/** One step from a shape of the ledger to the next. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** Whether the roll-ups are counted from the rows once all steps are done. */
  readonly recounts?: boolean;
}

/**
 * Append only: a released step is never edited, since it has already run on people's machines. A step's number is its
 * place in the list, and the file's `user_version` says how many have run.
 *
 * Texts are bounded so that no column could hold a prompt or an answer. Money is in nano-dollars (1e-9 US dollars).
 * Steps may use `local_day(at)` and `local_hour(at)`.
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
  { name: 'budgets', sql: budgets },
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
  {
    // What reports read, and what outlives the rows.
    name: 'roll-ups',
    sql: rollups,
    recounts: true,
  },
  {
    // Who did what to keys, budgets and rules. `hash` covers the row and the hash of the one before it; `seal` names the
    // secret it was made with, '' for none. A window that looks whether a key is used for the first time looks often.
    // `audit_setting` is what the settings were when they were last looked at.
    name: 'audit',
    sql: `
      CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        action TEXT NOT NULL CHECK (length(action) <= 64),
        actor TEXT NOT NULL CHECK (length(actor) <= 256),
        subject TEXT NOT NULL CHECK (length(subject) <= 256),
        detail TEXT NOT NULL CHECK (length(detail) <= 1024),
        seal TEXT NOT NULL CHECK (length(seal) <= 64),
        hash TEXT NOT NULL CHECK (length(hash) <= 64)
      ) STRICT;
      CREATE INDEX audit_first_use ON audit (actor, detail) WHERE action = 'key-first-use';
      CREATE TABLE audit_setting (
        name TEXT PRIMARY KEY CHECK (length(name) <= 256),
        value TEXT NOT NULL CHECK (length(value) <= 16384),
        seal TEXT NOT NULL CHECK (length(seal) <= 64)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  { name: 'truth', sql: truthSql },
  { name: 'incidents', sql: incidentsSql },
  { name: 'upkeep', sql: upkeepSql },
  {
    // Whether the tokens of a row were counted here: where its price comes to be known, its cost is an estimate.
    name: 'counted tokens',
    sql: 'ALTER TABLE attempt ADD COLUMN counted INTEGER NOT NULL DEFAULT 0',
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
  teach(database);
  inTransaction(database, () => {
    const version = versionOf(database);
    for (const [index, step] of steps.entries()) {
      if (index < version) continue;
      database.exec(step.sql);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    }
    if (steps.slice(version).some(({ recounts }) => recounts)) rebuild(database);
  });
};
