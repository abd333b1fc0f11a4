import { answerCap } from '../core/answer-cap.ts';
import {
  covers,
  coversAsker,
  coversRoute,
  isFree,
  leftOf,
  nanoOf,
  needOf,
  needUnder,
  passes,
  type Admission,
  type Asker,
  type Budget,
  type Lowered,
  type Standing,
} from '../core/budget.ts';
import { refusalOf, shortText, uncheckedText, unguardedText, unpricedText } from '../core/budget-words.ts';
import { t } from '../core/l10n.ts';
import type { LeftOut, Plan, Route } from '../core/plan.ts';
import type { BudgetBook } from './budget-book.ts';
import { Consent, type Ask } from './budget-consent.ts';
import type { Warning } from './budget-notices.ts';
import type { Reservation } from './budget-reserve.ts';
import {
  askedBy,
  spenderOf,
  wholeOf,
  type AdmissionOfAll,
  type Asked,
  type Asking,
  type PricedRoute,
  type Spending,
  type SpendingTogether,
} from './budget-spending.ts';
import { reasonOf } from './trouble.ts';

/** Whose answers may have to be capped. */
interface Capped extends Omit<Asker, 'task'> {
  readonly plan: Pick<Plan, 'task' | 'promptTokens' | 'answerLimit'>;
}

export interface GateParts {
  readonly book: BudgetBook;
  /** Those that count now; the same list until one changes. */
  readonly budgets: () => readonly Budget[];
  readonly ask: Ask;
  /** Hears a sentence for a person. */
  readonly tell: (sentence: string) => void;
  /** Hears that a share of a budget was spent. */
  readonly warn: (warning: Warning) => void;
}

const admitted: Admission = { kind: 'admitted' };
const refused = (reason: string): AdmissionOfAll => ({ kind: 'refused', reason });

/** A plan that may have no route left. */
interface Emptied {
  readonly routes: readonly unknown[];
  readonly leftOut: readonly Pick<LeftOut, 'cause'>[];
}

/** Why a route does not fit, and the ids of the budgets that have said so. */
export interface OverBudget {
  (route: PricedRoute): string | undefined;
  readonly by: ReadonlySet<string>;
}

/** What budgets say to plans and attempts. Where there are none, nothing is asked of the disk. */
export class BudgetGate {
  readonly #parts: GateParts;
  readonly #consent: Consent;
  readonly #unpriced = new Set<string>();
  #unguarded = false;
  #looking = false;

  constructor(parts: GateParts) {
    this.#parts = parts;
    this.#consent = new Consent(parts.ask);
    parts.book.onRecorded((entry) => this.#consent.settled(entry));
  }

  /** Awaited before a plan where it is not undefined: the ledger has to be read once before budgets are known. */
  prepare(): Promise<unknown> | undefined {
    const budgets = this.#parts.budgets();
    if (budgets.length === 0 || this.#parts.book.glance(budgets)) return undefined;
    // What is wrong is said by the attempt that needs it.
    return this.#parts.book.standings(budgets).catch(() => undefined);
  }

  /** Why a route does not fit the budgets now; undefined where no budget could say so. Budgets that ask leave no route out. */
  overBudget(asker: Asker): OverBudget | undefined {
    const firm = this.#standingsFor(asker).filter(({ budget, lifted }) => budget.action !== 'ask' && !lifted);
    if (firm.length === 0) return undefined;
    const least = Math.min(...firm.map(leftOf));
    const strict = firm.some(({ budget }) => budget.strict);
    const by = new Set<string>();
    const refusal = (route: PricedRoute): string | undefined => {
      // Most routes fit beside everything, and plans have thousands of them.
      const most = strict ? route.worst : route.likely;
      if (least > 0 && most.from !== 'unknown' && nanoOf(most.usd) <= least) return undefined;
      const need = needOf(route);
      const tightest = tightestOf(firm.filter((standing) => isOf(standing, route) && passes(standing, need)));
      if (tightest) by.add(tightest.budget.id);
      return tightest && refusalOf(tightest, need);
    };
    return Object.assign(refusal, { by });
  }

  /** What a plan is to be made again with where budgets that want cheaper routes left it none. */
  lowered(plan: Emptied, asker: Asker, over: Pick<OverBudget, 'by'> | undefined): Lowered | undefined {
    if (plan.routes.length > 0 || !plan.leftOut.some(({ cause }) => cause === 'budget')) return undefined;
    return loweredBy(
      this.#standingsFor(asker).filter(({ budget }) => over?.by.has(budget.id)),
      asker,
    );
  }

  /**
   * Tokens that the answer of this route has to be held to, where a strict budget covers it: those that its worst case was
   * reckoned with. Undefined where none does, and what the request says is enough.
   */
  answerCap(route: Route, { plan, ...asker }: Capped): number | undefined {
    const spender = spenderOf(route, { ...asker, task: plan.task });
    const strict = this.#parts.budgets().some((budget) => budget.strict && covers(budget, spender));
    return strict ? answerCap(route.model, plan) : undefined;
  }

  /** Reserves what an attempt may cost. Free routes always pass; where the ledger cannot be used, strict budgets refuse. */
  async admit(route: PricedRoute, errand: Spending): Promise<Admission> {
    const admission = await this.#admitted([askedBy(route, { ...errand, task: errand.plan.task })], errand);
    if (admission.kind === 'refused') return admission;
    const [reservation] = admission.reservations;
    if (reservation === undefined) return admitted;
    return { kind: 'admitted', reservation, giveBack: () => this.release(reservation) };
  }

  /**
   * The same for attempts that are made side by side: in one step all of them are looked at together, and each gets its own
   * part. A person is asked for the sum.
   */
  admitAll({ attempts, ...errand }: SpendingTogether): Promise<AdmissionOfAll> {
    return this.#admitted(
      attempts.map(({ route, task }) => askedBy(route, { ...errand, task })),
      errand,
    );
  }

  /** Ends a reservation for which no attempt will be recorded. Never rejects. */
  async release(reservation: string): Promise<void> {
    this.#consent.released(reservation);
    await this.#parts.book.release(reservation).catch(() => undefined);
  }

  /** Looks what has to be told of budgets; after attempts were written. Never rejects. */
  async look(): Promise<void> {
    const budgets = this.#parts.budgets();
    if (budgets.length === 0 || this.#looking) return;
    this.#looking = true;
    try {
      for (const warning of await this.#parts.book.due(budgets)) this.#parts.warn(warning);
    } catch {
      // The next attempt that is written brings the next look.
    } finally {
      this.#looking = false;
    }
  }

  async #admitted(all: readonly Asked[], errand: Asking): Promise<AdmissionOfAll> {
    const current = this.#parts.budgets();
    if (current.length === 0) return { kind: 'admitted', reservations: [] };
    const paid = all.filter(({ spender, need }) => current.some((budget) => covers(budget, spender)) && !isFree(need));
    if (paid.length === 0) return { kind: 'admitted', reservations: [] };
    const budgets = current.filter((budget) => paid.some(({ spender }) => covers(budget, spender)));
    try {
      const reserved = await this.#reserve(paid, budgets, errand);
      this.#unguarded = false;
      if (typeof reserved === 'string') return refused(reserved);
      for (const one of paid) this.#sayUnpriced(one, budgets);
      return { kind: 'admitted', reservations: all.map((one) => reserved[paid.indexOf(one)]?.id) };
    } catch (error) {
      return this.#unchecked(budgets, reasonOf(error));
    }
  }

  /** A reservation for each share; or why there is none, in a clause. */
  async #reserve(
    shares: readonly Asked[],
    budgets: readonly Budget[],
    errand: Asking,
  ): Promise<readonly Reservation[] | string> {
    for (;;) {
      const waiver = this.#consent.waiverOf(errand.requestId);
      const reserved = await this.#parts.book.reserve({ budgets, shares, waiver });
      if (reserved.kind === 'reserved') return reserved.reservations;
      const standing = reserved.standings.find(({ budget }) => budget.action !== 'ask') ?? reserved.standings[0];
      if (!standing) throw new Error('a reservation is refused without a budget');
      const reason = refusalOf(standing, needUnder(standing.budget, shares));
      if (standing.budget.action !== 'ask' || errand.unasked) return reason;
      const question = { standing, need: wholeOf(standing.budget, shares) };
      const answer = await this.#consent.to(question, errand);
      if (answer === 'no') return t('{0}; you were asked, and did not let it pass', reason);
      if (answer === 'period') await this.#parts.book.lift(standing);
    }
  }

  #standingsFor(asker: Asker): readonly Standing[] {
    const budgets = this.#parts.budgets();
    if (budgets.length === 0) return [];
    return (this.#parts.book.glance(budgets) ?? []).filter(({ budget }) => coversAsker(budget, asker));
  }

  #unchecked(budgets: readonly Budget[], reason: string): AdmissionOfAll {
    // A limit of nothing needs no ledger to be passed.
    const firm = budgets.find(({ strict, limit }) => strict || limit === 0);
    if (firm) return refused(uncheckedText(firm, reason));
    if (!this.#unguarded) this.#parts.tell(unguardedText(reason));
    this.#unguarded = true;
    return { kind: 'admitted', reservations: [] };
  }

  #sayUnpriced({ route: { provider, model }, spender, need }: Asked, budgets: readonly Budget[]): void {
    const budget = budgets.find((one) => covers(one, spender));
    const name = `${provider.name} ${model.id}`;
    if (need.likely !== undefined || !budget || this.#unpriced.has(name)) return;
    this.#unpriced.add(name);
    this.#parts.tell(unpricedText(budget, name));
  }
}

/** Whether a budget that covers the asker covers the route as well. */
const isOf = ({ budget }: Standing, { provider, key }: PricedRoute): boolean =>
  coversRoute(budget, { provider: provider.id, key: key.id });

const tightestOf = (standings: readonly Standing[]): Standing | undefined =>
  standings.toSorted((a, b) => leftOf(a) - leftOf(b))[0];

/** The tightest budget that wants cheaper routes for this request, and what follows from it. */
const loweredBy = (standings: readonly Standing[], asker: Asker): Lowered | undefined => {
  const tightest = tightestOf(
    standings.filter(({ budget, lifted }) => budget.action === 'downgrade' && !lifted && coversAsker(budget, asker)),
  );
  return tightest && { floor: 'economy', why: shortText(tightest) };
};
