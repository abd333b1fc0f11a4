import { afterwards } from './afterwards.ts';
import type { Attempt } from './attempt.ts';
import { isVisible, type ChatEvent, type RateLimits, type Usage } from './chat.ts';
import { asContext } from './classify.ts';
import type { ChatFailure } from './failure.ts';
import { failureOf, leashed, stopped } from './leash.ts';
import type { PlannedRoute } from './plan.ts';
import type { Errand, Means, RunEvent } from './run.ts';
import type { Chosen } from './run-choose.ts';
import { Tally, type Ending } from './tally.ts';
import { Watchdog } from './watchdog.ts';

/** What became of one attempt. */
export interface Outcome {
  readonly route: PlannedRoute;
  readonly ending: Ending;
  /** Absent: it answered, or was given up for a route that did. */
  readonly failure: ChatFailure | undefined;
  /** The person has seen a part of it. */
  readonly visible: boolean;
  readonly attempt: Attempt;
}

/** One attempt under way. However it ends, it is told of once: to the ledger with its reservation, and to health. */
export class Trial {
  readonly #chosen: Chosen;
  readonly #errand: Errand;
  readonly #means: Means;
  readonly #leash: ReturnType<typeof leashed>;
  readonly #watchdog: Watchdog;
  readonly #tally: Tally;
  #limits: RateLimits | undefined;
  #outcome: Outcome | undefined;

  /** From here on a timer runs: the events must be asked for, or the trial closed. */
  constructor(chosen: Chosen, errand: Errand, means: Means) {
    this.#chosen = chosen;
    this.#errand = errand;
    this.#means = means;
    this.#leash = leashed(errand.signal);
    this.#watchdog = new Watchdog(means.patienceOf(chosen.route), this.#leash.controller);
    this.#tally = new Tally(chosen.route, errand.plan);
    means.underWay?.add(this);
  }

  /** What the person sees, from the first visible event on. Throws only bugs. */
  async *events(): AsyncGenerator<RunEvent, Outcome> {
    // Stays like this when the consumer walks away in the middle of the stream.
    let ending: Ending | undefined;
    const held: RunEvent[] = [];
    try {
      for await (const event of await this.#open()) {
        this.#tally.take(event);
        if (event.type === 'response-start') {
          this.#limits = event.limits;
          continue;
        }
        this.#watchdog.progressed();
        if (!isPassedOn(event)) continue;
        held.push(event);
        // Reasoning that is sealed and shows nothing waits: another route may still have to answer.
        if (!this.#tally.visible) continue;
        for (const part of held) yield part.type === 'tool-call' ? { ...part, id: this.#means.newId() } : part;
        held.length = 0;
      }
      const flaw = this.#tally.judge();
      // Thrown, because the SDKs also end quietly when they are aborted: who pulled the cord decides here as well.
      if (flaw) throw flaw;
      ending = 'answered';
    } catch (error) {
      // Ended from outside, it may throw what it likes.
      const failure = this.#outcome ? stopped(error) : failureOf(error, this.#errand.signal, this.#watchdog);
      ending = asContext(failure, this.#errand.plan, this.#chosen.route.model.contextTokens);
    } finally {
      this.close(ending ?? stopped());
    }
    return this.close(ending);
  }

  /** Ends it at once, and its connection with it. The first ending counts. */
  close(ending: Ending): Outcome {
    if (this.#outcome) return this.#outcome;
    this.#means.underWay?.delete(this);
    this.#watchdog.dispose();
    this.#leash.release(ending === 'answered');
    const { route, reservation } = this.#chosen;
    const attempt = this.#attempt(ending);
    const failure = typeof ending === 'string' ? undefined : ending;
    this.#outcome = { route, ending, failure, visible: this.#tally.visible, attempt };
    this.#means.onAttempt(attempt, reservation);
    // Whoever has the answer does not wait for what only the next plan wants to know.
    if (ending === 'answered') afterwards(() => this.#tellHealth(ending, attempt));
    else this.#tellHealth(ending, attempt);
    return this.#outcome;
  }

  #open(): ReturnType<Means['open']> {
    const { signal } = this.#leash.controller;
    signal.throwIfAborted();
    this.#tally.sent();
    return this.#means.open(this.#chosen.route, signal, this.#watchdog.alive);
  }

  #attempt(ending: Ending): Attempt {
    const { provider } = this.#chosen.route;
    const { requestId, caller, workspace, plan } = this.#errand;
    const { servedModel } = this.#tally;
    const served = servedModel === undefined ? undefined : this.#means.modelOf(provider.id, servedModel);
    const books = this.#tally.books(ending, served);
    const facts = { requestId, caller, workspace, task: plan.task, ...books };
    return this.#tally.attempt({ ...facts, dearest: this.#dearest(books.usage, ending) }, ending);
  }

  /** Of an attempt that another stands in for there is none: a request is compared with one answer, not with two. */
  #dearest(usage: Usage | undefined, ending: Ending): Attempt['dearest'] {
    if (ending === 'outrun' || (ending !== 'answered' && ending.kind !== 'aborted')) return undefined;
    const { plan } = this.#errand;
    const { model } = this.#chosen.route;
    const at = this.#tally.at;
    return usage && (() => plan.dearest?.({ model, usage, at }));
  }

  #tellHealth(ending: Ending, { totalMs }: Attempt): void {
    const { health } = this.#means;
    const { route } = this.#chosen;
    const { firstTokenMs } = this.#tally;
    if (ending === 'answered') health.succeeded(route, Date.now(), { firstTokenMs, limits: this.#limits });
    else if (ending === 'outrun') health.left(route, Date.now(), firstTokenMs ?? totalMs);
    else if (ending.kind === 'aborted') health.left(route);
    else health.failed(route, ending, Date.now());
  }
}

/** What who asked may want to know, beside what a person sees: that a block of reasoning is over, and why the answer ended. */
const isPassedOn = (
  event: Exclude<ChatEvent, { type: 'response-start' }>,
): event is Exclude<RunEvent, { type: 'receipt' }> =>
  event.type === 'reasoning-end' || event.type === 'finish' || isVisible(event);
