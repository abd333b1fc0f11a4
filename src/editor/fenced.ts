/** A text as a block of code in Markdown, in a fence that is longer than all in it. */
export const fenced = (text: string, language = ''): string => {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${text.replace(/\r?\n$/, '')}\n${fence}`;
};
