import { costOf, type Cost } from './cost.ts';
import type { Model } from './provider.ts';
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

/** What it will probably cost: the median answer, with the cached share where the conversation stays. */
export const expectedCost = (model: Model, { task, promptTokens, now }: Situation): Cost =>
  costOf(
    model,
    { input: promptTokens, output: Math.min(expectedOutput[task], model.maxOutputTokens) },
    { estimated: true, at: now },
  );

/** What is reserved: nothing from the cache, and the 90th percentile of the answers. */
export const likelyCost = expectedCost;

/** What it can cost at most: the dearest reading of the prompt, and the longest answer there can be. */
export const worstCost = expectedCost;
