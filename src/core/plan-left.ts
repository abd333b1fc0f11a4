import type { LeftOut, PlannedRoute } from './plan.ts';
import type { Decision } from './plan-choice.ts';
import { floorText } from './plan-floor.ts';
import { barText } from './plan-policy.ts';
import { stayText } from './plan-stay.ts';
import { mayUse } from './plan-stock.ts';
import { skillOf } from './strength.ts';

/** What was left out before any route was looked at, by name; first what cannot do the request. */
export const leftOutBefore = (decision: Decision, seen: ReadonlySet<number>): readonly LeftOut[] => {
  const { stock } = decision.choice;
  const byName = [...stock.offers.keys()].toSorted((a, b) => (stock.rank[a] ?? 0) - (stock.rank[b] ?? 0));
  const all = byName.flatMap((index) => leftAt(decision, index, seen));
  return causes.flatMap((cause) => all.filter((left) => left.cause === cause));
};

/** In the order they are looked at. */
const causes = ['capability', 'policy', 'floor'] as const satisfies readonly LeftOut['cause'][];

const leftAt = (decision: Decision, index: number, seen: ReadonlySet<number>): readonly LeftOut[] => {
  const { offers } = decision.choice.stock;
  const offer = offers[index];
  if (!offer) return [];
  const { provider, model } = offer;
  const out = outOf(decision, index, seen);
  if (out) return [{ provider, model, ...out }];
  return offer.keys.flatMap((key) =>
    mayUse(key, model) ? [] : [{ provider, model, key, cause: 'policy', reason: 'this key is kept for other models' }],
  );
};

/** Why a model is not among those whose routes were looked at. */
const outOf = (
  { choice, desk, sieve }: Decision,
  index: number,
  seen: ReadonlySet<number> | undefined,
): Pick<LeftOut, 'cause' | 'reason'> | undefined => {
  const { stock, verdict } = choice;
  const lack = choice.lackText(index);
  if (lack !== undefined) return { cause: 'capability', reason: lack };
  const bar = desk.marks.barred[index] ?? 0;
  if (bar !== 0) return { cause: 'policy', reason: barText(bar, verdict.ruling) };
  if (!desk.keyed(index)) return undefined;
  const reason = verdict.refusal ?? desk.tooDear(index);
  if (reason !== undefined) return { cause: 'policy', reason };
  if (!sieve || seen?.has(index)) return undefined;
  const grade = stock.grades[skillOf[verdict.task]][index] ?? 0;
  return { cause: 'floor', reason: floorText(grade, sieve.floor, verdict.task) };
};

/** Whether the conversation stays with its model: nothing is said where the person picked it, or where there is no conversation. */
export const staySentence = (
  decision: Decision,
  { first: [first], passed }: { readonly first: readonly PlannedRoute[]; readonly passed: readonly LeftOut[] },
): string | undefined => {
  const { choice, desk, staying, measures } = decision;
  const { incumbent } = desk;
  if (choice.wish.picked || incumbent === undefined || !first) return undefined;
  const { offers } = choice.stock;
  const nameOf = (index: number): string => {
    const offer = offers[index];
    return offer ? `${offer.provider.name} ${offer.model.id}` : '';
  };
  const at = offers.findIndex(({ model }) => model === first.model);
  const out = passed.find(({ model }) => model === offers[incumbent]?.model)?.reason;
  // Where there is nothing else to choose, nothing was decided.
  if (staying?.because === 'alone' && at === incumbent) return undefined;
  if (staying) return stayText({ staying, measures, nameOf, first: at, out });
  const reason = outOf(decision, incumbent, undefined)?.reason ?? out;
  return `Leaves ${nameOf(incumbent)}${reason === undefined ? '' : ` (${reason})`} for ${nameOf(at)}.`;
};
