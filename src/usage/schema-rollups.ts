/** Written out and not made from a list: what has run on people's machines must not change with one. */
const measures = `
  requests INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  answered INTEGER NOT NULL,
  stopped INTEGER NOT NULL,
  fallbacks INTEGER NOT NULL,
  input INTEGER NOT NULL,
  output INTEGER NOT NULL,
  cached INTEGER NOT NULL,
  cache_write INTEGER NOT NULL,
  reasoning INTEGER NOT NULL,
  unreported INTEGER NOT NULL,
  unknown INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  reported INTEGER NOT NULL,
  computed INTEGER NOT NULL,
  estimated INTEGER NOT NULL,
  baseline INTEGER NOT NULL,
  baselined INTEGER NOT NULL,
  first_token BLOB,
  total BLOB`;

/**
 * Roll-ups are kept for ever, rows are not. `first` is the local hour (`2026-03-29 14`), day or month (`2026-03`); a cell is
 * what a row is counted under, `workspace` '' where none was open. `rollup_sum` holds sums of `rollup` over all but a few
 * names of a cell (`of` says which; the others are ''), since a year of cells is too much to read for one report.
 */
export const rollups = `
  ALTER TABLE attempt ADD COLUMN first INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE attempt ADD COLUMN fallback INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE attempt ADD COLUMN baseline_nano INTEGER;
  ALTER TABLE attempt ADD COLUMN baseline_model TEXT CHECK (length(baseline_model) <= 256);
  UPDATE attempt SET first = 1 WHERE id IN (SELECT min(id) FROM attempt GROUP BY request_id);
  UPDATE attempt SET fallback = 1 WHERE outcome = 'answered' AND id IN (
    SELECT later.id FROM attempt AS later JOIN attempt AS failed
      ON failed.request_id = later.request_id AND failed.id < later.id
    WHERE failed.outcome NOT IN ('answered', 'outrun', 'aborted')
      AND (failed.provider, failed.model, failed.key_id) <> (later.provider, later.model, later.key_id));
  CREATE TABLE cell (
    id INTEGER PRIMARY KEY,
    provider TEXT NOT NULL CHECK (length(provider) <= 256),
    model TEXT NOT NULL CHECK (length(model) <= 256),
    key_id TEXT NOT NULL CHECK (length(key_id) <= 256),
    task TEXT NOT NULL CHECK (length(task) <= 256),
    caller TEXT NOT NULL CHECK (length(caller) <= 256),
    workspace TEXT NOT NULL CHECK (length(workspace) <= 256),
    UNIQUE (provider, model, key_id, task, caller, workspace)
  ) STRICT;
  CREATE TABLE rollup (
    period TEXT NOT NULL CHECK (period IN ('hour', 'day', 'month')),
    first TEXT NOT NULL CHECK (length(first) <= 16),
    cell INTEGER NOT NULL,
    ${measures},
    PRIMARY KEY (period, first, cell)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rollup_sum (
    "of" TEXT NOT NULL CHECK (length("of") <= 16),
    period TEXT NOT NULL CHECK (period IN ('hour', 'day', 'month')),
    first TEXT NOT NULL CHECK (length(first) <= 16),
    provider TEXT NOT NULL CHECK (length(provider) <= 256),
    model TEXT NOT NULL CHECK (length(model) <= 256),
    key_id TEXT NOT NULL CHECK (length(key_id) <= 256),
    task TEXT NOT NULL CHECK (length(task) <= 256),
    caller TEXT NOT NULL CHECK (length(caller) <= 256),
    workspace TEXT NOT NULL CHECK (length(workspace) <= 256),
    ${measures},
    PRIMARY KEY ("of", period, first, provider, model, key_id, task, caller, workspace)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE key_name (
    key_id TEXT PRIMARY KEY CHECK (length(key_id) <= 256),
    nickname TEXT NOT NULL CHECK (length(nickname) <= 256),
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
