import type { DatabaseSync } from 'node:sqlite';
import { dayMs, isBelieved, merged, noteFrom, type Note } from '../core/health-note.ts';
import type { HealthShare } from '../core/health-notes.ts';
import type { LedgerFile } from './file.ts';
import type { Shared } from './ledger.ts';
import { prepared } from './prepared.ts';

/** Milliseconds in which changes gather for one transaction: as long as the ledger's rows, which are written with them. */
const gathering = 100;
/** Milliseconds between two tries to open a file that could not be opened. */
const reopening = 5_000;
/** Scopes and states longer than the table takes stay in memory. */
const longestScope = 512;
const longestState = 8_192;
/** Changes that wait at most while the file cannot be written. */
const mostWaiting = 5_000;

const upsertSql = `INSERT OR REPLACE INTO health (scope, state, changed) VALUES (?, ?, ?)`;
const newsSql = `SELECT revision, scope, state FROM health WHERE revision > ? ORDER BY revision`;
const readSql = `SELECT state FROM health WHERE scope = ?`;
/** Older than a day, unless the provider named a later time; a state nobody can read goes with the rest. */
const dropSql = `
  DELETE FROM health WHERE changed < $old AND
    CASE WHEN json_valid(state) THEN coalesce(json_extract(state, '$.named.until'), 0) ELSE 0 END < $now`;
const dropping = 3_600_000;

/** How far this window has read a file. */
interface Place {
  readonly file: LedgerFile;
  /** SQLite's own count of what other connections wrote. */
  readonly version: number;
  readonly revision: number;
}

export interface HealthBook extends HealthShare {
  /** Opens the file, so that the first plan knows what was learnt before. Never rejects. */
  readonly open: () => Promise<void>;
  /** Writes what waits, before the ledger is disposed. Never rejects. */
  readonly flush: () => Promise<void>;
}

/**
 * What the windows tell each other about health, in the ledger's file. A file that is locked, missing or damaged means that
 * each window remembers for itself: no request waits or fails for it.
 */
class Book implements HealthBook {
  readonly #shared: Shared;
  readonly #waiting = new Map<string, Note>();
  #place: Place | undefined;
  #timer: NodeJS.Timeout | undefined;
  #droppedAt = 0;
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  pull(): readonly (readonly [scope: string, note: Note])[] {
    const news = this.#peek((file) => this.#news(file));
    if (news === undefined) this.#openLater();
    return news ?? [];
  }

  push(scope: string, note: Note): void {
    if (scope.length > longestScope || (this.#waiting.size >= mostWaiting && !this.#waiting.has(scope))) return;
    this.#waiting.set(scope, note);
    this.#timer ??= setTimeout(() => void this.flush(), gathering).unref();
  }

  claim(scope: string, note: Note): boolean {
    const isOurs = this.#peek((file) =>
      file.change((database) => {
        const there = stored(database, scope);
        const waiting = this.#waiting.get(scope);
        // A probe that this window has just given back may still stand there.
        const known = there && waiting ? merged(there, waiting) : there;
        if (known?.probe && known.probe.until > note.changed) return false;
        write(database, scope, known ? merged(known, note) : note);
        return true;
      }),
    );
    return isOurs ?? true;
  }

  async open(): Promise<void> {
    this.#triedAt = performance.now();
    try {
      await this.#shared.use((file) => file.read(() => undefined));
    } catch {
      // The ledger tells the person; health goes on in memory.
    }
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.size === 0) return;
    try {
      await this.#shared.use((file) => this.#write(file));
    } catch {
      // It keeps waiting, and goes with the next change.
    }
  }

  #write(file: LedgerFile): void {
    const notes = [...this.#waiting];
    file.change((database) => {
      for (const [scope, note] of notes) {
        const there = stored(database, scope);
        write(database, scope, there ? merged(there, note) : note);
      }
      this.#drop(database);
    });
    for (const [scope, note] of notes) if (this.#waiting.get(scope) === note) this.#waiting.delete(scope);
  }

  #drop(database: DatabaseSync): void {
    const now = Date.now();
    if (now - this.#droppedAt < dropping) return;
    this.#droppedAt = now;
    prepared(database, dropSql).run({ old: now - dayMs, now });
  }

  #news(file: LedgerFile): readonly (readonly [scope: string, note: Note])[] {
    const place = this.#place?.file === file ? this.#place : { file, version: -1, revision: 0 };
    return file.read((database, version) => {
      if (version === place.version) return [];
      const rows = prepared(database, newsSql).all(place.revision);
      this.#place = { file, version, revision: Number(rows.at(-1)?.['revision'] ?? place.revision) };
      return rows.flatMap(({ scope, state }) => {
        const note = noteFrom(String(state));
        return note ? [[String(scope), note] as const] : [];
      });
    });
  }

  #peek<T>(work: (file: LedgerFile) => T): T | undefined {
    try {
      return this.#shared.peek(work);
    } catch {
      return undefined;
    }
  }

  #openLater(): void {
    if (performance.now() - this.#triedAt > reopening) void this.open();
  }
}

const stored = (database: DatabaseSync, scope: string): Note | undefined => {
  const state = prepared(database, readSql).get(scope)?.['state'];
  const note = typeof state === 'string' ? noteFrom(state) : undefined;
  return note && isBelieved(note, Date.now()) ? note : undefined;
};

const write = (database: DatabaseSync, scope: string, note: Note): void => {
  const state = JSON.stringify(note);
  if (state.length <= longestState) prepared(database, upsertSql).run(scope, state, Math.round(note.changed));
};

/** The health of a ledger's file. Opens nothing yet. */
export const healthBook = (shared: Shared): HealthBook => new Book(shared);
