import { Fences, type Block } from './fences.ts';
import { isNameOf, isProse } from './languages.ts';
import { withoutAfterword, withoutPreface } from './prose.ts';

export { indented, type Place } from './indentation.ts';

/** The code of an answer: without fences and the prose around them. '' where there is none. */
export const codeIn = (text: string, languageId?: string): string => {
  const answer = streamedCode(languageId);
  answer.push(text);
  return answer.end().code;
};

/** The code of an answer that is still coming. */
export interface StreamedCode {
  /** Takes the next words; gives the code so far, never with a fence around it, nor with the beginning of one. */
  readonly push: (delta: string) => string;
  /** A block is open: what comes next is code. */
  readonly isOpen: () => boolean;
  /** The code were the answer over here, and whether its last block has an end. */
  readonly end: () => Finished;
}

interface Finished {
  readonly code: string;
  readonly closed: boolean;
}

export const streamedCode = (languageId?: string): StreamedCode => {
  const whole: string[] = [];
  const fences = new Fences();
  let rest = '';
  return {
    push: (delta) => {
      const lines = (rest + delta.replaceAll('\r', '')).split('\n');
      rest = lines.pop() ?? '';
      whole.push(...lines);
      for (const line of lines) fences.line(line);
      return shown(fences, rest, languageId);
    },
    isOpen: () => fences.isOpen,
    end: () => finished([...whole, rest], languageId),
  };
};

/** Of an answer that is over: its last line counts though it has no line break. */
const finished = (lines: readonly string[], languageId: string | undefined): Finished => {
  const fences = new Fences();
  for (const line of lines) fences.line(line);
  const blocks = fences.blocks();
  const block = chosen(blocks, languageId) ?? longest(blocks);
  const code = block?.lines ?? plain(fences.outside, languageId);
  return { code: trimmed(code), closed: blocks.every((one) => one.closed || isBlank(one)) };
};

const shown = (fences: Fences, rest: string, languageId: string | undefined): string => {
  const shownRest = unfenced(rest);
  const blocks = fences.blocks(shownRest);
  if (!blocks.every(isBlank)) return trimmed(chosen(blocks, languageId)?.lines ?? []);
  const lines = isProse(languageId) ? fences.outside : withoutPreface(fences.outside);
  return trimmed(lines.length === 0 ? [] : [...lines, shownRest]);
};

const isBlank = ({ lines }: Block): boolean => lines.every((line) => line.trim() === '');

/** A line that is still coming may become a fence. */
const unfenced = (rest: string): string => (/^\s*[`~]/.test(rest) ? '' : rest.replace(/`+$/, ''));

/** Without any fence: the code is all but the sentences around it. */
const plain = (lines: readonly string[], languageId: string | undefined): readonly string[] =>
  isProse(languageId) ? lines : withoutAfterword(withoutPreface(lines));

/** The longest block in the language, or else of those that name none. */
const chosen = (blocks: readonly Block[], languageId: string | undefined): Block | undefined => {
  const inIt = blocks.filter(({ info }) => languageId !== undefined && isNameOf(info, languageId));
  return longest(inIt) ?? longest(languageId === undefined ? blocks : blocks.filter(({ info }) => info === ''));
};

const longest = (blocks: readonly Block[]): Block | undefined => {
  const [best] = blocks.map((block) => ({ block, length: trimmed(block.lines).length })).toSorted(byLength);
  return best && best.length > 0 ? best.block : undefined;
};

const byLength = (one: { readonly length: number }, other: { readonly length: number }): number =>
  other.length - one.length;

/** Without empty lines at both ends, and without the marks of the request around it. */
const trimmed = (lines: readonly string[]): string => {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  if (first < 0) return '';
  const marked = lines[first]?.trim() === '<selection>';
  const end = marked && lines[last]?.trim() === '</selection>' ? last : last + 1;
  return marked ? trimmed(lines.slice(first + 1, end)) : lines.slice(first, end).join('\n');
};
