/** What a person wrote in a comment, to be made into code. */
export interface Comment {
  /** Its words, without the signs of a comment. */
  readonly text: string;
  /** The line it ends in, from 0. */
  readonly last: number;
}

/** Languages in which `#` begins a comment; in C it begins an instruction, in Markdown a title. */
const hashed = new Set(
  (
    'python ruby shellscript perl perl6 r julia elixir coffeescript powershell ' +
    'yaml toml dockerfile makefile cmake php nix gdscript terraform dotenv'
  ).split(' '),
);

const dashed = new Set(['sql', 'lua', 'haskell', 'ada', 'elm', 'vhdl', 'plsql']);

const slashed = /^\s*\/{2,}!?\s?/;

const signOf = (languageId: string): RegExp => {
  if (languageId === 'php') return /^\s*(?:\/{2,}|#+)\s?/;
  if (hashed.has(languageId)) return /^\s*#+(?!!)\s?/;
  if (dashed.has(languageId)) return /^\s*-{2,}\s?/;
  if (languageId === 'clojure' || languageId === 'lisp' || languageId === 'scheme') return /^\s*;+\s?/;
  return slashed;
};

/** A few empty lines may stand between a comment and the cursor. */
const mostEmpty = 2;

/** The comment in the cursor's line, or directly above it. */
export const commentAbove = (lines: readonly string[], cursor: number, languageId: string): Comment | undefined => {
  let last = cursor;
  while (last > 0 && cursor - last < mostEmpty + 1 && (lines[last] ?? '').trim() === '') last -= 1;
  return ofLines(lines, last, signOf(languageId)) ?? ofBlock(lines, last);
};

const ofLines = (lines: readonly string[], last: number, sign: RegExp): Comment | undefined => {
  let first = last;
  while (first >= 0 && sign.test(lines[first] ?? '')) first -= 1;
  return first === last ? undefined : said(lines.slice(first + 1, last + 1), sign, last);
};

const ofBlock = (lines: readonly string[], last: number): Comment | undefined => {
  const line = lines[last] ?? '';
  for (const [opens, closes] of blocks) {
    if (!line.trimEnd().endsWith(closes)) continue;
    let first = last;
    // A docstring of one line opens and closes with the same signs.
    const isOpen = (at: number): boolean => {
      const one = (lines[at] ?? '').trim();
      return one.startsWith(opens) && (at < last || one.length >= opens.length + closes.length);
    };
    while (first >= 0 && !isOpen(first)) first -= 1;
    if (first >= 0) return said(lines.slice(first, last + 1), /^\s*(?:\/\*+|<!--|"""|'''|\*+(?!\/))?\s?/, last);
  }
  return undefined;
};

const blocks: readonly (readonly [string, string])[] = [
  ['/*', '*/'],
  ['<!--', '-->'],
  ['"""', '"""'],
  ["'''", "'''"],
];

const said = (lines: readonly string[], sign: RegExp, last: number): Comment | undefined => {
  const words = lines.map((line) =>
    line
      .replace(sign, '')
      .replace(/\s*(?:\*+\/|-->|"""|''')\s*$/, '')
      .trim(),
  );
  const text = words.filter(Boolean).join(' ');
  return text === '' ? undefined : { text, last };
};
