import type { ChatFailure } from './failure.ts';
import type { Plan, PlannedRoute, Route } from './plan.ts';
import { modelKey } from './provider.ts';
import { named, type Skipped } from './receipt.ts';

/** Calls that reach a provider for one request, whatever the plan's length: fallback must not become a storm. */
const mostAttempts = 6;
/** Milliseconds before a sole route is asked again, give or take a fifth. */
const retryPause = 500;
/** A named wait so short that it is better than an error. */
const shortWait = 3_000;

/** Which route comes next, and which are passed over because of what was learnt. */
export class Walk {
  readonly skipped: Skipped[] = [];
  readonly #retried = new Set<string>();
  #remaining: readonly PlannedRoute[];

  constructor(plan: Plan) {
    this.#remaining = plan.routes;
    for (const { provider, model, key, cause, reason } of plan.leftOut) {
      if (cause === 'cooling')
        this.skipped.push({ provider: provider.name, model: model.id, key: key?.nickname, asked: false, reason });
    }
  }

  next(): PlannedRoute | undefined {
    return this.#remaining[0];
  }

  failed(route: PlannedRoute, failure: ChatFailure, attempts: number): Skipped {
    const skipped: Skipped = { ...named(route), asked: true, kind: failure.kind, reason: failure.message };
    this.skipped.push(skipped);
    const others = this.#remaining.slice(1).filter((other) => this.#stillWorthIt(other, route, failure));
    this.#remaining = attempts >= mostAttempts ? [] : this.#withRetry(others, route, failure);
    return skipped;
  }

  #stillWorthIt(other: PlannedRoute, route: PlannedRoute, failure: ChatFailure): boolean {
    const reason = uselessBecause(other, route, failure);
    if (reason !== undefined) this.skipped.push({ ...named(other), asked: false, kind: failure.kind, reason });
    return reason === undefined;
  }

  /** Once per route: at once after a dropped connection (a pooled socket may just have been closed), else only where no other route is left. */
  #withRetry(others: readonly PlannedRoute[], route: PlannedRoute, failure: ChatFailure): readonly PlannedRoute[] {
    const id = `${modelKey(route.model)} ${route.key.id}`;
    if (this.#retried.has(id)) return others;
    const wait = retryWait(failure, others.length === 0);
    if (wait === undefined) return others;
    this.#retried.add(id);
    return [{ ...route, wait }, ...others];
  }
}

const retryWait = (failure: ChatFailure, sole: boolean): number | undefined => {
  if (failure.kind === 'network') return 0;
  if (!sole || failure.remedy === 'stop') return undefined;
  if (failure.retryAfter !== undefined) return failure.retryAfter <= shortWait ? failure.retryAfter : undefined;
  const passing = failure.kind === 'server' || failure.kind === 'stream' || failure.kind === 'empty';
  return passing ? retryPause * (0.8 + Math.random() * 0.4) : undefined;
};

const sameServer = (a: Route, b: Route): boolean =>
  a.provider.id === b.provider.id && a.key.plain['baseUrl'] === b.key.plain['baseUrl'];

/** Why another route of the plan would meet the same failure. Undefined: it may well answer. */
const uselessBecause = (other: Route, route: Route, failure: ChatFailure): string | undefined => {
  const sameModel = modelKey(other.model) === modelKey(route.model);
  const sameKey = other.key.id === route.key.id;
  if (failure.kind === 'context')
    return other.model.contextTokens > route.model.contextTokens ? undefined : 'its window is no larger';
  if (failure.kind === 'auth' || failure.kind === 'quota' || failure.kind === 'key')
    return sameKey ? `the same key ${route.key.nickname}` : undefined;
  if (failure.kind === 'network') return sameServer(other, route) ? 'the same server' : undefined;
  if (failure.remedy === 'next-model') return sameModel ? 'another key does not help' : undefined;
  return undefined;
};
