import {
  groundsOf,
  moneyShown,
  type LastAnswer,
  type MoneyMode,
  type MoneyShown,
  type Spent,
} from '../panel/money-state.ts';

/** Milliseconds in which several changes are one reading of the books. */
const calm = 400;

export interface MoneyWatchParts {
  readonly mode: () => MoneyMode;
  /** The last request that somebody waited for, and whether a budget refused it. */
  readonly last: () => (LastAnswer & { readonly isRefused: boolean }) | undefined;
  /** There is a key, or was something spent in this window: otherwise there is nothing to show, and no file is opened. */
  readonly isWanted: () => boolean;
  /** Rejects where the books cannot be read. */
  readonly read: () => Promise<Spent>;
  /** Why the ledger does not record, in a clause; undefined while it does. */
  readonly trouble: () => string | undefined;
  /** Undefined: nothing is shown. */
  readonly draw: (shown: MoneyShown | undefined) => void;
}

/** Follows the books for the item in the status bar: read a little after they changed, and never while the item is off. */
export class MoneyWatch {
  readonly #parts: MoneyWatchParts;
  #spent: Spent | undefined;
  #trouble: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isReading = false;
  #isStale = false;
  #isOver = false;
  /** The refused request, and what stood when the books were read after it. */
  #refusal: { readonly last: LastAnswer; readonly grounds: string } | undefined;

  constructor(parts: MoneyWatchParts) {
    this.#parts = parts;
  }

  /** Something was answered, spent or set: shown as far as it is known, then read. */
  changed(): void {
    if (this.#isOver) return;
    this.#draw();
    if (!this.#isShown()) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.look();
    }, calm).unref();
  }

  /** Reads the books now. Never rejects. */
  async look(): Promise<void> {
    if (this.#isOver || !this.#isShown()) return;
    if (this.#isReading) {
      this.#isStale = true;
      return;
    }
    this.#isReading = true;
    do {
      this.#isStale = false;
      await this.#read();
    } while (this.#isStale);
    this.#isReading = false;
    if (!this.#isOver) this.#draw();
  }

  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #isShown(): boolean {
    return this.#parts.mode() !== 'off' && this.#parts.isWanted();
  }

  async #read(): Promise<void> {
    const last = this.#parts.last();
    try {
      this.#spent = await this.#parts.read();
      this.#trouble = this.#parts.trouble();
    } catch (error) {
      // Sums that may be of yesterday are no answer.
      this.#spent = undefined;
      this.#trouble = this.#parts.trouble() ?? (error instanceof Error ? error.message : String(error));
    }
    if (!last?.isRefused) this.#refusal = undefined;
    else if (this.#refusal?.last !== last) this.#refusal = { last, grounds: groundsOf(this.#spent?.standings ?? []) };
  }

  #isRefused(): boolean {
    const last = this.#parts.last();
    if (!last?.isRefused) return false;
    // Until the books are read it is as it was said.
    return this.#refusal?.last !== last || this.#refusal.grounds === groundsOf(this.#spent?.standings ?? []);
  }

  #draw(): void {
    const mode = this.#parts.mode();
    const last = this.#parts.last();
    const isKnown = this.#spent !== undefined || this.#trouble !== undefined || last !== undefined;
    if (mode === 'off' || !this.#parts.isWanted() || !isKnown) return this.#parts.draw(undefined);
    this.#parts.draw(
      moneyShown({ mode, last, spent: this.#spent, trouble: this.#trouble, isRefused: this.#isRefused() }),
    );
  }
}
