/**
 * An explanation as VS Code's Markdown preview may show it. The preview loads pictures of any https address, and HTML in it
 * (VS Code 1.139, strict security): a model that was led astray by the code it read could send some of it away in the address
 * of a picture. What is surely code stays as it is: fences that begin with their line, and what one line has between
 * backticks. Where quotes and lists make that uncertain, nothing is taken for code.
 */
export const harmless = (markdown: string): string => {
  let fence: string | undefined;
  let certainty: 'sure' | 'until-empty' | 'never' = 'sure';
  return markdown
    .split('\n')
    .map((line) => {
      if (fence !== undefined) {
        if (closesFence(line, fence)) fence = undefined;
        return line;
      }
      if (certainty === 'never' || nestedFence.test(line)) {
        certainty = 'never';
        return defused(line);
      }
      fence = fenceOf(line);
      if (fence !== undefined) return line;
      if (line.trim() === '') certainty = 'sure';
      const { text, isOpen } = piecewise(line);
      // What begins here may end in the next line, and turn inside out what stands there.
      const shown = certainty === 'sure' ? text : defused(line);
      if (isOpen) certainty = 'until-empty';
      return shown;
    })
    .join('\n');
};

/** In a list or a quote it ends where they do. */
const nestedFence = /^[\s>*+\-\d.)]+(?:`{3}|~{3})/;

/** Backticks in the words behind backticks make a piece of code of it, and no fence. */
const fenceOf = (line: string): string | undefined => /^(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(line)?.slice(1).find(Boolean);

const closesFence = (line: string, fence: string): boolean => {
  const signs = line.trimEnd();
  return signs.length >= fence.length && signs === (fence[0] ?? '').repeat(signs.length);
};

/** Pieces of code that begin and end in the line, and text. A backtick after a backslash begins none. */
const pieces = /\\[^]|(?<code>(?<marks>`+)(?!`)[^\n]*?(?<!`)\k<marks>(?!`))|(?<open>`+)|[^`\\]+|\\$/g;

const piecewise = (line: string): { readonly text: string; readonly isOpen: boolean } => {
  let isOpen = false;
  const text = [...line.matchAll(pieces)].map(({ 0: piece, groups }) => {
    isOpen ||= groups?.['open'] !== undefined;
    return groups?.['code'] === undefined ? defused(piece) : piece;
  });
  return { text: text.join(''), isOpen };
};

/** Tags with attributes, or that need none to load something: a type in angle brackets has no blank behind its name. */
const loading = /<(?=\/?(?:style|script)\b|[a-z][\w:-]*(?:[\s/]|$))/gi;

const defused = (text: string): string => text.replaceAll(loading, '&lt;').replaceAll('![', String.raw`!\[`);
