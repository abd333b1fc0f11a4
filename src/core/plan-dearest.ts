import type { Usage } from './chat.ts';
import type { Decision } from './plan-choice.ts';
import { usdOf } from './price.ts';
import { modelKey, type Model } from './provider.ts';

/** What was really used, by whom and when. */
export interface Used {
  readonly model: Model;
  readonly usage: Usage;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Dearest {
  /** `provider/model` */
  readonly model: string;
  /** US dollars. */
  readonly usd: number;
}

/**
 * The candidate that would have cost most for the same work: what could do the request, was allowed, was good enough, and
 * had a key that no budget kept out.
 * Undefined where none of them has a known price. Each makes as many tokens of a text as its maker's tokenizer does, and has
 * as much of it in its cache.
 */
export const dearestOf = (decision: Decision, { model: own, usage, at }: Used): Dearest | undefined => {
  const { groups, able, choice } = decision;
  const { offers } = choice.stock;
  let dearest: Dearest | undefined;
  for (const index of groups[0]?.() ?? able) {
    const model = offers[index]?.model;
    if (!model?.price) continue;
    const usd = usdOf(scaled(usage, (model.tokens ?? 1) / (own.tokens ?? 1)), model.price, { at });
    if (usd > (dearest?.usd ?? -1) && isAffordable(decision, index)) dearest = { model: modelKey(model), usd };
  }
  return dearest;
};

const isAffordable = ({ choice, desk }: Decision, index: number): boolean => {
  const { overBudget } = choice.wish;
  return overBudget === undefined || desk.routesOf(index).some((route) => overBudget(route) === undefined);
};

const scaled = (usage: Usage, factor: number): Usage => {
  if (factor === 1) return usage;
  const times = (tokens: number): number => Math.round(tokens * factor);
  const { input, output, cacheRead = 0, cacheWrite = 0, cacheWriteHour = 0 } = usage;
  return {
    input: times(input),
    output: times(output),
    cacheRead: times(cacheRead),
    cacheWrite: times(cacheWrite),
    cacheWriteHour: times(cacheWriteHour),
  };
};
