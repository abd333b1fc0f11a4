import { brokenText, failedText, nothingText } from './advice.ts';
import type { Attempt } from './attempt.ts';
import { isVisible, type ChatEvent } from './chat.ts';
import type { Admission } from './budget.ts';
import type { ChatFailure } from './failure.ts';
import type { Health } from './health.ts';
import { failureOf, leashed, pause, stopped } from './leash.ts';
import type { Plan, PlannedRoute, Route } from './plan.ts';
import type { Model } from './provider.ts';
import { receiptOf, type Receipt } from './receipt.ts';
import { Tally } from './tally.ts';
import { Walk } from './walk.ts';
import { Watchdog, type Patience } from './watchdog.ts';

/** One request on its way: the plan it walks, and who asked. */
export interface Errand {
  readonly plan: Plan;
  readonly requestId: string;
  /** The extension or surface that asked. */
  readonly caller: string;
  readonly workspace?: string | undefined;
  /** A second route may start where the first one is slow (`Means.hedge`). */
  readonly hedge?: boolean | undefined;
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

interface Outcome {
  readonly failure: ChatFailure | undefined;
  readonly visible: boolean;
  readonly attempt: Attempt;
}

/**
 * Walks the plan until one route answers. Moves on only for a `ChatFailure` whose remedy another route is, and only
 * before the first visible event. Throws `RunFailure`; anything else is a bug and surfaces.
 */
export async function* run(errand: Errand, means: Means): AsyncGenerator<RunEvent> {
  const started = performance.now();
  const walk = new Walk(errand.plan);
  const attempts: Attempt[] = [];
  const file = (): Receipt => {
    const receipt = receiptOf(errand, { skipped: walk.skipped, attempts, totalMs: performance.now() - started });
    means.onReceipt(receipt);
    return receipt;
  };
  for (let route = walk.next(); route; route = walk.next()) {
    if (route.wait > 0 && !errand.signal.aborted) await pause(route.wait, errand.signal);
    const outcome: Outcome = yield* attemptOnce(route, errand, means);
    attempts.push(outcome.attempt);
    const { failure } = outcome;
    if (!failure) {
      means.health.succeeded(route);
      yield { type: 'receipt', receipt: file() };
      return;
    }
    means.health.failed(route, failure, Date.now());
    const skipped = walk.failed(route, failure, attempts.length);
    if (!outcome.visible && failure.remedy !== 'stop') continue;
    const text = outcome.visible ? brokenText(skipped) : failedText([skipped]);
    throw new RunFailure(text, { receipt: file(), partial: outcome.visible, cause: failure });
  }
  const text = attempts.length > 0 ? failedText(walk.skipped) : nothingText(errand.plan.leftOut);
  throw new RunFailure(text, { receipt: file(), partial: false });
}

async function* attemptOnce(route: PlannedRoute, errand: Errand, means: Means): AsyncGenerator<RunEvent, Outcome> {
  const { controller, release } = leashed(errand.signal);
  const watchdog = new Watchdog(means.patienceOf(route), controller);
  const tally = new Tally(route, errand.plan);
  let failure: ChatFailure | undefined;
  // Stays false when the consumer walks away in the middle of the stream.
  let ended = false;
  let attempt: Attempt | undefined;
  const held: RunEvent[] = [];
  const close = (): Attempt =>
    (attempt ??= closed({ tally, failure: ended ? failure : stopped(), errand, means, route }));
  try {
    controller.signal.throwIfAborted();
    for await (const event of await means.open(route, controller.signal, watchdog.alive)) {
      if (event.type === 'response-start') continue;
      watchdog.progressed();
      tally.take(event);
      if (event.type !== 'reasoning-end' && !isVisible(event)) continue;
      held.push(event);
      // Reasoning that is sealed and shows nothing waits: another route may still have to answer.
      if (!tally.visible) continue;
      for (const part of held) yield part.type === 'tool-call' ? { ...part, id: means.newId() } : part;
      held.length = 0;
    }
    const flaw = tally.judge();
    // Thrown, because the SDKs also end quietly when they are aborted: who pulled the cord decides here as well.
    if (flaw) throw flaw;
    ended = true;
  } catch (error) {
    failure = failureOf(error, errand.signal, watchdog);
    ended = true;
  } finally {
    watchdog.dispose();
    release();
    close();
  }
  return { failure, visible: tally.visible, attempt: close() };
}

interface Closing {
  readonly tally: Tally;
  readonly failure: ChatFailure | undefined;
  readonly errand: Errand;
  readonly means: Means;
  readonly route: PlannedRoute;
}

const closed = ({ tally, failure, errand, means, route }: Closing): Attempt => {
  const served = tally.servedModel === undefined ? undefined : means.modelOf(route.provider.id, tally.servedModel);
  const { requestId, caller, plan } = errand;
  const attempt = tally.attempt({ requestId, caller, task: plan.task, ...tally.books(failure, served) }, failure);
  means.onAttempt(attempt);
  return attempt;
};
