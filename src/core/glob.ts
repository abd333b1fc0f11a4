/** Whether a text fits a pattern. */
export type Fits = (text: string) => boolean;

/** `*` stands for anything, also for nothing; capitals do not matter. Linear in the text, whatever the pattern is. */
export const glob = (pattern: string): Fits => {
  const parts = pattern.toLowerCase().split('*');
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return (text) => text.toLowerCase() === first;
  return (text) => fitsParts(text.toLowerCase(), { first, middle: rest, last });
};

interface Parts {
  readonly first: string;
  readonly middle: readonly string[];
  readonly last: string;
}

const fitsParts = (text: string, { first, middle, last }: Parts): boolean => {
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of middle) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
};
