import { countTokens } from '../core/tokens.ts';
import { mostParts, tokensOfLine, tokensShown } from './commit-budget.ts';
import { signOf, type DiffHunk } from './commit-diff.ts';
import type { SeenFile } from './commit-kind.ts';
import { fileLine } from './commit-list.ts';

/** A diff as it is shown. One part goes with the request for the message; several are read one by one first. */
export interface Packed {
  readonly parts: readonly string[];
  /** Files of which not a single line is shown, though they may be. */
  readonly crowdedOut: number;
}

/** One line or hunk header with its tokens, the line break included. */
interface Sized {
  readonly text: string;
  readonly tokens: number;
}

/** A file's hunks as lines that can be counted and cut. */
interface Sheet {
  readonly file: SeenFile;
  readonly title: Sized;
  readonly hunks: readonly (readonly Sized[])[];
  readonly tokens: number;
}

/** Tokens below which a look at a file is worth nothing: two lines below its name. */
const glance = 40;

/** UTF-16 units of a line that are looked at; a token has about four. */
const mostOfLine = 8 * tokensOfLine;

/** UTF-16 units of one file that are looked at. More is cut away again anyway, and would take seconds to count. */
const mostOfFile = 200_000;

/** The share of a part that is filled: a piece that no longer fits begins the next one. */
const filling = 0.9;

/**
 * The diff within its budget, by worth. All of it where it fits into one request; then without the lines around changes; then
 * in parts, where each file gets an equal share: what small files leave over goes to the large ones, whose hunks share alike.
 * Where there are so many files that a share says nothing, those that say least about a change are named only. `tokens` is for
 * one part.
 */
export const packed = (files: readonly SeenFile[], tokens = tokensShown): Packed => {
  const shown = files.filter(({ unseen, hunks }) => unseen === undefined && hunks.length > 0);
  const whole = shown.map((file) => sheetOf(file, file.hunks));
  if (sumOf(whole) <= tokens) return { parts: textsOf(whole), crowdedOut: 0 };
  const slim = shown.map((file) => sheetOf(file, file.hunks.map(withoutContext)));
  if (sumOf(slim) <= tokens) return { parts: textsOf(slim), crowdedOut: 0 };
  const room = Math.floor(mostParts * tokens * filling);
  const cut = cutTo(slim, room);
  return { parts: filled(cut, tokens), crowdedOut: shown.length - cut.length };
};

const sized = (text: string): Sized => {
  let line = text.length > mostOfLine ? `${text.slice(0, mostOfLine)}…` : text;
  let tokens = countTokens(line) + 1;
  while (tokens > tokensOfLine) {
    line = `${line.slice(0, Math.floor((line.length * (tokensOfLine - 4)) / tokens))}…`;
    tokens = countTokens(line) + 1;
  }
  return { text: line, tokens };
};

const sheetOf = (file: SeenFile, hunks: readonly DiffHunk[]): Sheet => {
  const title = sized(`=== ${fileLine(file)}`);
  let left = mostOfFile;
  const fits = (line: string): boolean => (left -= Math.min(line.length, mostOfLine) + 1) >= 0;
  const lines = hunks.map((hunk) => [hunk.header, ...hunk.lines].filter(fits).map(sized));
  if (left < 0) lines.push([cutNote]);
  return { file, title, hunks: lines, tokens: title.tokens + lines.reduce((sum, hunk) => sum + tokensOf(hunk), 0) };
};

const tokensOf = (lines: readonly Sized[]): number => lines.reduce((sum, line) => sum + line.tokens, 0);

const sumOf = (sheets: readonly Sheet[]): number => sheets.reduce((sum, { tokens }) => sum + tokens, 0);

/** The header already says in which function the change is. */
const withoutContext = (hunk: DiffHunk): DiffHunk => ({
  ...hunk,
  lines: hunk.lines.filter((line) => signOf(line, hunk) !== ' '),
});

const textOf = ({ title, hunks }: Sheet): string => [title, ...hunks.flat()].map(({ text }) => text).join('\n');

const textsOf = (sheets: readonly Sheet[]): readonly string[] =>
  sheets.length === 0 ? [] : [sheets.map(textOf).join('\n')];

/** Files that say most about a change first, among them those with the most changed lines. */
const byWorth = (sheets: readonly Sheet[]): readonly Sheet[] =>
  sheets.toSorted(
    ({ file: one }, { file: other }) =>
      other.worth - one.worth || other.added + other.removed - one.added - one.removed,
  );

/** Equal shares of a whole; what somebody does not want is shared among the others. */
export const sharesOf = (wants: readonly number[], whole: number): readonly number[] => {
  const shares = wants.map(() => 0);
  let left = whole;
  for (const [at, index] of [...wants.keys()].toSorted((a, b) => (wants[a] ?? 0) - (wants[b] ?? 0)).entries()) {
    const share = Math.min(wants[index] ?? 0, Math.floor(left / (wants.length - at)));
    shares[index] = share;
    left -= share;
  }
  return shares;
};

const cutNote = sized('… more changed lines');

/** What a sheet needs to say anything at all. */
const leastOf = ({ tokens, title }: Sheet): number => Math.min(tokens, title.tokens + cutNote.tokens + glance);

/** As many of the worthiest as can say anything, each within its share. */
const cutTo = (sheets: readonly Sheet[], room: number): readonly Sheet[] => {
  let left = room;
  const kept = byWorth(sheets).filter((sheet) => (left -= leastOf(sheet)) >= 0);
  const least = kept.reduce((sum, sheet) => sum + leastOf(sheet), 0);
  const more = sharesOf(
    kept.map((sheet) => sheet.tokens - leastOf(sheet)),
    room - least,
  );
  return kept.map((sheet, index) => beginningsOf(sheet, leastOf(sheet) + (more[index] ?? 0)));
};

/** The beginning of every hunk, each within its share. */
const beginningsOf = (sheet: Sheet, tokens: number): Sheet => {
  if (sheet.tokens <= tokens) return sheet;
  const shares = sharesOf(sheet.hunks.map(tokensOf), tokens - sheet.title.tokens - cutNote.tokens);
  const hunks = sheet.hunks.map((hunk, index) => {
    let left = shares[index] ?? 0;
    return hunk.filter((line) => (left -= line.tokens) >= 0);
  });
  // A header without a line below it says little.
  const kept = [...hunks.filter(({ length }) => length > 1), [cutNote]];
  return { ...sheet, hunks: kept, tokens: sheet.title.tokens + kept.reduce((sum, hunk) => sum + tokensOf(hunk), 0) };
};

/** Neighbours stay together; a file goes over from one part into the next where it must. */
const filled = (sheets: readonly Sheet[], tokens: number): readonly string[] => {
  const total = sumOf(sheets);
  const count = Math.min(mostParts, Math.ceil(total / (tokens * filling)));
  const room = Math.min(tokens, Math.ceil(total / count / filling));
  const parts: string[][] = [];
  let left = 0;
  const put = ({ text, tokens: size }: Sized, title?: Sized): void => {
    if (left < size) {
      parts.push(title ? [title.text] : []);
      left = room - (title?.tokens ?? 0);
    }
    parts.at(-1)?.push(text);
    left -= size;
  };
  for (const { file, title, hunks } of sheets.toSorted((a, b) => (a.file.path < b.file.path ? -1 : 1))) {
    const continued = sized(`=== ${file.path}, continued`);
    // Not a name alone at the end of a part.
    if (left < title.tokens + Math.min(tokensOf(hunks[0] ?? []), room / 20)) left = 0;
    put(title);
    for (const line of hunks.flat()) put(line, continued);
  }
  return parts.slice(0, mostParts).map((lines) => lines.join('\n'));
};
