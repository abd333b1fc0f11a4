import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import type { Attempt } from '../core/attempt.ts';
import { t } from '../core/l10n.ts';
import { sentencesText } from '../core/listed.ts';
import { Connection } from './connection.ts';
import type { LedgerFile } from './file.ts';
import { RequestsSeen } from './requests-seen.ts';
import { rowOf } from './row.ts';
import { salvage } from './salvage.ts';
import { settled, type Entry } from './spend.ts';
import { LedgerTrouble, LedgerUnusable, reasonOf } from './trouble.ts';

export type LedgerState = { readonly recording: true } | { readonly recording: false; readonly reason: string };

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

/** Rows of one transaction: some ten milliseconds of the extension host. */
const piece = 100;

/** Rows that wait at most while the file cannot be written: about 10 MB. */
const mostWaiting = 10_000;

/** Failures in a row after which the person is told: a busy window or a scan of the disk passes before. */
const patience = 3;

/** Milliseconds: 1, 2, 4 … seconds, at most a minute. */
const backoff = (failures: number): number => Math.min(60_000, 1_000 * 2 ** (failures - 1));

/** Writes in one transaction with rows, after them. What it gives back is called as soon as all of that is in the file. */
export type Joiner = (file: LedgerFile, database: DatabaseSync, version: number) => () => void;

/** Rows on their way into the file, and every use of the file: what waits goes in first. */
export class WriteBehind {
  readonly #options: LedgerOptions;
  readonly #connection: Connection;
  readonly #seen = new RequestsSeen();
  readonly #waiting: Entry[] = [];
  #listeners: readonly (() => void)[] = [];
  #recorders: readonly ((entry: Entry) => void)[] = [];
  #joiners: readonly Joiner[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #lost = 0;
  /** Rows that were written or lost, since the beginning. */
  #gone = 0;
  #reason: string | undefined;
  /** Disposed, or no retry will help. */
  #over = false;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#connection = new Connection({
      folder: options.folder,
      // Told when it is known what could be read of it.
      onDamaged: (path) =>
        void salvage({ shared: { use: (work, rows) => this.use(work, rows) }, tell: options.onTrouble }, path),
    });
  }

  record(attempt: Attempt, reservation: string | undefined): void {
    if (this.#over) return;
    const entry = { row: rowOf(attempt, this.#seen.partOf(attempt)), reservation, dearest: attempt.dearest };
    this.#waiting.push(entry);
    if (this.#waiting.length > mostWaiting) this.#lose();
    this.#later();
    // Last: whatever becomes of it, the row is on its way.
    for (const hear of this.#recorders) hear(entry);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    try {
      await this.#drain();
      this.#recover();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Writes what waits now. A backlog goes in piece by piece: the extension host has its turn in between. */
  async #drain(): Promise<void> {
    const end = this.#gone + this.#waiting.length;
    while (this.#gone < end) {
      await this.#connection.use((file) => this.#writeSome(file));
      if (this.#gone < end) await turn();
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
    if (this.#over) throw new LedgerUnusable(this.#reason ?? t('the ledger is closed'));
    try {
      if (rows === 'first' && this.#waiting.length > piece) await this.#drain();
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
    while (this.#waiting.length > 0) this.#writeSome(file);
  }

  #writeSome(file: LedgerFile): void {
    const entries = this.#waiting.slice(0, piece).map(settled);
    if (entries.length === 0) return;
    // Where the file cannot be written, nothing is asked twice.
    this.#waiting.splice(0, entries.length, ...entries);
    let written: readonly (() => void)[] = [];
    file.write(entries, (database, version) => {
      written = this.#joiners.map((join) => join(file, database, version));
    });
    this.#waiting.splice(0, entries.length);
    this.#gone += entries.length;
    for (const tell of written) tell();
    // Whoever listens may read the file, which somebody is using right now.
    for (const listener of this.#listeners) setImmediate(listener);
  }

  onRecorded(listener: (entry: Entry) => void): void {
    this.#recorders = [...this.#recorders, listener];
  }

  onWriting(joiner: Joiner): void {
    this.#joiners = [...this.#joiners, joiner];
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
    this.#reason ??= t('the ledger is closed');
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
        this.#over ? t('What waited is lost.') : t('New usage waits in memory and is written once that works again.'),
      );
    }
    if (this.#waiting.length > 0) this.#later();
  }

  #giveUp(): void {
    this.#gone += this.#waiting.length;
    this.#waiting.length = 0;
    if (this.#over) return;
    this.#over = true;
    this.#say(t('Requests still work.'));
  }

  #lose(): void {
    this.#waiting.shift();
    this.#gone += 1;
    this.#lost += 1;
    if (this.#lost > 1) return;
    const { folder, onTrouble } = this.#options;
    onTrouble(
      t(
        "More than {0} attempts wait to be written to Keyway's usage ledger in {1}: the oldest are lost.",
        mostWaiting,
        folder,
      ),
    );
  }

  #say(then: string): void {
    const trouble = t('Keyway cannot record usage in {0}: {1}.', this.#options.folder, this.#reason ?? '');
    this.#options.onTrouble(sentencesText([trouble, then]));
  }

  #trouble(cause?: unknown): LedgerTrouble {
    const { folder } = this.#options;
    return new LedgerTrouble(t('Keyway cannot read its usage ledger in {0}: {1}.', folder, this.#reason ?? ''), {
      cause,
    });
  }
}
