import type { Situation } from './expect.ts';
import { once } from './once.ts';
import type { Choosing, LeftOut, Plan, PlannedRoute } from './plan.ts';
import { dearestOf, type Dearest, type Used } from './plan-dearest.ts';
import { deskOf, type Desk } from './plan-desk.ts';
import { sieved, type Sieve } from './plan-floor.ts';
import { leftOutBefore } from './plan-left.ts';
import { orderingOf, smallestFirst, type Measures, type Ordering } from './plan-order.ts';
import { hoped } from './plan-pace.ts';
import { bandsOf, isPreferred, type Verdict } from './plan-policy.ts';
import { begun, growing, passedOver, touring, type Progress } from './plan-routes.ts';
import { stayingOf, type Staying } from './plan-stay.ts';
import { among, type Stock, type Talent } from './plan-stock.ts';
import { relaxedSentence, sparedSentence, staySentence } from './plan-sentences.ts';
import { skillOf } from './strength.ts';

/** What is chosen from, once it is known what a request needs. */
export interface Choice {
  readonly wish: Choosing;
  readonly verdict: Verdict;
  readonly stock: Stock;
  /** Of a request with a gap in a text: it goes to models that fill gaps, or is put into words for all others. */
  readonly gap?: 'filled' | 'worded' | undefined;
  /** Counts it, once. */
  readonly prompt: () => number;
  /** Whether this model cannot do the request. */
  readonly lacks: (index: number) => boolean;
  /** The same as a clause for a person. */
  readonly lackText: (index: number) => string | undefined;
  /** Asked for when the first cost is: the prompt is counted for it. */
  readonly situation: () => Situation;
  readonly incumbent?: Situation['incumbent'];
  /** What the tools gave is on its way back to it. */
  readonly open: boolean;
}

/** What was decided before any route was looked at. */
export interface Decision {
  readonly choice: Choice;
  /** What the request asks of a model. */
  readonly talent: Talent;
  readonly desk: Desk;
  /** Models that can do the request and may be used for it. */
  readonly able: Int32Array;
  /** Absent where the person picked the model. */
  readonly sieve: Sieve | undefined;
  readonly groups: Sieve['groups'];
  readonly measures: Measures;
  readonly ordering: Ordering;
  /** Absent where the conversation's model is not among those that may be chosen. */
  readonly staying: Staying | undefined;
}

/** So many routes are worked out at once: a request asks six at most. */
const firstRoutes = 8;

/**
 * Capability, policy, floor, budget, health, then cost or speed: all routes in their order. They are worked out as far as
 * they are read, since the offers may make tens of thousands.
 */
export const chosen = (choice: Choice): Plan => new Chosen(decided(choice));

/** A class: V8 (Node 24) keeps every literal with getters, and all they know, until its next big collection. */
class Chosen implements Plan {
  readonly task: Plan['task'];
  readonly why: Plan['why'];
  readonly answerLimit: Plan['answerLimit'];
  readonly floor: Plan['floor'];
  readonly rule: Plan['rule'];
  readonly fills: Plan['fills'];
  readonly #decision: Decision;
  readonly #reader: Reader;

  constructor(decision: Decision) {
    const { task, why, ruling, output } = decision.choice.verdict;
    this.task = task;
    this.why = why;
    this.answerLimit = output;
    this.floor = decision.sieve?.floor;
    this.rule = ruling?.name;
    this.fills = decision.talent === 'filling';
    this.#decision = decision;
    this.#reader = readerOf(decision);
  }

  get promptTokens(): number {
    return this.#decision.choice.prompt();
  }

  get stay(): string | undefined {
    return staySentence(this.#decision, this.#reader.start());
  }

  get relaxed(): string | undefined {
    return relaxedSentence(this.#decision, this.#reader.start().first[0], this.#reader.progress.weaker);
  }

  get spared(): string | undefined {
    return sparedSentence(this.#decision);
  }

  get routes(): readonly PlannedRoute[] {
    return this.#reader.all();
  }

  get leftOut(): readonly LeftOut[] {
    this.#reader.all();
    const { progress } = this.#reader;
    return [...leftOutBefore(this.#decision, progress.seen), ...passedOver(progress), ...ruledOut(this.#decision)];
  }

  get first(): readonly PlannedRoute[] {
    return this.#reader.start().first;
  }

  get passedOver(): readonly LeftOut[] {
    return this.#reader.start().passed;
  }

  dearest(used: Used): Dearest | undefined {
    return dearestOf(this.#decision, used);
  }
}

/** A model that fills a gap may be a candidate for that alone. */
const ruledOut = ({ choice: { gap, stock, wish } }: Decision): readonly LeftOut[] => {
  const { ruledOut: all = [] } = wish;
  if (gap === undefined) return all;
  const candidates = new Set(stock.offers.map(({ model }) => model));
  return all.filter(({ model }) => !candidates.has(model));
};

type Reader = ReturnType<typeof readerOf>;

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
  const floor = wish.lowered ?? ruling?.rule.floor ?? wish.floor ?? policy.floors[task];
  const unrated = (index: number): boolean => policy.unrated || desk.marks.named[index] === 1;
  const talent: Talent = choice.gap === 'filled' ? 'filling' : skillOf[task];
  const sieve = wish.picked ? undefined : sieved({ grades: stock.grades[talent], able, floor, unrated });
  const { order = 'cost' } = wish;
  const terms = {
    talent,
    preferences: order === 'cost',
    strongest: order === 'cost' && !policy.costOptimisation,
    paidFirst: order !== 'cheapest',
    thinkersLast: choice.gap === 'worded',
  };
  const bands = wish.picked ? undefined : bandsOf(stock, desk.marks, terms);
  const groups = sieve?.groups ?? [() => able];
  const best = (): Int32Array => groups[0]?.() ?? able;
  const isFast = order === 'speed';
  const pace = isFast ? hoped(desk.measured, stock, best) : desk.measured;
  const measures: Measures = { ...desk, stock, bands, order: isFast ? 'speed' : 'cost', pace };
  const ordering = orderingOf(measures);
  const { incumbent } = desk;
  const isLowered = wish.lowered !== undefined || ruling?.rule.floor !== undefined;
  const lenience = !sieve || choice.open ? unbounded : lenienceFor(task, isLowered);
  const mayStay = incumbent !== undefined && able.includes(incumbent) && (sieve?.keeps(incumbent, lenience) ?? true);
  const staying = mayStay ? stayingOf({ incumbent, among: best(), open: choice.open, measures, ordering }) : undefined;
  return { choice, talent, desk, able, sieve, groups, measures, ordering, staying };
};

/** So many grades under the floor a model may be that goes on with its conversation: while its tool calls are open, any. */
const unbounded = 4;

/** One where little is asked, so that turns of code and of talk do not send a conversation to and fro; none where a rule or a budget named the floor. */
const lenienceFor = (task: Decision['choice']['verdict']['task'], isNamed: boolean): number =>
  !isNamed && (task === 'chat' || task === 'utility') ? 1 : 0;

const ableOf = ({ verdict, stock, lacks }: Choice, { marks, keyed, tooDear }: Desk): Int32Array =>
  verdict.refusal === undefined
    ? among(stock.places, (index) => marks.barred[index] === 0 && keyed(index) && !lacks(index) && !tooDear(index))
    : new Int32Array(0);

interface Group {
  readonly group: () => Int32Array;
  readonly place: number;
  readonly progress: Progress;
}

/** The conversation's model where it stays, then the first and all that is preferred, then those of the fallback provider, then all others. */
function* modelsOf(decision: Decision, { group, place, progress }: Group): Generator<number> {
  const { staying, ordering, desk } = decision;
  const { seen } = progress;
  const { wish, verdict } = decision.choice;
  // Who asks for the cheapest or the fastest gets that next, too.
  const isPlain = !wish.picked && (wish.order ?? 'cost') === 'cost';
  let waiting = isPlain && place === 0 && verdict.policy.fallbackProvider !== undefined;
  const ahead = place === 0 && staying ? aheadOf(staying) : undefined;
  if (ahead !== undefined) yield ahead;
  for (const index of smallestFirst(group(), ordering)) {
    if (waiting && progress.served && !isPreferred(desk.marks, index)) {
      waiting = false;
      const fallbacks = among(group(), (one) => desk.marks.fallback[one] === 1 && !seen.has(one));
      yield* smallestFirst(fallbacks, ordering);
    }
    if (!seen.has(index)) yield index;
  }
}

/** A conversation moves for what it saves over some turns, which is no order of this one's costs. */
const aheadOf = ({ because, incumbent, rival }: Staying): number | undefined =>
  because === undefined ? rival : incumbent;
