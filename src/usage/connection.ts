import { openFile, type LedgerFile } from './file.ts';
import { isDamage, isLocked } from './trouble.ts';

/** Milliseconds for which a file that was there is believed to be there still, by those who only read. */
const believed = 100;

export interface ConnectionOptions {
  readonly folder: string;
  /** Hears where a damaged file was moved to. */
  readonly onDamaged: (path: string) => void;
}

/** The ledger's file, opened at first use and again whenever it is no longer the one to write to. One use at a time. */
export class Connection {
  readonly #options: ConnectionOptions;
  #file: LedgerFile | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Rejects with what opening or the work threw. */
  use<T>(work: (file: LedgerFile) => T): Promise<T> {
    const turn = this.#last.then(() => this.#use(work));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** At once, and only where the file is open. Throws what the work throws. */
  peek<T>(work: (file: LedgerFile) => T): T | undefined {
    if (!this.#file) return undefined;
    const now = performance.now();
    if (now - this.#lookedAt > believed) {
      if (this.#file.isReplaced()) return undefined;
      this.#lookedAt = now;
    }
    return work(this.#file);
  }

  /** After all uses before it. A later use opens the file again. */
  close(): Promise<void> {
    const turn = this.#last.then(() => this.#drop());
    this.#last = turn;
    return turn;
  }

  async #use<T>(work: (file: LedgerFile) => T): Promise<T> {
    try {
      return work(await this.#ready(false));
    } catch (error) {
      if (!isLocked(error)) this.#drop();
      if (!isDamage(error)) throw error;
    }
    return work(await this.#ready(true));
  }

  /** A file deleted or set aside under us still takes writes, which nobody would ever see. */
  async #ready(suspect: boolean): Promise<LedgerFile> {
    if (this.#file?.isReplaced()) this.#drop();
    this.#file ??= await openFile({ ...this.#options, suspect });
    this.#lookedAt = performance.now();
    return this.#file;
  }

  #drop(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
