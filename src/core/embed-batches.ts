import type { Embeddings } from './provider.ts';

/** A text on its way: where it stood, and about how many tokens it has. */
export interface CountedText {
  readonly index: number;
  readonly text: string;
  readonly tokens: number;
}

export const tokensOf = (texts: readonly CountedText[]): number => texts.reduce((sum, { tokens }) => sum + tokens, 0);

/**
 * How full a batch is made: tokens are counted as OpenAI's newest models count them, and others count up to a third more.
 */
const batchShare = 0.75;

/**
 * The texts in batches that a provider takes, in their order. Only a text that is beyond the limit of tokens by itself
 * makes a batch beyond it, of this one text.
 */
export const batchesOf = (
  texts: readonly CountedText[],
  { batch, batchTokens = Number.POSITIVE_INFINITY }: Pick<Embeddings, 'batch' | 'batchTokens'>,
): readonly (readonly CountedText[])[] => {
  const most = batchTokens * batchShare;
  const batches: CountedText[][] = [];
  let last: CountedText[] | undefined;
  let tokens = 0;
  for (const text of texts) {
    const fits = last !== undefined && last.length < batch && tokens + text.tokens <= most;
    if (!fits || last === undefined) {
      last = [];
      tokens = 0;
      batches.push(last);
    }
    last.push(text);
    tokens += text.tokens;
  }
  return batches;
};
