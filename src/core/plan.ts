import type { ChatRequest } from './chat.ts';
import { openToolCalls } from './conversations.ts';
import type { Cost } from './cost.ts';
import type { Incumbent, OutputHistory, Situation } from './expect.ts';
import type { Cooling } from './health.ts';
import type { Key } from './key.ts';
import { asGap } from './fill.ts';
import { once } from './once.ts';
import { chosen } from './plan-choice.ts';
import type { Dearest, Used } from './plan-dearest.ts';
import { lackOf, lackText, needsOf } from './plan-fit.ts';
import { judged, marksOf } from './plan-policy.ts';
import { abilities, stockOf, type Stock } from './plan-stock.ts';
import { defaultPolicy, type Circumstances, type Policy } from './policy.ts';
import type { Model, Provider } from './provider.ts';
import type { Floor } from './strength.ts';
import type { Task } from './task.ts';
import { worstPrompt } from './tokens-worst.ts';
import { countRequest } from './tokens.ts';

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
  /** Why it would be left out, in a clause, were there another: it is asked because there is none. */
  readonly resting?: string | undefined;
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
  /** That nothing reaches the floor, or nothing that does can be asked, and what takes its place: a sentence for a person. */
  readonly relaxed?: string | undefined;
  /** The name of the rule that decided, or its number: "rule 2". */
  readonly rule?: string | undefined;
  /** Whether the conversation stays with its model, and what that saves: a sentence for a person. */
  readonly stay?: string | undefined;
  /** Only models that fill gaps are asked, whatever was measured of their code. */
  readonly fills?: boolean | undefined;
  /** That free models of other people's machines go last: a sentence for a person. */
  readonly spared?: string | undefined;
  /** Counted locally, tools included. */
  readonly promptTokens: number;
  /** Tokens the answer may have at most, by the request and by the policy; absent where neither says so. */
  readonly answerLimit?: number | undefined;
  /** All of them: worked out when it is read, which takes long where every model has dozens of keys. */
  readonly routes: readonly PlannedRoute[];
  /** All of them, likewise. */
  readonly leftOut: readonly LeftOut[];
  /** The same objects as the beginning of `routes`, without the work for the others. Absent: read `routes`. */
  readonly first?: readonly PlannedRoute[] | undefined;
  /** What budget and health left out on the way to `first`. Absent: read `leftOut`. */
  readonly passedOver?: readonly LeftOut[] | undefined;
  /** The candidate that would have cost most for the same work. Takes microseconds a candidate. */
  readonly dearest?: ((used: Used) => Dearest | undefined) | undefined;
}

export interface Wish extends Choosing {
  readonly request: ChatRequest;
  readonly task: Task;
  /** A clause for a person: "it brings tools". */
  readonly why?: string | undefined;
  readonly incumbent?: Incumbent | undefined;
  readonly outputs?: OutputHistory | undefined;
  /** Who may fill a gap in a text, with all of `offers`; they alone where absent. */
  readonly gapOffers?: readonly Offer[] | undefined;
}

/** What a plan asks of the health of routes. */
export interface Signs {
  coolingOf(route: Route, now: number): Cooling | undefined;
  /** Why so many tokens are more than the provider said is left, in a clause; counted only where such a limit is known. */
  roomFor?(route: Route, tokens: () => number, now: number): string | undefined;
  /** Milliseconds to the first token, lately. */
  paceOf?(route: Route): { readonly p50: number } | undefined;
}

/** What every choice is made from, of chats and embeddings alike. */
export interface Choosing {
  /** Laid out once for each list: hand in the same one as long as nothing has changed. */
  readonly offers: readonly Offer[];
  readonly health: Signs;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The person named the model: no floor counts, and no preference. What is forbidden stays forbidden. */
  readonly picked?: boolean | undefined;
  /**
   * What is expected to cost least goes first, behind what the person prefers and, where they want it so, behind what is
   * stronger (`cost`). Or they asked for one thing by its name and neither counts: the cheapest, or the first to answer.
   */
  readonly order?: 'cost' | 'cheapest' | 'speed' | undefined;
  /** Instead of the policy's floor; a rule's goes before it. */
  readonly floor?: Floor | undefined;
  /** The floor of a budget that is used up and wants cheaper models then: before a rule's. */
  readonly lowered?: Floor | undefined;
  readonly policy?: Policy | undefined;
  readonly circumstances?: Circumstances | undefined;
  /** What is no candidate at all, and why: named in the plan, and not looked at. */
  readonly ruledOut?: readonly LeftOut[] | undefined;
  /** Why the budgets leave this route out now, in a clause; undefined where it fits. */
  readonly overBudget?: ((route: PlannedRoute) => string | undefined) | undefined;
}

/**
 * Every route that can do the request and may be asked, in the order they are asked: capability, policy, floor, budget,
 * health, then cost or speed; the keys of one model by their priority. Pure: health and budgets are only read.
 */
export const plan = (wish: Wish): Plan => {
  if (wish.request.fill === undefined) return planned(wish);
  const gapped = { ...wish, offers: wish.gapOffers ?? wish.offers };
  return planned(gapped, somebodyFills(stockOf(gapped.offers)) ? 'filled' : 'worded');
};

/** A key may be used for it, and nothing forbids it. */
const somebodyFills = ({ places, can }: Stock, barred?: Uint8Array): boolean => {
  const all = abilities.fills | abilities.keyed;
  return places.some((index) => ((can[index] ?? 0) & all) === all && (barred?.[index] ?? 0) === 0);
};

interface Counted {
  readonly request: ChatRequest;
  readonly prompt: () => number;
}

/**
 * Who turns out to fill no gaps is asked again in words, on the same route (`wire/fill.ts`): what is reserved has to do for
 * the longer of both.
 */
const reservedFor = (
  whole: ChatRequest,
  { request, prompt }: Counted,
): Pick<Situation, 'longestPrompt' | 'worstPrompt'> => {
  const worst = worstPrompt(request, prompt);
  if (whole === request) return { worstPrompt: worst };
  const words = once(() => countRequest(whole));
  const worstWords = worstPrompt(whole, words);
  return {
    longestPrompt: () => Math.max(prompt(), words()),
    worstPrompt: (model) => Math.max(worst(model), worstWords(model)),
  };
};

const planned = (wish: Wish, gap?: 'filled' | 'worded'): Plan => {
  const { policy = defaultPolicy, incumbent, outputs, now, picked } = wish;
  const fills = gap === 'filled';
  const request = fills ? asGap(wish.request) : wish.request;
  const prompt = once(() => countRequest(request));
  const verdict = judged(policy, wish, { ...wish, prompt, output: request.maxOutputTokens });
  const { task, output } = verdict;
  const stock = stockOf(wish.offers);
  if (fills && !somebodyFills(stock, marksOf(stock, verdict).barred)) return planned(wish, 'worded');
  const needs = needsOf(request, { prompt, output, task: picked ? undefined : task, fills, outputs });
  return chosen({
    wish,
    verdict,
    stock,
    gap,
    prompt,
    lacks: (index) => lackOf(stock, index, needs) !== 0,
    lackText: (index) => lackText(stock, index, needs),
    situation: once(() => ({
      task,
      promptTokens: prompt(),
      ...reservedFor(wish.request, { request, prompt }),
      now,
      maxOutputTokens: output,
      incumbent,
      outputs,
      fills,
    })),
    incumbent,
    open: openToolCalls(request),
  });
};
