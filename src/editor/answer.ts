import type { Attempt } from '../core/attempt.ts';
import type { ChatEvent, ChatRequest } from '../core/chat.ts';
import type { Health } from '../core/health.ts';
import { plan, type Offer, type Plan, type Route } from '../core/plan.ts';
import { modelKey, type Model } from '../core/provider.ts';
import type { Receipt } from '../core/receipt.ts';
import { run, RunFailure, type RunEvent } from '../core/run.ts';
import { taskOf } from '../core/task.ts';
import type { Patience } from '../core/watchdog.ts';

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
export interface House {
  readonly offers: () => readonly Offer[];
  readonly modelOf: (provider: string, id: string) => Model | undefined;
  readonly health: Health;
  readonly open: (opening: Opening) => Promise<AsyncIterable<ChatEvent>>;
  readonly patienceOf: (route: Route) => Patience;
  readonly newId: () => string;
  readonly onAttempt: (attempt: Attempt) => void;
  readonly onReceipt: (receipt: Receipt) => void;
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

/**
 * The one way through the house for every request: chat, participant and commands alike. The receipt is filed also where
 * nobody answers, and then `RunFailure` is thrown.
 */
export async function* answer(house: House, asking: Asking, signal: AbortSignal): AsyncGenerator<RunEvent> {
  const errand = { plan: planFor(house, asking), requestId: house.newId(), caller: asking.caller, signal };
  const { request } = asking;
  const means = {
    ...house,
    open: (route: Route, attemptSignal: AbortSignal, onAlive: () => void) =>
      house.open({ route, request, signal: attemptSignal, onAlive }),
  };
  try {
    for await (const event of run(errand, means)) {
      if (event.type === 'receipt') house.onReceipt(event.receipt);
      yield event;
    }
  } catch (error) {
    if (error instanceof RunFailure) house.onReceipt(error.receipt);
    throw error;
  }
}
