import type { DatabaseSync } from 'node:sqlite';
import { leftOf, passes, type Budget, type Need, type Spender, type Standing } from '../core/budget.ts';
import { claim, hush, lift, mayBeDue, type Warning } from './budget-notices.ts';
import { standingOf } from './budget-standing.ts';
import { beatInterval, EditorWindow } from './editor-window.ts';
import type { Shared } from './ledger.ts';
import { prepared } from './prepared.ts';
import { isLocked } from './trouble.ts';

/** What is to be reserved before an attempt is sent. */
export interface Reserving {
  /** All budgets that cover the attempt. */
  readonly budgets: readonly Budget[];
  readonly spender: Spender;
  readonly need: Need;
  /** Ids of budgets that the person lets this request pass. */
  readonly waived?: ReadonlySet<string> | undefined;
}

export type Reserved =
  | { readonly kind: 'reserved'; readonly reservation: string }
  /** Nothing is reserved; the budgets that it would pass, the tightest first. */
  | { readonly kind: 'over'; readonly standings: readonly Standing[] };

export interface BookOptions {
  readonly shared: Shared;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Each waits for the busy timeout of the file: windows that are all at work pass within. */
const mostTries = 2;

interface Glance {
  readonly budgets: readonly Budget[];
  readonly stamp: string;
  readonly at: number;
  readonly standings: readonly Standing[];
}

/** Changes with every write: of other windows, and of this one. */
const stampSql = 'SELECT data_version, total_changes() AS changes FROM pragma_data_version';

const stampOf = (database: DatabaseSync): string => {
  const row = prepared(database, stampSql).get();
  return `${String(row?.['data_version'])} ${String(row?.['changes'])}`;
};

const insertSql = `
  INSERT INTO reservation (id, window_id, at, provider, key_id, task, caller, workspace, likely, worst)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** As long as the ledger's own columns are. */
const textsOf = ({ provider, key, task, caller, workspace = '' }: Spender): readonly string[] =>
  [provider, key, task, caller, workspace].map((text) => text.slice(0, 256));

const deleteSql = 'DELETE FROM reservation WHERE id = ?';

const openSql = 'SELECT 1 FROM reservation WHERE window_id = ? LIMIT 1';

/** What is spent and reserved, for all windows that share a ledger. All but `glance` rejects with what the file throws. */
export class BudgetBook {
  readonly #shared: Shared;
  readonly #now: () => number;
  readonly #window = new EditorWindow();
  #glance: Glance | undefined;
  #beating: NodeJS.Timeout | undefined;

  constructor({ shared, now = Date.now }: BookOptions) {
    this.#shared = shared;
    this.#now = now;
  }

  /** In one step, between whose parts no other window comes: all budgets are checked, and the amount is reserved. */
  async reserve(reserving: Reserving): Promise<Reserved> {
    for (let tries = 1; ; tries++) {
      try {
        const reserved = await this.#shared.use((file) =>
          file.change((database) => this.#reserveIn(database, reserving)),
        );
        if (reserved.kind === 'reserved') this.#keepBeating();
        return reserved;
      } catch (error) {
        if (!isLocked(error) || tries === mostTries) throw error;
      }
    }
  }

  /** Ends a reservation for which no attempt will be recorded. */
  release(reservation: string): Promise<void> {
    return this.#shared.use((file) => file.change((database) => void prepared(database, deleteSql).run(reservation)));
  }

  standings(budgets: readonly Budget[]): Promise<readonly Standing[]> {
    return this.#shared.use((file) => file.read((database) => this.#standingsIn(database, budgets)));
  }

  /** The same at once, read again only where something was written since; undefined while the file cannot be read. */
  glance(budgets: readonly Budget[]): readonly Standing[] | undefined {
    try {
      return this.#shared.peek((file) => {
        // A plan that is left without a route makes no attempt, which would release them.
        const dead = file.read((database) => this.#window.dead(database, this.#now()));
        if (dead.length > 0) file.change((database) => this.#window.release(database, dead));
        return file.read((database) => this.#glanceIn(database, budgets));
      });
    } catch {
      // Whoever reserves meets the same trouble, and says it.
      return undefined;
    }
  }

  /** Lets everything pass a budget until its period ends, in all windows. */
  lift(standing: Standing): Promise<void> {
    return this.#shared.use((file) => file.change((database) => lift(database, standing)));
  }

  /** What has to be told now: each share once per period, by the window that asks first. */
  async due(budgets: readonly Budget[]): Promise<readonly Warning[]> {
    const standings = this.glance(budgets) ?? (await this.standings(budgets));
    const reached = standings.filter(mayBeDue);
    if (reached.length === 0) return [];
    return this.#shared.use((file) =>
      file.change((database) => reached.flatMap((standing) => claim(database, standing) ?? [])),
    );
  }

  /** Warns of this budget no more, or does so again. */
  hush(budget: Budget, hushed: boolean): Promise<void> {
    return this.#shared.use((file) => file.change((database) => hush(database, budget, hushed)));
  }

  /** What is reserved stays so until its attempt is recorded, or another window finds this one dead. */
  dispose(): void {
    clearInterval(this.#beating);
  }

  #reserveIn(database: DatabaseSync, { budgets, spender, need, waived }: Reserving): Reserved {
    const now = this.#now();
    this.#window.release(database, this.#window.dead(database, now));
    const standings = this.#standingsIn(database, budgets);
    const over = standings.filter((standing) => !waived?.has(standing.budget.id) && passes(standing, need));
    if (over.length > 0) return { kind: 'over', standings: over.toSorted((a, b) => leftOf(a) - leftOf(b)) };
    this.#window.beat(database, now);
    const reservation = this.#window.nextReservation();
    const amounts = [need.likely ?? 0, need.worst ?? 0];
    prepared(database, insertSql).run(reservation, this.#window.id, now, ...textsOf(spender), ...amounts);
    return { kind: 'reserved', reservation };
  }

  #standingsIn(database: DatabaseSync, budgets: readonly Budget[]): readonly Standing[] {
    const now = this.#now();
    return budgets.map((budget) => standingOf(database, budget, now));
  }

  #glanceIn(database: DatabaseSync, budgets: readonly Budget[]): readonly Standing[] {
    const stamp = stampOf(database);
    const now = this.#now();
    const last = this.#glance;
    const same = last?.budgets === budgets && last.stamp === stamp && now >= last.at;
    if (same && last.standings.every(({ endsAt }) => now < endsAt)) return last.standings;
    const standings = this.#standingsIn(database, budgets);
    this.#glance = { budgets, stamp, at: now, standings };
    return standings;
  }

  /** Signs of life are needed only while something is reserved. */
  #keepBeating(): void {
    this.#beating ??= setInterval(() => void this.#beatOnce(), beatInterval).unref();
  }

  async #beatOnce(): Promise<void> {
    try {
      const open = await this.#shared.use((file) =>
        file.change((database) => {
          this.#window.beat(database, this.#now());
          return prepared(database, openSql).get(this.#window.id) !== undefined;
        }),
      );
      if (open) return;
    } catch {
      // The next sign may come through. Without any, others take this window for dead only after a minute.
      return;
    }
    clearInterval(this.#beating);
    this.#beating = undefined;
  }
}
