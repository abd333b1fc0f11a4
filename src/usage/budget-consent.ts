import type { Need, Standing } from '../core/budget.ts';

/** What the person is asked where a request would pass a budget whose action is `ask`. */
export interface BudgetQuestion {
  readonly standing: Standing;
  readonly need: Need;
}

/** For this request only, until the budget's period ends, or not at all. */
export type BudgetAnswer = 'once' | 'period' | 'no';

/** Undefined where the request was stopped before an answer came. */
export type Ask = (question: BudgetQuestion, signal: AbortSignal) => Promise<BudgetAnswer | undefined>;

/** Requests whose answers are remembered: each is asked for once, however many routes it tries. */
const mostRequests = 200;

interface Asked {
  readonly requestId: string;
  readonly signal: AbortSignal;
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });

/** What the person let pass. One question at a time for each budget: requests that come meanwhile wait for its answer. */
export class Consent {
  readonly #ask: Ask;
  readonly #waived = new Map<string, Set<string>>();
  readonly #denied = new Map<string, Set<string>>();
  readonly #open = new Map<string, Promise<BudgetAnswer | undefined>>();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Ids of the budgets that this request may pass. */
  waivedFor(requestId: string): ReadonlySet<string> | undefined {
    return this.#waived.get(requestId);
  }

  /** `again` where another request was asked meanwhile: whether this one fits now has to be looked at anew. */
  async to(question: BudgetQuestion, errand: Asked): Promise<BudgetAnswer | 'again'> {
    const { id } = question.standing.budget;
    if (errand.signal.aborted || this.#denied.get(errand.requestId)?.has(id)) return 'no';
    const others = this.#open.get(id);
    if (others) return this.#waitFor(others, id, errand);
    const answer = await this.#askOnce(question, errand.signal);
    if (answer === 'once') note(this.#waived, errand.requestId, id);
    if (answer === 'no') note(this.#denied, errand.requestId, id);
    return answer ?? 'no';
  }

  /** A no to one is a no to all that waited: nobody wants to refuse five times. */
  async #waitFor(others: Promise<BudgetAnswer | undefined>, id: string, errand: Asked): Promise<'no' | 'again'> {
    const answer = await Promise.race([others, aborted(errand.signal)]);
    if (errand.signal.aborted) return 'no';
    if (answer !== 'no') return 'again';
    note(this.#denied, errand.requestId, id);
    return 'no';
  }

  async #askOnce(question: BudgetQuestion, signal: AbortSignal): Promise<BudgetAnswer | undefined> {
    const { id } = question.standing.budget;
    const answer = Promise.race([this.#ask(question, signal), aborted(signal)]);
    this.#open.set(id, answer);
    try {
      return await answer;
    } finally {
      this.#open.delete(id);
    }
  }
}

const note = (notes: Map<string, Set<string>>, requestId: string, budget: string): void => {
  const known = notes.get(requestId) ?? new Set<string>();
  known.add(budget);
  notes.set(requestId, known);
  const [oldest] = notes.keys();
  if (notes.size > mostRequests && oldest !== undefined) notes.delete(oldest);
};
