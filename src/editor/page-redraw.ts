/**
 * Milliseconds after the last change of a page at which it is drawn once more. VS Code's preview loses what it is told while
 * it loads, and then shows the first words for ever (1.139, on a busy machine).
 */
const usual = [2_000, 8_000] as const;

/** Draws pages once more some time after their last change, as they are then: no copy of a text waits for it. */
export class Redrawing {
  readonly #draw: (name: string, turn: number) => void;
  readonly #after: readonly number[];
  readonly #waiting = new Map<string, readonly NodeJS.Timeout[]>();

  /** `turn` counts from 1. */
  constructor(draw: (name: string, turn: number) => void, after: readonly number[] = usual) {
    this.#draw = draw;
    this.#after = after;
  }

  later(name: string): void {
    this.forget(name);
    const timers = this.#after.map((milliseconds, at) =>
      setTimeout(() => this.#draw(name, at + 1), milliseconds).unref(),
    );
    this.#waiting.set(name, timers);
  }

  forget(name: string): void {
    for (const timer of this.#waiting.get(name) ?? []) clearTimeout(timer);
    this.#waiting.delete(name);
  }

  dispose(): void {
    for (const name of this.#waiting.keys()) this.forget(name);
  }
}
