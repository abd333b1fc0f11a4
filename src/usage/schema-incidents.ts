/**
 * What a person was told of without having asked, so that no window tells it again before it has ended. `ends_at`: when it
 * ends by itself.
 */
export const incidentsSql = `
  CREATE TABLE incident (
    kind TEXT NOT NULL CHECK (length(kind) <= 32),
    subject TEXT NOT NULL CHECK (length(subject) <= 512),
    level INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    gone_at INTEGER,
    ends_at INTEGER,
    PRIMARY KEY (kind, subject)
  ) STRICT, WITHOUT ROWID;
`;
