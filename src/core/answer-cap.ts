import type { Plan } from './plan.ts';
import type { Model } from './provider.ts';

/** Other tokenizers count up to a third more than the estimate, which itself is 5 % short at times. */
const slack = 1.4;

/**
 * The longest answer a request is reckoned with, in tokens: what it may have, what the model can say, and what its window
 * has room for beside the prompt, as some servers refuse a limit beyond that. Where the window is almost full by such
 * caution, half of what the estimate leaves.
 */
export const answerCap = (
  { contextTokens, maxOutputTokens }: Pick<Model, 'contextTokens' | 'maxOutputTokens'>,
  { promptTokens, answerLimit = Number.POSITIVE_INFINITY }: Pick<Plan, 'promptTokens' | 'answerLimit'>,
): number => {
  const room = Math.max(contextTokens - promptTokens * slack, (contextTokens - promptTokens) / 2);
  return Math.max(1, Math.floor(Math.min(answerLimit, maxOutputTokens, room)));
};
