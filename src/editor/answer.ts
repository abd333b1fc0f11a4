import type { ChatEvent, ChatRequest } from '../core/chat.ts';
import { planEmbedding } from '../core/embed-plan.ts';
import { embed, type Embedded } from '../core/embed.ts';
import type { EmbedAnswer, EmbedRequest } from '../core/embedding.ts';
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

/** One batch of texts on its way to a protocol. */
export interface Posting {
  readonly route: Route;
  readonly request: EmbedRequest;
  readonly signal: AbortSignal;
}

/** The parts of the house a request passes through. */
export interface House extends Omit<Means, 'open'> {
  readonly embed: (posting: Posting) => Promise<EmbedAnswer>;
  readonly offers: () => readonly Offer[];
  readonly open: (opening: Opening) => Promise<AsyncIterable<ChatEvent>>;
}

/** What would happen to a request, without sending anything. */
export const planFor = (house: House, { request, pick, caller }: Asking): Plan =>
  plan({
    request,
    task: taskOf(request, caller),
    offers: picked(house, pick),
    health: house.health,
    now: Date.now(),
  });

const picked = (house: House, pick: string): readonly Offer[] =>
  pick === autoId ? house.offers() : house.offers().filter(({ model }) => modelKey(model) === pick);

/** The one way through the house for every request: chat, participant and commands alike. Throws as `run` does. */
export const answer = (house: House, asking: Asking, signal: AbortSignal): AsyncGenerator<RunEvent> => {
  const { request, caller } = asking;
  const errand = { plan: planFor(house, asking), requestId: house.newId(), caller, signal };
  return run(errand, {
    ...house,
    open: (route, attemptSignal, onAlive) => house.open({ route, request, signal: attemptSignal, onAlive }),
  });
};

export interface Embedding extends EmbedRequest, Pick<Asking, 'pick' | 'caller'> {}

/**
 * The same way for texts that become vectors. What is kept and compared later must name its model in `pick`: vectors of
 * two models do not fit. Throws as `embed` does.
 */
export const embeddings = (
  house: House,
  { pick, caller, ...request }: Embedding,
  signal: AbortSignal,
): Promise<Embedded> => {
  const { health } = house;
  const plan = planEmbedding({ request, offers: picked(house, pick), health, now: Date.now() });
  const errand = { plan, request, requestId: house.newId(), caller, signal };
  return embed(errand, {
    ...house,
    embed: (route, batch, attemptSignal) => house.embed({ route, request: batch, signal: attemptSignal }),
  });
};
