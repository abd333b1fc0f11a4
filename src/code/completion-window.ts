import { countTokens } from '../core/tokens.ts';

/** What was read of a file around a cursor. Line ends are `\n`. */
export interface Reading {
  /** Text before the cursor, from some line's beginning on. */
  readonly prefix: string;
  readonly suffix: string;
  /** The file's line, from 0, with which the prefix begins. */
  readonly firstLine: number;
  /** How the file begins, in whole lines; what is in the prefix already is not looked at twice. */
  readonly head: string;
}

/** Tokens of each part at most. */
export interface Room {
  readonly prefix: number;
  readonly suffix: number;
  readonly head: number;
}

/** What a model needs to go on, and no more: every keystroke may pay for it. */
export const usualRoom: Room = { prefix: 1_500, suffix: 500, head: 250 };

/** A window begins with a line whose number is a multiple of this, so that it stays the same from request to request: what a provider has in its cache costs a tenth. */
const step = 16;

/** The part of a file that is sent, cut at line ends; with the file's imports in front where its beginning is too far away. */
export const windowOf = (
  reading: Reading,
  room: Room = usualRoom,
): { readonly prefix: string; readonly suffix: string } => {
  const { text, skipped } = lastOf(reading.prefix, room.prefix, reading.firstLine);
  const suffix = firstOf(reading.suffix, room.suffix);
  const head = skipped === 0 ? '' : headerOf(reading.head, { lines: skipped, room: room.head });
  return { prefix: head === '' ? text : `${head}\n\n${text}`, suffix };
};

/** The last lines that fit. A line that is too long by itself is cut. */
const lastOf = (
  prefix: string,
  room: number,
  firstLine: number,
): { readonly text: string; readonly skipped: number } => {
  const lines = prefix.split('\n');
  let left = room;
  let from = lines.length;
  while (from > 0) {
    const line = lines[from - 1] ?? '';
    left -= countTokens(`${line}\n`);
    if (left < 0) break;
    from--;
  }
  if (from === lines.length) return { text: tailOf(lines.at(-1) ?? '', room), skipped: firstLine + from };
  const begins = from === 0 ? 0 : Math.min(lines.length - 1, ceiling(firstLine + from) - firstLine);
  // A step may be longer than all that fits.
  const at = begins < from || begins > (from + lines.length) / 2 ? from : begins;
  return { text: lines.slice(at).join('\n'), skipped: firstLine + at };
};

const ceiling = (line: number): number => Math.ceil(line / step) * step;

const firstOf = (suffix: string, room: number): string => {
  const lines = suffix.split('\n');
  let left = room;
  let end = 0;
  while (end < lines.length) {
    left -= countTokens(`${lines[end]}\n`);
    if (left < 0) break;
    end++;
  }
  return end === 0 ? (lines[0] ?? '').slice(0, mostUnits(room)) : lines.slice(0, end).join('\n');
};

/** A token of code is at least two characters or so: for lines that are cut in their middle. */
const mostUnits = (room: number): number => room * 2;

const tailOf = (line: string, room: number): string => line.slice(Math.max(0, line.length - mostUnits(room)));

/** Lines that say what a file uses, in the languages that begin with it. */
const uses =
  /^\s*(?:import\b|from\s+\S+\s+import\b|export\s.*\bfrom\b|package\b|using\b|use\b|#\s*include\b|require\b|require_once\b|(?:const|let|var)\s.*\brequire\(|library\(|open\s|module\b|namespace\b|extern\s+crate\b|@?import\b)/;

/** The file's beginning up to its last line that says what it uses; '' where there is none. */
const headerOf = (head: string, { lines: most, room }: { readonly lines: number; readonly room: number }): string => {
  const lines = head.split('\n').slice(0, most);
  const last = lines.findLastIndex((line) => uses.test(line));
  if (last < 0) return '';
  // An import of several lines goes on to the bracket that closes it.
  const opened = /[({]\s*$/.test(lines[last] ?? '')
    ? lines.findIndex((line, at) => at > last && /[)}]/.test(line))
    : last;
  return firstOf(lines.slice(0, Math.max(last, opened) + 1).join('\n'), room);
};
