import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './index-schema.ts';
import type { About, Counts, IndexFile } from './index-types.ts';

type Row = Readonly<Record<string, unknown>> | undefined;

const numberIn = (row: Row, name: string): number => Number(row?.[name] ?? 0);

const aboutIn = (row: Row): About | undefined =>
  row && {
    model: String(row['model']),
    dimensions: row['dimensions'] === null ? undefined : numberIn(row, 'dimensions'),
    chunkLimit: numberIn(row, 'chunk_limit'),
    paused: numberIn(row, 'paused') === 1,
    complete: numberIn(row, 'complete') === 1,
    folders: namesIn(row['folders']),
  };

/** Names that were written as JSON; what is no such list is none. */
const namesIn = (value: unknown): readonly string[] => {
  try {
    const names: unknown = JSON.parse(String(value));
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
};

type Standing = Pick<
  IndexFile,
  'about' | 'begin' | 'note' | 'counts' | 'claim' | 'release' | 'addUnasked' | 'unaskedSince'
>;

/** What is said of the index itself, and who is at work on it. */
export const standingIn = (database: DatabaseSync): Standing => {
  const note = ({ model, dimensions, chunkLimit, paused, complete, folders }: About): void => {
    database
      .prepare(
        `INSERT OR REPLACE INTO about (only, model, dimensions, chunk_limit, paused, complete, folders)
         VALUES (1, ?, ?, ?, ?, ?, ?)`,
      )
      .run(model, dimensions ?? null, chunkLimit, Number(paused), Number(complete), JSON.stringify(folders));
  };
  return {
    about: () => aboutIn(database.prepare('SELECT * FROM about').get()),
    note,
    begin: (about) =>
      inTransaction(database, () => {
        database.exec(
          `DELETE FROM chunk; DELETE FROM vector; DELETE FROM file; INSERT INTO word (word) VALUES ('delete-all')`,
        );
        note(about);
      }),
    counts: () => countsIn(database),
    ...claimsIn(database),
    ...unaskedIn(database),
  };
};

const unaskedIn = (database: DatabaseSync): Pick<Standing, 'addUnasked' | 'unaskedSince'> => ({
  addUnasked: ({ chunks, usd }, at) => {
    database.prepare('INSERT INTO unasked (at, chunks, usd) VALUES (?, ?, ?)').run(at, chunks, usd ?? null);
  },
  unaskedSince: (since) => {
    database.prepare('DELETE FROM unasked WHERE at < ?').run(since);
    const row = database
      .prepare('SELECT total(usd) AS usd, total(CASE WHEN usd IS NULL THEN chunks ELSE 0 END) AS unpriced FROM unasked')
      .get();
    return { usd: numberIn(row, 'usd'), unpriced: numberIn(row, 'unpriced') };
  },
});

const countsIn = (database: DatabaseSync): Counts => {
  const row = database
    .prepare('SELECT (SELECT count(DISTINCT file) FROM chunk) AS files, (SELECT count(*) FROM chunk) AS chunks')
    .get();
  const pages = numberIn(database.prepare('PRAGMA page_count').get(), 'page_count');
  const size = numberIn(database.prepare('PRAGMA page_size').get(), 'page_size');
  return { files: numberIn(row, 'files'), chunks: numberIn(row, 'chunks'), bytes: pages * size };
};

/** One window at a time: two would pay twice for the same vectors. */
const claimsIn = (database: DatabaseSync): Pick<Standing, 'claim' | 'release'> => ({
  claim: (owner, milliseconds) =>
    inTransaction(database, () => {
      const now = Date.now();
      const row = database.prepare('SELECT owner, until FROM worker').get();
      if (row && row['owner'] !== owner && numberIn(row, 'until') > now) return false;
      database
        .prepare('INSERT OR REPLACE INTO worker (only, owner, until) VALUES (1, ?, ?)')
        .run(owner, now + milliseconds);
      return true;
    }),
  release: (owner) => {
    // Whoever was at work when the file was closed gives back what is given back already.
    if (database.isOpen) database.prepare('DELETE FROM worker WHERE owner = ?').run(owner);
  },
});
