/** One piece of work at a time, which can be stopped. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #stopping = new AbortController();

  /** After all that was begun before. Rejects with what the work throws. */
  take<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // What was asked for before a stop is stopped by it, also where it has not begun.
    const { signal } = this.#stopping;
    const turn = this.#last.then(() => work(signal));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Aborts the work that is going on, and what waits for its turn. */
  stop(): void {
    this.#stopping.abort();
    this.#stopping = new AbortController();
  }
}
