import { brokenText, failedText, nothingText } from './advice.ts';
import type { Attempt } from './attempt.ts';
import type { ChatEvent } from './chat.ts';
import type { Admission } from './budget.ts';
import type { ChatFailure } from './failure.ts';
import type { Health } from './health.ts';
import { hedged, hedgeDelay, type Hedging } from './hedge.ts';
import type { Plan, PlannedRoute, Route } from './plan.ts';
import type { Model } from './provider.ts';
import { receiptOf, type Receipt } from './receipt.ts';
import { Trial, type Outcome } from './run-attempt.ts';
import { choose, type Choice, type Chosen } from './run-choose.ts';
import type { UnderWay } from './under-way.ts';
import { mostAttempts, type Spent } from './walk-reasons.ts';
import { Walk } from './walk.ts';
import type { Patience } from './watchdog.ts';

/** One request on its way: the plan it walks, and who asked. */
export interface Errand {
  readonly plan: Plan;
  readonly requestId: string;
  /** The extension or surface that asked. */
  readonly caller: string;
  readonly workspace?: string | undefined;
  /** A second route may start where the first one is slow (`Means.hedge`). */
  readonly hedge?: boolean | undefined;
  /** Nobody is asked for money on its way: what is under way already must not wait for a person. */
  readonly unasked?: boolean | undefined;
  /** What was masked in the request before it came here, in words for its receipt. */
  readonly masked?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** What a run needs from the rest of the house. */
export interface Means {
  /** Opens one attempt; throws `ChatFailure`. */
  readonly open: (route: Route, signal: AbortSignal, onAlive: () => void) => Promise<AsyncIterable<ChatEvent>>;
  readonly health: Health;
  readonly patienceOf: (route: Route) => Patience;
  /** Facts of the model that really answered, for its price. */
  readonly modelOf: (provider: string, id: string) => Model | undefined;
  /** A tool-call id that no other call of any conversation has: some providers give none, or the same ones each time. */
  readonly newId: () => string;
  /** Asked before every attempt; reserves what it may cost. Absent: there are no budgets. */
  readonly admit?: ((route: PlannedRoute, errand: Errand) => Promise<Admission>) | undefined;
  /** Told of every attempt once, also of those that are cut short; with it ends the reservation made for it. */
  readonly onAttempt: (attempt: Attempt, reservation?: string) => void;
  /** Told of every receipt, also where nobody answered. */
  readonly onReceipt: (receipt: Receipt) => void;
  /** Holds every attempt as long as it is under way. */
  readonly underWay?: UnderWay | undefined;
}

/** The events of the one attempt that answers, then the receipt. */
export type RunEvent =
  | Exclude<ChatEvent, { type: 'response-start' }>
  | { readonly type: 'receipt'; readonly receipt: Receipt };

/** Nobody answered, or the answer broke off. The message is for a person; the receipt names every route. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure';
  readonly receipt: Receipt;
  /** The person has already seen a part of the answer. */
  readonly partial: boolean;

  constructor(
    message: string,
    facts: { readonly receipt: Receipt; readonly partial: boolean; readonly cause?: unknown },
  ) {
    super(message, { cause: facts.cause });
    this.receipt = facts.receipt;
    this.partial = facts.partial;
  }
}

/** A request under way. */
interface Going extends Choice {
  readonly errand: Errand;
  readonly means: Means;
  readonly attempts: Attempt[];
  readonly started: number;
}

/**
 * Walks the plan until one route answers. Moves on only for a `ChatFailure` whose remedy another route is, and only
 * before the first visible event. Throws `RunFailure`; anything else is a bug and surfaces.
 */
export async function* run(errand: Errand, means: Means): AsyncGenerator<RunEvent> {
  const going = goingOf(errand, means);
  const { walk, attempts } = going;
  const next = (): PlannedRoute | undefined => walk.next(Date.now());
  for (let chosen = await choose(going, next); chosen; chosen = await choose(going, next)) {
    const trial = new Trial(chosen, errand, means);
    const outcomes = errand.hedge ? yield* hedged(trial, hedgingOf(chosen, going)) : [yield* trial.events()];
    const end = endOf(outcomes, going);
    if (end instanceof RunFailure) throw end;
    if (end === 'open') continue;
    yield { type: 'receipt', receipt: file(going) };
    return;
  }
  const { skipped, passedOver } = walk;
  const text =
    attempts.length > 0 ? failedText(skipped, passedOver) : nothingText([...passedOver, ...errand.plan.leftOut]);
  throw new RunFailure(text, { receipt: file(going), partial: false });
}

const goingOf = (errand: Errand, means: Means): Going => {
  const { health, admit } = means;
  return {
    errand,
    means,
    walk: new Walk(errand.plan, health),
    attempts: [],
    started: performance.now(),
    signal: errand.signal,
    left: (route) => health.left(route),
    admit: admit && ((route) => admit(route, errand)),
  };
};

/** Company for a route that is slow, where another attempt is left and another route may be asked. */
const hedgingOf = ({ route }: Chosen, going: Going): Hedging => ({
  delay: hedgeDelay(going.means.health, route),
  second: async () => {
    if (going.attempts.length + 2 > mostAttempts) return undefined;
    const { admit } = going.means;
    const unasked = { ...going.errand, unasked: true };
    const choice = { ...going, admit: admit && ((one: PlannedRoute) => admit(one, unasked)) };
    const chosen = await choose(choice, () => going.walk.beside(route, Date.now()));
    return chosen && new Trial(chosen, going.errand, going.means);
  },
});

/** Writes down what became of the attempts, and says whether that is the end: with the answer, or for good without. */
const endOf = (outcomes: readonly Outcome[], going: Going): 'answered' | 'open' | RunFailure => {
  const { walk, attempts } = going;
  let broken: { readonly text: string; readonly partial: boolean; readonly cause: ChatFailure } | undefined;
  for (const { route, ending, visible, attempt } of outcomes) {
    attempts.push(attempt);
    if (ending === 'answered') return 'answered';
    if (ending === 'outrun') {
      walk.outrun(route);
      continue;
    }
    const skipped = walk.failed(route, ending, spentIn(going));
    const text = visible ? brokenText(skipped) : failedText([skipped]);
    if (visible || ending.remedy === 'stop') broken = { text, partial: visible, cause: ending };
  }
  return broken ? new RunFailure(broken.text, { receipt: file(going), ...broken }) : 'open';
};

const spentIn = ({ attempts, started }: Going): Spent => ({
  attempts: attempts.length,
  milliseconds: performance.now() - started,
});

const file = ({ errand, means, walk, attempts, started }: Going): Receipt => {
  const receipt = receiptOf(errand, { skipped: walk.skipped, attempts, totalMs: performance.now() - started });
  means.onReceipt(receipt);
  return receipt;
};
