/** Breaks a sign in two where people see none: U+2060, which has no width and lets no line break. */
const joiner = '\u2060';

/**
 * An answer as VS Code's Markdown preview may show it. The preview loads pictures of any https address, and HTML in it
 * (VS Code 1.139, strict security): a model that was led astray by the code it read could send some of it away in the address
 * of a picture. So no picture and no tag begins in what is text, nor between backticks: what Markdown takes for inline code
 * depends on too much. Blocks between fences at the beginning of a line stay as they are, to be copied; nothing that could
 * swallow a fence (HTML, VS Code's `$$`) begins before one.
 */
export const harmless = (markdown: string): string => {
  let fence: string | undefined;
  let isCertain = true;
  return markdown
    .split(/\r\n|\r|\n/)
    .map((line) => {
      if (fence !== undefined) {
        if (closesFence(line, fence)) fence = undefined;
        return line;
      }
      // In a list or a quote it ends where they do: from there on nothing is surely code.
      if (nestedFence.test(line)) isCertain = false;
      fence = isCertain ? fenceOf(line) : undefined;
      return fence === undefined ? defused(line) : line;
    })
    .join('\n');
};

const nestedFence = /^[\s>*+\-\d.)]+(?:`{3}|~{3})/;

/** Backticks in the words behind backticks make a piece of code of it, and no fence. */
const fenceOf = (line: string): string | undefined => /^(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(line)?.slice(1).find(Boolean);

const closesFence = (line: string, fence: string): boolean => {
  const signs = line.trimEnd();
  return signs.length >= fence.length && signs === (fence[0] ?? '').repeat(signs.length);
};

/** Where a tag, a comment or an address in angle brackets begins; a picture; and a block of VS Code's mathematics. */
const openings = /<(?=[a-z/!?])|!(?=\[)|\$(?=\$)/gi;

const defused = (text: string): string => text.replaceAll(openings, `$&${joiner}`);
