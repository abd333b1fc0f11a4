import type { ToPage } from '../panel/messages.ts';
import type { Section } from '../panel/section.ts';

type Shown = Extract<ToPage, { type: 'work' }>;

/** Says how far work has come: what it does now, and how much of it is done, 0 to 1. */
type Progress = (title: string, share: number) => void;

export type Act<T> = (signal: AbortSignal, tell: Progress) => Promise<T>;

interface Running {
  readonly controller: AbortController;
  shown: Shown;
}

/** Long work of the panel: each has a number by which the page can end it. */
export class Works {
  readonly #post: (message: ToPage) => void;
  readonly #running = new Map<number, Running>();
  #last = 0;

  constructor(post: (message: ToPage) => void) {
    this.#post = post;
  }

  /**
   * Shows the work while it runs. Resolves to undefined as soon as the person cancelled it, whether or not it looks at its
   * signal; rejects with what it throws before that.
   */
  async run<T>(
    { title, section }: { readonly title: string; readonly section: Section },
    act: Act<T>,
  ): Promise<T | undefined> {
    const work = (this.#last += 1);
    const controller = new AbortController();
    const running: Running = { controller, shown: { type: 'work', work, section, title, isOver: false } };
    this.#running.set(work, running);
    this.#post(running.shown);
    const tell: Progress = (now, share) => {
      if (!this.#running.has(work)) return;
      running.shown = { ...running.shown, title: now, share };
      this.#post(running.shown);
    };
    try {
      return await untilAborted(act(controller.signal, tell), controller.signal);
    } finally {
      this.#running.delete(work);
      this.#post({ ...running.shown, isOver: true });
    }
  }

  /** Says what runs: a page that comes back knows nothing of it. */
  again(): void {
    for (const { shown } of this.#running.values()) this.#post(shown);
  }

  cancel(work: number): void {
    this.#running.get(work)?.controller.abort();
  }

  cancelAll(): void {
    for (const { controller } of this.#running.values()) controller.abort();
  }
}

const untilAborted = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> => {
  const stopped = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  // What it ends with after that is nobody's business any more.
  const result = work.catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  return Promise.race([result, stopped]);
};
