import { money } from './cost.ts';
import { smallest, hopedPace, type Compare, type Measures } from './plan-order.ts';

/**
 * What another model must save before a conversation moves: a share of the cost and so many dollars. A move loses the
 * cache and makes reasoning foreign, and estimates are not exact enough for less.
 */
const leastShare = 0.1;
const leastUsd = 0.0005;
/** Where speed counts: the share and the milliseconds that another must be faster by. */
const leastFaster = { share: 0.25, ms: 200 } as const;

/** Whether the conversation's model goes first. */
export interface Staying {
  readonly incumbent: number;
  /** The best of the others. */
  readonly rival: number | undefined;
  readonly because: 'calls' | 'alone' | 'ahead' | 'habit' | undefined;
}

export interface Contest {
  readonly incumbent: number;
  /** All that may be chosen, the incumbent among them. */
  readonly among: readonly number[];
  /** Its tool calls are still open. */
  readonly open: boolean;
  readonly measures: Measures;
  readonly compare: Compare;
}

/** While tool calls are open, and while nothing else is better by enough. */
export const stayingOf = ({ incumbent, among, open, measures, compare }: Contest): Staying => {
  if (open) return { incumbent, rival: undefined, because: 'calls' };
  const others = among.filter((index) => index !== incumbent);
  const rival = smallest(others, compare);
  if (rival === undefined) return { incumbent, rival, because: 'alone' };
  if (compare(incumbent, rival) < 0) return { incumbent, rival, because: 'ahead' };
  return { incumbent, rival, because: isWorthMoving(measures, incumbent, rival) ? undefined : 'habit' };
};

const isWorthMoving = ({ bands, order, usd, pace }: Measures, incumbent: number, rival: number): boolean => {
  if (bands && bands[incumbent] !== bands[rival]) return true;
  if (order === 'speed') {
    const gain = pace(incumbent) - pace(rival);
    // Nobody tries an unknown model in the middle of a conversation.
    return pace(rival) !== hopedPace && gain > leastFaster.ms && gain > leastFaster.share * pace(incumbent);
  }
  const [now, then] = [usd(incumbent), usd(rival)];
  if (now === Number.POSITIVE_INFINITY) return then < now;
  return now - then > leastUsd && now - then > leastShare * now;
};

/** The decision and what came of it, by the names a person knows. */
export interface Outcome {
  readonly staying: Staying;
  readonly measures: Measures;
  readonly nameOf: (index: number) => string;
  /** The model that goes first. */
  readonly first: number;
  /** Why the incumbent cannot be asked, in a clause. */
  readonly out: string | undefined;
}

/** Whether the conversation stays with its model, and what that saves: a sentence for a person. */
export const stayText = ({ staying, measures, nameOf, first, out }: Outcome): string => {
  const { incumbent, rival, because } = staying;
  const own = nameOf(incumbent);
  if (first !== incumbent && (out !== undefined || because !== undefined))
    return `Leaves ${own}${out === undefined ? '' : ` (${out})`} for ${nameOf(first)}.`;
  if (first !== incumbent) return movedText({ staying, measures, nameOf, first, out });
  if (because === 'calls') return `Stays with ${own}: its tool calls are still open.`;
  if (rival === undefined) return `Stays with ${own}: nothing else can take this request.`;
  const numbers = `${figure(measures, incumbent)} there, ${figure(measures, rival)} at ${nameOf(rival)}`;
  if (because === 'ahead') return `Stays with ${own}: ${numbers}.`;
  return `Stays with ${own}: ${numbers}, which is not better by enough to move and lose its cache.`;
};

const movedText = ({ staying: { incumbent }, measures, nameOf, first }: Outcome): string => {
  const { bands } = measures;
  const move = `Moves from ${nameOf(incumbent)} to ${nameOf(first)}`;
  if (bands && bands[incumbent] !== bands[first]) return `${move}, which goes before it whatever they cost.`;
  return `${move}: ${figure(measures, first)} instead of ${figure(measures, incumbent)}.`;
};

const figure = ({ order, usd, pace }: Measures, index: number): string => {
  if (order === 'speed') return pace(index) === hopedPace ? 'pace unknown' : `${Math.round(pace(index))} ms`;
  const cost = usd(index);
  return cost === Number.POSITIVE_INFINITY ? 'cost unknown' : `~${money(cost)}`;
};
