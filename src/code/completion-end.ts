import { indentOf } from './completion-begin.ts';
import { bracketsOf, isCloser } from './completion-brackets.ts';
import type { Place } from './completion-place.ts';
import { isBlank, isComment, opensBlock } from './completion-shape.ts';

/** Lines that a proposal has at most: more is not read while typing. */
const mostLines = 16;

/** How an answer came to its end. */
export type Ending = 'whole' | 'cut';

/** A proposal without what goes beyond its place: other blocks, what follows already, and brackets that close nothing. */
export const ended = (text: string, place: Place, ending: Ending): string => {
  const kept = place.shape === 'line' ? firstLine(text) : blockOf(text, place, ending);
  return balanced(kept, place).trimEnd();
};

const firstLine = (text: string): string => text.slice(0, (text.indexOf('\n') + 1 || text.length + 1) - 1);

const blockOf = (text: string, place: Place, ending: Ending): string => {
  const said = text.split('\n');
  // What was cut off at its limit ends in the middle of a line.
  const lines = ending === 'cut' && said.length > 1 ? said.slice(0, -1) : said;
  const stop = lines.findIndex((_, at) => at >= mostLines || stopsAt(lines, at, place));
  return (stop < 0 ? lines : lines.slice(0, stop)).join('\n');
};

const stopsAt = (lines: readonly string[], at: number, place: Place): boolean => {
  const line = (at === 0 ? place.before : '') + (lines[at] ?? '');
  if (isBlank(line)) return at > 1 && isBlank(lines[at - 1] ?? '');
  if (isNext(line, place)) return true;
  return at > 0 && isOutside(line, lines[0] ?? '', place);
};

const closingLine = /^\s*[)\]}][\s)\]};,]*$/;

/** The line with which the file goes on; of one that only closes, its beginning. */
const isNext = (line: string, { suffix }: Place): boolean => {
  const next = suffix
    .split('\n')
    .slice(1)
    .find((one) => !isBlank(one));
  if (next === undefined) return false;
  return next.trimEnd() === line.trimEnd() || (closingLine.test(line) && next.startsWith(line.trimEnd()));
};

/** Words that end a block, or go on with its other branch, where the block began. */
const branch = /^\s*(?:else|elif|elsif|catch|except|finally|rescue|ensure|end|fi|done|esac|when|case|default)\b/;

const isOutside = (line: string, first: string, { before }: Place): boolean => {
  const width = indentOf(line).length;
  const base = isBlank(before) ? indentOf(before + first).length : indentOf(before).length;
  const closes = isCloser(line.trim().charAt(0)) || branch.test(line);
  if (width < base) return !closes;
  // Behind what opens a block, its own column is where it ends.
  return width === base && !isBlank(before) && opensBlock(before) && !isComment(before) && !closes;
};

/** Ends before the first bracket that closes what is not open, or what is closed already behind it. */
const balanced = (text: string, place: Place): string => {
  const { closers } = bracketsOf(text);
  if (closers.length === 0) return text;
  const may = place.shape === 'line' ? closersOfLine(place) : closersAbove(place);
  const wrong = closers.find(({ char }, index) => may[index] !== char);
  if (!wrong) return text;
  const kept = text.slice(0, wrong.at);
  // A line that held nothing else goes with it.
  return place.shape === 'block' ? kept.replace(/\n[ \t]*$/, '') : kept;
};

/** The brackets that may be closed, innermost first: those that are open. */
const closersAbove = ({ prefix }: Place): readonly string[] => bracketsOf(prefix).open.toReversed();

/** In a line those of the line first, then what the editor has closed behind the cursor already, which is replaced. */
const closersOfLine = (place: Place): readonly string[] => {
  const { before, after, suffix } = place;
  const own = bracketsOf(before).open.length;
  const behind = bracketsOf(after).closers.length;
  const open = closersAbove(place);
  if (own > 0 || behind > 0) return open.slice(0, Math.max(own, behind));
  const next = suffix.slice(after.length).trimStart().charAt(0);
  return open[0] === next ? [] : open.slice(0, 1);
};
