import type { ChatFailure, FailureKind } from './failure.ts';
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

  /** From here on only routes that are `meant`; the others are passed over for this reason. */
  keepOnly(meant: (route: PlannedRoute) => boolean, reason: string): void {
    const others = this.#remaining.filter((route) => !meant(route));
    this.skipped.push(...others.map((route) => ({ ...named(route), asked: false, reason })));
    this.#remaining = this.#remaining.filter(meant);
  }

  failed(route: PlannedRoute, failure: ChatFailure, attempts: number): Skipped {
    const skipped: Skipped = { ...named(route), asked: true, kind: failure.kind, reason: failure.message };
    this.skipped.push(skipped);
    const rest = this.#remaining.slice(1);
    this.#remaining = attempts >= mostAttempts ? this.#giveUp(rest) : this.#after(rest, route, failure);
    return skipped;
  }

  #giveUp(rest: readonly PlannedRoute[]): readonly PlannedRoute[] {
    const reason = `${mostAttempts} attempts are enough for one request`;
    this.skipped.push(...rest.map((other) => ({ ...named(other), asked: false, reason })));
    return [];
  }

  /** Once per route: again at once after a dropped connection (a pooled socket may just have been closed), else only where no other route is left. */
  #after(rest: readonly PlannedRoute[], route: PlannedRoute, failure: ChatFailure): readonly PlannedRoute[] {
    const id = `${modelKey(route.model)} ${route.key.id}`;
    const retried = this.#retried.has(id);
    this.#retried.add(id);
    if (failure.kind === 'network' && !retried) return [{ ...route, wait: 0 }, ...rest];
    const others = rest.filter((other) => this.#stillWorthIt(other, route, failure));
    const wait = retried || others.length > 0 ? undefined : retryWait(failure);
    return wait === undefined ? others : [{ ...route, wait }];
  }

  #stillWorthIt(other: PlannedRoute, route: PlannedRoute, failure: ChatFailure): boolean {
    const reason = uselessBecause(other, route, failure);
    if (reason !== undefined) this.skipped.push({ ...named(other), asked: false, kind: failure.kind, reason });
    return reason === undefined;
  }
}

/** Failures that a moment may cure; all others would only come back. */
const passing = new Set<FailureKind>(['rate', 'server', 'stream', 'empty']);

const retryWait = ({ kind, retryAfter }: ChatFailure): number | undefined => {
  if (!passing.has(kind)) return undefined;
  if (retryAfter !== undefined) return retryAfter <= shortWait ? retryAfter : undefined;
  return kind === 'rate' ? undefined : retryPause * (0.8 + Math.random() * 0.4);
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
