import {
  needOf,
  needUnder,
  type Admission,
  type Asker,
  type Budget,
  type Need,
  type Share,
  type Spender,
} from '../core/budget.ts';
import type { PlannedRoute } from '../core/plan.ts';
import type { Task } from '../core/task.ts';

/** A route as budgets look at it. */
export interface PricedRoute extends Pick<PlannedRoute, 'provider' | 'model' | 'key' | 'likely' | 'worst'> {
  /** What all is likely to cost, and can, of which this is only a part: what a person is asked for. */
  readonly whole?: Pick<PlannedRoute, 'likely' | 'worst'> | undefined;
}

/** A request on its way: what a run's errand says of it. */
export interface Spending extends Omit<Asker, 'task'> {
  readonly plan: { readonly task: Task };
  readonly requestId: string;
  /** A budget that would ask the person refuses instead. */
  readonly unasked?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** Several attempts that are let through together, or not at all. */
export interface SpendingTogether extends Omit<Spending, 'plan'> {
  readonly attempts: readonly { readonly route: PricedRoute; readonly task: Task }[];
}

/** A reservation for each attempt, in their order; absent where it needs none. Or why none may be sent, in a clause. */
export type AdmissionOfAll =
  | { readonly kind: 'admitted'; readonly reservations: readonly (string | undefined)[] }
  | Extract<Admission, { kind: 'refused' }>;

/** Who is asked, where a budget asks. */
export type Asking = Pick<Spending, 'requestId' | 'unasked' | 'signal'>;

export const spenderOf = (
  { provider, key }: Pick<PricedRoute, 'provider' | 'key'>,
  { task, caller, workspace }: Asker,
): Spender => ({
  provider: provider.id,
  key: key.id,
  task,
  caller,
  workspace,
});

/** An attempt as it is looked at; `whole` as in `PricedRoute`. */
export interface Asked extends Share {
  readonly route: PricedRoute;
  readonly whole: Need | undefined;
}

export const askedBy = (route: PricedRoute, asker: Asker): Asked => ({
  route,
  spender: spenderOf(route, asker),
  need: needOf(route),
  whole: route.whole && needOf(route.whole),
});

/** What a person is asked for, as it is now: what is missing becomes less while they think. */
export const wholeOf = (budget: Budget, attempts: readonly Asked[]): Need => {
  const [only, another] = attempts;
  const { likely, worst } = (!another && only?.whole) || needUnder(budget, attempts);
  return { likely, worst };
};
