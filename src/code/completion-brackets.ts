const closerOf: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
const closers: ReadonlySet<string> = new Set(closerOf.values());
const quotes: ReadonlySet<string> = new Set(['"', "'", '`']);

export const isCloser = (char: string): boolean => closers.has(char);

export interface Brackets {
  /** Closers that nothing in the text opens, in their order. */
  readonly closers: readonly { readonly at: number; readonly char: string }[];
  /** The closers of what is open at the end of the text, outermost first. */
  readonly open: readonly string[];
}

/**
 * The brackets of a piece of text. What is between two quotes of one line is passed over; a quote that stands alone on its
 * line is none (`don't`, Rust's lifetimes). Of no language: a bracket in a comment counts.
 */
export const bracketsOf = (text: string): Brackets => {
  const unopened: { at: number; char: string }[] = [];
  const open: string[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    const closer = closerOf.get(char);
    if (closer !== undefined) open.push(closer);
    else if (quotes.has(char)) at = endOfQuote(text, at);
    else if (closers.has(char) && !closed(open, char)) unopened.push({ at, char });
  }
  return { closers: unopened, open };
};

/** Closes what is open; what was opened in between and never closed goes with it. False where nothing of the kind is open. */
const closed = (open: string[], char: string): boolean => {
  const place = open.lastIndexOf(char);
  if (place < 0) return false;
  open.length = place;
  return true;
};

const endOfQuote = (text: string, start: number): number => {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\n') return start;
    if (char === '\\') at++;
    else if (char === quote) return at;
  }
  return start;
};
