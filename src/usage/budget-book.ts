import type { DatabaseSync } from 'node:sqlite';
import type { Budget, Standing } from '../core/budget.ts';
import { BudgetMemory, type Place } from './budget-memory.ts';
import { claim, hush, lift, mayBeDue, renew, type Warning } from './budget-notices.ts';
import { endOne, reserveIn, type Reserved, type Reserving } from './budget-reserve.ts';
import { Spares } from './budget-spares.ts';
import { standingOf } from './budget-standing.ts';
import { beatInterval, EditorWindow } from './editor-window.ts';
import type { LedgerFile } from './file.ts';
import type { Shared } from './ledger.ts';
import { prepared } from './prepared.ts';
import type { Entry } from './spend.ts';

export interface BookOptions {
  readonly shared: Shared;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Each waits for the busy timeout of the file: windows that are all at work pass within. */
const mostTries = 2;

const othersSql = 'SELECT 1 FROM reservation WHERE window_id <> ? LIMIT 1';

/** What is spent and reserved, for all windows that share a ledger. All but `glance` rejects with what the file throws. */
export class BudgetBook {
  readonly #shared: Shared;
  readonly #now: () => number;
  readonly #window = new EditorWindow();
  readonly #memory = new BudgetMemory();
  readonly #spares: Spares;
  #beating: NodeJS.Timeout | undefined;

  constructor({ shared, now = Date.now }: BookOptions) {
    this.#shared = shared;
    this.#now = now;
    this.#spares = new Spares({ shared, now, window: this.#window, memory: this.#memory });
    shared.onRecorded((entry) => {
      const held = this.#memory.recorded(entry);
      if (held) this.#spares.ended(held);
    });
  }

  /** Told of every attempt of this window at once, with the reservation that ends with it. */
  onRecorded(listener: (entry: Entry) => void): void {
    this.#shared.onRecorded(listener);
  }

  /** In one step, between whose parts no other window comes: all budgets are checked, and the amount is reserved. */
  async reserve(reserving: Reserving): Promise<Reserved> {
    const work = (file: LedgerFile): Reserved => this.#reserveOn(file, reserving);
    for (let tries = 1; ; tries++) {
      try {
        // At once where the file is open, since a request waits for it. What is wrong with it, `use` sets right.
        const reserved = (tries === 1 ? this.#shared.peek(work) : undefined) ?? (await this.#shared.use(work, 'later'));
        if (reserved.kind === 'reserved') this.#keepBeating();
        return reserved;
      } catch (error) {
        this.#memory.forget();
        if (tries === mostTries) throw error;
      }
    }
  }

  /** Ends a reservation for which no attempt will be recorded. */
  release(reservation: string): Promise<void> {
    return this.#shared.use((file) => {
      file.change((database) => endOne(database, reservation));
      this.#memory.forget();
    });
  }

  standings(budgets: readonly Budget[]): Promise<readonly Standing[]> {
    return this.#shared.use((file) => file.read((database) => this.#standingsIn(database, budgets)));
  }

  /** The same at once, read again only where it may have changed; undefined while the file cannot be read. */
  glance(budgets: readonly Budget[]): readonly Standing[] | undefined {
    try {
      return this.#shared.peek((file) => this.#glanceAt(file, budgets));
    } catch {
      // Whoever reserves meets the same trouble, and says it.
      return undefined;
    }
  }

  /** Ends what is spare, so that other windows see reserved what is under way and no more. */
  giveBack(): Promise<void> {
    return this.#shared.use((file) => this.#spares.giveBack(file, 0));
  }

  /** Lets everything pass a budget until its period ends, in all windows. */
  lift(standing: Standing): Promise<void> {
    return this.#shared.use((file) => {
      file.change((database) => lift(database, standing));
      this.#memory.forget();
    });
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

  /** Warns of this budget no more. */
  hush(budget: Budget): Promise<void> {
    return this.#shared.use((file) => file.change((database) => hush(database, budget)));
  }

  /** Takes back what the person decided about this budget: it warns again, and is not lifted. */
  renew(budget: Budget): Promise<void> {
    return this.#shared.use((file) => {
      file.change((database) => renew(database, budget));
      this.#memory.forget();
    });
  }

  /**
   * For the end of the window, after the attempts under way were recorded: what is still reserved counts as spent, since
   * nobody will ever tell what it cost. Opens no file where nothing was ever reserved; never rejects.
   */
  async close(): Promise<void> {
    this.dispose();
    if (!this.#window.hasReserved) return;
    // Where the file cannot be written now, other windows find this one dead and do the same.
    await this.#shared
      .use((file) => {
        this.#spares.giveBack(file, 0);
        file.change((database) => this.#window.release(database, [this.#window.id]));
      })
      .catch(() => undefined);
  }

  reread(): void {
    this.#memory.forget();
  }

  dispose(): void {
    clearInterval(this.#beating);
    this.#spares.dispose();
  }

  #reserveOn(file: LedgerFile, reserving: Reserving): Reserved {
    const reserved = this.#spares.take(file, reserving) ?? this.#reserveIn(file, reserving);
    if (reserved.kind === 'reserved') for (const one of reserved.reservations) this.#memory.reserved(one);
    return reserved;
  }

  #reserveIn(file: LedgerFile, reserving: Reserving): Reserved {
    const now = this.#now();
    return (
      file.change((database, version) => {
        const standings = this.#memory.at({ file, version, now }, reserving.budgets);
        return standings && reserveIn(database, { standings, window: this.#window, now }, reserving);
      }) ?? this.#reserveAnew(file, reserving)
    );
  }

  /** Where another window is at work, all that is known goes into the file, and all that counts is read from there. */
  #reserveAnew(file: LedgerFile, reserving: Reserving): Reserved {
    this.#shared.catchUp(file);
    return file.change((database, version) => {
      const now = this.#now();
      this.#window.release(database, this.#window.dead(database, now));
      const standings = this.#standingsIn(database, reserving.budgets);
      this.#learn(database, { file, version, now }, standings);
      return reserveIn(database, { standings, window: this.#window, now }, reserving);
    });
  }

  #standingsIn(database: DatabaseSync, budgets: readonly Budget[]): readonly Standing[] {
    const now = this.#now();
    const standings = budgets.map((budget) => standingOf(database, budget, now));
    return this.#spares.without(database, standings);
  }

  #glanceAt(file: LedgerFile, budgets: readonly Budget[]): readonly Standing[] {
    return file.read((database, version) => {
      const place = { file, version, now: this.#now() };
      const known = this.#memory.at(place, budgets);
      if (known) return known;
      // A plan that is left without a route makes no attempt, which would release them.
      const dead = this.#window.dead(database, place.now);
      if (dead.length > 0) file.change((inside) => this.#window.release(inside, dead));
      const standings = this.#standingsIn(database, budgets);
      if (!this.#shared.isBehind()) this.#learn(database, place, standings);
      return standings;
    });
  }

  /** Nothing is remembered while other windows have reserved something: each time it is asked whether they still live. */
  #learn(database: DatabaseSync, place: Place, standings: readonly Standing[]): void {
    if (prepared(database, othersSql).get(this.#window.id)) return this.#memory.forget();
    this.#memory.learn(place, standings, this.#window.openIn(database));
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
          return this.#window.openIn(database).size > 0;
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
