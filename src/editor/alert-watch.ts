import { isAlert, markOf, type Alert, type AlertKind, type Look, type Sighting } from '../core/alert.ts';
import type { IncidentBook } from '../usage/incidents.ts';
import type { Disposable } from './signal.ts';

export interface WatchParts {
  readonly claim: IncidentBook['claim'];
  /** Whether anybody wants to hear of this kind. What nobody hears of opens no incident. */
  readonly isWanted: (kind: AlertKind) => boolean;
  /** Tells what was claimed, all of it at once. */
  readonly tell: (alerts: readonly Alert[]) => void;
  /** Looked at with what was seen; cheap. */
  readonly look: () => readonly Sighting[];
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Does it so many milliseconds later, unless disposed. */
  readonly later: (work: () => void, milliseconds: number) => Disposable;
}

/** Milliseconds in which what is seen gathers, so that it is told together. */
const gathering = 2_000;
/** Milliseconds between two notifications. */
const quiet = 60_000;

/**
 * Gathers what is seen and claims what is to be told, at most once a minute. Nothing is claimed before it can be told: what
 * waits in a window that closes is told by the next one that sees it.
 */
export class AlertWatch implements Disposable {
  readonly #parts: WatchParts;
  #seen = new Map<string, Sighting>();
  #whole = new Set<AlertKind>();
  #timer: Disposable | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #isClaiming = false;
  #isOver = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Takes microseconds. `whole`: kinds of which every cause that is there was named. */
  saw(sightings: readonly Sighting[], whole: readonly AlertKind[] = []): void {
    for (const [mark, { kind }] of this.#seen) if (whole.includes(kind)) this.#seen.delete(mark);
    for (const sighting of sightings) this.#seen.set(markOf(sighting), sighting);
    for (const kind of whole) this.#whole.add(kind);
    this.#soon(gathering);
  }

  dispose(): void {
    this.#isOver = true;
    this.#timer?.dispose();
  }

  #soon(milliseconds: number): void {
    if (this.#isOver || this.#timer || this.#isClaiming) return;
    const wait = Math.max(milliseconds, this.#toldAt + quiet - this.#parts.clock());
    // A clock that was set back must not silence it for long.
    this.#timer = this.#parts.later(() => void this.#claim(), Math.min(wait, quiet));
  }

  async #claim(): Promise<void> {
    this.#timer = undefined;
    const [seen, whole] = [this.#seen, this.#whole];
    [this.#seen, this.#whole] = [new Map(), new Set()];
    this.#isClaiming = true;
    const { claim, clock, tell } = this.#parts;
    const told = await claim(this.#lookOf(seen, whole), clock());
    this.#isClaiming = false;
    if (told === undefined) this.#putBack(seen, whole);
    else if (told.length > 0) {
      this.#toldAt = clock();
      tell(told);
    }
    if (told === undefined || this.#seen.size > 0 || this.#whole.size > 0)
      this.#soon(told === undefined ? quiet : gathering);
  }

  #lookOf(seen: ReadonlyMap<string, Sighting>, whole: ReadonlySet<AlertKind>): Look {
    const sightings = [...this.#parts.look(), ...seen.values()];
    // What is not told is not over either: a kind that nobody wants is left as it was.
    const isWanted = (sighting: Sighting): boolean => !isAlert(sighting) || this.#parts.isWanted(sighting.kind);
    return { sightings: sightings.filter(isWanted), whole: [...whole].filter(this.#parts.isWanted) };
  }

  /** What was seen since is newer. */
  #putBack(seen: ReadonlyMap<string, Sighting>, whole: ReadonlySet<AlertKind>): void {
    const newer = this.#seen;
    const older = [...seen].filter(([, { kind }]) => !this.#whole.has(kind));
    this.#seen = new Map([...older, ...newer]);
    this.#whole = new Set([...whole, ...this.#whole]);
  }
}
