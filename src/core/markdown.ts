/** Texts of people, models and files in Markdown. */

/**
 * Nicknames and models are free text: in a chat and on a page they must not become links, images, formulas or columns, nor
 * turn what stands beside them the other way round. In one line.
 */
export const plain = (text: string): string =>
  text
    .replaceAll(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ')
    .replaceAll(/[\\`*_{}[\]<>()#!|~&$]/g, (character) => `\\${character}`);

/** A text as a block of code, in a fence that is longer than all in it. */
export const fenced = (text: string, language = ''): string => {
  const longest = [...text.matchAll(/`+/g)].reduce((most, [marks]) => Math.max(most, marks.length), 0);
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${text.replace(/\r?\n$/, '')}\n${fence}`;
};
