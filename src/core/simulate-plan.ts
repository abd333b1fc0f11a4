import { placeOf } from './ascending.ts';
import type { ChatRequest } from './chat.ts';
import { planEmbedding } from './embed-plan.ts';
import { hundredths } from './expect.ts';
import { t } from './l10n.ts';
import { promptRoom, usualAnswer } from './plan-fit.ts';
import { plan, type Choosing, type LeftOut, type Offer, type Plan } from './plan.ts';
import type { Policy } from './policy.ts';
import { ratesOf, type Price } from './price.ts';
import type { Model } from './provider.ts';
import type { Conditions, PastRequest } from './simulate.ts';
import { expectedOutput, type Task } from './task.ts';
import { choiceFor } from './virtual.ts';

/** The virtual model that looks at what each request is for. */
const auto = 'auto';

/** The model that a request would have gone to, or why there is none. */
export type Choice = { readonly model: Model } | { readonly reason: string };

/**
 * Plans requests that are known by their numbers only. What changes a plan is a request's shape (task, size, hour, and what
 * the rules look at); equal shapes are planned once, so that a month takes as long as its shapes.
 */
export const chooser = ({ offers, policy, outputs }: Conditions): ((request: PastRequest, task: Task) => Choice) => {
  const answers = new Set((Object.keys(expectedOutput) as Task[]).map((task) => usualAnswer(task, outputs)));
  const sizeOf = sizes(offers, policy, answers);
  const hourOf = hours(offers);
  // Its task is that of the ledger.
  const { leftOut: ruledOut, task: _, ...may } = choiceFor(auto, offers, policy);
  const rules = policy.rules.map(({ when }) => when);
  const byCaller = rules.some(({ caller }) => caller !== undefined);
  const byWorkspace = rules.some(({ workspace }) => workspace !== undefined);
  const made = new Map<string, Choice>();
  return ({ at, usage, ...request }, task) => {
    const size = sizeOf(usage.input);
    const caller = byCaller ? request.caller : '';
    const workspace = byWorkspace ? request.workspace : undefined;
    const asker = byCaller || byWorkspace ? JSON.stringify([caller, workspace]) : '';
    const shape = `${task} ${size} ${hourOf(at)} ${asker}`;
    const before = made.get(shape);
    if (before) return before;
    // The ledger does not know what was picked: what Auto would do is the question.
    const circumstances = { caller, workspace, pick: auto };
    const common = { health: healthy, now: at, policy, circumstances };
    const choice = chosen(
      task === 'embedding'
        ? planEmbedding({ ...common, offers, request: { texts: textsOf(size) } })
        : plan({ ...common, ...may, ruledOut, request: requestOf(task, size), task, outputs }),
    );
    made.set(shape, choice);
    return choice;
  };
};

/** A plan works out its lists as far as they are read. */
const chosen = (made: Plan): Choice => {
  const [first] = made.first ?? made.routes;
  return first ? { model: first.model } : { reason: reasonOf(made.leftOut) };
};

const healthy: Choosing['health'] = { coolingOf: () => undefined };

/** Of the wrong kind altogether: no reason that a person asks for. */
const beside = new Set([t('is no chat model'), t('makes no vectors')]);

/** The clause that most models were left out for. */
const reasonOf = (leftOut: readonly LeftOut[]): string => {
  const counts = new Map<string, number>();
  for (const { reason } of leftOut) if (!beside.has(reason)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  if (!most) return t('no key unlocks a model of this kind');
  return counts.size === 1 ? t('every model {0}', most[0]) : t('most of all, a model {0}', most[0]);
};

/** Steps between two sizes that are planned apart. */
const step = 1.25;
const smallestSize = 250;
const largestSize = 10_000_000;

/**
 * The size that a prompt is planned as: the next larger of some steps. Thresholds of prices, windows and rules are steps of
 * their own, so a prompt is never taken for one beyond a threshold that it does not reach.
 */
const sizes = (
  offers: readonly Offer[],
  { rules }: Policy,
  answers: Iterable<number>,
): ((promptTokens: number) => number) => {
  const edges = new Set<number>();
  for (let edge = smallestSize; edge < largestSize; edge *= step) edges.add(Math.ceil(edge));
  for (const { model } of offers) {
    const factor = hundredths(model.tokens);
    for (const answer of answers)
      edges.add(Math.floor(promptRoom(model.contextTokens, Math.min(answer, model.maxOutputTokens), factor)));
    for (const { above } of model.price?.tiers ?? []) edges.add(Math.floor((above * 100) / factor));
  }
  for (const { when } of rules) {
    if (when.promptOver !== undefined) edges.add(when.promptOver);
    if (when.promptUnder !== undefined) edges.add(when.promptUnder - 1);
  }
  const ascending = [...edges].toSorted((a, b) => a - b);
  return (promptTokens) => ascending[placeOf(ascending, promptTokens)] ?? promptTokens;
};

/** Milliseconds: no provider's hours begin between two of these. */
const slot = 300_000;

/** What the hour is like at a moment: the same text where all prices are the same. */
const hours = (offers: readonly Offer[]): ((at: number) => string) => {
  const hourly = new Map<string, Price>();
  for (const { model } of offers) if (model.price?.hours) hourly.set(JSON.stringify(model.price.hours), model.price);
  const prices = [...hourly.values()];
  if (prices.length === 0) return () => '';
  const known = new Map<number, string>();
  return (at) => {
    const place = Math.floor(at / slot);
    const text = known.get(place) ?? prices.map((price) => ratesOf(price, 0, at).input).join(' ');
    known.set(place, text);
    return text;
  };
};

/** Arrows count 2.2 tokens each: the shortest text of a size, since a plan counts it once more. */
const arrowsOf = (tokens: number): string => '→'.repeat(Math.max(1, Math.floor(tokens / 2.2)));

/** What a message and a tool count beside their text. */
const around = 16;

/** A request of this size. Work on code is taken to bring tools, which is what makes it code; a completion fills a gap. */
export const requestOf = (task: Task, tokens: number): ChatRequest => {
  const text = arrowsOf(tokens - around);
  return {
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
    tools: task === 'code' ? [{ name: 'a', description: '' }] : [],
    toolChoice: 'auto',
    ...(task === 'completion' && { fill: { prefix: text, suffix: '' } }),
  };
};

/** Tokens of one text that becomes a vector: a piece of a file. */
const pieceTokens = 250;

export const textsOf = (tokens: number): readonly string[] =>
  Array.from({ length: Math.max(1, Math.round(tokens / pieceTokens)) }, () => arrowsOf(Math.min(tokens, pieceTokens)));
