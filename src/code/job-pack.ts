import type { CodeContext, CodeSpan } from './context.ts';
import type { Chosen } from './job-draw.ts';

/** Whether a choice fits the budget. */
export type Fits = (chosen: Chosen) => boolean;

const all = (context: CodeContext): Chosen => ({
  shown: { start: 0, end: context.text.length },
  imports: false,
  diagnostics: context.diagnostics,
  definitions: context.definitions,
  conventions: context.conventions,
});

/** The selection, and nothing else. */
export const least = ({ selection }: CodeContext): Chosen => ({
  shown: selection,
  imports: false,
  diagnostics: [],
  definitions: [],
  conventions: [],
});

/**
 * By worth: the selection, the symbol around it, what is wrong there, imports, definitions, conventions, the rest of the
 * file. Nothing fills a budget alone: of what does not fit whole, what is worth less is tried too. `half` is the budget
 * for what can be shown in part while more is to come.
 */
export const packed = (context: CodeContext, fits: Fits, half: Fits): Chosen => {
  const whole = all(context);
  if (hasImports(context, whole.shown) && fits(whole)) return whole;
  const grown = shownIn(context, symbolOf(context), { fits, partly: half, chosen: least(context) });
  const diagnostics = some(context.diagnostics, (few) => fits({ ...grown, diagnostics: few }));
  const problems = { ...grown, diagnostics };
  const imports = !hasImports(context, problems.shown) && fits({ ...problems, imports: true });
  const known = { ...problems, imports };
  const definitions = some(context.definitions, (few) => fits({ ...known, definitions: few }));
  const defined = { ...known, definitions };
  const conventions = some(context.conventions, (few) => fits({ ...defined, conventions: few }));
  const ruled = { ...defined, conventions };
  const last = shownIn(context, whole.shown, { fits, partly: fits, chosen: ruled });
  // What is shown in its place need not be told apart.
  const plain = { ...last, imports: last.imports && !hasImports(context, last.shown) };
  return fits(plain) ? plain : last;
};

/** The imports of a file need not stand together. */
export const hasImports = ({ text, imports }: CodeContext, { start, end }: CodeSpan): boolean => {
  const shown = new Set(linesIn(text.slice(start, end)));
  return linesIn(imports).every((line) => shown.has(line));
};

const linesIn = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** With as many of a list as fit, in its order; one that is too long does not keep out those behind it. */
const some = <T>(list: readonly T[], fits: (few: readonly T[]) => boolean): readonly T[] => {
  let few: readonly T[] = [];
  for (const one of list) if (fits([...few, one])) few = [...few, one];
  return few;
};

const symbolOf = ({ symbol, selection }: CodeContext): CodeSpan => ({
  start: Math.min(symbol?.start ?? selection.start, selection.start),
  end: Math.max(symbol?.end ?? selection.end, selection.end),
});

interface Growing {
  readonly fits: Fits;
  readonly partly: Fits;
  readonly chosen: Chosen;
}

/** With what is shown grown to `most`, or by as many whole lines on both sides as fit. */
const shownIn = (context: CodeContext, most: CodeSpan, { fits, partly, chosen }: Growing): Chosen => {
  const whole = { ...chosen, shown: most };
  if (fits(whole)) return whole;
  const grown = (lines: number): Chosen => ({ ...chosen, shown: around(context, chosen.shown, { lines, most }) });
  let [from, to] = [0, context.text.split('\n').length];
  let best = chosen;
  while (from < to) {
    const middle = Math.ceil((from + to) / 2);
    const tried = grown(middle);
    if (partly(tried)) [from, best] = [middle, tried];
    else to = middle - 1;
  }
  return best;
};

/** So many lines more on both sides, the rest of a line that is begun being one. */
const around = (
  { text }: CodeContext,
  shown: CodeSpan,
  grow: { readonly lines: number; readonly most: CodeSpan },
): CodeSpan => {
  let { start, end } = shown;
  for (let line = 0; line < grow.lines; line++) {
    start = Math.max(grow.most.start, start < 2 ? 0 : text.lastIndexOf('\n', start - 2) + 1);
    const next = text.indexOf('\n', end);
    end = Math.min(grow.most.end, next < 0 ? text.length : next + 1);
  }
  return { start: Math.min(start, shown.start), end: Math.max(end, shown.end) };
};
