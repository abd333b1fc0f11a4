import { afterFailure, isHalfOpen, LastMinute } from './breaker.ts';
import type { FailureKind } from './failure.ts';
import type { Deadline } from './health-note.ts';
import type { Notes } from './health-notes.ts';

/** Milliseconds after which a probe that nobody ended is lost, as of a window that was killed. */
const probeSpan = 60_000;

interface Failed {
  readonly kind: FailureKind;
  readonly now: number;
  /** The failed attempt was the probe of this scope. */
  readonly probed: boolean;
}

/** Breakers over the notes: which scopes are open, which are on trial, and who has the one probe. */
export class Trials {
  readonly #notes: Notes;
  readonly #lastMinute = new LastMinute();

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  /** Why a scope is left alone: its breaker is open, or another request is trying it. */
  tripped(scope: string, now: number): Deadline | undefined {
    const { breaker, probe } = this.#notes.of(scope, now);
    if (breaker === undefined || breaker.opened === 0) return undefined;
    if (breaker.until > now) return breaker;
    return probe && probe.until > now ? { ...probe, kind: breaker.kind } : undefined;
  }

  /** Takes the probe of every scope that is on trial. `refused`: another request has one of them. */
  take(scopes: readonly string[], now: number): { readonly probes: readonly string[]; readonly refused: boolean } {
    const onTrial = scopes.filter((scope) => isHalfOpen(this.#notes.of(scope, now), now));
    const probes = onTrial.filter(
      (scope) => !this.#isProbed(scope, now) && this.#notes.claim(scope, now, now + probeSpan),
    );
    return { probes, refused: probes.length < onTrial.length };
  }

  giveBack(probes: readonly string[], now: number): void {
    for (const scope of probes)
      if (this.#isProbed(scope, now))
        this.#notes.change(scope, now, (note, at) => ({ ...note, probe: { at, until: now } }));
  }

  failed(scope: string, { kind, now, probed }: Failed): void {
    this.#lastMinute.note(scope, true, now);
    // Begun before the trial, so it tells nothing about it.
    if (!probed && this.#isProbed(scope, now) && isHalfOpen(this.#notes.of(scope, now), now)) return;
    const often = this.#lastMinute.failsOften(scope, now);
    this.#notes.change(scope, now, (note, at) => ({
      ...note,
      breaker: afterFailure(note.breaker, { kind, now, at, often }),
    }));
  }

  /** What was said up to `upTo` is void; a breaker that had opened forgets the failures that opened it. */
  clear(scope: string, now: number, upTo?: number): void {
    const opened = this.#notes.of(scope, now).breaker?.opened ?? 0;
    if (this.#notes.clear(scope, now, upTo) && opened > 0) this.#lastMinute.forget(scope);
  }

  /** Failures are no longer in a row, also those that came while this answer was under way: a busy model fails at times. */
  answered(scope: string, now: number): void {
    this.#lastMinute.note(scope, false, now);
    const { breaker } = this.#notes.of(scope, now);
    if (breaker?.opened === 0 && breaker.inARow > 0)
      this.#notes.change(scope, now, (note, at) => ({ ...note, breaker: { ...breaker, at, inARow: 0 } }));
  }

  #isProbed(scope: string, now: number): boolean {
    return (this.#notes.of(scope, now).probe?.until ?? 0) > now;
  }
}
