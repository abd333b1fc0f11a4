import { begun } from './completion-begin.ts';
import { bracketsOf } from './completion-brackets.ts';
import { ended, type Ending } from './completion-end.ts';
import type { Place } from './completion-place.ts';
import { isBlank, type Line } from './completion-shape.ts';

/** A model's answer as a proposal for its place; '' where nothing of it is one. */
export const proposalIn = (raw: string, place: Place, ending: Ending): string => {
  const text = ended(begun(raw, place, true), place, ending);
  return isBlank(text) ? '' : text;
};

/**
 * UTF-16 units behind the cursor, on its line, that the proposal brings itself and therefore replaces: `foo(|)` with
 * `bar)` has one. Only what is found in the proposal again, in its order: VS Code shows no other (1.139).
 */
export const replacedBy = (proposal: string, line: Line): number => {
  const after = line.after.trimEnd();
  if (after === '' || proposal.includes('\n')) return 0;
  const least = Math.max(overlap(proposal, after), closed(proposal, { ...line, after }), quoted(proposal, after));
  if (proposal.includes(after) && (least > 0 || after.length > 2)) return after.length;
  return isWithin(after.slice(0, least), proposal) ? least : 0;
};

/** The end of the proposal that the line begins with behind the cursor. Whole words only. */
const overlap = (proposal: string, after: string): number => {
  for (let length = Math.min(proposal.length, after.length); length > 0; length--) {
    const same = after.slice(0, length);
    if (!proposal.endsWith(same) || isBlank(same)) continue;
    if (!isTorn(after, length) && !isTorn(proposal, proposal.length - length)) return length;
  }
  return 0;
};

const isTorn = (text: string, at: number): boolean =>
  /^[\p{L}\p{N}_$]{2}$/u.test(text.slice(Math.max(0, at - 1), at + 1));

/** Brackets that the proposal closes and the line closes once more. */
const closed = (proposal: string, { before, after }: Line): number => {
  const closing = bracketsOf(proposal).closers.length;
  const behind = bracketsOf(after).closers.length;
  const twice = closing - Math.max(0, bracketsOf(before).open.length - behind);
  const run = /^[)\]}]*/.exec(after)?.[0].length ?? 0;
  return Math.max(0, Math.min(twice, run));
};

/** The quote that the editor has put behind the cursor, where the proposal brings its own. */
const quoted = (proposal: string, after: string): number => {
  const quote = after.charAt(0);
  return /["'`]/.test(quote) && proposal.split(quote).length % 2 === 0 ? 1 : 0;
};

const isWithin = (part: string, whole: string): boolean => {
  let at = -1;
  for (const char of part) {
    at = whole.indexOf(char, at + 1);
    if (at < 0) return false;
  }
  return true;
};
