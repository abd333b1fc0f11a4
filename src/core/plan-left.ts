import { t } from './l10n.ts';
import type { LeftOut } from './plan.ts';
import type { Decision } from './plan-choice.ts';
import { dearText } from './plan-desk.ts';
import { floorText } from './plan-floor.ts';
import { barText } from './plan-policy.ts';
import { mayUse } from './plan-stock.ts';

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
    mayUse(key, model)
      ? []
      : [{ provider, model, key, cause: 'policy', reason: t('this key is kept for other models') }],
  );
};

/** Why a model is not among those whose routes were looked at. */
export const outOf = (
  { choice, talent, desk, sieve }: Decision,
  index: number,
  seen: ReadonlySet<number> | undefined,
): Pick<LeftOut, 'cause' | 'reason'> | undefined => {
  const { stock, verdict } = choice;
  const lack = choice.lackText(index);
  if (lack !== undefined) return { cause: 'capability', reason: lack };
  const bar = desk.marks.barred[index] ?? 0;
  if (bar !== 0) return { cause: 'policy', reason: barText(bar, verdict.ruling) };
  if (!desk.keyed(index)) return undefined;
  if (verdict.refusal !== undefined) return { cause: 'policy', reason: verdict.refusal };
  if (verdict.ruling && desk.tooDear(index))
    return { cause: 'policy', reason: dearText(desk.usd(index), verdict.ruling) };
  if (!sieve || seen?.has(index)) return undefined;
  const grade = stock.grades[talent][index] ?? 0;
  return { cause: 'floor', reason: floorText(grade, sieve.floor, verdict.task) };
};
