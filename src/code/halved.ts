import type { CodeContext, CodeSpan } from './context.ts';

/** Where a job is at work. */
type Placed = Pick<CodeContext, 'text' | 'selection' | 'symbol'>;

/** One part of a text, without what is left in it of a secret that is cut in two. */
type PartOf = (text: string, part: CodeSpan) => Promise<string>;

/**
 * The same place without the secrets that an edge of the selection goes through: what is before, in and behind it is sent
 * apart, and nobody recognises half a secret. Every line keeps its number.
 */
export const withoutHalved = async <P extends Placed>(placed: P, partOf: PartOf): Promise<P> => {
  const { text, selection, symbol } = placed;
  const [before, selected, after] = await Promise.all([
    partOf(text, { start: 0, end: selection.start }),
    partOf(text, selection),
    partOf(text, { start: selection.end, end: text.length }),
  ]);
  const whole = before + selected + after;
  if (whole === text) return placed;
  const start = before.length;
  const end = start + selected.length;
  const around = symbol && {
    ...symbol,
    start: Math.min(symbol.start, start),
    end: Math.max(end, whole.length - (text.length - symbol.end)),
  };
  return { ...placed, text: whole, selection: { start, end }, symbol: around };
};
