import { t } from './l10n.ts';

/** How long to wait for what, in milliseconds. SDKs watch neither a stall after the first chunk nor a missing first byte. */
export interface Patience {
  /** Until the provider answers at all. Local servers may be loading a model. */
  readonly firstByte: number;
  /** Without any byte, keep-alive comments included. */
  readonly idle: number;
  /** Without anything useful: keep-alives alone must not go on for ever. */
  readonly progress: number;
}

/**
 * Watches one attempt and aborts it when it stalls. Being told of life costs one assignment; a single timer looks now
 * and then, because re-arming a timer for every chunk would cost more than the chunk.
 */
export class Watchdog {
  readonly #patience: Patience;
  readonly #controller: AbortController;
  readonly #timer: ReturnType<typeof setInterval>;
  #waitingForFirst = true;
  #lastByte = performance.now();
  #lastProgress = performance.now();
  #stalled: string | undefined;

  constructor(patience: Patience, controller: AbortController) {
    this.#patience = patience;
    this.#controller = controller;
    const step = Math.max(20, Math.min(1_000, Math.min(patience.firstByte, patience.idle, patience.progress) / 10));
    this.#timer = setInterval(() => this.#look(), step);
  }

  /** A clause that says what was waited for; undefined while all is well. */
  get stalled(): string | undefined {
    return this.#stalled;
  }

  readonly alive = (): void => {
    this.#waitingForFirst = false;
    this.#lastByte = performance.now();
  };

  readonly progressed = (): void => {
    this.#waitingForFirst = false;
    this.#lastByte = this.#lastProgress = performance.now();
  };

  dispose(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    const { firstByte, idle, progress } = this.#patience;
    if (this.#waitingForFirst && now - this.#lastByte > firstByte)
      this.#bark(t('no answer within {0}', seconds(firstByte)));
    else if (!this.#waitingForFirst && now - this.#lastByte > idle)
      this.#bark(t('nothing came for {0}', seconds(idle)));
    else if (now - this.#lastProgress > Math.max(progress, firstByte))
      this.#bark(t('no progress for {0}', seconds(progress)));
  }

  #bark(clause: string): void {
    this.#stalled = clause;
    this.dispose();
    this.#controller.abort();
  }
}

const seconds = (milliseconds: number): string => t('{0} s', Number((milliseconds / 1_000).toFixed(1)));
