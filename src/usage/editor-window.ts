import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import { prepared } from './prepared.ts';
import { numberIn } from './row.ts';
import { bookLost } from './spend.ts';

/** Milliseconds between two signs of life while reservations are open. */
export const beatInterval = 15_000;

/** Milliseconds for which a sign of life is fresh: requests that follow each other need no new one each time. */
const fresh = 10_000;

/** Milliseconds without a sign of life after which a window is taken for dead, although its process number is in use. */
const silence = 60_000;

/** Where the machine slept, all windows were silent: a window that wakes gets this long, in milliseconds, for its next sign. */
const wakingUp = 20_000;

/** Linux gives each container process numbers of its own: `pid:[4026531836]`. */
const namespace = (): string => {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // Other systems have only one.
    return '';
  }
};

/** Where a process number means something: a folder may be shared by machines, and by containers. */
export const host = `${hostname()} ${namespace()}`.trim().slice(0, 256);

/** ESRCH: no such process. EPERM: there is one, of somebody else. */
const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const beat = `INSERT INTO editor_window (id, pid, host, beat_at) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET beat_at = excluded.beat_at`;

const holders = `SELECT DISTINCT reservation.window_id AS id, pid, host, beat_at
  FROM reservation LEFT JOIN editor_window ON editor_window.id = reservation.window_id
  WHERE reservation.window_id <> ?`;

const openSql = 'SELECT id FROM reservation WHERE window_id = ?';

/** `pid` is no number where the window's row is not there, as after a ledger was replaced. */
interface Found {
  readonly id: string;
  readonly pid: unknown;
  /** '' where it was written before hosts were. */
  readonly host: string;
  readonly beatAt: number;
}

/** Surely: from elsewhere, or where nobody knows from where, only silence tells. */
const isGone = (found: Found): boolean =>
  typeof found.pid !== 'number' || (found.host === host && !isRunning(found.pid));

interface Silent {
  readonly beatAt: number;
  /** When the silence was first noticed. */
  readonly noticedAt: number;
}

/** This window among all that share a ledger: its signs of life, and what dead ones left behind. */
export class EditorWindow {
  readonly id = randomUUID();
  #beat: { readonly in: DatabaseSync; readonly at: number } | undefined;
  #silent = new Map<string, Silent>();
  #reservations = 0;

  get hasReserved(): boolean {
    return this.#reservations > 0;
  }

  /** An id that no reservation of any window ever had. */
  nextReservation(): string {
    this.#reservations += 1;
    return `${this.id} ${this.#reservations}`;
  }

  /** Ids of what this window has reserved. */
  openIn(database: DatabaseSync): ReadonlySet<string> {
    return new Set(
      prepared(database, openSql)
        .all(this.id)
        .map((row) => String(row['id'])),
    );
  }

  /** Writes a sign of life where the last one is old, or is not in this file: a deleted ledger begins anew. */
  beat(database: DatabaseSync, now: number): void {
    const last = this.#beat;
    if (last?.in === database && now >= last.at && now - last.at < fresh) return;
    prepared(database, beat).run(this.id, process.pid, host, now);
    this.#beat = { in: database, at: now };
  }

  /** Ids of windows that reserved something and are no more: closed, killed, or silent. */
  dead(database: DatabaseSync, now: number): readonly string[] {
    return prepared(database, holders)
      .all(this.id)
      .map((row) => ({
        id: String(row['id']),
        pid: row['pid'],
        host: String(row['host'] ?? ''),
        beatAt: numberIn(row, 'beat_at'),
      }))
      .filter((found) => this.#isDead(found, now))
      .map(({ id }) => id);
  }

  /** Ends what dead windows reserved: from here on it counts as spent. */
  release(database: DatabaseSync, dead: readonly string[]): void {
    for (const id of dead) {
      bookLost(database, id);
      prepared(database, 'DELETE FROM editor_window WHERE id = ?').run(id);
      this.#silent.delete(id);
    }
  }

  #isDead(found: Found, now: number): boolean {
    if (isGone(found)) return true;
    const { id, beatAt } = found;
    if (now - beatAt <= silence) return false;
    const noticed = this.#silent.get(id);
    if (noticed?.beatAt === beatAt) return now - noticed.noticedAt > wakingUp;
    this.#silent.set(id, { beatAt, noticedAt: now });
    return false;
  }
}
