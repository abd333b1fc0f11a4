/**
 * What budgets are checked against, counted for each period they can have, since a request waits for the sum; `first` is the
 * period's first local day, a week's a Monday. `workspace` is '' where none was open, since NULL is never the same as NULL.
 * `doubt`: reserved for attempts whose cost nobody told, as ordinary and as strict budgets count them.
 */
export const budgets = `
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
`;
