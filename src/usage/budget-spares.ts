import type { DatabaseSync } from 'node:sqlite';
import {
  amountOf,
  covers,
  leftOf,
  needOfAll,
  passes,
  type Budget,
  type Need,
  type Share,
  type Spender,
  type Standing,
} from '../core/budget.ts';
import type { BudgetMemory, Place } from './budget-memory.ts';
import { endOne, insertOne, type Reservation, type Reserved, type Reserving } from './budget-reserve.ts';
import type { EditorWindow } from './editor-window.ts';
import type { LedgerFile } from './file.ts';
import type { Shared } from './ledger.ts';

/** Milliseconds for which a spare reservation waits for a request. */
const spareFor = 2_000;

/** Of what is left of a budget, at most this part is spare: other windows count it as reserved. */
const part = 1 / 50;

/** A conversation grows from request to request: what is spare is a tenth more than what was asked for before. */
const growth = 1.1;

/** And at most a quarter more than what it is taken for: where nobody tells a cost, what is reserved counts as spent. */
const mostMore = 1.25;

/** They serve requests that follow each other at once, until the next rows are written. */
const most = 64;

interface Spare {
  readonly reservation: Reservation;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export interface SparesParts {
  readonly shared: Shared;
  readonly window: EditorWindow;
  readonly memory: BudgetMemory;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * This window's reservations that wait for a request. To write one takes longer than all else before a request leaves; so
 * with the row of an attempt that is over another reservation like its own is written, for the next attempt that asks for as
 * much. It is in the file before it is used: other windows count it as reserved until it is taken and settled, or given back.
 */
export class Spares {
  readonly #parts: SparesParts;
  /** What was reserved for attempts whose rows are not written yet. */
  readonly #ended: Share[] = [];
  #all: readonly Spare[] = [];
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(parts: SparesParts) {
    this.#parts = parts;
    parts.shared.onWriting((file, database, version) => this.#write(database, { file, version, now: parts.now() }));
  }

  /** This was reserved for an attempt that was recorded just now. */
  ended({ spender, need, asked = need }: Reservation): void {
    const { likely, worst } = asked;
    // What nobody knows the price of is let through or not as it comes.
    if (this.#over || this.#ended.length === most || likely === undefined || worst === undefined) return;
    this.#ended.push({ spender, need: { likely: grown(likely), worst: grown(worst) } });
  }

  /**
   * One that holds what this needs, and fits beside all that is spent and reserved, as long as no other window has written:
   * whoever writes just now counts it as reserved.
   */
  take(file: LedgerFile, { budgets, shares }: Reserving): Reserved | undefined {
    const [share, another] = shares;
    if (!share || another || this.#all.length === 0) return undefined;
    const now = this.#parts.now();
    const standings = file.read((_, version) => this.#parts.memory.at({ file, version, now }, budgets));
    const spare = standings && this.#all.find((one) => !isOld(one, now, spareFor) && serves(one, share, standings));
    if (spare) this.#all = this.#all.filter((one) => one !== spare);
    return spare && { kind: 'reserved', reservations: [{ ...spare.reservation, asked: share.need }] };
  }

  /** Standings that were just read from the file, without what is spare. */
  without(database: DatabaseSync, standings: readonly Standing[]): readonly Standing[] {
    if (this.#all.length === 0) return standings;
    // Whoever took this window for dead has ended them.
    const open = this.#parts.window.openIn(database);
    this.#all = this.#all.filter(({ reservation }) => open.has(reservation.id));
    return standings.map((one) => ({ ...one, reserved: one.reserved - amountIn(one.budget, this.#all) }));
  }

  /** Ends those for which no request has come in so many milliseconds. Throws what the file throws. */
  giveBack(file: LedgerFile, age: number): void {
    const now = this.#parts.now();
    const old = this.#all.filter((one) => isOld(one, now, age));
    if (old.length === 0) return;
    file.change((database) => {
      for (const { reservation } of old) endOne(database, reservation.id);
    });
    this.#all = this.#all.filter((one) => !old.includes(one));
  }

  /** From here on there are no new ones. */
  dispose(): void {
    this.#over = true;
    this.#ended.length = 0;
    clearTimeout(this.#timer);
  }

  /** In the transaction that writes the rows of what has ended. What it gives back is called after that. */
  #write(database: DatabaseSync, place: Place): () => void {
    const { window, memory } = this.#parts;
    const all = [...this.#all];
    for (const share of this.#ended.splice(0)) {
      if (all.length === most || !hasRoom(memory.covering(place, share.spender), share.need, all)) continue;
      all.push({ reservation: insertOne(database, { window, now: place.now }, share), since: place.now });
    }
    return () => {
      this.#all = all;
      this.#giveBackLater();
    };
  }

  #giveBackLater(): void {
    if (this.#all.length === 0 || this.#over) return;
    this.#timer ??= setTimeout(() => void this.#giveBackOld(), spareFor).unref();
  }

  async #giveBackOld(): Promise<void> {
    this.#timer = undefined;
    // Where the file cannot be written now, they are given back with the next ones.
    await this.#parts.shared.use((file) => this.giveBack(file, spareFor), 'later').catch(() => undefined);
    this.#giveBackLater();
  }
}

/** So is what is of a time to come: the clock was set back. */
const isOld = ({ since }: Spare, now: number, age: number): boolean => now < since || now - since >= age;

const serves = ({ reservation }: Spare, { spender, need }: Share, standings: readonly Standing[]): boolean =>
  isSame(reservation.spender, spender) &&
  suits(reservation.need, need) &&
  !standings.some((standing) => passes(standing, reservation.need));

const hasRoom = (standings: readonly Standing[] | undefined, need: Need, spares: readonly Spare[]): boolean =>
  standings !== undefined &&
  standings.length > 0 &&
  standings.every(
    (standing) =>
      amountIn(standing.budget, spares) + (amountOf(standing.budget, need) ?? Infinity) <= leftOf(standing) * part,
  );

const amountIn = (budget: Budget, spares: readonly Spare[]): number => {
  const covered = spares.filter(({ reservation }) => covers(budget, reservation.spender));
  return amountOf(budget, needOfAll(covered.map(({ reservation }) => reservation.need))) ?? 0;
};

/** Whole nano-dollars. */
const grown = (amount: number): number => Math.round(amount * growth);

const isSame = (a: Spender, b: Spender): boolean =>
  a.provider === b.provider &&
  a.key === b.key &&
  a.task === b.task &&
  a.caller === b.caller &&
  a.workspace === b.workspace;

const suits = (held: Need, need: Need): boolean =>
  isEnough(held.likely, need.likely) && isEnough(held.worst, need.worst);

const isEnough = (held = 0, amount = Infinity): boolean => held >= amount && held <= amount * mostMore;
