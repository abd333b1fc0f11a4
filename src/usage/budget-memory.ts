import { amountOf, covers, type Budget, type Share, type Spender, type Standing } from '../core/budget.ts';
import { spanOf } from './budget-period.ts';
import type { Reservation } from './budget-reserve.ts';
import type { LedgerFile } from './file.ts';
import { doubtOf, type Entry } from './spend.ts';

/** Which file was read, and SQLite's count of what other windows had written to it by then. */
export interface Place {
  readonly file: LedgerFile;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * How budgets stand, for as long as no other window writes: read from the file once, then moved by what this window
 * reserves and records, since to add them up for every request would take longer than all else before it leaves. What this
 * window holds spare is not in it.
 */
export class BudgetMemory {
  readonly #standings = new Map<Budget, Standing>();
  /** What was reserved for attempts that are under way. */
  readonly #held = new Map<string, Reservation>();
  #place: Place | undefined;

  /** Undefined where the file has to be read. */
  at({ file, version, now }: Place, budgets: readonly Budget[]): readonly Standing[] | undefined {
    const place = this.#place;
    if (place?.file !== file || place.version !== version || now < place.now) return undefined;
    const known: Standing[] = [];
    for (const budget of budgets) {
      const standing = this.#standings.get(budget);
      if (!standing || now >= standing.endsAt) return undefined;
      known.push(standing);
    }
    return known;
  }

  /** The same of all that are known and cover who spends. */
  covering(place: Place, spender: Spender): readonly Standing[] | undefined {
    return this.at(
      place,
      [...this.#standings.keys()].filter((budget) => covers(budget, spender)),
    );
  }

  /** What was just read, while no row waited that is not in the file yet. `open`: this window's reservations there. */
  learn(place: Place, standings: readonly Standing[], open: ReadonlySet<string>): void {
    if (this.#place?.file !== place.file || this.#place.version !== place.version) this.forget();
    this.#place = place;
    for (const standing of standings) this.#standings.set(standing.budget, standing);
    // Where another window took this one for dead, they are there no more.
    for (const id of this.#held.keys()) if (!open.has(id)) this.#held.delete(id);
  }

  /** The next who asks reads the file. */
  forget(): void {
    this.#standings.clear();
    this.#place = undefined;
  }

  reserved(held: Reservation): void {
    this.#held.set(held.id, held);
    this.#move(held.spender, (standing) => ({
      ...standing,
      reserved: standing.reserved + heldOf(standing, held),
    }));
  }

  /** The row counts from here on, although it is written later. Gives what was reserved for it, where that is known. */
  recorded({ row, reservation }: Entry): Reservation | undefined {
    const held = reservation === undefined ? undefined : this.#held.get(reservation);
    if (reservation !== undefined && !this.#held.delete(reservation)) this.forget();
    const { provider, key_id: key, task, caller, workspace, at, cost_nano: nano } = row;
    this.#move({ provider, key, task, caller, workspace: workspace ?? undefined }, (standing) => {
      const amount = held ? heldOf(standing, held) : 0;
      const moved = { ...standing, reserved: standing.reserved - amount };
      if (spanOf(standing.budget.period, at).first !== standing.period) return moved;
      const doubt = doubtOf(row, amount);
      return {
        ...moved,
        spent: standing.spent + (nano ?? 0) + doubt,
        doubt: standing.doubt + doubt,
        untold: standing.untold + Number(nano === null),
      };
    });
    return held;
  }

  #move(spender: Spender, move: (standing: Standing) => Standing): void {
    for (const [budget, standing] of this.#standings)
      if (covers(budget, spender)) this.#standings.set(budget, move(standing));
  }
}

const heldOf = ({ budget }: Standing, { need }: Share): number => amountOf(budget, need) ?? 0;
