import type { ChatFailure, FailureKind } from './failure.ts';
import { clauses } from './classify.ts';
import type { Route } from './plan.ts';
import { modelKey } from './provider.ts';

/** A route, or a wider scope it belongs to, that is better left alone until `until`. */
export interface Cooling {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly kind: FailureKind;
  /** Until when the provider itself wants to be left alone: asking before is useless and may be punished. Absent: our caution only. */
  readonly namedUntil?: number | undefined;
}

type Deadline = Omit<Cooling, 'namedUntil'>;
type Deadlines = Map<string, Deadline>;

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
  // Apart, because our own caution never locks out the only route, and a named time does.
  readonly #named: Deadlines = new Map();
  readonly #guessed: Deadlines = new Map();
  readonly #inARow = new Map<string, number>();

  succeeded(route: Route): void {
    const scopes = scopesOf(route);
    this.#inARow.delete(scopes.model);
    const own = new Set(Object.values(scopes));
    this.#forget((scope) => own.has(scope));
  }

  failed(route: Route, { kind, retryAfter }: ChatFailure, now: number): void {
    const scopes = scopesOf(route);
    const direct = coolings[kind];
    const counts = counting.has(kind);
    // A header that names a time beside any other failure speaks of something else.
    if (retryAfter !== undefined && (direct || counts))
      cool(this.#named, scopes[direct?.scope ?? 'model'], { until: now + retryAfter, kind });
    else if (direct) cool(this.#guessed, scopes[direct.scope], { until: now + direct.span, kind });
    if (!counts) return;
    const count = (this.#inARow.get(scopes.model) ?? 0) + 1;
    this.#inARow.set(scopes.model, count);
    if (count < tolerated) return;
    const span = Math.min(longestSpan, firstSpan * 2 ** (count - tolerated));
    cool(this.#guessed, scopes.model, { until: now + span, kind });
  }

  /** The longest reason to leave this route alone now; read at every pick, so nothing stale is believed. */
  coolingOf(route: Route, now: number): Cooling | undefined {
    const scopes = Object.values(scopesOf(route));
    const named = latest(this.#named, scopes, now);
    const guessed = latest(this.#guessed, scopes, now);
    const longest = named && guessed && guessed.until > named.until ? guessed : (named ?? guessed);
    return longest && { ...longest, namedUntil: named?.until };
  }

  /** The person changed, tested or re-enabled this key: what was known about it no longer counts. */
  forgetKey(keyId: string): void {
    this.#forget((scope) => scope === `key ${keyId}` || scope.startsWith(`key ${keyId} `));
  }

  #forget(meant: (scope: string) => boolean): void {
    for (const deadlines of [this.#named, this.#guessed])
      for (const scope of deadlines.keys()) if (meant(scope)) deadlines.delete(scope);
  }
}

const cool = (deadlines: Deadlines, scope: string, deadline: Deadline): void => {
  const before = deadlines.get(scope);
  if (!before || before.until < deadline.until) deadlines.set(scope, deadline);
};

const latest = (deadlines: Deadlines, scopes: readonly string[], now: number): Deadline | undefined =>
  scopes
    .flatMap((scope) => deadlines.get(scope) ?? [])
    .filter(({ until }) => until > now)
    .toSorted((a, b) => b.until - a.until)[0];

/** `its rate limit is reached, tried again in 41 s` */
export const coolingText = (cooling: Cooling, now: number): string =>
  `${clauses[cooling.kind]}, tried again in ${waitText(cooling.until - now)}`;

/** `41 s`, `12 min`, `3 h` */
export const waitText = (milliseconds: number): string => {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1_000));
  if (seconds < 100) return `${seconds} s`;
  return seconds < 6_000 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
};
