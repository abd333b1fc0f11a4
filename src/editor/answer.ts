import type { Attempt } from '../core/attempt.ts';
import type { Lowered } from '../core/budget.ts';
import type { ChatEvent, ChatRequest } from '../core/chat.ts';
import type { Conversations } from '../core/conversations.ts';
import { planEmbedding, type EmbedPlan } from '../core/embed-plan.ts';
import { embed, type Embedded } from '../core/embed.ts';
import type { EmbedAnswer, EmbedRequest } from '../core/embedding.ts';
import type { OutputHistory } from '../core/expect.ts';
import type { Health } from '../core/health.ts';
import { t } from '../core/l10n.ts';
import { plan, type Offer, type Plan, type Route } from '../core/plan.ts';
import type { Policy } from '../core/policy.ts';
import { run, type Means, type RunEvent } from '../core/run.ts';
import { type Task, taskOf } from '../core/task.ts';
import { choiceFor, offersOf, virtualOf } from '../core/virtual.ts';
import type { BudgetGate } from '../usage/budget-gate.ts';

/** The id of the virtual model that looks at what each request is for. */
export const autoId = 'auto';

/** The only virtual model for which two routes may race. */
const fastId = 'auto-fast';

export interface Asking {
  readonly request: ChatRequest;
  /** A virtual model's id, or `provider/model`: a model the person picked is never replaced, only its keys are. */
  readonly pick: string;
  /** The extension or surface that asked. */
  readonly caller: string;
  /** The slash command of the participant, without its slash. */
  readonly command?: string | undefined;
  /** What the surface that asks knows it to be for, whatever its words look like. */
  readonly task?: Task | undefined;
  /** What was masked in it before it came here, in words for its receipt. */
  readonly masked?: readonly string[] | undefined;
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
export interface House extends Omit<Means, 'open' | 'admit'> {
  readonly health: Health;
  readonly budgets: Pick<BudgetGate, 'overBudget' | 'lowered' | 'admit' | 'answerCap'>;
  readonly conversations: Conversations;
  readonly outputs: OutputHistory;
  readonly embed: (posting: Posting) => Promise<EmbedAnswer>;
  readonly offers: () => readonly Offer[];
  readonly open: (opening: Opening) => Promise<AsyncIterable<ChatEvent>>;
  /** What the person wants of every plan; the same object until it changes. */
  readonly policy: () => Policy;
  /** Name and hash of the open folder. */
  readonly workspace: () => string | undefined;
  /** VS Code's id of the language that is worked on. */
  readonly language: () => string | undefined;
  /** Two routes may race for the first word. */
  readonly hedges: () => boolean;
  /** Reads what other windows wrote of health and money. To be awaited where it is not undefined. */
  readonly prepare: () => Promise<unknown> | undefined;
}

const taskedBy = ({ request, pick, caller, command, task }: Asking) =>
  task ? { task, why: t('its caller says so') } : taskOf({ request, caller, command, fixed: virtualOf(pick)?.task });

/** The editor's own small questions bear the id of a conversation, and are no turn of it. */
const isTurn = ({ task }: { readonly task: Task }): boolean => task !== 'utility';

/** What would happen to a request, without sending anything. After `prepare`. */
export const planFor = (house: House, asking: Asking, tasked = taskedBy(asking)): Plan => {
  const { request, pick, caller } = asking;
  const { task: _, leftOut, ...choice } = choiceFor(pick, house.offers(), house.policy());
  return affordable(house, { task: tasked.task, caller }, (affording) =>
    plan({
      ...choice,
      ...tasked,
      ...circumstancesIn(house, { pick, caller }),
      request,
      ruledOut: leftOut,
      incumbent: isTurn(tasked) ? house.conversations.incumbentOf(request) : undefined,
      outputs: house.outputs,
      overBudget: affording.overBudget,
      ...(affording.lowered && {
        lowered: affording.lowered.floor,
        why: t('{0}; {1}', tasked.why, affording.lowered.why),
      }),
    }),
  );
};

/** What the budgets say to a plan. */
interface Affording {
  readonly overBudget: ReturnType<BudgetGate['overBudget']>;
  readonly lowered?: Lowered | undefined;
}

/**
 * Makes a plan that the budgets allow. A rule may have made another task of it, which has budgets of its own. Where they
 * leave nothing and one of them wants cheaper models instead of an error, the plan is made again with a lower floor.
 */
const affordable = <P extends Plan>(
  { budgets, workspace }: Pick<House, 'budgets' | 'workspace'>,
  { task, caller }: { readonly task: Task; readonly caller: string },
  make: (affording: Affording) => P,
): P => {
  const asker = { task, caller, workspace: workspace() };
  const over = budgets.overBudget(asker);
  const first = make({ overBudget: over });
  if (first.task !== task) return affordable({ budgets, workspace }, { task: first.task, caller }, make);
  const { first: routes = first.routes } = first;
  // What was left out is worked out when it is read.
  const lowered = routes.length === 0 ? budgets.lowered(first, asker, over) : undefined;
  return lowered ? make({ overBudget: over, lowered }) : first;
};

/** What plans of chats and embeddings have in common. */
const circumstancesIn = (house: House, { pick, caller }: Pick<Asking, 'pick' | 'caller'>) => ({
  health: house.health,
  now: Date.now(),
  policy: house.policy(),
  circumstances: { caller, pick, workspace: house.workspace(), language: house.language() },
});

/** The one way through the house for every request: chat, participant and commands alike. Throws as `run` does. */
export const answer = (house: House, asking: Asking, signal: AbortSignal): AsyncGenerator<RunEvent> => {
  const waiting = house.prepare();
  return waiting ? answerAfter(waiting, () => ask(house, asking, signal)) : ask(house, asking, signal);
};

async function* answerAfter(waiting: Promise<unknown>, go: () => AsyncGenerator<RunEvent>): AsyncGenerator<RunEvent> {
  await waiting;
  yield* go();
}

const ask = (house: House, asking: Asking, signal: AbortSignal): AsyncGenerator<RunEvent> => {
  const { request, caller, pick, masked } = asking;
  const tasked = taskedBy(asking);
  const plan = planFor(house, asking, tasked);
  const hedge = pick === fastId && house.hedges();
  const errand = { plan, requestId: house.newId(), caller, workspace: house.workspace(), hedge, masked, signal };
  const asked: Route[] = [];
  return run(errand, {
    ...house,
    admit: (route, going) => house.budgets.admit(route, going),
    open: (route, attemptSignal, onAlive) => {
      asked.push(route);
      const limit = house.budgets.answerCap(route, errand) ?? plan.answerLimit;
      return house.open({ route, request: limited(request, limit), signal: attemptSignal, onAlive });
    },
    onAttempt: (attempt, reservation) => {
      house.onAttempt(attempt, reservation);
      const route = asked.find((one) => isRouteOf(one, attempt));
      if (attempt.outcome !== 'answered' || !route || !isTurn(tasked)) return;
      // A picked model is not weighed against others, so nobody has counted.
      const promptTokens = virtualOf(pick) && plan.promptTokens;
      house.conversations.answered(request, { route, usage: reportedOf(attempt), promptTokens }, Date.now());
    },
  });
};

/** Our own count knows nothing of what was read from a cache. */
const reportedOf = ({ usage, counted }: Attempt): Attempt['usage'] => (counted ? undefined : usage);

const isRouteOf = ({ provider, model, key }: Route, attempt: Attempt): boolean =>
  provider.id === attempt.provider && model.id === attempt.model && key.id === attempt.keyId;

/** The answer may have as many tokens as the person's policy leaves it, or as a strict budget has reserved for. */
const limited = (request: ChatRequest, limit: number | undefined): ChatRequest =>
  limit === undefined || limit === request.maxOutputTokens ? request : { ...request, maxOutputTokens: limit };

export interface Embedding extends EmbedRequest, Pick<Asking, 'pick' | 'caller' | 'masked'> {}

/** The routes for some texts. After `prepare`. */
export const planTexts = (house: House, { pick, caller, ...request }: Embedding): EmbedPlan =>
  affordable(house, { task: 'embedding', caller }, ({ overBudget, lowered }) =>
    planEmbedding({
      ...circumstancesIn(house, { pick, caller }),
      request,
      offers: offersOf(pick, house.offers()),
      picked: virtualOf(pick) === undefined,
      lowered: lowered?.floor,
      overBudget,
    }),
  );

/**
 * The same way for texts that become vectors. What is kept and compared later must name its model in `pick`: vectors of
 * two models do not fit. Throws as `embed` does.
 */
export const embeddings = async (house: House, embedding: Embedding, signal: AbortSignal): Promise<Embedded> => {
  await house.prepare();
  const { pick: _pick, caller, masked, ...request } = embedding;
  const plan = planTexts(house, embedding);
  const errand = { plan, request, requestId: house.newId(), caller, workspace: house.workspace(), masked, signal };
  return embed(errand, {
    ...house,
    admit: (route) => house.budgets.admit(route, errand),
    embed: (route, batch, attemptSignal) => house.embed({ route, request: batch, signal: attemptSignal }),
  });
};
