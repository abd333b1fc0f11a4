import { amountOf, markOf, type Budget, type Need, type Standing } from '../core/budget.ts';
import { keepNewest } from '../core/newest.ts';
import type { Waiver } from './budget-reserve.ts';
import { doubtOf, type Entry } from './spend.ts';

/** What the person is asked where a request would pass a budget whose action is `ask`. */
export interface BudgetQuestion {
  readonly standing: Standing;
  /** Of everything that the answer will be for: for embeddings, of all texts that are missing. */
  readonly need: Need;
}

/** For this request only, until the budget's period ends, or not at all. */
export type BudgetAnswer = 'once' | 'period' | 'no';

/** Undefined where the request was stopped before an answer came. */
export type Ask = (question: BudgetQuestion, signal: AbortSignal) => Promise<BudgetAnswer | undefined>;

/** Requests whose answers are remembered: each is asked once for what it costs, however many routes it tries. */
const mostRequests = 200;

interface Asked {
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** What is left of a yes, or what was taken of one. */
interface Left {
  /** Nano-dollars. */
  nano: number;
  /** Attempts whose price nobody knows. */
  unpriced: number;
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });

/** What the person let pass. One question at a time for each budget: requests that come meanwhile wait for its answer. */
export class Consent {
  readonly #ask: Ask;
  readonly #waivers = new Map<string, Waived>();
  readonly #denied = new Map<string, Set<string>>();
  readonly #open = new Map<string, Promise<BudgetAnswer | undefined>>();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** What this request may pass. */
  waiverOf(requestId: string): Waived | undefined {
    return this.#waivers.get(requestId);
  }

  /** What an attempt did not cost may be spent by the request's next one. */
  settled({ row, reservation }: Entry): void {
    if (reservation === undefined || this.#waivers.size === 0) return;
    for (const waived of this.#waivers.values())
      waived.giveBack(reservation, (amount) => amount - (row.cost_nano ?? 0) - doubtOf(row, amount));
  }

  /** No attempt followed. */
  released(reservation: string): void {
    for (const waived of this.#waivers.values()) waived.giveBack(reservation, (amount) => amount);
  }

  /** `again` where another request was asked meanwhile: whether this one fits now has to be looked at anew. */
  async to(question: BudgetQuestion, errand: Asked): Promise<BudgetAnswer | 'again'> {
    const { budget } = question.standing;
    const mark = markOf(budget);
    if (errand.signal.aborted || this.#denied.get(errand.requestId)?.has(mark)) return 'no';
    const others = this.#open.get(mark);
    if (others) return this.#waitFor(others, mark, errand);
    const answer = await this.#askOnce(question, errand.signal);
    if (answer === 'once') bounded(this.#waivers, errand.requestId, () => new Waived()).add(budget, question.need);
    if (answer === 'no') bounded(this.#denied, errand.requestId, () => new Set<string>()).add(mark);
    return answer ?? 'no';
  }

  /** A no to one is a no to all that waited: nobody wants to refuse five times. */
  async #waitFor(others: Promise<BudgetAnswer | undefined>, mark: string, errand: Asked): Promise<'no' | 'again'> {
    const answer = await Promise.race([others, aborted(errand.signal)]);
    if (errand.signal.aborted) return 'no';
    if (answer !== 'no') return 'again';
    bounded(this.#denied, errand.requestId, () => new Set<string>()).add(mark);
    return 'no';
  }

  async #askOnce(question: BudgetQuestion, signal: AbortSignal): Promise<BudgetAnswer | undefined> {
    const mark = markOf(question.standing.budget);
    const answer = Promise.race([this.#ask(question, signal), aborted(signal)]);
    this.#open.set(mark, answer);
    try {
      return await answer;
    } finally {
      this.#open.delete(mark);
    }
  }
}

/** What one request may pass: as much as the person was told it costs, and no more. */
class Waived implements Waiver {
  readonly #left = new Map<string, Left>();
  /** By reservation, then by budget. */
  readonly #taken = new Map<string, Map<string, number | undefined>>();

  /** A yes to this amount, in the place of what is left of an earlier one, which was not enough for it. */
  add(budget: Budget, need: Need): void {
    const amount = amountOf(budget, need);
    const { nano, unpriced } = this.#leftOf(budget);
    this.#left.set(markOf(budget), {
      nano: Math.max(nano, amount ?? 0),
      unpriced: amount === undefined ? 1 : unpriced,
    });
  }

  allows(budget: Budget, need: Need): boolean {
    const { nano, unpriced } = this.#leftOf(budget);
    const amount = amountOf(budget, need);
    return amount === undefined ? unpriced > 0 : amount <= nano;
  }

  take(budget: Budget, need: Need, reservation: string): void {
    const amount = amountOf(budget, need);
    const taken = this.#taken.get(reservation) ?? new Map<string, number | undefined>();
    this.#taken.set(reservation, taken.set(markOf(budget), amount));
    this.#change(markOf(budget), amount, -1);
  }

  /** `unused`: how much of an amount was not needed, in nano-dollars. */
  giveBack(reservation: string, unused: (amount: number) => number): void {
    for (const [mark, amount] of this.#taken.get(reservation) ?? []) {
      if (amount !== undefined) this.#change(mark, Math.max(0, unused(amount)), 1);
      else if (unused(1) > 0) this.#change(mark, undefined, 1);
    }
    this.#taken.delete(reservation);
  }

  #leftOf(budget: Budget): Left {
    return this.#left.get(markOf(budget)) ?? { nano: 0, unpriced: 0 };
  }

  #change(mark: string, amount: number | undefined, sign: 1 | -1): void {
    const left = this.#left.get(mark);
    if (!left) return;
    if (amount === undefined) left.unpriced += sign;
    else left.nano += sign * amount;
  }
}

/** The value of a request, made where there is none; the oldest requests are forgotten. */
const bounded = <T>(values: Map<string, T>, requestId: string, make: () => T): T => {
  const value = values.get(requestId) ?? make();
  values.set(requestId, value);
  keepNewest(values, mostRequests);
  return value;
};
