import { money } from './cost.ts';
import { t } from './l10n.ts';
import { smallestBut, type Measures, type Ordering } from './plan-order.ts';

/** A move is weighed over so many turns: it costs a cache once, and a dear model costs each time. */
const turns = 5;
/**
 * What another model must save over these before a conversation moves: a share of the cost and, where a cache is lost, so
 * many dollars. A move makes reasoning foreign too, and estimates are not exact enough for less.
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
  readonly among: Int32Array;
  /** Its tool calls are still open. */
  readonly open: boolean;
  readonly measures: Measures;
  readonly ordering: Ordering;
}

/** While tool calls are open, and while nothing else is better by enough. */
export const stayingOf = ({ incumbent, among, open, measures, ordering }: Contest): Staying => {
  if (open) return { incumbent, rival: undefined, because: 'calls' };
  const rival = smallestBut(incumbent, among, ordering);
  if (rival === undefined) return { incumbent, rival, because: 'alone' };
  const { bands, order } = measures;
  if ((bands && bands[incumbent] !== bands[rival]) || (order === 'speed' && ordering.compare(incumbent, rival) < 0))
    return { incumbent, rival, because: ordering.compare(incumbent, rival) < 0 ? 'ahead' : undefined };
  const because = order === 'speed' ? bySpeed(measures, incumbent, rival) : byCost(measures, incumbent, rival);
  return { incumbent, rival, because };
};

const bySpeed = ({ measured, pace }: Measures, incumbent: number, rival: number): 'habit' | undefined => {
  const gain = pace(incumbent) - pace(rival);
  // Nobody tries an unknown model in the middle of a conversation.
  const isKnown = measured(rival) !== Number.POSITIVE_INFINITY;
  return isKnown && gain > leastFaster.ms && gain > leastFaster.share * pace(incumbent) ? undefined : 'habit';
};

const byCost = (measures: Measures, incumbent: number, rival: number): 'ahead' | 'habit' | undefined => {
  const [own, other] = [overTurns(measures, incumbent), overTurns(measures, rival)];
  if (own < other) return 'ahead';
  if (own === Number.POSITIVE_INFINITY) return other < own ? undefined : 'habit';
  const gain = own - other;
  return gain > leastShare * own && gain > (measures.caches() ? leastUsd : 0) ? undefined : 'habit';
};

/** This turn, and those to come with what was said in a cache; without a cache all are alike. */
const overTurns = ({ usd, laterUsd, caches }: Measures, index: number): number =>
  caches() ? usd(index) + (turns - 1) * laterUsd(index) : usd(index);

/** The decision and what came of it, by the names a person knows. */
export interface Outcome {
  readonly staying: Staying;
  /** The best of the others, also where nobody was asked for it. */
  readonly rival: number | undefined;
  readonly measures: Measures;
  readonly nameOf: (index: number) => string;
  /** The model that goes first. */
  readonly first: number;
  /** Why the incumbent cannot be asked, in a clause. */
  readonly out: string | undefined;
  /** That the incumbent is too weak for anything but to go on, in a clause. */
  readonly weak?: string | undefined;
}

/** Whether the conversation stays with its model, and what that saves: a sentence for a person. */
export const stayText = (outcome: Outcome): string => {
  const { staying, rival, measures, nameOf, first, out, weak } = outcome;
  const { incumbent, because } = staying;
  const own = nameOf(incumbent);
  if (first !== incumbent && (out !== undefined || because !== undefined)) return leavesText(own, nameOf(first), out);
  if (first !== incumbent) return movedText(outcome);
  const stays =
    weak === undefined
      ? t('Stays with {0}', own)
      : t('Stays with {0} (it {1}, but may go on with what it began)', own, weak);
  const numbers = rival === undefined ? '' : numbersText(outcome, rival);
  if (because === 'calls')
    return numbers === ''
      ? t('{0}: its tool calls are still open.', stays)
      : t('{0}: its tool calls are still open ({1}).', stays, numbers);
  if (rival === undefined) return t('{0}: nothing else can take this request.', stays);
  if (because === undefined) return t('{0}: {1} cannot be asked now.', stays, nameOf(rival));
  if (because === 'ahead') return t('{0}: {1}.', stays, numbers);
  return isOverTurns(measures)
    ? t('{0}: {1}, which is not better by enough to move and lose its cache.', stays, numbers)
    : t('{0}: {1}, which is not better by enough to move.', stays, numbers);
};

/** Why the conversation goes on with another model, where it could not stay. */
export const leavesText = (own: string, next: string, reason: string | undefined): string =>
  reason === undefined ? t('Leaves {0} for {1}.', own, next) : t('Leaves {0} ({1}) for {2}.', own, reason, next);

/** `~$0.02 there, ~$0.05 at OpenAI gpt-6-luna over 5 turns` */
const numbersText = ({ staying: { incumbent }, measures, nameOf }: Outcome, rival: number): string => {
  const [own, other] = [figure(measures, incumbent), figure(measures, rival)];
  return isOverTurns(measures)
    ? t('{0} there, {1} at {2} over {3} turns', own, other, nameOf(rival), turns)
    : t('{0} there, {1} at {2}', own, other, nameOf(rival));
};

const movedText = ({ staying: { incumbent }, measures, nameOf, first }: Outcome): string => {
  const { bands } = measures;
  const move = t('Moves from {0} to {1}', nameOf(incumbent), nameOf(first));
  if (bands && bands[incumbent] !== bands[first]) return t('{0}, which goes before it whatever they cost.', move);
  const [next, own] = [figure(measures, first), figure(measures, incumbent)];
  return isOverTurns(measures)
    ? t('{0}: {1} instead of {2} over {3} turns.', move, next, own, turns)
    : t('{0}: {1} instead of {2}.', move, next, own);
};

const isOverTurns = ({ order, caches }: Measures): boolean => order === 'cost' && caches();

const figure = (measures: Measures, index: number): string => {
  const pace = measures.measured(index);
  if (measures.order === 'speed')
    return pace === Number.POSITIVE_INFINITY ? t('pace unknown') : t('{0} ms', Math.round(pace));
  const cost = overTurns(measures, index);
  return cost === Number.POSITIVE_INFINITY ? t('cost unknown') : `~${money(cost)}`;
};
