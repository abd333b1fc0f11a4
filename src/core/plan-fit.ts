import type { ChatRequest } from './chat.ts';
import { abilities, type Stock } from './plan-stock.ts';
import type { Model } from './provider.ts';
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
}

export const needsOf = (request: ChatRequest, prompt: () => number, output: number | undefined): Needs => ({
  abilities:
    abilities.chat | (request.tools.length > 0 ? abilities.tools : 0) | (holdsImage(request) ? abilities.images : 0),
  prompt,
  mostPrompt: mostTokens(request),
  output,
});

const holdsImage = (request: ChatRequest): boolean =>
  request.messages.some((message) =>
    message.content.some(
      (part) =>
        part.type === 'image' || (part.type === 'tool-result' && part.content.some((inner) => inner.type === 'image')),
    ),
  );

/** Whether the last message answers tool calls: whoever made them goes on. */
export const hasOpenCalls = ({ messages }: ChatRequest): boolean =>
  messages.at(-1)?.content.some((part) => part.type === 'tool-result') ?? false;

/** What a model lacks for a request: a place in `clauses`, 0 is nothing. */
type Lack = 0 | 1 | 2 | 3 | 4 | 5;

const clauses: Readonly<Record<Exclude<Lack, 0>, (model: Model) => string>> = {
  1: () => 'is no chat model',
  2: () => 'calls no tools',
  3: () => 'takes no images',
  4: ({ maxOutputTokens }) => `answers ${maxOutputTokens} tokens at most`,
  5: ({ contextTokens }) => `holds ${contextTokens} tokens of prompt and answer at most`,
};

/** The first thing that a model cannot do that the request needs. */
export const lackOf = (stock: Stock, index: number, needs: Needs): Lack => {
  const missing = needs.abilities & ~(stock.can[index] ?? 0);
  if (missing !== 0) {
    if (missing & abilities.chat) return 1;
    return missing & abilities.tools ? 2 : 3;
  }
  const { output = 0 } = needs;
  if (output > (stock.output[index] ?? 0)) return 4;
  const room = (stock.context[index] ?? 0) * usableShare - output;
  return needs.mostPrompt > room && needs.prompt() > room ? 5 : 0;
};

/** What it lacks as a clause for a person; undefined where it can do the request. */
export const lackText = (stock: Stock, index: number, needs: Needs): string | undefined => {
  const lack = lackOf(stock, index, needs);
  const offer = stock.offers[index];
  return lack === 0 || !offer ? undefined : clauses[lack](offer.model);
};
