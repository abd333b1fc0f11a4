import type { ChatFailure } from './failure.ts';
import { coolingText, type Health } from './health.ts';
import { t } from './l10n.ts';
import type { LeftOut, Plan, PlannedRoute, Route } from './plan.ts';
import { modelKey } from './provider.ts';
import { named, type Skipped } from './receipt.ts';
import {
  enoughBecause,
  mostOfServer,
  ofServer,
  retryWait,
  sameModel,
  sameServer,
  shortWait,
  uselessBecause,
  type Spent,
} from './walk-reasons.ts';

/** Why a route is passed over. Undefined: it is not. */
type Against = (route: PlannedRoute) => Pick<Skipped, 'reason' | 'kind'> | undefined;

interface PutOff {
  readonly route: PlannedRoute;
  readonly reason: string;
}

/** Which route comes next, and which are passed over because of what was learnt. */
export class Walk {
  readonly #health: Pick<Health, 'coolingOf' | 'begin'>;
  readonly #tokens: () => number;
  readonly #skipped: Skipped[] = [];
  readonly #passedOver: LeftOut[] = [];
  readonly #failed = new Set<string>();
  /** Models that one key was not allowed to use. */
  readonly #forbidden = new Set<string>();
  /** Routes that failed in a way that may be their whole server's. */
  readonly #troubled: PlannedRoute[] = [];
  #taken = new Set<PlannedRoute>();
  #remaining: readonly PlannedRoute[];
  /** Asked where all others failed. */
  #putOff: readonly PutOff[] = [];
  /** Reads the routes that the plan has not worked out yet. */
  #others: (() => readonly PlannedRoute[]) | undefined;
  readonly #rules: Against[] = [];

  constructor(plan: Plan, health: Pick<Health, 'coolingOf' | 'begin'>) {
    this.#health = health;
    this.#tokens = () => plan.promptTokens;
    const { first } = plan;
    this.#remaining = first ?? plan.routes;
    this.#others = first && (() => plan.routes.slice(first.length));
    for (const { provider, model, key, cause, reason } of plan.passedOver ?? plan.leftOut) {
      if (cause === 'cooling')
        this.#skipped.push({ provider: provider.name, model: model.id, key: key?.nickname, asked: false, reason });
    }
  }

  /** Every route that did not answer. */
  get skipped(): readonly Skipped[] {
    return [...this.#skipped, ...this.#putOff.map(({ route, reason }) => ({ ...named(route), asked: false, reason }))];
  }

  /** Routes of the plan that could not be asked when it was their turn. */
  get passedOver(): readonly LeftOut[] {
    return this.#passedOver;
  }

  /** Takes the next route that may be asked now. Health is read anew: much happens while a request is under way. */
  next(now: number): PlannedRoute | undefined {
    return this.#take(now, () => true) ?? (this.#widen() ? this.next(now) : this.#lastResort(now));
  }

  /** Takes a route to start beside one that is slow: on another server where there is one, else of another model. */
  beside(slow: Route, now: number): PlannedRoute | undefined {
    const fits = ({ wait, resting }: PlannedRoute): boolean => wait === 0 && resting === undefined;
    const elsewhere = this.#take(now, (other) => fits(other) && !sameServer(other, slow));
    const found = elsewhere ?? this.#take(now, (other) => fits(other) && !sameModel(other, slow));
    return found ?? (this.#widen() ? this.beside(slow, now) : undefined);
  }

  /** A budget does not admit it. Others may be cheaper, or free. */
  refused(route: PlannedRoute, reason: string): void {
    this.#passOver(route, { cause: 'budget', reason });
  }

  /** It was slower than the route that was started beside it. */
  outrun(route: PlannedRoute): void {
    this.#skipped.push({ ...named(route), asked: true, reason: t('another route answered first') });
  }

  /** From here on only routes that are `meant`; the others are passed over for this reason. */
  keepOnly(meant: (route: PlannedRoute) => boolean, reason: string): void {
    this.#sift((route) => (meant(route) ? undefined : { reason }));
  }

  failed(route: PlannedRoute, failure: ChatFailure, spent: Spent): Skipped {
    const skipped: Skipped = { ...named(route), asked: true, kind: failure.kind, reason: failure.message };
    this.#skipped.push(skipped);
    const enough = enoughBecause(spent);
    if (enough === undefined) this.#after(route, failure, spent.attempts);
    else this.#sift(() => ({ reason: enough }));
    return skipped;
  }

  #take(now: number, fits: (route: PlannedRoute) => boolean): PlannedRoute | undefined {
    for (const route of this.#remaining) {
      if (this.#taken.has(route) || !fits(route)) continue;
      this.#taken.add(route);
      const ready = this.#ready(route, now);
      if (ready) return ready;
    }
    return undefined;
  }

  /** The route as it may be asked now. Undefined: it has cooled since it was planned, or another request probes it. */
  #ready(route: PlannedRoute, now: number): PlannedRoute | undefined {
    const cooling = this.#health.coolingOf(route, now);
    if (!cooling) return this.#begun(route, now);
    if (this.#failed.has(idOf(route))) return cooling.until - now > route.wait ? undefined : this.#begun(route, now);
    const wait = Math.max(0, (cooling.namedUntil ?? now) - now);
    if (route.resting !== undefined && wait <= shortWait) return this.#begun({ ...route, wait }, now);
    const reason = coolingText(cooling, now);
    if (cooling.namedUntil === undefined) this.#putOff = [...this.#putOff, { route, reason }];
    else this.#passOver(route, { cause: 'cooling', reason });
    return undefined;
  }

  #begun(route: PlannedRoute, now: number): PlannedRoute | undefined {
    const reason = this.#health.begin(route, now, { tokens: this.#tokens });
    if (reason === undefined) return route;
    this.#putOff = [...this.#putOff, { route, reason }];
    return undefined;
  }

  /** Better than no answer: nobody but ourselves keeps it away. */
  #lastResort(now: number): PlannedRoute | undefined {
    const [first, ...others] = this.#putOff;
    this.#putOff = others;
    if (first) this.#health.begin(first.route, now, { tokens: this.#tokens, sole: true });
    return first?.route;
  }

  /** Once per route: again at once after a dropped connection (a pooled socket may just have been closed), else only where no other route is left. */
  #after(route: PlannedRoute, failure: ChatFailure, attempts: number): void {
    const retried = this.#failed.has(idOf(route));
    this.#failed.add(idOf(route));
    if (failure.kind === 'network' && !retried) {
      this.#remaining = [{ ...route, wait: 0 }, ...this.#remaining];
      return;
    }
    if (failure.kind === 'forbidden' && !this.#forbidden.has(modelKey(route.model))) this.#forbid(route);
    else
      this.#sift((other) => {
        const reason = uselessBecause(other, route, failure);
        return reason === undefined ? undefined : { reason, kind: failure.kind };
      });
    if (ofServer.has(failure.kind)) this.#spread(route, attempts);
    if (retried || this.#putOff.length > 0 || this.#remaining.length > 0 || this.#widen()) return;
    const wait = retryWait(failure);
    if (wait !== undefined) this.#remaining = [{ ...route, wait }];
  }

  /** A 403 mostly means the model, sometimes the key: the model's other keys come last, and only one of them is asked. */
  #forbid({ model }: Route): void {
    this.#forbidden.add(modelKey(model));
    this.#later((route) => this.#forbidden.has(modelKey(route.model)));
  }

  /** A server where two models failed may be down as a whole: all others come before what else it has. */
  #spread(route: PlannedRoute, attempts: number): void {
    this.#troubled.push(route);
    const isTroubled = (other: Route): boolean => {
      const failed = this.#troubled.filter((one) => sameServer(one, other)).map(({ model }) => modelKey(model));
      return new Set(failed).size >= mostOfServer(attempts);
    };
    // Another key of a model that is limited is the next to ask.
    const isLast = (other: Route): boolean => !sameModel(other, route) && isTroubled(other);
    if (isTroubled(route)) this.#later(isLast);
  }

  #later(isLast: (route: PlannedRoute) => boolean): void {
    this.#widen();
    const open = this.#remaining.filter((route) => !this.#taken.has(route));
    this.#remaining = [...open.filter((route) => !isLast(route)), ...open.filter(isLast)];
  }

  /** Passes over every route that there is a reason against. */
  #sift(against: Against): void {
    this.#rules.push(against);
    this.#remaining = this.#remaining.filter((route) => !this.#taken.has(route) && this.#stays(route, against));
    this.#putOff = this.#putOff.filter(({ route }) => this.#stays(route, against));
    this.#taken = new Set();
  }

  #stays(route: PlannedRoute, against: Against): boolean {
    const found = against(route);
    // What was asked before is among the skipped already.
    if (found && !this.#failed.has(idOf(route))) this.#skipped.push({ ...named(route), asked: false, ...found });
    return found === undefined;
  }

  /** Goes on to the rest of the plan. False: there is nothing more. */
  #widen(): boolean {
    const others = this.#others?.().filter((route) => this.#rules.every((against) => this.#stays(route, against)));
    this.#others = undefined;
    this.#remaining = [...this.#remaining, ...(others ?? [])];
    return others !== undefined && others.length > 0;
  }

  #passOver(route: PlannedRoute, { cause, reason }: Pick<LeftOut, 'cause' | 'reason'>): void {
    const { provider, model, key } = route;
    this.#passedOver.push({ provider, model, key, cause, reason });
    this.#skipped.push({ ...named(route), asked: false, reason });
  }
}

const idOf = ({ model, key }: Route): string => `${modelKey(model)} ${key.id}`;
