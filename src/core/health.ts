import { Accounts } from './accounts.ts';
import type { LimitLeft } from './alert-quota.ts';
import type { RateLimits } from './chat.ts';
import { clauses } from './classify.ts';
import type { ChatFailure, FailureKind } from './failure.ts';
import { Headroom, type Tokens } from './headroom.ts';
import { coolings, counting, longestWait, waits } from './health-effects.ts';
import { later, type Deadline } from './health-note.ts';
import { Notes, type HealthShare, type Watched } from './health-notes.ts';
import { isOfKey, keyModelOf, scopesOf } from './health-scopes.ts';
import { t } from './l10n.ts';
import { paceFrom, sampled, type Pace } from './pace.ts';
import type { Route } from './plan.ts';
import { Reach } from './reach.ts';
import { Trials } from './trials.ts';
import { waitText } from './wait-text.ts';

export type { HealthShare } from './health-notes.ts';
export type { Pace } from './pace.ts';
export { waitText } from './wait-text.ts';

/** A route, or a wider scope it belongs to, that is better left alone until `until`. */
export interface Cooling {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly kind: FailureKind;
  /** Until when the provider itself wants to be left alone: asking before is useless and may be punished. Absent: our caution only. */
  readonly namedUntil?: number | undefined;
}

export interface Beginning {
  /** Tokens this request will send. */
  readonly tokens?: Tokens | undefined;
  /** No other route is left: it does not wait for another request's probe. */
  readonly sole?: boolean | undefined;
}

export interface Answered {
  readonly firstTokenMs?: number | undefined;
  /** What the answer's headers left. */
  readonly limits?: RateLimits | undefined;
}

/** An attempt under way. */
interface Begun {
  readonly at: number;
  /** Everything said until then had been said before it began. */
  readonly upTo: number;
  /** Scopes whose probe it is. */
  readonly probes: readonly string[];
}

/**
 * Remembers what failed and for how long to leave it alone, how fast models begin to answer and what their rate limits
 * leave. A deadline is only ever moved later; time or a success clears it; a changed key starts afresh. Through a share all
 * windows know the same, also after a restart; without one it is this window's memory.
 */
export class Health {
  readonly #notes = new Notes();
  readonly #accounts = new Accounts(this.#notes);
  readonly #trials = new Trials(this.#notes);
  readonly #headroom = new Headroom();
  readonly #reach = new Reach();
  /** By the route object of the attempt: every plan makes its own. */
  readonly #begun = new WeakMap<Route, Begun>();
  /** By the route object: every plan asks for the pace of the same thousands of them. */
  readonly #paced = new WeakMap<Route, Watched>();

  /** Learns what other windows know, and tells them what happens here from now on. Cheap: called before every plan. */
  sync(share: HealthShare, now = Date.now()): void {
    this.#notes.sync(share, now);
  }

  /**
   * Called before every attempt, which ends with `succeeded`, `failed` or `left` of the same route object. A clause where
   * the route is on trial and another request has the one probe; then nothing has begun.
   */
  begin(route: Route, now: number, { tokens = 0, sole = false }: Beginning = {}): string | undefined {
    const scopes = scopesOf(route);
    const { probes, refused } = this.#trials.take([scopes.model, scopes.server], now);
    if (refused && !sole) {
      this.#trials.giveBack(probes, now);
      return t('another request is trying whether it works again');
    }
    const upTo = Math.max(now, ...this.#all(route, now).map((scope) => this.#notes.of(scope, now).changed));
    this.#begun.set(route, { at: now, upTo, probes });
    this.#headroom.sent(this.#limited(route, now), tokens, now);
    return undefined;
  }

  /** It answered. Clears what was said about it before it began. */
  succeeded(route: Route, now = Date.now(), { firstTokenMs, limits }: Answered = {}): void {
    const { model, server } = scopesOf(route);
    const begun = this.#begun.get(route);
    this.#begun.delete(route);
    this.#heard(route);
    // The headers came with or before the first part of the answer.
    if (limits) this.#headroom.saw(this.#limited(route, now), limits, (begun?.at ?? now) + (firstTokenMs ?? 0));
    this.#accounts.answered(route.key, (account) => this.#isCautious(`${account} ${model}`, now), now);
    for (const scope of this.#all(route, now)) this.#trials.clear(scope, now, begun?.upTo);
    for (const scope of [model, server]) this.#trials.answered(scope, now);
    this.#pace(model, firstTokenMs, now);
  }

  failed(route: Route, failure: ChatFailure, now: number): void {
    const { kind, organization } = failure;
    if (organization !== undefined) this.#accounts.named(route.key, organization, now);
    if (kind !== 'network' && kind !== 'aborted' && kind !== 'key') this.#heard(route);
    this.#cool(route, failure, now);
    const counts = counting[kind];
    if (counts) this.#count(route, scopesOf(route)[counts], { kind, now });
    this.left(route, now);
  }

  /**
   * The attempt ended without telling whether the route works: a probe is given back. So many milliseconds of silence count
   * for its pace: if only those that were quick did, hedging would find every route quicker and hedge ever more.
   */
  left(route: Route, now = Date.now(), silentMs?: number): void {
    this.#trials.giveBack(this.#begun.get(route)?.probes ?? [], now);
    this.#begun.delete(route);
    this.#pace(scopesOf(route).model, silentMs, now);
  }

  #pace(model: string, firstTokenMs: number | undefined, now: number): void {
    if (firstTokenMs === undefined) return;
    const milliseconds = Math.max(0, Math.round(firstTokenMs));
    this.#notes.change(model, now, (note, at) => ({ ...note, pace: sampled(note, [at, milliseconds]) }));
  }

  /** The longest reason to leave this route alone now; read at every pick, so nothing stale is believed. */
  coolingOf(route: Route, now: number): Cooling | undefined {
    let named: Deadline | undefined;
    let guessed: Deadline | undefined;
    for (const scope of this.#wary(route, now)) {
      const note = this.#notes.of(scope, now);
      named = later(named, live(note.named, now));
      guessed = later(later(guessed, live(note.guessed, now)), this.#trials.tripped(scope, now));
    }
    const longest = named && guessed && guessed.until > named.until ? guessed : (named ?? guessed);
    return longest && { until: longest.until, kind: longest.kind, namedUntil: named?.until };
  }

  /** Why what is left of the rate limits is too little for this many tokens, in a clause. Our caution, never a lock. */
  roomFor(route: Route, tokens: Tokens, now: number): string | undefined {
    if (this.#headroom.isUnknown) return undefined;
    return this.#headroom.refusal(this.#limited(route, now), tokens, now);
  }

  /** What is left of the rate limits of each key and model, as this window knows it. */
  limits(now = Date.now()): readonly LimitLeft[] {
    return [...this.#headroom.left(now)].flatMap(([scope, limit]) => {
      const of = keyModelOf(scope);
      return of ? [{ ...limit, ...of }] : [];
    });
  }

  /** How long this model at this server takes to begin an answer. Undefined: nobody has measured it. */
  paceOf(route: Route): Pace | undefined {
    let watched = this.#paced.get(route);
    if (!watched) this.#paced.set(route, (watched = this.#notes.watch(scopesOf(route).model)));
    return paceFrom(watched.note.pace);
  }

  /** Whether a limit of the one key is one of the other: the same key, or one account behind both. */
  shareLimits(a: Route, b: Route, now: number): boolean {
    if (a.key.id === b.key.id) return true;
    const others = new Set(this.#accounts.of(b.key, now));
    return this.#accounts.of(a.key, now).some((account) => others.has(account));
  }

  /** The person changed, tested or re-enabled this key: what was known about it no longer counts. */
  forgetKey(keyId: string, now = Date.now()): void {
    this.#notes.forgetKey(keyId, now);
    this.#headroom.forget((scope) => isOfKey(scope, keyId));
  }

  /** Sets the deadline of a failure that speaks for itself, or of a provider that names one. */
  #cool(route: Route, { kind, retryAfter }: ChatFailure, now: number): void {
    const scopes = scopesOf(route);
    const direct = coolings[kind];
    const wait = waits.has(kind) && retryAfter !== undefined ? Math.min(longestWait, retryAfter) : undefined;
    const until = now + (wait ?? direct?.span ?? 0);
    // A wait of 0 is over at once: it is not the same as one that nobody named.
    if (until <= now) return;
    const deadline = { until, kind, now };
    this.#notes.cool(scopes[direct?.scope ?? 'model'], wait === undefined ? 'guessed' : 'named', deadline);
    if (kind === 'rate' && wait !== undefined)
      this.#accounts.limited({ key: route.key, model: scopes.model, now, until });
    if (kind !== 'rate' && kind !== 'quota') return;
    for (const account of this.#accounts.of(route.key, now))
      this.#notes.cool(kind === 'rate' ? `${account} ${scopes.model}` : account, 'guessed', {
        ...deadline,
        by: route.key.id,
      });
  }

  #count(route: Route, scope: string, { kind, now }: { readonly kind: FailureKind; readonly now: number }): void {
    if (kind === 'network' && !route.provider.local) {
      this.#reach.unreachable(scope, now);
      const blameless = this.#reach.offline();
      for (const server of blameless) this.#trials.clear(server, now);
      if (blameless.length > 0) return;
    }
    this.#trials.failed(scope, { kind, now, probed: this.#begun.get(route)?.probes.includes(scope) ?? false });
  }

  #heard({ provider }: Route): void {
    if (!provider.local) this.#reach.heard();
  }

  #isCautious(scope: string, now: number): boolean {
    return live(this.#notes.of(scope, now).guessed, now) !== undefined;
  }

  #all(route: Route, now: number): readonly string[] {
    const scopes = scopesOf(route);
    const accounts = this.#accounts.of(route.key, now);
    return [...Object.values(scopes), ...accounts.flatMap((account) => [account, `${account} ${scopes.model}`])];
  }

  /** The scopes that may have something to say about a route. */
  #wary(route: Route, now: number): readonly string[] {
    if (this.#notes.areAllWell()) return [];
    if (!this.#notes.areAllWell('account')) return this.#all(route, now);
    const { key, keyModel, model, server } = scopesOf(route);
    const scopes = this.#notes.areAllWell('key') ? [] : [key, keyModel];
    if (!this.#notes.areAllWell('model')) scopes.push(model);
    if (!this.#notes.areAllWell('server')) scopes.push(server);
    return scopes;
  }

  /** Where the same rate limit is counted: the key with this model, and every key of its accounts. */
  #limited(route: Route, now: number): readonly string[] {
    const { keyModel, model } = scopesOf(route);
    return [keyModel, ...this.#accounts.of(route.key, now).map((account) => `${account} ${model}`)];
  }
}

const live = (deadline: Deadline | undefined, now: number): Deadline | undefined =>
  deadline && deadline.until > now ? deadline : undefined;

/** `its rate limit is reached, tried again in 41 s` */
export const coolingText = (cooling: Cooling, now: number): string =>
  t('{0}, tried again in {1}', clauses[cooling.kind], waitText(cooling.until - now));
