import { keepNewest } from '../core/newest.ts';
import { markOf, restOf, typedSince, type Mark, type Spot } from './completion-place.ts';

interface Entry extends Mark {
  /** '' where the model had nothing to say. */
  readonly proposal: string;
}

/** Proposals that are remembered: those of the last half hour or so. */
const most = 100;

/** Proposals by what stood around the cursor, the one that was not wanted for the longest forgotten first. In memory only. */
export class CompletionCache {
  readonly #most: number;
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>();

  constructor(limit = most) {
    this.#most = limit;
  }

  /**
   * What is left of a proposal for this place, or for the place before its first characters were typed. '' where it is known
   * that there is nothing to propose; undefined where nothing is known.
   */
  find(spot: Spot): string | undefined {
    for (const [key, entry] of [...this.#entries].toReversed()) {
      const typed = typedSince(entry, spot, entry.proposal.length);
      const rest = typed === undefined ? undefined : restOf(entry.proposal, typed);
      // Typed to its end it says nothing of what comes next.
      if (rest === undefined || (rest === '' && entry.proposal !== '')) continue;
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      return rest;
    }
    return undefined;
  }

  keep(spot: Spot, proposal: string): void {
    const mark = markOf(spot);
    const key = JSON.stringify(mark);
    this.#entries.delete(key);
    this.#entries.set(key, { ...mark, proposal });
    keepNewest(this.#entries, this.#most);
  }

  get size(): number {
    return this.#entries.size;
  }

  clear(): void {
    this.#entries.clear();
  }
}
