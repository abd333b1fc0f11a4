import { countTokens } from '../core/tokens.ts';

/** One line of a text, as its layout is read. */
export interface Line {
  readonly text: string;
  /** Columns before its first sign; a tab leads to the next multiple of four. */
  readonly indent: number;
  readonly isBlank: boolean;
  /** Its break included; 0 where it is blank. */
  readonly tokens: number;
}

const tabStop = 4;

const indentOf = (text: string): number => {
  let columns = 0;
  for (const sign of text) {
    if (sign === ' ') columns += 1;
    else if (sign === '\t') columns += tabStop - (columns % tabStop);
    else break;
  }
  return columns;
};

export const linesOf = (text: string): readonly Line[] =>
  text.split(/\r\n|\n|\r/).map((line) => {
    const isBlank = line.trim() === '';
    return { text: line, indent: indentOf(line), isBlank, tokens: isBlank ? 0 : countTokens(`${line}\n`) };
  });

/** Some lines in a row: the places of the first and the last. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Without the blank lines at both ends; undefined where all are blank. */
export const trimmed = (lines: readonly Line[], { first, last }: Span): Span | undefined => {
  let [from, to] = [first, last];
  while (from <= to && lines[from]?.isBlank !== false) from++;
  while (to >= from && lines[to]?.isBlank !== false) to--;
  return from <= to ? { first: from, last: to } : undefined;
};

export const tokensIn = (lines: readonly Line[], { first, last }: Span): number => {
  let sum = 0;
  for (let at = first; at <= last; at++) sum += lines[at]?.tokens ?? 0;
  return sum;
};
