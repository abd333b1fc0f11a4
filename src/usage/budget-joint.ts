import { isFree, needOf, type Admission, type Need } from '../core/budget.ts';
import type { BudgetGate } from './budget-gate.ts';
import type { PricedRoute, Spending, SpendingTogether } from './budget-spending.ts';

/** Requests that are sent side by side, after one step has reserved what all of them may cost. */
export interface Joint {
  readonly kind: 'held';
  /**
   * In the place of the gate's: takes the part that is held for this attempt, each once. What is held for none, as another
   * key of the same model, is asked of the budgets anew.
   */
  readonly admit: (route: PricedRoute, errand: Spending) => Promise<Admission>;
  /** Gives back what no attempt has taken; once nothing is sent any more. Never rejects. */
  readonly release: () => Promise<void>;
}

interface Held {
  readonly route: PricedRoute;
  readonly task: string;
  readonly need: Need;
  readonly reservation: string;
}

/** Reserves the sum, or nothing. */
export const jointly = async (
  gate: Pick<BudgetGate, 'admit' | 'admitAll' | 'release'>,
  together: SpendingTogether,
): Promise<Joint | Extract<Admission, { kind: 'refused' }>> => {
  const admission = await gate.admitAll(together);
  if (admission.kind === 'refused') return admission;
  const held = together.attempts.flatMap(({ route, task }, index): Held[] => {
    const reservation = admission.reservations[index];
    const { likely, worst } = needOf(route);
    return reservation === undefined ? [] : [{ route, task, need: { likely, worst }, reservation }];
  });
  const { requestId } = together;
  return {
    kind: 'held',
    admit: async (route, errand) => {
      const index = held.findIndex((one) => isFor(one, route, errand.plan.task));
      const [taken] = index < 0 ? [] : held.splice(index, 1);
      if (taken && isEnough(taken.need, needOf(route))) {
        const { reservation } = taken;
        return { kind: 'admitted', reservation, giveBack: () => gate.release(reservation) };
      }
      // Its price has changed since: as if it had never been held.
      if (taken) await gate.release(taken.reservation);
      // What the person let pass was asked for all of them.
      return gate.admit(route, { ...errand, requestId });
    },
    release: async () => {
      await Promise.all(held.splice(0).map(({ reservation }) => gate.release(reservation)));
    },
  };
};

const isFor = ({ route, task }: Held, { provider, model, key }: PricedRoute, wanted: string): boolean =>
  task === wanted && route.provider.id === provider.id && route.model.id === model.id && route.key.id === key.id;

const isEnough = (held: Need, need: Need): boolean =>
  isFree(need) || (covered(held.likely, need.likely) && covered(held.worst, need.worst));

const covered = (held: number | undefined, needed: number | undefined): boolean =>
  held === undefined ? needed === undefined : needed !== undefined && needed <= held;
