import type { Usage } from './chat.ts';
import { costOf, type Cost } from './cost.ts';
import { ratesOf, usdOf, type Rates } from './price.ts';
import { modelKey, type Model } from './provider.ts';
import { expectedOutput, type Task } from './task.ts';
import { mostMiscounted } from './tokens-worst.ts';

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
  /** The longest form it may be sent in, counted as well, where that is another than the one that is expected. */
  readonly longestPrompt?: (() => number) | undefined;
  /** What that can be at most. Absent: so much more as tokenizers differ on Latin text. */
  readonly worstPrompt?: ((model: Model) => number) | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly maxOutputTokens?: number | undefined;
  readonly incumbent?: Incumbent | undefined;
  readonly outputs?: OutputHistory | undefined;
  /** A gap is filled: nobody thinks first, not even a model that does in a chat. */
  readonly fills?: boolean | undefined;
}

/** What one request costs on many models. Everything that is the same for all of them is worked out once. */
export interface Pricer {
  readonly promptTokens: number;
  /** The median of the answers. `name` is `provider/model`, where it is at hand. */
  readonly answerTokens: (model: Model, name?: string) => number;
  /** US dollars; undefined where no price is known, which is never 0. The number of `expected`, without its object. */
  readonly expectedUsd: (model: Model, keyId?: string) => number | undefined;
  /** The same for a later turn of this size, once this provider has what was said before in its cache. */
  readonly laterUsd: (model: Model) => number | undefined;
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

/** Milliseconds in which the last fallback has begun: prices of the hour may change until then. */
const latestStart = 3_600_000;

export const pricer = (situation: Situation): Pricer => {
  const { promptTokens, longestPrompt = () => promptTokens, now } = situation;
  const lengths = lengthsFor(situation);
  const estimated = { estimated: true, at: now } as const;
  const readOf = (model: Model, keyId: string | undefined): number =>
    isWarm(situation.incumbent, model, keyId) ? cachedTokens(situation, model) : 0;
  const usageOf = (model: Model, { promptTokens: counted, read, output }: Reading): Usage => {
    const { price } = model;
    const tokens = tokensOf(model, counted);
    return price
      ? usageAt(ratesOf(price, tokens, now), { promptTokens: tokens, read, output })
      : { input: tokens, output };
  };
  const usdWith = (model: Model, read: number): number | undefined => {
    if (!model.price) return undefined;
    const tokens = tokensOf(model, promptTokens);
    // The tier or the hour is chosen once: its rates have neither.
    const rates = ratesOf(model.price, tokens, now);
    return usdOf(usageAt(rates, { promptTokens: tokens, read, output: lengths.median(model) }), rates);
  };
  const expectedUsage = (model: Model, keyId?: string): Usage =>
    usageOf(model, { promptTokens, read: readOf(model, keyId), output: lengths.median(model) });
  const likelyUsage = (model: Model): Usage =>
    usageOf(model, { promptTokens: longestPrompt(), read: 0, output: lengths.p90(model) });
  return {
    promptTokens,
    answerTokens: lengths.median,
    expectedUsd: (model, keyId) => usdWith(model, readOf(model, keyId)),
    laterUsd: (model) => usdWith(model, laterTokens(situation, model)),
    expectedUsage,
    expected: (model, keyId) => costOf(model, expectedUsage(model, keyId), estimated),
    likely: (model) => costOf(model, likelyUsage(model), estimated),
    worst: (model) => worstCost(model, situation),
  };
};

/** For one model; `pricer` is for many. Without a key, with that of the incumbent: another has no warm cache. */
export const expectedCost = (model: Model, situation: Situation, keyId?: string): Cost =>
  pricer(situation).expected(model, keyId);
export const expectedUsage = (model: Model, situation: Situation, keyId?: string): Usage =>
  pricer(situation).expectedUsage(model, keyId);
export const likelyCost = (model: Model, situation: Situation): Cost => pricer(situation).likely(model);

const isWarm = (incumbent: Incumbent | undefined, model: Model, keyId: string | undefined): boolean =>
  incumbent !== undefined &&
  model.id === incumbent.model &&
  model.provider === incumbent.provider &&
  (keyId === undefined || keyId === incumbent.keyId);

/** Tokens that a model makes of so many counted here. Its factor counts in hundredths. */
export const tokensOf = ({ tokens }: Pick<Model, 'tokens'>, counted: number): number =>
  tokens === undefined ? counted : Math.ceil((counted * hundredths(tokens)) / 100);

/** In whole numbers, so that a prompt passes the same tier wherever that is asked. */
export const hundredths = (tokens: number | undefined): number => Math.round((tokens ?? 1) * 100);

/** Tokens of this prompt that the incumbent's provider probably still has. */
const cachedTokens = ({ incumbent, promptTokens, now }: Situation, model: Model): number => {
  if (!incumbent || now - incumbent.at > cacheLife || isAnew(incumbent, promptTokens)) return 0;
  const { input, counted } = incumbent;
  const before = counted === undefined ? input : tokensOf(model, counted);
  return atLeastCached(Math.min(tokensOf(model, promptTokens), Math.floor(before * hitRate(incumbent))));
};

const isAnew = ({ input, counted }: Incumbent, promptTokens: number): boolean =>
  promptTokens < (counted ?? input) * (counted === undefined ? shrunk.byTheirs : shrunk.byOurCount);

const atLeastCached = (tokens: number): number => (tokens >= leastCached ? tokens : 0);

/** What is read in a later turn: as much as now from the incumbent, or where nothing is known of it, all that was said before. */
const laterTokens = ({ incumbent, promptTokens }: Situation, model: Model): number => {
  const { input = 0, counted = input } = incumbent ?? {};
  const isKnown = incumbent !== undefined && counted > 0 && !isAnew(incumbent, promptTokens);
  const rate = incumbent ? hitRate(incumbent) : 1;
  // That one provider's cache does not work says nothing of another's.
  const share = rate > 0 || isWarm(incumbent, model, undefined) ? rate : 1;
  return atLeastCached(Math.floor(tokensOf(model, isKnown ? Math.min(promptTokens, counted) : promptTokens) * share));
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

type Length = 'median' | 'p90';

/** How long the answer will be: what a model's own answers were, as far as there are any; else those of the task, else a guess. */
const lengthsFor = ({ task, outputs, fills, maxOutputTokens = Number.POSITIVE_INFINITY }: Situation) => {
  const all = outputs?.(task);
  const plain = priorOf(all, expectedOutput[task]);
  const reasoned = priorOf(all, expectedOutput[task] * reasoningFactor);
  // Where the task has no answers, no model has any for it.
  const ownOf = (model: Model, name = modelKey(model)): Outputs | undefined =>
    all ? outputs?.(task, name) : undefined;
  const priorFor = ({ reasoning }: Model) => (reasoning && !fills ? reasoned : plain);
  const atMost = (model: Model, tokens: number): number =>
    model.kind === 'embedding' ? 0 : Math.min(tokens, maxOutputTokens, model.maxOutputTokens);
  return {
    median: (model: Model, name?: string): number =>
      atMost(model, blended(ownOf(model, name), 'median', priorFor(model).median)),
    p90: (model: Model): number => {
      const own = ownOf(model);
      const { median, p90 } = priorFor(model);
      return atMost(model, Math.max(blended(own, 'median', median), blended(own, 'p90', p90)));
    },
  };
};

const priorOf = (all: Outputs | undefined, guess: number): Pick<Outputs, Length> => ({
  median: blended(all, 'median', guess),
  p90: blended(all, 'p90', guess * longFactor),
});

const blended = (history: Outputs | undefined, length: Length, prior: number): number =>
  history ? Math.round((history[length] * history.count + prior * priorWeight) / (history.count + priorWeight)) : prior;

/** The dearest of all tiers and hours that this prompt may still turn out to have. */
export const worstCost = (model: Model, situation: Situation): Cost => {
  const { promptTokens, worstPrompt, now, maxOutputTokens = Number.POSITIVE_INFINITY } = situation;
  const { price, priceAsOf } = model;
  if (!price) return { from: 'unknown' };
  const most = worstPrompt?.(model) ?? Math.ceil(promptTokens * mostMiscounted);
  const input = Math.max(most, tokensOf(model, promptTokens));
  const output = model.kind === 'embedding' ? 0 : Math.min(maxOutputTokens, model.maxOutputTokens);
  const usdAt = (rates: Rates): number => usdOf({ input, output }, dearest(rates));
  let usd = usdAt(ratesOf(price, 0, now));
  if (price.hours) usd = Math.max(usd, usdAt(ratesOf(price, 0, now + latestStart)));
  for (const tier of price.tiers ?? []) if (tier.above < input) usd = Math.max(usd, usdAt(tier));
  return { usd, from: 'estimated', priceAsOf };
};

/** All of the prompt at the dearest of its prices. Nothing is ever written for an hour, so that price does not count. */
const dearest = ({ input, output, cacheRead, cacheWrite }: Rates): Rates => ({
  input: Math.max(input, cacheRead ?? 0, cacheWrite ?? 0),
  output,
});
