import { count } from './count.ts';
import type { ChatRequest } from './chat.ts';
import { tokensText } from './counted.ts';
import { tokensOf, type OutputHistory } from './expect.ts';
import { t } from './l10n.ts';
import { abilities, type Stock } from './plan-stock.ts';
import type { Model } from './provider.ts';
import { expectedOutput, type Task } from './task.ts';
import { mostTokens } from './tokens.ts';

/** The window is not filled to the brim: local counts are estimates and providers add their own tokens. */
export const usableShare = 0.97;

/** What a request needs of a model. */
export interface Needs {
  /** Bits of `abilities`. */
  readonly abilities: number;
  readonly prompt: () => number;
  /** More than the prompt can possibly count; without counting. */
  readonly mostPrompt: number;
  /** Tokens the answer may have, where anybody said so. */
  readonly output: number | undefined;
  /** Tokens that answers of the task need, where nobody said: a window that is nearly full with the prompt is too small. */
  readonly usual: number;
}

/** So much room is left for an answer, however short those of the task are. */
const leastRoom = 1_000;

/** What is known when it is asked what a request needs. */
interface Known {
  readonly prompt: () => number;
  readonly output: number | undefined;
  /** Absent where the person picked the model: it does what it can. */
  readonly task: Task | undefined;
  /** Only models that fill gaps may take it. */
  readonly fills?: boolean | undefined;
  readonly outputs: OutputHistory | undefined;
}

export const needsOf = (request: ChatRequest, { prompt, output, task, fills, outputs }: Known): Needs => ({
  abilities:
    abilities.chat |
    (request.tools.length > 0 ? abilities.tools : 0) |
    (holdsImage(request) ? abilities.images : 0) |
    (fills ? abilities.fills : 0),
  prompt,
  mostPrompt: mostTokens(request),
  output,
  usual: task === undefined ? 0 : usualAnswer(task, outputs),
});

/** Tokens that are kept free for an answer whose length nobody said. */
export const usualAnswer = (task: Task, outputs: OutputHistory | undefined): number =>
  Math.max(leastRoom, outputs?.(task)?.median ?? expectedOutput[task]);

/** The longest prompt, as it is counted here, that leaves a window room for so long an answer. */
export const promptRoom = (contextTokens: number, answer: number, tokensOfHundred: number): number =>
  ((contextTokens * usableShare - answer) * 100) / tokensOfHundred;

const holdsImage = (request: ChatRequest): boolean =>
  request.messages.some((message) =>
    message.content.some(
      (part) =>
        part.type === 'image' || (part.type === 'tool-result' && part.content.some((inner) => inner.type === 'image')),
    ),
  );

/** What a model lacks for a request: a place in `clauses`, 0 is nothing. */
type Lack = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const clauses: Readonly<Record<Exclude<Lack, 0>, (model: Model, needs: Needs) => string>> = {
  1: () => t('is no chat model'),
  2: () => t('calls no tools'),
  3: () => t('takes no images'),
  4: ({ maxOutputTokens }) => t('answers {0} at most', tokensText(maxOutputTokens)),
  5: (model, needs) =>
    t('holds {0}, and this needs about {1}', tokensText(model.contextTokens), count.format(windowFor(model, needs))),
  6: () => t('fills no gaps in code'),
};

/** The window that would do, in a round number. */
const windowFor = (model: Model, { prompt, output, usual }: Needs): number => {
  const answer = output ?? Math.min(usual, model.maxOutputTokens);
  const least = (tokensOf(model, prompt()) + answer) / usableShare;
  const step = least < 10_000 ? 10 : 1_000;
  return Math.ceil(least / step) * step;
};

/** The first thing that a model cannot do that the request needs. */
export const lackOf = (stock: Stock, index: number, needs: Needs): Lack => {
  const missing = needs.abilities & ~(stock.can[index] ?? 0);
  if (missing !== 0) {
    if (missing & abilities.chat) return 1;
    if (missing & abilities.fills) return 6;
    return missing & abilities.tools ? 2 : 3;
  }
  const most = stock.output[index] ?? 0;
  const { output = Math.min(needs.usual, most) } = needs;
  if (output > most) return 4;
  const room = promptRoom(stock.context[index] ?? 0, output, stock.tokens[index] ?? 100);
  return needs.mostPrompt > room && needs.prompt() > room ? 5 : 0;
};

/** What it lacks as a clause for a person; undefined where it can do the request. */
export const lackText = (stock: Stock, index: number, needs: Needs): string | undefined => {
  const lack = lackOf(stock, index, needs);
  const offer = stock.offers[index];
  return lack === 0 || !offer ? undefined : clauses[lack](offer.model, needs);
};
