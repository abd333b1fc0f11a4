/** Words to the person that models put around code though they are asked not to. */

const opening = /^(?:sure|certainly|of course|okay|ok|great|absolutely|here)\b.{0,200}[.:!]$/i;
/** Comments, tags, strings, annotations and lists of names begin like this, and no sentence. */
const beginsCode = /^(?:[#/*<{}()[\]'@$%;=]|--)/;
const holdsCode = /[{}=<>\\|&;]|::|\(\)/;
const word = /^[“"(-]?\p{L}[\p{L}\p{N}’'_-]*[”")]?[,.;:!?)…]*$/u;

/** Whether a line is a sentence for a person. In doubt it is code: no code may be lost. */
export const looksLikeProse = (line: string): boolean => {
  const plain = line
    .trim()
    .replaceAll(/`[^`]*`/g, 'code')
    .replaceAll('**', '');
  if (beginsCode.test(plain)) return false;
  if (opening.test(plain)) return true;
  if (holdsCode.test(plain) || !/^\p{Lu}/u.test(plain) || !/[.:!?…]$/.test(plain)) return false;
  const words = plain.split(/\s+/);
  return words.length >= 4 && words.filter((one) => word.test(one)).length >= words.length * 0.8;
};

const isBlank = (line: string): boolean => line.trim() === '';

/** Without the sentences before the first line of code. */
export const withoutPreface = (lines: readonly string[]): readonly string[] => {
  const first = lines.findIndex((line) => !isBlank(line) && !looksLikeProse(line));
  return first < 0 ? [] : lines.slice(first);
};

/** Without the paragraphs of sentences behind the last line of code. */
export const withoutAfterword = (lines: readonly string[]): readonly string[] => {
  const last = lines.findLastIndex((line) => !isBlank(line) && !looksLikeProse(line));
  // A sentence right below code may be its own: the last line of a text.
  const gap = lines.findIndex((line, index) => index > last && isBlank(line));
  return gap < 0 ? lines : lines.slice(0, gap);
};
