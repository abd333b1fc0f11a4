export interface Disposable {
  dispose(): unknown;
}

/** Tells of whatever one of the events tells. */
export const either =
  (...events: readonly Signal['event'][]): Signal['event'] =>
  (listener) => {
    const heard = events.map((event) => event(listener));
    return { dispose: () => heard.forEach((one) => one.dispose()) };
  };

/** Tells listeners that something changed, not what. Has the shape of a VS Code event, without VS Code. */
export class Signal {
  readonly #listeners = new Set<() => void>();

  /** A listener that throws keeps neither the others nor the change itself from going through. */
  readonly event = (listener: () => void): Disposable => {
    const own = (): void => listener();
    this.#listeners.add(own);
    return { dispose: () => this.#listeners.delete(own) };
  };

  fire(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        // Surfaces as an uncaught exception of its own instead of failing whoever changed a key.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
