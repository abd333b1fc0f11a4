/** One line, or as many as the syntax asks for. */
export type Shape = 'line' | 'block';

/** The line of the cursor: what stands before it, and what after. */
export interface Line {
  readonly before: string;
  readonly after: string;
}

/** Opens a block in languages with brackets, and in those with words. */
const opens = /(?:[{[(]|=>|\b(?:then|do|begin|else|try|finally|repeat|loop|ensure|rescue))\s*$/;

/** Python's blocks, and `case` of everybody else. Not the `key:` of a table. */
const opensWithColon =
  /^\s*(?:async\s+)?(?:def|class|if|elif|else|for|while|try|except|finally|with|match|case|default|switch)\b.*:\s*$/;

/** A line that is nothing but a comment. `#` needs a blank behind it, as `#include` and `#private` have none. */
const comment = /^\s*(?:\/\/|\/\*|\*(?:\s|\/|$)|#(?:\s|$)|--\s|;;|<!--|"""|''')/;

export const isBlank = (text: string): boolean => text.trim() === '';

export const isComment = (line: string): boolean => comment.test(line);

/** Whether what follows this line belongs one step deeper. */
export const opensBlock = (line: string): boolean =>
  !isComment(line) && (opens.test(line) || opensWithColon.test(line));

/**
 * Several lines on an empty line, behind what opens a block and behind a comment, which says what is to come. One line in the
 * middle of a line, between brackets, and behind anything else.
 */
export const shapeOf = ({ before, after }: Line): Shape => {
  if (!isBlank(after)) return 'line';
  return isBlank(before) || opensBlock(before) || isComment(before) ? 'block' : 'line';
};

/** In the middle of a word nothing is proposed: what would stand there is written already. */
export const isInWord = ({ before, after }: Line): boolean =>
  /[\p{L}\p{N}_$]$/u.test(before) && /^[\p{L}\p{N}_$]/u.test(after);
