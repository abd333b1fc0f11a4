import { coolingText, type Cooling } from './health.ts';
import type { Choosing, LeftOut, PlannedRoute } from './plan.ts';
import { serverOf, shortWait } from './walk-reasons.ts';

/** A model on its way to becoming routes: what its keys lead to, in the order they are tried. */
type RoutesOf = (index: number) => Iterable<PlannedRoute>;

interface Judging extends Pick<Choosing, 'health' | 'now' | 'overBudget'> {
  readonly promptTokens: () => number;
}

/** A route that rests: why, and how long it would have to be waited for where there is no other. */
interface Resting {
  readonly route: PlannedRoute;
  readonly left: LeftOut;
  readonly until: number;
  /** Undefined: its provider named a time that is not almost over. */
  readonly wait: number | undefined;
}

/** What is known once the routes have been read as far as they were. */
export interface Progress {
  /** Models that were looked at. */
  readonly seen: Set<number>;
  readonly overBudget: LeftOut[];
  /** Those that are left out for their health, by group. */
  readonly resting: (readonly Resting[])[];
  /** A weaker model is the first that may be asked. */
  weaker: boolean;
  /** The first model had a route. */
  served: boolean;
}

export const begun = (): Progress => ({
  seen: new Set(),
  overBudget: [],
  resting: [],
  weaker: false,
  served: false,
});

/** One route after the other, of a group of models that count the same for the floor. */
export interface Tour {
  /** The models of each group in their order. */
  readonly groups: readonly Iterable<number>[];
  readonly routesOf: RoutesOf;
  readonly judging: Judging;
  readonly progress: Progress;
}

/** Servers with a free route that make it needless to stand weaker models behind them: more are hardly ever asked. */
const enoughServers = 3;

/**
 * Every route that may be asked now, those that reach the floor first. Behind them goes what is weaker, so that no request
 * is lost that another model could serve; but not where enough servers are there anyway, and not where a budget left
 * something out, since what then happens is for that budget to say. Where all rest, they are asked all the same: all but
 * those whose provider named a time that is not almost over, so a sole route is never locked out by our own caution.
 */
export function* touring({ groups, routesOf, judging, progress }: Tour): Generator<PlannedRoute> {
  const servers = new Set<string>();
  for (const [place, group] of groups.entries()) {
    const resting: Resting[] = [];
    let dear = false;
    for (const route of routesIn(group, routesOf, progress)) {
      const verdict = verdictOn(route, judging);
      if (verdict === undefined) {
        progress.weaker ||= servers.size === 0 && place > 0;
        servers.add(serverOf(route));
        progress.served = true;
        yield route;
      } else if ('left' in verdict) resting.push(verdict);
      else {
        dear = true;
        progress.overBudget.push(verdict);
      }
      progress.resting[place] = resting;
    }
    if (dear || servers.size >= enoughServers) break;
  }
  if (servers.size === 0) yield* rescued(progress);
}

function* routesIn(group: Iterable<number>, routesOf: RoutesOf, { seen }: Progress): Generator<PlannedRoute> {
  for (const index of group) {
    seen.add(index);
    yield* routesOf(index);
  }
}

function* rescued(progress: Progress): Generator<PlannedRoute> {
  for (const [place, resting] of progress.resting.entries()) {
    progress.resting[place] = resting.filter(({ wait }) => wait === undefined);
    for (const { route, left, wait } of resting) if (wait !== undefined) yield { ...route, wait, resting: left.reason };
  }
}

/** Undefined: it may be asked now. */
const verdictOn = (route: PlannedRoute, judging: Judging): Resting | LeftOut | undefined => {
  const { health, now, overBudget } = judging;
  const { provider, model, key } = route;
  const dear = overBudget?.(route);
  if (dear !== undefined) return { provider, model, key, cause: 'budget', reason: dear };
  const cooling = health.coolingOf(route, now);
  if (cooling) {
    const left: LeftOut = { provider, model, key, cause: 'cooling', reason: coolingText(cooling, now) };
    return { route, left, until: cooling.until, wait: waitFor(cooling, now) };
  }
  const full = health.roomFor?.(route, judging.promptTokens, now);
  return full === undefined
    ? undefined
    : { route, left: { provider, model, key, cause: 'limit', reason: full }, until: now, wait: 0 };
};

const waitFor = ({ namedUntil }: Cooling, now: number): number | undefined => {
  const wait = Math.max(0, (namedUntil ?? now) - now);
  return wait <= shortWait ? wait : undefined;
};

/** What was passed over so far, those that are free again soonest first. */
export const passedOver = ({ overBudget, resting }: Progress): readonly LeftOut[] => [
  ...overBudget,
  ...resting
    .flat()
    .toSorted((a, b) => a.until - b.until)
    .map(({ left }) => left),
];

/** A list that is made only as far as it is read. */
export const growing = <T>(source: Iterator<T, undefined>) => {
  const made: T[] = [];
  let over = false;
  /** At least so many, or all there are. */
  return (count: number): readonly T[] => {
    while (!over && made.length < count) {
      const next = source.next();
      if (next.done) over = true;
      else made.push(next.value);
    }
    return made;
  };
};
