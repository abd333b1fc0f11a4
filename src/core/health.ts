import type { ChatFailure, FailureKind } from './failure.ts';
import { clauses } from './classify.ts';
import type { Route } from './plan.ts';
import { modelKey } from './provider.ts';

/** A route, or a wider scope it belongs to, that is better left alone until `until`. */
export interface Cooling {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly kind: FailureKind;
  /** The provider itself named the time: asking before it is useless and may be punished. */
  readonly named: boolean;
}

interface Scopes {
  readonly key: string;
  readonly keyModel: string;
  readonly model: string;
}

const scopesOf = ({ key, model }: Route): Scopes => ({
  key: `key ${key.id}`,
  keyModel: `key ${key.id} ${modelKey(model)}`,
  model: `model ${modelKey(model)}`,
});

/** How long a failure keeps a route away, in milliseconds, and how much of the neighbourhood it speaks about. */
const coolings: Partial<Record<FailureKind, { readonly scope: keyof Scopes; readonly span: number }>> = {
  rate: { scope: 'keyModel', span: 20_000 },
  quota: { scope: 'key', span: 3_600_000 },
  auth: { scope: 'key', span: 3_600_000 },
  'model-missing': { scope: 'model', span: 600_000 },
};

/** Failures that count: three in a row put the model of this provider aside, each further one for twice as long. */
const counting = new Set<FailureKind>(['server', 'network', 'stream', 'stall', 'empty']);
const tolerated = 3;
const firstSpan = 15_000;
const longestSpan = 300_000;

/**
 * Remembers what failed and for how long to leave it alone. A deadline is only ever moved later; time or a success
 * clears it; a changed key starts afresh.
 */
export class Health {
  readonly #cooling = new Map<string, Cooling>();
  readonly #inARow = new Map<string, number>();

  succeeded(route: Route): void {
    const scopes = scopesOf(route);
    this.#inARow.delete(scopes.model);
    for (const scope of Object.values(scopes)) this.#cooling.delete(scope);
  }

  failed(route: Route, failure: ChatFailure, now: number): void {
    const scopes = scopesOf(route);
    const direct = coolings[failure.kind];
    if (direct) this.#cool(scopes[direct.scope], failure, now + (failure.retryAfter ?? direct.span));
    else if (failure.retryAfter !== undefined) this.#cool(scopes.model, failure, now + failure.retryAfter);
    if (!counting.has(failure.kind)) return;
    const count = (this.#inARow.get(scopes.model) ?? 0) + 1;
    this.#inARow.set(scopes.model, count);
    if (count < tolerated) return;
    this.#cool(scopes.model, failure, now + Math.min(longestSpan, firstSpan * 2 ** (count - tolerated)));
  }

  /** The longest reason to leave this route alone now; read at every pick, so nothing stale is believed. */
  coolingOf(route: Route, now: number): Cooling | undefined {
    let longest: Cooling | undefined;
    for (const scope of Object.values(scopesOf(route))) {
      const cooling = this.#cooling.get(scope);
      if (cooling && cooling.until > now && cooling.until > (longest?.until ?? 0)) longest = cooling;
    }
    return longest;
  }

  /** The person changed, tested or re-enabled this key: what was known about it no longer counts. */
  forgetKey(keyId: string): void {
    for (const scope of this.#cooling.keys()) if (scope.startsWith(`key ${keyId}`)) this.#cooling.delete(scope);
  }

  #cool(scope: string, failure: ChatFailure, until: number): void {
    const before = this.#cooling.get(scope);
    if (before && before.until >= until) return;
    this.#cooling.set(scope, { until, kind: failure.kind, named: failure.retryAfter !== undefined });
  }
}

/** `its rate limit is reached, free again in 41 s` */
export const coolingText = (cooling: Cooling, now: number): string =>
  `${clauses[cooling.kind]}, tried again in ${waitText(cooling.until - now)}`;

/** `41 s`, `12 min`, `3 h` */
export const waitText = (milliseconds: number): string => {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1_000));
  if (seconds < 100) return `${seconds} s`;
  return seconds < 6_000 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
};
