import type { Usage } from './chat.ts';
import { costOf, type Cost } from './cost.ts';
import { ratesOf, usdOf, type Price, type Rates } from './price.ts';
import { modelKey, type Model } from './provider.ts';
import { expectedOutput, type Task } from './task.ts';

/** Who answered a conversation last, and what its provider then had in its cache. */
export interface Incumbent {
  readonly provider: string;
  readonly model: string;
  readonly keyId: string;
  /** When it answered, milliseconds since 1970. */
  readonly at: number;
  /** Tokens of the prompt it answered, and how many of them came from the cache. */
  readonly input: number;
  readonly cacheRead: number;
  /** Tokens that could have come from the cache then: how much of that did tells how well it works. Absent: not known. */
  readonly cacheable?: number | undefined;
  /** The same prompt as it is counted locally. Absent: not counted. */
  readonly counted?: number | undefined;
}

/** Tokens that answers of this task had from this model, in the ledger: median and 90th percentile of `count` answers. */
export interface Outputs {
  readonly median: number;
  readonly p90: number;
  readonly count: number;
}

/** The ledger's memory of how long answers are. `model` is `provider/model`; without it, of all models together. */
export type OutputHistory = (task: Task, model?: string) => Outputs | undefined;

/** What a request is, as far as its cost goes. */
export interface Situation {
  readonly task: Task;
  /** Counted locally. */
  readonly promptTokens: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly maxOutputTokens?: number | undefined;
  readonly incumbent?: Incumbent | undefined;
  readonly outputs?: OutputHistory | undefined;
}

/** What one request costs on many models. Everything that is the same for all of them is worked out once. */
export interface Pricer {
  /** US dollars; undefined where no price is known, which is never 0. The number of `expected`, without its object. */
  readonly expectedUsd: (model: Model, keyId?: string) => number | undefined;
  /** The tokens that are expected: what an explanation shows. */
  readonly expectedUsage: (model: Model, keyId?: string) => Usage;
  /** What it will probably cost: the median answer, with the cached share where the conversation stays. */
  readonly expected: (model: Model, keyId?: string) => Cost;
  /** What is reserved: nothing from the cache, and the 90th percentile of the answers. */
  readonly likely: (model: Model) => Cost;
  /** What it can cost at most: the dearest reading of the prompt, and the longest answer there can be. */
  readonly worst: (model: Model) => Cost;
}

/**
 * Milliseconds that a provider keeps a prompt after it was last used. Anthropic: 5 minutes (the span that is asked for
 * here); OpenAI: 5 to 10 minutes without use; others keep it longer or do not say (their documentation, 2026-11). Too
 * short a span only makes staying look dearer than it is.
 */
export const cacheLife = 300_000;

/** Shorter prompts are neither kept nor read: OpenAI's and Anthropic's smallest (some models want 2,048 or 4,096). */
export const leastCached = 1_024;

/**
 * A conversation only grows: a prompt that shrank was written anew, and begins like no prompt before. Where the provider's
 * own count is all there is to compare with, it may be a third above ours.
 */
const shrunk = { byOurCount: 0.9, byTheirs: 0.6 } as const;

/** Answers of the prior weigh as much as so many answers of the ledger. */
const priorWeight = 10;
/** Models that reason pay for what they think, which is often more than they say. A guess, until the ledger knows. */
const reasoningFactor = 2.5;
/** The 90th percentile over the median: answers spread over an order of magnitude. A guess, until the ledger knows. */
const longFactor = 3;

/** Claude's newest tokenizers count a third more than o200k, and the local estimate of o200k is 5 % short at times. */
const mostMiscounted = 1.4;
/** Milliseconds in which the last fallback has begun: prices of the hour may change until then. */
const latestStart = 3_600_000;

export const pricer = (situation: Situation): Pricer => {
  const { promptTokens, now } = situation;
  const cached = cachedTokens(situation);
  const outputOf = outputsFor(situation);
  const estimated = { estimated: true, at: now } as const;
  const usageOf = (model: Model, read: number, output: number): Usage => {
    const { price } = model;
    return price
      ? usageAt(ratesOf(price, promptTokens, now), { promptTokens, read, output })
      : { input: promptTokens, output };
  };
  const expectedUsage = (model: Model, keyId?: string): Usage =>
    usageOf(model, cached > 0 && isWarm(situation.incumbent, model, keyId) ? cached : 0, outputOf(model).median);
  const likelyUsage = (model: Model): Usage => usageOf(model, 0, outputOf(model).p90);
  return {
    expectedUsd: (model, keyId) => model.price && usdOf(expectedUsage(model, keyId), model.price, estimated),
    expectedUsage,
    expected: (model, keyId) => costOf(model, expectedUsage(model, keyId), estimated),
    likely: (model) => costOf(model, likelyUsage(model), estimated),
    worst: (model) => worst(model, situation),
  };
};

/** For one model; `pricer` is for many. Without a key, with that of the incumbent: another has no warm cache. */
export const expectedCost = (model: Model, situation: Situation, keyId?: string): Cost =>
  pricer(situation).expected(model, keyId);

export const expectedUsage = (model: Model, situation: Situation, keyId?: string): Usage =>
  pricer(situation).expectedUsage(model, keyId);

export const likelyCost = (model: Model, situation: Situation): Cost => pricer(situation).likely(model);

export const worstCost = (model: Model, situation: Situation): Cost => worst(model, situation);

const isWarm = (incumbent: Incumbent | undefined, model: Model, keyId: string | undefined): boolean =>
  incumbent !== undefined &&
  model.id === incumbent.model &&
  model.provider === incumbent.provider &&
  (keyId === undefined || keyId === incumbent.keyId);

/** Tokens of this prompt that the incumbent's provider probably still has. */
const cachedTokens = ({ incumbent, promptTokens, now }: Situation): number => {
  if (!incumbent || now - incumbent.at > cacheLife) return 0;
  const { input, counted } = incumbent;
  const before = counted ?? input;
  if (promptTokens < before * (counted === undefined ? shrunk.byTheirs : shrunk.byOurCount)) return 0;
  const tokens = Math.min(promptTokens, Math.floor(before * hitRate(incumbent)));
  return tokens >= leastCached ? tokens : 0;
};

/** Share of the prompt before that is read from the cache next time: what was really read, or all of it after a first answer. */
const hitRate = ({ input, cacheRead, cacheable }: Incumbent): number => {
  if (cacheable !== undefined && cacheable > 0) return Math.min(1, cacheRead / cacheable);
  return cacheRead > 0 && input > 0 ? Math.min(1, cacheRead / input) : 1;
};

interface Reading {
  readonly promptTokens: number;
  readonly read: number;
  readonly output: number;
}

/** The prompt as these rates bill it: where they know no price for the cache, there is none to count on. */
export const usageAt = (rates: Rates, { promptTokens, read, output }: Reading): Usage => {
  const cacheRead = rates.cacheRead ? read : 0;
  const cacheWrite = rates.cacheWrite && promptTokens >= leastCached ? promptTokens - cacheRead : 0;
  return { input: promptTokens, output, cacheRead, cacheWrite };
};

type Length = Pick<Outputs, 'median' | 'p90'>;

const none: Length = { median: 0, p90: 0 };

/** How long the answer will be: what a model's own answers were, as far as there are any; else those of the task, else a guess. */
const outputsFor = ({ task, outputs, maxOutputTokens = Number.POSITIVE_INFINITY }: Situation) => {
  const all = outputs?.(task);
  const prior = expectedOutput[task];
  const plain = blended(all, { median: prior, p90: prior * longFactor });
  const thoughtful = prior * reasoningFactor;
  const reasoned = blended(all, { median: thoughtful, p90: thoughtful * longFactor });
  return (model: Model): Length => {
    if (model.kind === 'embedding') return none;
    const base = model.reasoning ? reasoned : plain;
    // Where the task has no answers, no model has any for it.
    const { median, p90 } = all && outputs ? blended(outputs(task, modelKey(model)), base) : base;
    const most = Math.min(maxOutputTokens, model.maxOutputTokens);
    return { median: Math.min(median, most), p90: Math.min(Math.max(median, p90), most) };
  };
};

const blended = (history: Outputs | undefined, prior: Length): Length => {
  if (!history) return prior;
  const { count, median, p90 } = history;
  const mean = (known: number, guessed: number): number =>
    Math.round((known * count + guessed * priorWeight) / (count + priorWeight));
  return { median: mean(median, prior.median), p90: mean(p90, prior.p90) };
};

/** The dearest of all tiers and hours that this prompt may still turn out to have. */
const worst = (model: Model, { promptTokens, now, maxOutputTokens = Number.POSITIVE_INFINITY }: Situation): Cost => {
  const { price, priceAsOf } = model;
  if (!price) return { from: 'unknown' };
  const input = Math.ceil(promptTokens * mostMiscounted);
  const output = model.kind === 'embedding' ? 0 : Math.min(maxOutputTokens, model.maxOutputTokens);
  let usd = 0;
  for (const rates of reachable(price, input, now)) usd = Math.max(usd, usdOf({ input, output }, dearest(rates)));
  return { usd, from: 'estimated', priceAsOf };
};

const reachable = (price: Price, most: number, now: number): readonly Rates[] => [
  ratesOf(price, 0, now),
  ...(price.hours ? [ratesOf(price, 0, now + latestStart)] : []),
  ...(price.tiers ?? []).filter(({ above }) => above < most),
];

/** All of the prompt at the dearest of its prices. Nothing is ever written for an hour, so that price does not count. */
const dearest = ({ input, output, cacheRead, cacheWrite }: Rates): Rates => ({
  input: Math.max(input, cacheRead ?? 0, cacheWrite ?? 0),
  output,
});
