/** What every attempt is held by: the person's signal, the watchdog's, and who of them ended it. */

import { ChatFailure } from './failure.ts';
import { t } from './l10n.ts';
import type { Watchdog } from './watchdog.ts';

/**
 * Milliseconds that the connection of an answer that came whole has to end by itself and be used again: more than who reads
 * it gives it (`wire/sse.ts`).
 */
export const linger = 200;

/** Says so to whoever still listens; given, because making the usual `AbortError` for every attempt costs more than a chunk. */
const over = 'the attempt is over';

/**
 * A controller that follows `signal`; released, it is aborted, so that nothing of the attempt lives on: at once, or a
 * little later where the answer came whole.
 */
export const leashed = (
  signal: AbortSignal,
): { readonly controller: AbortController; readonly release: (isWhole?: boolean) => void } => {
  const controller = new AbortController();
  const stop = (): void => controller.abort(over);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const release = (isWhole = false): void => {
    signal.removeEventListener('abort', stop);
    // To stop a connection whose last byte is on its way closes it, and the next request pays for a new one.
    if (isWhole) setTimeout(stop, linger).unref();
    else stop();
  };
  return { controller, release };
};

export const stopped = (cause?: unknown): ChatFailure =>
  new ChatFailure({ kind: 'aborted', what: t('the request was stopped'), cause });

/** Our own abort looks like the provider's to the SDKs: who pulled the cord decides what it was. */
export const failureOf = (error: unknown, signal: AbortSignal, watchdog: Watchdog): ChatFailure => {
  if (signal.aborted) return stopped(error);
  if (watchdog.stalled !== undefined) return new ChatFailure({ kind: 'stall', what: watchdog.stalled, cause: error });
  if (error instanceof ChatFailure) return error;
  throw error;
};

/** Resolves after so many milliseconds, or as soon as the signal is aborted. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
