/**
 * What providers said about their totals, look by look, and which prices were corrected backwards. `span` is '' for what
 * is left. A correction goes through the rows from `first` to `last` by their ids; `done` is the last id it has looked at,
 * so that one that was ended midway can be finished.
 */
export const truthSql = `
  CREATE TABLE provider_total (
    key_id TEXT NOT NULL CHECK (length(key_id) <= 256),
    kind TEXT NOT NULL CHECK (kind IN ('spent', 'left')),
    scope TEXT NOT NULL CHECK (scope IN ('key', 'account')),
    span TEXT NOT NULL CHECK (length(span) <= 16),
    currency TEXT NOT NULL CHECK (length(currency) <= 8),
    at INTEGER NOT NULL,
    nano INTEGER NOT NULL,
    PRIMARY KEY (key_id, kind, scope, span, currency, at)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE correction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL CHECK (length(actor) <= 256),
    provider TEXT NOT NULL CHECK (length(provider) <= 256),
    model TEXT NOT NULL CHECK (length(model) <= 256),
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    done INTEGER NOT NULL,
    dates_before TEXT NOT NULL CHECK (length(dates_before) <= 1024),
    prices TEXT NOT NULL CHECK (length(prices) <= 32768),
    rows INTEGER NOT NULL DEFAULT 0,
    before_nano INTEGER NOT NULL DEFAULT 0,
    after_nano INTEGER NOT NULL DEFAULT 0,
    unknown_before INTEGER NOT NULL DEFAULT 0,
    finished_at INTEGER
  ) STRICT;
`;
