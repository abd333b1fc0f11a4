import { existsSync, rmSync, statSync } from 'node:fs';
import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Read } from './row.ts';
import { cutIds } from './salvage-cut.ts';
import { teach } from './taught.ts';

/** Some rows of a damaged ledger, in the order of their ids. */
interface Reading {
  readonly rows: readonly Read[];
  /** All up to this id are read, or cannot be. */
  readonly position: number;
  readonly isEnd: boolean;
}

/** A damaged ledger, open for reading. Nothing is ever written to it. */
export interface Wreck {
  readonly attemptsAfter: (position: number) => Reading;
  /** All rows of a small table; undefined where it is not there or cannot be read to its end. */
  readonly all: (sql: string) => readonly Read[] | undefined;
  readonly close: () => void;
}

/** Rows that are read at a time, and ids that are tried: a few milliseconds of work either way. */
const page = 50;
const mostTries = 1_000;

/** Beyond it there is no id. */
const last = Number.MAX_SAFE_INTEGER;

/**
 * A page of the file has some twenty rows, so the next id after a broken place is tried, and the next: nothing that can
 * be read is leapt over. Only behind thousands of broken rows do the steps grow, each time a thousand were in vain, since
 * where the end of the file is cut off no id at all can be found.
 */
const stepAfter = (tries: number): number => 2 ** Math.floor(tries / 1_000);

/**
 * SQLite refuses a file that is shorter than its head says, and one whose list of tables is odd, unless whoever opens it
 * says that this is known. Since 3.26 that is only believed outside the defensive mode, which Node switches on from 24.12.
 */
const bearWith = (database: DatabaseSync): void => {
  if ('enableDefensive' in database) database.enableDefensive(false);
  database.exec('PRAGMA writable_schema = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
  teach(database);
};

/** With its log, which a reader leaves as it is. A log beside an empty file would be deleted by SQLite. */
const openWhole = (sqlite: typeof Sqlite, path: string): DatabaseSync | undefined => {
  try {
    return new sqlite.DatabaseSync(path, { readOnly: true });
  } catch {
    return undefined;
  }
};

/** Without its log, and without the list of the log's pages that SQLite would have to write beside it. */
const openAlone = (sqlite: typeof Sqlite, path: string): DatabaseSync => {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return new sqlite.DatabaseSync(url, { readOnly: true });
};

const isReadable = (database: DatabaseSync): boolean => {
  try {
    bearWith(database);
    database.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get();
    return true;
  } catch {
    return false;
  }
};

/** Opens what was set aside; undefined where SQLite can make nothing of it. */
export const openWreck = (sqlite: typeof Sqlite, path: string): Wreck | undefined => {
  const isEmpty = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
  if (isEmpty) return undefined;
  const hadList = existsSync(`${path}-shm`);
  const leave = (database: DatabaseSync): void => {
    database.close();
    if (!hadList) rmSync(`${path}-shm`, { force: true });
  };
  const ways = existsSync(`${path}-wal`) ? [openWhole, openAlone] : [openAlone];
  for (const way of ways) {
    const database = way(sqlite, path);
    if (!database) continue;
    if (isReadable(database)) return wreckOf(database, cutIds(path), () => leave(database));
    leave(database);
  }
  return undefined;
};

const wreckOf = (database: DatabaseSync, cut: ReadonlySet<number>, close: () => void): Wreck => {
  let tries = 0;
  return {
    attemptsAfter: (position) => {
      const { rows, isBroken } = readable(database, position);
      const reached = Number(rows.at(-1)?.['id'] ?? position);
      if (!isBroken || rows.length > 0) {
        tries = 0;
        const believed = rows.filter((row) => !cut.has(Number(row['id'])));
        return { rows: believed, position: reached, isEnd: !isBroken && rows.length < page };
      }
      const { found, tried } = nextReadable(database, position, tries);
      tries += tried;
      return { rows: [], position: found, isEnd: found >= last };
    },
    all: (sql) => {
      try {
        return database.prepare(sql).all();
      } catch {
        return undefined;
      }
    },
    close,
  };
};

/** Never by an index: it may lead elsewhere than the rows. */
const pageSql = `SELECT * FROM attempt NOT INDEXED WHERE id > ? ORDER BY id LIMIT ${page}`;
const nextSql = 'SELECT id FROM attempt NOT INDEXED WHERE id > ? ORDER BY id LIMIT 1';

/** The rows up to the first that cannot be read. An id that goes back is none: whoever believed it would read in circles. */
const readable = (database: DatabaseSync, position: number): { readonly rows: Read[]; readonly isBroken: boolean } => {
  const rows: Read[] = [];
  try {
    for (const row of database.prepare(pageSql).iterate(position)) {
      if (Number(row['id']) <= Number(rows.at(-1)?.['id'] ?? position)) return { rows, isBroken: true };
      rows.push(row);
    }
    return { rows, isBroken: false };
  } catch {
    return { rows, isBroken: true };
  }
};

/** A position behind which something can be read, or how far it was looked for in vain. */
const nextReadable = (database: DatabaseSync, position: number, tries: number) => {
  const statement = database.prepare(nextSql);
  let found = position;
  for (let tried = 1; tried <= mostTries; tried++) {
    found = Math.min(last, found + stepAfter(tries + tried));
    try {
      const next = statement.get(found);
      if (!next || Number(next['id']) > found) return { found, tried };
    } catch {
      // Broken as well.
    }
    if (found >= last) return { found, tried };
  }
  return { found, tried: mostTries };
};
