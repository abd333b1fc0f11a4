import type { Place } from './completion-place.ts';
import { isBlank, isComment, opensBlock } from './completion-shape.ts';

/** What models leak of their own marks: Qwen and StarCoder `<|fim_middle|>`, DeepSeek `<｜fim▁end｜>`, Code Llama `<EOT>`, Codestral `[SUFFIX]`, and ours. */
const marks = /<\|[\w▁-]+\|>|<｜[^｜\n]{1,40}｜>|<(?:EOT|EOS|CURSOR|\/?s|fim_\w+)>|\[(?:PREFIX|SUFFIX|MIDDLE)\]/;

/** Of a chat's answer: the block it stands in, with whatever was said before. */
const fence = /(?:^|\n)[ \t]*```[^\n`]*\n/;
const fenceEnd = /\n?[ \t]*```[ \t]*(?:\n|$)/;

/**
 * An answer without what does not belong into the file: marks, fences, what stands before the cursor already, and
 * indentation that is there. While it is still coming (`whole` is false) it is '' until that is clear.
 */
export const begun = (raw: string, place: Place, whole: boolean): string => {
  const answer = unmarked(raw.replaceAll('\r\n', '\n'));
  const code = place.languageId === 'markdown' ? answer : unfenced(answer, whole);
  if (!whole && mayBeEcho(code, place)) return '';
  return unindented(unechoed(code, place), place);
};

const unmarked = (text: string): string => {
  let rest = text;
  for (let found = marks.exec(rest); found; found = marks.exec(rest)) {
    const before = rest.slice(0, found.index);
    // The first of them opens the answer, a later one ends it.
    if (!isBlank(before)) return before;
    rest = rest.slice(found.index + found[0].length);
  }
  return rest;
};

const unfenced = (text: string, whole: boolean): string => {
  const opened = fence.exec(text);
  if (!opened) return !whole && /^\s*`{1,3}[^\n]*$/.test(text) ? '' : text;
  const code = text.slice(opened.index + opened[0].length);
  const closed = fenceEnd.exec(code);
  return closed ? code.slice(0, closed.index) : code;
};

/** Lines before the cursor that a chat model may say again. */
const echoed = 12;

/** What the answer may begin with because it stands before the cursor: from some line's beginning on, longest first. */
const echoesOf = ({ prefix, before }: Place): readonly string[] => {
  const lines = prefix.split('\n').slice(-echoed);
  return lines
    .map((_, at) => lines.slice(at).join('\n').trim())
    .filter((text, at) => text.length >= 3 && (!isBlank(before) || isTelling(lines.slice(at))));
};

/** On an empty line the line above may well come once more: only what opens something, or more than one line, is an echo. */
const isTelling = (lines: readonly string[]): boolean => {
  const said = lines.filter((line) => !isBlank(line));
  return said.length > 1 || said.some((line) => opensBlock(line) || isComment(line));
};

/** The word that is half written, which a chat model begins anew. */
const halfWord = ({ before }: Place): string => /[\p{L}_$][\p{L}\p{N}_$]+$/u.exec(before)?.[0] ?? '';

/** Also where all of it was said: the next character may make it another word. */
const mayBeEcho = (text: string, place: Place): boolean => {
  const said = text.trimStart();
  return said === '' || [halfWord(place), ...echoesOf(place)].some((echo) => echo.startsWith(said));
};

const unechoed = (text: string, place: Place): string => {
  const said = text.trimStart();
  const echo = echoesOf(place).find((one) => said.startsWith(one) && !isWithinWord(said, one.length));
  if (echo !== undefined) return said.slice(echo.length);
  const word = halfWord(place);
  return word !== '' && said.startsWith(word) && isWithinWord(said, word.length) ? said.slice(word.length) : text;
};

const isWithinWord = (text: string, at: number): boolean => /^[\p{L}\p{N}_$]{2}/u.test(text.slice(at - 1, at + 1));

export const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

/** Blanks that stand before the cursor already. */
const unindented = (text: string, { before, prefix }: Place): string => {
  if (!isBlank(before)) return /\s$/.test(before) ? text.replace(/^[ \t]+/, '') : text;
  const first = text.replace(/^(?:[ \t]*\n)+/, '');
  if (before === '') return first;
  const above =
    prefix
      .split('\n')
      .slice(0, -1)
      .findLast((line) => !isBlank(line)) ?? '';
  const mayGoDeeper = opensBlock(above) && before.length <= indentOf(above).length;
  return mayGoDeeper ? first : first.slice(indentOf(first).length);
};
