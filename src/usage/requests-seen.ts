import type { Attempt } from '../core/attempt.ts';
import type { Part } from './row.ts';

/** Requests whose attempts are remembered: all attempts of one come from one window, within minutes. */
const mostRequests = 2_000;

const routeOf = ({ provider, model, keyId }: Attempt): string => JSON.stringify([provider, model, keyId]);

/** Stopped by the person, or only slower than another: nobody failed. */
const isFailure = ({ outcome }: Attempt): boolean => !['answered', 'outrun', 'aborted'].includes(outcome);

/** Says of each attempt of a window what it is to its request. */
export class RequestsSeen {
  /** Routes that failed, by request; the one used last comes last. */
  readonly #failed = new Map<string, readonly string[]>();

  partOf(attempt: Attempt): Part {
    const { requestId } = attempt;
    const failed = this.#failed.get(requestId);
    const route = routeOf(attempt);
    this.#failed.delete(requestId);
    this.#failed.set(requestId, isFailure(attempt) ? [...(failed ?? []), route] : (failed ?? []));
    this.#forget();
    const fallback = attempt.outcome === 'answered' && (failed ?? []).some((other) => other !== route);
    return { first: failed === undefined, fallback };
  }

  #forget(): void {
    if (this.#failed.size <= mostRequests) return;
    const [oldest] = this.#failed.keys();
    if (oldest !== undefined) this.#failed.delete(oldest);
  }
}
