import type { FailureKind } from './failure.ts';
import type { Breaker, Note } from './health-note.ts';

/** Failures in a row after which a scope is left alone. */
const tolerated = 3;
/** Or this many of the calls of a minute, where they are at least half of all. */
const minuteCalls = 5;
const minute = 60_000;
const mostCalls = 100;
/** Milliseconds; each failed probe doubles them. */
const firstSpan = 15_000;
const longestSpan = 300_000;

interface Failing {
  readonly kind: FailureKind;
  readonly now: number;
  /** When the fact counts as said: `Note.changed` as it will be. */
  readonly at: number;
  /** At least half of the calls of the last minute failed. */
  readonly often: boolean;
}

/** The breaker after one more failure. Failures that come in while it is open began before, and say nothing new. */
export const afterFailure = (before: Breaker | undefined, { kind, now, at, often }: Failing): Breaker => {
  const { inARow, opened, until } = before ?? { inARow: 0, opened: 0, until: 0 };
  if (before && until > now) return before;
  const count = inARow + 1;
  if (opened === 0 && count < tolerated && !often) return { at, kind, inARow: count, opened, until };
  const span = Math.min(longestSpan, firstSpan * 2 ** opened);
  return { at, kind, inARow: count, opened: opened + 1, until: now + span };
};

/** It had opened and its time is over: one request may try, and its outcome decides. */
export const isHalfOpen = ({ breaker }: Note, now: number): boolean =>
  breaker !== undefined && breaker.opened > 0 && breaker.until <= now;

/** Outcomes of the calls of the last minute, by scope. */
export class LastMinute {
  readonly #calls = new Map<string, { readonly at: number; readonly failed: boolean }[]>();

  note(scope: string, failed: boolean, now: number): void {
    const calls = this.#calls.get(scope) ?? [];
    calls.push({ at: now, failed });
    if (calls.length > mostCalls) calls.shift();
    this.#calls.set(scope, calls);
  }

  failsOften(scope: string, now: number): boolean {
    const calls = this.#calls.get(scope)?.filter(({ at }) => at > now - minute) ?? [];
    const failed = calls.filter((call) => call.failed).length;
    return calls.length >= minuteCalls && failed * 2 >= calls.length;
  }

  forget(scope: string): void {
    this.#calls.delete(scope);
  }
}
