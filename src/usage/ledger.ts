import type { Summary } from '../core/summary.ts';
import type { Attempt } from '../core/attempt.ts';
import { Connection } from './connection.ts';
import { damagedText } from './damaged.ts';
import type { LedgerFile } from './file.ts';
import type { Period } from './period.ts';
import { groupsFrom, recentFrom, summaryFrom, type Group, type GroupBy } from './report.ts';
import { rowOf, type PastAttempt } from './row.ts';
import type { Entry } from './spend.ts';
import { LedgerTrouble, LedgerUnusable, reasonOf } from './trouble.ts';

export type LedgerState = { readonly recording: true } | { readonly recording: false; readonly reason: string };

/** The ledger's open file as other books of the same room use it. */
export interface Shared {
  /** Rows that wait are written first, or go on waiting (`later`). Rejects with what opening or the work threw. */
  readonly use: <T>(work: (file: LedgerFile) => T, rows?: 'first' | 'later') => Promise<T>;
  /** At once; undefined while the file is not open. Throws what the work throws. */
  readonly peek: <T>(work: (file: LedgerFile) => T) => T | undefined;
  /** Whether rows wait. */
  readonly isBehind: () => boolean;
  /** Writes the rows that wait. Throws what the file throws. */
  readonly catchUp: (file: LedgerFile) => void;
  /** Told of every row at once, before it is written. */
  readonly onRecorded: (listener: (entry: Entry) => void) => void;
}

/** Every attempt, written once. Reports write first what is waiting, and reject with `LedgerTrouble`. */
export interface Ledger {
  /** Takes microseconds and never throws: the row is written shortly after, and with it ends the reservation made for it. */
  readonly record: (attempt: Attempt, reservation?: string) => void;
  /** Writes what is waiting now. Never rejects: what cannot be written keeps waiting, and `state` says so. */
  readonly flush: () => Promise<void>;
  readonly summary: (period: Period) => Promise<Summary>;
  readonly summaryBy: (by: GroupBy, period: Period) => Promise<readonly Group[]>;
  /** Newest first. */
  readonly recent: (limit: number) => Promise<readonly PastAttempt[]>;
  /** What the last use of the file found. The reason is a clause: "the disk is full". */
  readonly state: () => LedgerState;
  readonly shared: Shared;
  /** Told, a little later, that rows have come into the file. */
  readonly onWritten: (listener: () => void) => void;
  /** Writes what is waiting and closes the file; for `deactivate` to return. */
  readonly dispose: () => Promise<void>;
}

export interface LedgerOptions {
  /** Made where it is missing. Windows share it. */
  readonly folder: string;
  /** Hears one sentence for a person, once for each trouble. */
  readonly onTrouble: (sentence: string) => void;
}

/**
 * Milliseconds in which rows gather for one transaction: what is lost where the editor is killed. A shorter time would put
 * the work for one request into the way of the next.
 */
const gathering = 100;

/** Rows that wait at most while the file cannot be written: about 10 MB. */
const mostWaiting = 10_000;

/** Failures in a row after which the person is told: a busy window or a scan of the disk passes before. */
const patience = 3;

/** Milliseconds: 1, 2, 4 … seconds, at most a minute. */
const backoff = (failures: number): number => Math.min(60_000, 1_000 * 2 ** (failures - 1));

class WriteBehind {
  readonly #options: LedgerOptions;
  readonly #connection: Connection;
  #waiting: Entry[] = [];
  #listeners: readonly (() => void)[] = [];
  #recorders: readonly ((entry: Entry) => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #lost = 0;
  #reason: string | undefined;
  /** Disposed, or no retry will help. */
  #over = false;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#connection = new Connection({
      folder: options.folder,
      onDamaged: (path) => options.onTrouble(damagedText(path)),
    });
  }

  record(attempt: Attempt, reservation: string | undefined): void {
    if (this.#over) return;
    const entry = { row: rowOf(attempt), reservation };
    this.#waiting.push(entry);
    for (const hear of this.#recorders) hear(entry);
    if (this.#waiting.length > mostWaiting) this.#lose();
    this.#later();
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    try {
      await this.#connection.use((file) => this.catchUp(file));
      this.#recover();
    } catch (error) {
      this.#fail(error);
    }
  }

  async report<T>(query: (file: LedgerFile) => T): Promise<T> {
    await this.flush();
    if (this.#over) throw this.#trouble();
    try {
      const answer = await this.#connection.use(query);
      if (this.#waiting.length === 0) this.#recover();
      return answer;
    } catch (error) {
      this.#fail(error);
      throw this.#trouble(error);
    }
  }

  /** What waits is part of the truth that is asked for, so it goes in first, unless whoever asks counts it by itself. */
  async use<T>(work: (file: LedgerFile) => T, rows: 'first' | 'later' = 'first'): Promise<T> {
    if (this.#over) throw new LedgerUnusable(this.#reason ?? 'the ledger is closed');
    try {
      const result = await this.#connection.use((file) => {
        if (rows === 'first') this.catchUp(file);
        return work(file);
      });
      this.#recover();
      return result;
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  peek<T>(work: (file: LedgerFile) => T): T | undefined {
    return this.#connection.peek(work);
  }

  isBehind(): boolean {
    return this.#waiting.length > 0;
  }

  catchUp(file: LedgerFile): void {
    if (this.#waiting.length === 0) return;
    file.write(this.#waiting);
    this.#waiting = [];
    // Whoever listens may read the file, which somebody is using right now.
    for (const listener of this.#listeners) setImmediate(listener);
  }

  onRecorded(listener: (entry: Entry) => void): void {
    this.#recorders = [...this.#recorders, listener];
  }

  onWritten(listener: () => void): void {
    this.#listeners = [...this.#listeners, listener];
  }

  state(): LedgerState {
    return this.#reason === undefined ? { recording: true } : { recording: false, reason: this.#reason };
  }

  async dispose(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    for (let tries = 0; tries < patience && this.#waiting.length > 0; tries++) await this.flush();
    await this.#connection.close();
    this.#reason ??= 'the ledger is closed';
  }

  #later(): void {
    if (this.#over || this.#timer) return;
    this.#timer = setTimeout(() => void this.flush(), this.#failures === 0 ? gathering : backoff(this.#failures));
    // A retry is no reason to keep a process alive; dispose makes the last tries.
    if (this.#failures > 0) this.#timer.unref();
  }

  #recover(): void {
    this.#failures = 0;
    this.#lost = 0;
    this.#reason = undefined;
  }

  #fail(error: unknown): void {
    this.#reason = reasonOf(error);
    if (error instanceof LedgerUnusable) return this.#giveUp();
    this.#failures += 1;
    if (this.#failures === patience) {
      this.#say(
        this.#over ? 'What waited is lost.' : 'New usage waits in memory and is written once that works again.',
      );
    }
    if (this.#waiting.length > 0) this.#later();
  }

  #giveUp(): void {
    this.#waiting = [];
    if (this.#over) return;
    this.#over = true;
    this.#say('Requests still work.');
  }

  #lose(): void {
    this.#waiting.shift();
    this.#lost += 1;
    if (this.#lost > 1) return;
    const { folder, onTrouble } = this.#options;
    onTrouble(
      `More than ${mostWaiting} attempts wait to be written to Keyway's usage ledger in ${folder}: the oldest are lost.`,
    );
  }

  #say(then: string): void {
    this.#options.onTrouble(`Keyway cannot record usage in ${this.#options.folder}: ${this.#reason}. ${then}`);
  }

  #trouble(cause?: unknown): LedgerTrouble {
    return new LedgerTrouble(`Keyway cannot read its usage ledger in ${this.#options.folder}: ${this.#reason}.`, {
      cause,
    });
  }
}

/** The ledger of a folder. Opens nothing yet: that is done by the first row written or the first report asked for. */
export const openLedger = (options: LedgerOptions): Ledger => {
  const rows = new WriteBehind(options);
  return {
    record: (attempt, reservation) => rows.record(attempt, reservation),
    flush: () => rows.flush(),
    summary: (period) => rows.report((file) => file.read((database) => summaryFrom(database, period))),
    summaryBy: (by, period) => rows.report((file) => file.read((database) => groupsFrom(database, by, period))),
    recent: (limit) => rows.report((file) => file.read((database) => recentFrom(database, limit))),
    state: () => rows.state(),
    shared: {
      use: (work, waiting) => rows.use(work, waiting),
      peek: (work) => rows.peek(work),
      isBehind: () => rows.isBehind(),
      catchUp: (file) => rows.catchUp(file),
      onRecorded: (listener) => rows.onRecorded(listener),
    },
    onWritten: (listener) => rows.onWritten(listener),
    dispose: () => rows.dispose(),
  };
};
