import type { Situation } from './expect.ts';
import { once } from './once.ts';
import type { Choosing, Plan } from './plan.ts';
import { deskOf, type Desk } from './plan-desk.ts';
import { relaxedText, sieved, type Sieve } from './plan-floor.ts';
import { leftOutBefore, staySentence } from './plan-left.ts';
import { comparing, smallestFirst, type Compare, type Measures } from './plan-order.ts';
import { bandsOf, type Verdict } from './plan-policy.ts';
import { begun, growing, passedOver, touring, type Progress } from './plan-routes.ts';
import { stayingOf, type Staying } from './plan-stay.ts';
import type { Stock } from './plan-stock.ts';
import { skillOf } from './strength.ts';

/** What is chosen from, once it is known what a request needs. */
export interface Choice {
  readonly wish: Choosing;
  readonly verdict: Verdict;
  readonly stock: Stock;
  /** Counts it, once. */
  readonly prompt: () => number;
  /** Whether this model cannot do the request. */
  readonly lacks: (index: number) => boolean;
  /** The same as a clause for a person. */
  readonly lackText: (index: number) => string | undefined;
  /** Asked for when the first cost is: the prompt is counted for it. */
  readonly situation: () => Situation;
  readonly incumbent?: Situation['incumbent'];
  /** The last message answers its tool calls. */
  readonly open: boolean;
}

/** What was decided before any route was looked at. */
export interface Decision {
  readonly choice: Choice;
  readonly desk: Desk;
  /** Models that can do the request and may be used for it. */
  readonly able: readonly number[];
  /** Absent where the person picked the model. */
  readonly sieve: Sieve | undefined;
  readonly groups: readonly (readonly number[])[];
  readonly measures: Measures;
  readonly compare: Compare;
  /** Absent where the conversation's model is not among those that may be chosen. */
  readonly staying: Staying | undefined;
}

/** So many routes are worked out at once: a request asks six at most. */
const firstRoutes = 16;

/**
 * Capability, policy, floor, budget, health, then cost or speed: all routes in their order. They are worked out as far as
 * they are read, since the offers may make tens of thousands.
 */
export const chosen = (choice: Choice): Plan => {
  const decision = decided(choice);
  const { sieve, able } = decision;
  const { task, why, ruling, output } = choice.verdict;
  const { progress, all, start } = readerOf(decision);
  const floor = sieve && able.length > 0 ? sieve : undefined;
  return {
    task,
    why,
    answerLimit: output,
    get promptTokens() {
      return choice.prompt();
    },
    floor: sieve?.floor,
    rule: ruling?.name,
    get stay() {
      return staySentence(decision, start());
    },
    get relaxed() {
      start();
      return floor && relaxedText(floor, { task, weaker: progress.weaker });
    },
    get routes() {
      return all();
    },
    get leftOut() {
      all();
      return [...leftOutBefore(decision, progress.seen), ...passedOver(progress), ...(choice.wish.ruledOut ?? [])];
    },
    get first() {
      return start().first;
    },
    get passedOver() {
      return start().passed;
    },
  };
};

/** The routes, as far as somebody reads them. */
const readerOf = (decision: Decision) => {
  const { choice, desk, groups } = decision;
  const progress = begun();
  const read = growing(
    touring({
      groups: groups.map((group, place) => modelsOf(decision, { group, place, progress })),
      routesOf: desk.routesOf,
      judging: { ...choice.wish, promptTokens: choice.prompt },
      progress,
    }),
  );
  const start = once(() => {
    const first = read(firstRoutes).slice(0, firstRoutes);
    return { first, passed: passedOver(progress) };
  });
  const all = once(() => {
    start();
    return [...read(Number.POSITIVE_INFINITY)];
  });
  return { progress, all, start };
};

const decided = (choice: Choice): Decision => {
  const { wish, verdict, stock } = choice;
  const desk = deskOf(choice);
  const { policy, task, ruling } = verdict;
  const able = ableOf(choice, desk);
  const floor = ruling?.rule.floor ?? wish.floor ?? policy.floors[task];
  const unrated = (index: number): boolean => policy.unrated || desk.marks.named[index] === 1;
  const sieve = wish.picked ? undefined : sieved({ stock, able, task, floor, unrated });
  const { order = 'cost' } = wish;
  const terms = {
    skill: skillOf[task],
    preferences: order === 'cost',
    strongest: order === 'cost' && !policy.costOptimisation,
  };
  const bands = wish.picked ? undefined : bandsOf(stock, desk.marks, terms);
  const measures: Measures = { ...desk, stock, bands, order: order === 'speed' ? 'speed' : 'cost' };
  const compare = comparing(measures);
  const groups = sieve?.groups ?? [able];
  const [among = []] = groups;
  const { incumbent } = desk;
  const staying =
    incumbent !== undefined && among.includes(incumbent)
      ? stayingOf({ incumbent, among, open: choice.open, measures, compare })
      : undefined;
  return { choice, desk, able, sieve, groups, measures, compare, staying };
};

const ableOf = ({ verdict, stock, lacks }: Choice, { marks, keyed, tooDear }: Desk): readonly number[] => {
  const able: number[] = [];
  if (verdict.refusal !== undefined) return able;
  const { length } = stock.offers;
  for (let index = 0; index < length; index++)
    if (marks.barred[index] === 0 && keyed(index) && !lacks(index) && tooDear(index) === undefined) able.push(index);
  return able;
};

interface Group {
  readonly group: readonly number[];
  readonly place: number;
  readonly progress: Progress;
}

/** The conversation's model where it stays, then the first, then those of the fallback provider, then all others. */
function* modelsOf(decision: Decision, { group, place, progress }: Group): Generator<number> {
  const { staying, compare, desk } = decision;
  const { seen } = progress;
  const stays = place === 0 && staying?.because !== undefined ? staying.incumbent : undefined;
  const { wish, verdict } = decision.choice;
  const hasFallback = !wish.picked && place === 0 && verdict.policy.fallbackProvider !== undefined;
  const fallbacks = hasFallback ? group.filter((index) => desk.marks.fallback[index] === 1) : [];
  let waiting = hasFallback;
  if (stays !== undefined) yield stays;
  for (const index of smallestFirst(group, compare)) {
    if (!seen.has(index)) yield index;
    if (!waiting || !progress.served) continue;
    waiting = false;
    for (const next of smallestFirst(fallbacks, compare)) if (!seen.has(next)) yield next;
  }
}
