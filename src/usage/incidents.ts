import type { DatabaseSync } from 'node:sqlite';
import { isAlert, judged, type Alert, type Incident, type Look } from '../core/alert.ts';
import type { LedgerFile } from './file.ts';
import type { Shared } from './ledger.ts';
import { prepared } from './prepared.ts';
import { isLocked } from './trouble.ts';

const readSql = 'SELECT kind, subject, level, opened_at, gone_at, ends_at FROM incident';
const upsertSql = `
  INSERT OR REPLACE INTO incident (kind, subject, level, opened_at, gone_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)`;
const dropSql = 'DELETE FROM incident WHERE coalesce(gone_at, opened_at) < ?';

/** Milliseconds after which an incident is forgotten that ended, or that nobody has ended. */
const remembered = 400 * 86_400_000;

/** Which alerts were told by any window of this person. */
export interface IncidentBook {
  /**
   * Opens and ends incidents, and returns what is to be told, by this window and no other. Undefined: nobody can say now, and
   * the look is to be made again. Where the file cannot be used, this window remembers for itself. Never rejects.
   */
  readonly claim: (look: Look, now?: number) => Promise<readonly Alert[] | undefined>;
}

class Book {
  readonly #shared: Pick<Shared, 'use' | 'peek'>;
  /** What this window knew last, by mark. */
  #known: ReadonlyMap<string, Incident> = new Map();

  constructor(shared: Pick<Shared, 'use' | 'peek'>) {
    this.#shared = shared;
  }

  async claim(look: Look, now = Date.now()): Promise<readonly Alert[] | undefined> {
    const work = (file: LedgerFile): readonly Alert[] => this.#inFile(file, look, now);
    try {
      // What has ended is no reason to open a file.
      if (!look.sightings.some(isAlert)) return this.#shared.peek(work) ?? [];
      return await this.#shared.use(work, 'later');
    } catch (error) {
      return isLocked(error) ? undefined : this.#inMemory(look, now);
    }
  }

  /** Most looks change nothing: then no lock is taken. */
  #inFile(file: LedgerFile, look: Look, now: number): readonly Alert[] {
    const before = file.read(incidentsIn);
    this.#known = before;
    if (judged(look, before, now).changed.size === 0) return [];
    const { known, told } = file.change((database) => {
      const there = incidentsIn(database);
      const { changed, told } = judged(look, there, now);
      for (const [mark, incident] of changed) write(database, mark, incident);
      prepared(database, dropSql).run(now - remembered);
      return { known: new Map([...there, ...changed]), told };
    });
    this.#known = known;
    return told;
  }

  #inMemory(look: Look, now: number): readonly Alert[] {
    const { changed, told } = judged(look, this.#known, now);
    this.#known = new Map([...this.#known, ...changed]);
    return told;
  }
}

const incidentsIn = (database: DatabaseSync): ReadonlyMap<string, Incident> =>
  new Map(
    prepared(database, readSql)
      .all()
      .map((row) => [
        `${String(row['kind'])} ${String(row['subject'])}`,
        {
          level: Number(row['level']),
          openedAt: Number(row['opened_at']),
          goneAt: timeIn(row['gone_at']),
          endsAt: timeIn(row['ends_at']),
        },
      ]),
  );

const timeIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const write = (database: DatabaseSync, mark: string, { level, openedAt, goneAt, endsAt }: Incident): void => {
  const space = mark.indexOf(' ');
  const whole = [openedAt, goneAt, endsAt].map((time) => (time === undefined ? null : Math.round(time)));
  prepared(database, upsertSql).run(mark.slice(0, space), mark.slice(space + 1), level, ...whole);
};

/** The incidents of a ledger's file. Opens nothing yet. */
export const incidentBook = (shared: Pick<Shared, 'use' | 'peek'>): IncidentBook => {
  const book = new Book(shared);
  return { claim: (look, now) => book.claim(look, now) };
};
