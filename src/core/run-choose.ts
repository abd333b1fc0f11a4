import type { Admission } from './budget.ts';
import { pause } from './leash.ts';
import type { PlannedRoute, Route } from './plan.ts';
import type { Walk } from './walk.ts';

/** A route that may be asked now, and the money that was reserved for it. */
export interface Chosen {
  readonly route: PlannedRoute;
  readonly reservation?: string | undefined;
}

/** Where a route is chosen, and who is asked before it is. */
export interface Choice {
  readonly walk: Walk;
  readonly signal: AbortSignal;
  readonly left: (route: Route) => void;
  /** Absent: there are no budgets. */
  readonly admit?: ((route: PlannedRoute) => Promise<Admission>) | undefined;
}

/** Takes routes until the time of one has come and a budget has admitted it. Undefined: there is none. */
export const choose = async (choice: Choice, take: () => PlannedRoute | undefined): Promise<Chosen | undefined> => {
  const { walk, signal, admit } = choice;
  for (let route = take(); route; route = take()) {
    if (route.wait > 0 && !signal.aborted) await pause(route.wait, signal);
    // What is stopped before it begins costs nothing, and is an attempt that was stopped.
    if (!admit || signal.aborted) return { route };
    const admission = await admit(route).catch((bug: unknown) => {
      choice.left(route);
      throw bug;
    });
    if (admission.kind === 'admitted') return { route, reservation: admission.reservation };
    choice.left(route);
    walk.refused(route, admission.reason);
  }
  return undefined;
};
