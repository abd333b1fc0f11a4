import type { DatabaseSync } from 'node:sqlite';
import {
  covers,
  leftOf,
  mostKept,
  needUnder,
  passes,
  type Budget,
  type Need,
  type Share,
  type Spender,
  type Standing,
} from '../core/budget.ts';
import type { EditorWindow } from './editor-window.ts';
import { prepared } from './prepared.ts';

/** What is to be reserved before something is sent. */
export interface Reserving {
  /** All budgets that cover any of the shares. */
  readonly budgets: readonly Budget[];
  /** One for each attempt: all are reserved, or none. */
  readonly shares: readonly Share[];
  /** What the person lets this request pass. */
  readonly waiver?: Waiver | undefined;
}

/** Leave to pass budgets, which is used up by what passes them. */
export interface Waiver {
  readonly allows: (budget: Budget, need: Need) => boolean;
  readonly take: (budget: Budget, need: Need, reservation: string) => void;
}

/** A share that is held until its attempt is recorded or given up. */
export interface Reservation extends Share {
  readonly id: string;
  /** What it was asked for, where it holds more. */
  readonly asked?: Need | undefined;
}

export type Reserved =
  /** One for each share, in their order. */
  | { readonly kind: 'reserved'; readonly reservations: readonly Reservation[] }
  /** Nothing is reserved; the budgets that it would pass, the tightest first. */
  | { readonly kind: 'over'; readonly standings: readonly Standing[] };

const insertSql = `
  INSERT INTO reservation (id, window_id, at, provider, key_id, task, caller, workspace, likely, worst)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** As long as the ledger's own columns are. */
const textsOf = ({ provider, key, task, caller, workspace = '' }: Spender): readonly string[] =>
  [provider, key, task, caller, workspace].map((text) => text.slice(0, mostKept));

/** How budgets stand at a moment, and whose reservations are made. */
export interface Desk {
  readonly standings: readonly Standing[];
  readonly window: EditorWindow;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Within one transaction: all shares are checked together against every budget, and then reserved one by one. */
export const reserveIn = (
  database: DatabaseSync,
  { standings, window, now }: Desk,
  { shares, waiver }: Reserving,
): Reserved => {
  const passed = standings.filter((standing) => passes(standing, needUnder(standing.budget, shares)));
  const over = passed.filter(({ budget }) => !waiver?.allows(budget, needUnder(budget, shares)));
  if (over.length > 0) return { kind: 'over', standings: over.toSorted((a, b) => leftOf(a) - leftOf(b)) };
  const reservations = shares.map((share): Reservation => {
    const reservation = insertOne(database, { window, now }, share);
    // Here, since another attempt of the same request may be reserving as well.
    for (const { budget } of passed)
      if (covers(budget, share.spender)) waiver?.take(budget, share.need, reservation.id);
    return reservation;
  });
  return { kind: 'reserved', reservations };
};

/** Reserves whatever the budgets say; within a transaction. */
export const insertOne = (
  database: DatabaseSync,
  { window, now }: Omit<Desk, 'standings'>,
  { spender, need: { likely, worst } }: Share,
): Reservation => {
  window.beat(database, now);
  const id = window.nextReservation();
  prepared(database, insertSql).run(id, window.id, now, ...textsOf(spender), likely ?? 0, worst ?? 0);
  return { id, spender, need: { likely, worst } };
};

/** Ends one; within a transaction. */
export const endOne = (database: DatabaseSync, id: string): void =>
  void prepared(database, 'DELETE FROM reservation WHERE id = ?').run(id);
