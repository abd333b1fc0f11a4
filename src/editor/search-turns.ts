/** One piece of work at a time, which can be stopped. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #stopping = new AbortController();

  /** After all that was begun before. Rejects with what the work throws. */
  take<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      this.#stopping = new AbortController();
      return work(this.#stopping.signal);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Aborts the work that is going on. */
  stop(): void {
    this.#stopping.abort();
  }
}
