import type { Line, Shape } from './completion-shape.ts';

/** A cursor, and what stands around it. Line ends are `\n`. */
export interface Spot {
  /** VS Code's id. */
  readonly languageId: string;
  readonly prefix: string;
  readonly suffix: string;
}

/** Where a proposal goes. */
export interface Place extends Spot, Line {
  readonly shape: Shape;
}

/** The line of the cursor. */
export const lineAt = ({ prefix, suffix }: Pick<Spot, 'prefix' | 'suffix'>): Line => {
  const end = suffix.indexOf('\n');
  return { before: prefix.slice(prefix.lastIndexOf('\n') + 1), after: end < 0 ? suffix : suffix.slice(0, end) };
};

/** A place once more found, after some characters were typed there. */
export interface Mark {
  readonly languageId: string;
  readonly tail: string;
  readonly head: string;
}

/** UTF-16 units on either side that tell one place from another. */
const tailLength = 600;
const headLength = 120;

/** Stand for the beginning and the end of a file. */
const [start, end] = ['\u0002', '\u0003'];

export const markOf = ({ languageId, prefix, suffix }: Spot): Mark => ({
  languageId,
  tail: tailOf(prefix, tailLength),
  head: suffix.length < headLength ? suffix + end : suffix.slice(0, headLength),
});

const tailOf = (prefix: string, length: number): string =>
  prefix.length < length ? start + prefix : prefix.slice(prefix.length - length);

/** Closing brackets and quotes that the editor has put behind the cursor by itself, at most. */
const mostClosers = 3;

/**
 * What was typed between a mark and a spot: '' at the same place, undefined at another. What the editor closed meanwhile
 * behind the cursor makes it no other place. At most `most` UTF-16 units.
 */
export const typedSince = (mark: Mark, spot: Spot, most: number): string | undefined => {
  if (mark.languageId !== spot.languageId || !isBehind(mark, spot)) return undefined;
  const text = tailOf(spot.prefix, mark.tail.length + most);
  const place = text.lastIndexOf(mark.tail);
  return place < 0 ? undefined : text.slice(place + mark.tail.length);
};

const isBehind = ({ head }: Mark, { suffix }: Spot): boolean => {
  const text = suffix.length < headLength + mostClosers ? suffix + end : suffix;
  const auto = /^[)\]}"'`>]{0,3}/.exec(text)?.[0].length ?? 0;
  for (let closers = 0; closers <= auto; closers++) if (startsHead(text, head, closers)) return true;
  return false;
};

const startsHead = (text: string, head: string, from: number): boolean =>
  head.endsWith(end) ? text.slice(from) === head : text.startsWith(head, from);

/** What is left of a proposal once so much of it was typed; undefined where something else was. */
export const restOf = (proposal: string, typed: string): string | undefined =>
  proposal.startsWith(typed) ? proposal.slice(typed.length) : undefined;

/** Whether what has arrived so far may still become what is being typed. */
export const agrees = (arrived: string, typed: string): boolean =>
  arrived.startsWith(typed) || typed.startsWith(arrived);
