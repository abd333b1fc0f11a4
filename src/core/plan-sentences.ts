import { t } from './l10n.ts';
import { listed } from './listed.ts';
import type { LeftOut, PlannedRoute } from './plan.ts';
import type { Decision } from './plan-choice.ts';
import { floorText, isGrade, relaxedText } from './plan-floor.ts';
import { outOf } from './plan-left.ts';
import { smallestBut } from './plan-order.ts';
import { isSpared } from './plan-policy.ts';
import { leavesText, stayText } from './plan-stay.ts';
import { gradeOf } from './strength.ts';

/** Whether the conversation stays with its model: nothing is said where the person picked it, or where there is no conversation. */
export const staySentence = (
  decision: Decision,
  { first: [first], passed }: { readonly first: readonly PlannedRoute[]; readonly passed: readonly LeftOut[] },
): string | undefined => {
  const { choice, desk, staying, measures, groups, able, ordering } = decision;
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
  if (staying) {
    const rival = staying.rival ?? smallestBut(incumbent, groups[0]?.() ?? able, ordering);
    return stayText({ staying, rival, measures, nameOf, first: at, out, weak: weakText(decision, incumbent) });
  }
  const reason = outOf(decision, incumbent, undefined)?.reason ?? out;
  return leavesText(nameOf(incumbent), nameOf(at), reason);
};

/** That the conversation's model reaches the floor no more, in a clause. */
const weakText = ({ choice, talent, sieve }: Decision, incumbent: number): string | undefined => {
  const { stock, verdict } = choice;
  const grade = stock.grades[talent][incumbent] ?? 0;
  return sieve && sieve.best === undefined && grade > 0 && grade < gradeOf[sieve.floor]
    ? floorText(grade, sieve.floor, verdict.task)
    : undefined;
};

/** That the floor is not reached, and what takes its place. */
export const relaxedSentence = (
  { choice, talent, sieve, able }: Decision,
  first: PlannedRoute | undefined,
  weaker: boolean,
): string | undefined => {
  if (!sieve || able.length === 0) return undefined;
  const { stock, verdict, lacks } = choice;
  const need = gradeOf[sieve.floor];
  const reaches = (index: number): boolean => (stock.grades[talent][index] ?? 0) >= need;
  const grade = stock.grades[talent][stock.offers.findIndex(({ model }) => model === first?.model)] ?? 0;
  const barred = sieve.best !== undefined && stock.places.some((index) => reaches(index) && !lacks(index));
  return relaxedText(sieve, {
    task: verdict.task,
    instead: weaker && isGrade(grade) ? grade : undefined,
    barred,
  });
};

/** Weaker ones stand behind the others. */
const anyGrade = 4;

/** So many providers are named; more are not read. */
const namedProviders = 3;

/** Why free models go last; undefined where none does, or where nothing goes before them. */
export const sparedSentence = ({ choice, sieve, able, desk }: Decision): string | undefined => {
  const { stock, wish } = choice;
  if (!sieve || wish.order === 'cheapest') return undefined;
  const providers = new Set<string>();
  let paid = false;
  for (const index of able) {
    if (!sieve.keeps(index, anyGrade)) continue;
    const name = stock.offers[index]?.provider.name;
    if (name !== undefined && isSpared(stock, desk.marks, index)) providers.add(name);
    else paid = true;
  }
  if (!paid || providers.size === 0) return undefined;
  const names = [...providers].toSorted();
  const shown = listed(names.slice(0, namedProviders));
  return t(
    'Free models of {0} go last: such offers take few requests a day, and who makes them may learn from what is asked. Prefer one by its name to use it first.',
    names.length > namedProviders ? t('{0} and others', shown) : shown,
  );
};
