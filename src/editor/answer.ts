import type { ChatEvent, ChatRequest } from '../core/chat.ts';
import { plan, type Offer, type Plan, type Route } from '../core/plan.ts';
import { modelKey } from '../core/provider.ts';
import { run, type Means, type RunEvent } from '../core/run.ts';
import { taskOf } from '../core/task.ts';

/** The id of the virtual model that chooses for the person. */
export const autoId = 'auto';

export interface Asking {
  readonly request: ChatRequest;
  /** `auto`, or `provider/model`: a model the person picked is never replaced, only its keys are. */
  readonly pick: string;
  /** The extension or surface that asked. */
  readonly caller: string;
}

/** One attempt at one route, on its way to a protocol. */
export interface Opening {
  readonly route: Route;
  readonly request: ChatRequest;
  readonly signal: AbortSignal;
  readonly onAlive: () => void;
}

/** The parts of the house a request passes through. */
export interface House extends Omit<Means, 'open'> {
  readonly offers: () => readonly Offer[];
  readonly open: (opening: Opening) => Promise<AsyncIterable<ChatEvent>>;
}

/** What would happen to a request, without sending anything. */
export const planFor = (house: House, { request, pick, caller }: Asking): Plan => {
  const offers = house.offers();
  return plan({
    request,
    task: taskOf(request, caller),
    offers: pick === autoId ? offers : offers.filter(({ model }) => modelKey(model) === pick),
    health: house.health,
    now: Date.now(),
  });
};

/** The one way through the house for every request: chat, participant and commands alike. Throws as `run` does. */
export const answer = (house: House, asking: Asking, signal: AbortSignal): AsyncGenerator<RunEvent> => {
  const { request, caller } = asking;
  const errand = { plan: planFor(house, asking), requestId: house.newId(), caller, signal };
  return run(errand, {
    ...house,
    open: (route, attemptSignal, onAlive) => house.open({ route, request, signal: attemptSignal, onAlive }),
  });
};
