import type { ToPage } from '../panel/messages.ts';
import type { Section } from '../panel/section.ts';

/** Long work of the panel: each has a number by which the page can end it. */
export class Works {
  readonly #post: (message: ToPage) => void;
  readonly #running = new Map<number, AbortController>();
  #last = 0;

  constructor(post: (message: ToPage) => void) {
    this.#post = post;
  }

  /** Shows the work while it runs. Resolves to undefined where the person cancelled it; rejects with what it throws else. */
  async run<T>(
    { title, section }: { readonly title: string; readonly section: Section },
    act: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    const work = (this.#last += 1);
    const controller = new AbortController();
    this.#running.set(work, controller);
    this.#post({ type: 'work', work, section, title, isOver: false });
    try {
      return await act(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return undefined;
      throw error;
    } finally {
      this.#running.delete(work);
      this.#post({ type: 'work', work, section, title, isOver: true });
    }
  }

  cancel(work: number): void {
    this.#running.get(work)?.abort();
  }

  cancelAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }
}
