/** Tabs for spaces, spaces for tabs, and two spaces for four: only where all of the code is indented in the other way. */

/** Lines indented by steps of `step`: a tab, or so many spaces. As they are where that is not sure, or `step` is ''. */
export const inStepsOf = (lines: readonly string[], step: string): readonly string[] => {
  const blanks = lines.filter((line) => line.trim() !== '').map(blankOf);
  const deep = blanks.filter((blank) => blank !== '');
  if (step === '' || deep.length === 0) return lines;
  const from = stepIn(lines, deep, step);
  if (from === undefined || from === step) return lines;
  return lines.map((line) => {
    const blank = blankOf(line);
    const steps = Math.floor(blank.length / from.length);
    return step.repeat(steps) + blank.slice(steps * from.length) + line.slice(blank.length);
  });
};

const blankOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

/** The step that all lines are indented by, where it is sure: text within strings may be indented by anything. */
const stepIn = (lines: readonly string[], deep: readonly string[], wanted: string): string | undefined => {
  if (deep.every((blank) => /^\t+ *$/.test(blank))) return '\t';
  if (deep.some((blank) => blank.includes('\t'))) return undefined;
  const size = sizeOfBlocks(lines);
  const sizes = wanted === '\t' ? [size, 4, 2, 3] : [size];
  const found = sizes.find((one) => one !== undefined && deep.every((blank) => blank.length % one === 0));
  return found === undefined ? undefined : ' '.repeat(found);
};

/** How much deeper every block of a text is than what opens it: a tab, or so many spaces; undefined where it does not tell. */
export const stepOf = (lines: readonly string[]): string | undefined => {
  if (lines.some((line) => line.startsWith('\t'))) return '\t';
  const size = sizeOfBlocks(lines);
  return size === undefined ? undefined : ' '.repeat(size);
};

/** Brackets tell nothing: what follows them is often aligned. */
const sizeOfBlocks = (lines: readonly string[]): number | undefined => {
  const [size, ...others] = lines.flatMap((line, index) => {
    const deeper = blankOf(lines[index + 1] ?? '').length - blankOf(line).length;
    return /[{:]\s*$/.test(line) && deeper > 1 ? [deeper] : [];
  });
  return others.every((one) => one === size) ? size : undefined;
};
