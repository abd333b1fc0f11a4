import type { ChatRequest } from './chat.ts';
import { costOf, type Cost } from './cost.ts';
import type { Incumbent, OutputHistory } from './expect.ts';
import { coolingText, type Health } from './health.ts';
import type { Key } from './key.ts';
import type { Circumstances, Policy } from './policy.ts';
import { modelKey, type Model, type Provider } from './provider.ts';
import type { Floor } from './strength.ts';
import { expectedOutput, type Task } from './task.ts';
import { countRequest, mostTokens } from './tokens.ts';

/** A model that at least one usable key unlocks; keys in the order they are tried. */
export interface Offer {
  readonly provider: Provider;
  readonly model: Model;
  readonly keys: readonly Key[];
}

/** Model + key. */
export interface Route {
  readonly provider: Provider;
  readonly model: Model;
  readonly key: Key;
}

export interface PlannedRoute extends Route {
  /** What this request is expected to cost here. */
  readonly expected: Cost;
  /** What a budget reserves for it, and what a strict one does. */
  readonly likely: Cost;
  readonly worst: Cost;
  /** Milliseconds to wait before asking: only where every route is cooling and this one is almost free. */
  readonly wait: number;
}

/** A route, or a whole model, that was not considered, and why. */
export interface LeftOut {
  readonly provider: Provider;
  readonly model: Model;
  readonly key?: Key | undefined;
  readonly cause: 'capability' | 'floor' | 'policy' | 'budget' | 'limit' | 'cooling';
  /** A clause for a person: "takes no images". */
  readonly reason: string;
}

export interface Plan {
  readonly task: Task;
  /** A clause for a person: "it brings tools". */
  readonly why?: string | undefined;
  /** What Keyway chose among had to be this good; absent where the person picked the model. */
  readonly floor?: Floor | undefined;
  /** The name of the rule that decided, or its number: "rule 2". */
  readonly rule?: string | undefined;
  /** Whether the conversation stays with its model, and what that saves: a sentence for a person. */
  readonly stay?: string | undefined;
  /** Counted locally, tools included. */
  readonly promptTokens: number;
  readonly routes: readonly PlannedRoute[];
  readonly leftOut: readonly LeftOut[];
}

export interface Wish extends Choosing {
  readonly request: ChatRequest;
  readonly task: Task;
  /** A clause for a person: "it brings tools". */
  readonly why?: string | undefined;
  readonly incumbent?: Incumbent | undefined;
  readonly outputs?: OutputHistory | undefined;
}

/** What every choice is made from, of chats and embeddings alike. */
export interface Choosing {
  readonly offers: readonly Offer[];
  readonly health: Health;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The person named the model: no floor counts, and no preference. */
  readonly picked?: boolean | undefined;
  /** What is expected to answer first goes first (`speed`), or what is expected to cost least. */
  readonly order?: 'cost' | 'speed' | undefined;
  readonly policy?: Policy | undefined;
  readonly circumstances?: Circumstances | undefined;
  /** Why the budgets leave this route out now, in a clause; undefined where it fits. */
  readonly overBudget?: ((route: PlannedRoute) => string | undefined) | undefined;
}

/** The window is not filled to the brim: local counts are estimates and providers add their own tokens. */
export const usableShare = 0.97;
/** A wait so short that it is better than an error. */
const shortWait = 3_000;

/** Every route that can do the request, cheapest expected cost first, the keys of one model by their priority. Pure. */
export const plan = (wish: Wish): Plan => {
  const prompt = once(() => countRequest(wish.request));
  const needs = needsOf(wish.request, prompt);
  const leftOut: LeftOut[] = [];
  const able = wish.offers.filter(({ provider, model }) => {
    const reason = lacks(model, needs);
    if (reason !== undefined) leftOut.push({ provider, model, cause: 'capability', reason });
    return reason === undefined;
  });
  const priced = able.map((offer) => ({ offer, cost: once(() => expectedCost(offer.model, wish, prompt())) }));
  priced.sort((a, b) => compare(a.cost(), b.cost()) || tieBreak(a.offer.model, b.offer.model));
  const routes = priced.flatMap(({ offer, cost }) => offer.keys.map((key) => routeOf(offer, key, cost)));
  const { task } = wish;
  return {
    task,
    get promptTokens() {
      return prompt();
    },
    ...rested(routes, leftOut, wish),
  };
};

/** Counted and priced when somebody wants to know: the model a person picked, with room to spare, needs neither. */
const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

const routeOf = ({ provider, model }: Offer, key: Key, cost: () => Cost): PlannedRoute => ({
  provider,
  model,
  key,
  get expected() {
    return cost();
  },
  get likely() {
    return cost();
  },
  get worst() {
    return cost();
  },
  wait: 0,
});

interface Needs {
  readonly tools: boolean;
  readonly images: boolean;
  readonly prompt: () => number;
  /** More than the prompt can possibly count; without counting. */
  readonly mostPrompt: number;
  readonly output: number | undefined;
}

const needsOf = (request: ChatRequest, prompt: () => number): Needs => ({
  tools: request.tools.length > 0,
  images: request.messages.some((message) =>
    message.content.some(
      (part) =>
        part.type === 'image' || (part.type === 'tool-result' && part.content.some((inner) => inner.type === 'image')),
    ),
  ),
  prompt,
  mostPrompt: mostTokens(request),
  output: request.maxOutputTokens,
});

/** The first thing this model cannot do that the request needs. */
const lacks = (model: Model, needs: Needs): string | undefined => {
  if (model.kind !== 'chat') return 'is no chat model';
  if (needs.tools && !model.tools) return 'calls no tools';
  if (needs.images && !model.images) return 'takes no images';
  if (needs.output !== undefined && needs.output > model.maxOutputTokens)
    return `answers ${model.maxOutputTokens} tokens at most`;
  const room = model.contextTokens * usableShare - (needs.output ?? 0);
  if (needs.mostPrompt > room && needs.prompt() > room)
    return `holds ${model.contextTokens} tokens of prompt and answer at most`;
  return undefined;
};

const expectedCost = (model: Model, { task, now }: Pick<Wish, 'task' | 'now'>, promptTokens: number): Cost => {
  const output = Math.min(expectedOutput[task], model.maxOutputTokens);
  return costOf(model, { input: promptTokens, output }, { estimated: true, at: now });
};

/** Known prices before unknown ones: an unknown price neither always wins nor is refused. */
export const compare = (a: Cost, b: Cost): number => {
  if (a.from === 'unknown' || b.from === 'unknown') return Number(a.from === 'unknown') - Number(b.from === 'unknown');
  return a.usd - b.usd;
};

/** Cheaper cached tokens, then the name: never the accident of a list's order. */
export const tieBreak = (a: Model, b: Model): number =>
  (a.price?.cacheRead ?? a.price?.input ?? 0) - (b.price?.cacheRead ?? b.price?.input ?? 0) ||
  modelKey(a).localeCompare(modelKey(b), 'en');

/**
 * Takes out the routes that are cooling. Where that would leave none, the only routes there are stay: all but those whose
 * provider named a time that is not almost over, so a sole model is never locked out by our own caution.
 */
export const rested = (
  routes: readonly PlannedRoute[],
  before: readonly LeftOut[],
  { health, now }: Pick<Wish, 'health' | 'now'>,
): Pick<Plan, 'routes' | 'leftOut'> => {
  const judged = routes.map((route) => ({ route, cooling: health.coolingOf(route, now) }));
  const free = judged.flatMap(({ route, cooling }) => (cooling ? [] : [route]));
  const kept =
    free.length > 0
      ? free
      : judged.flatMap(({ route, cooling }) => {
          const wait = (cooling?.namedUntil ?? now) - now;
          return wait <= shortWait ? [{ ...route, wait }] : [];
        });
  const keptModels = new Set(kept.map((route) => `${modelKey(route.model)} ${route.key.id}`));
  const soonest = judged.toSorted((a, b) => (a.cooling?.until ?? 0) - (b.cooling?.until ?? 0));
  const resting = soonest.flatMap(({ route: { provider, model, key }, cooling }): LeftOut[] =>
    cooling && !keptModels.has(`${modelKey(model)} ${key.id}`)
      ? [{ provider, model, key, cause: 'cooling', reason: coolingText(cooling, now) }]
      : [],
  );
  return { routes: kept, leftOut: [...before, ...resting] };
};
