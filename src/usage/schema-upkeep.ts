/**
 * What is done to the file in idle time. `upkeep`: when a chore is due again (`retention`), and the moment before which
 * rows are gone (`rows since`), so that nobody counts their roll-ups anew from nothing.
 *
 * `forgotten`: spans a person had forgotten, as milliseconds and as local days; rows up to `newest`, an id, go until
 * `finished_at`. It stays, so that a damaged ledger that is read back does not bring them back.
 *
 * `salvage`: damaged ledgers that are being read back, by the window `holder` until `held_until`. All rows of `file` up to
 * the id `position` are here or are lost, `rows` of them here. `spend`: whether the budgets' counters were copied whole.
 */
export const upkeepSql = `
  CREATE TABLE upkeep (
    name TEXT PRIMARY KEY CHECK (length(name) <= 64),
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE forgotten (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    finished_at INTEGER
  ) STRICT;
  CREATE TABLE salvage (
    file TEXT PRIMARY KEY CHECK (length(file) <= 256),
    begun_at INTEGER NOT NULL,
    position INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    spend INTEGER NOT NULL CHECK (spend IN (0, 1)),
    holder TEXT NOT NULL CHECK (length(holder) <= 64),
    held_until INTEGER NOT NULL,
    finished_at INTEGER
  ) STRICT, WITHOUT ROWID;
`;
