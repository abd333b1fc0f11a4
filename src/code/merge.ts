import { diff3MergeRegions } from 'node-diff3';
import { t } from '../core/l10n.ts';

/** Three versions of one text: as it was when the job began, as it is now, and as the job wants it. */
export interface Versions {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

export type Merged =
  | { readonly text: string; readonly why?: undefined }
  /** A clause why not. */
  | { readonly text?: undefined; readonly why: string };

/** Both sides' changes in one text, line by line; not where both changed the same lines, or lines beside each other. */
export const merged = ({ base, ours, theirs }: Versions): Merged => {
  if (ours === base || ours === theirs) return { text: theirs };
  if (theirs === base) return { text: ours };
  const lines = { base: linesOf(base), ours: linesOf(ours), theirs: linesOf(theirs) };
  const [mine, other] = [changeIn(lines.base, lines.ours), changeIn(lines.base, lines.theirs)];
  if (mine.to < other.from) return { text: both(lines.base, mine, other) };
  if (other.to < mine.from) return { text: both(lines.base, other, mine) };
  return mergedAround(lines, { head: Math.min(mine.from, other.from), tail: Math.min(mine.tail, other.tail) });
};

interface Lines {
  readonly base: string[];
  readonly ours: string[];
  readonly theirs: string[];
}

/** Each with its line break, so that no line end is ever made anew. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Where one version differs from the base: all between the lines they have in common at the beginning and the end. */
interface Change {
  /** Lines of the base; `to` is not one of them. */
  readonly from: number;
  readonly to: number;
  /** Lines behind it. */
  readonly tail: number;
  readonly lines: readonly string[];
}

const changeIn = (base: readonly string[], side: readonly string[]): Change => {
  const most = Math.min(base.length, side.length);
  let head = 0;
  while (head < most && side[head] === base[head]) head++;
  let tail = 0;
  while (tail < most - head && side.at(-1 - tail) === base.at(-1 - tail)) tail++;
  return { from: head, to: base.length - tail, tail, lines: side.slice(head, side.length - tail) };
};

/** Two changes with lines between them: what nearly every merge is, at the price of two looks at each line. */
const both = (base: readonly string[], first: Change, second: Change): string =>
  [
    ...base.slice(0, first.from),
    ...first.lines,
    ...base.slice(first.to, second.from),
    ...second.lines,
    ...base.slice(second.to),
  ].join('');

interface Around {
  readonly head: number;
  readonly tail: number;
}

/** Of changes that reach into each other. */
const mergedAround = ({ base, ours, theirs }: Lines, around: Around): Merged => {
  const inner = { base: within(base, around), ours: within(ours, around), theirs: within(theirs, around) };
  if (pairsIn(inner) > mostPairs) return { why: t('too much was changed meanwhile') };
  const lines = mergedLines(inner);
  if (!lines) return { why: t('the same lines were changed meanwhile') };
  return { text: [...base.slice(0, around.head), ...lines, ...base.slice(base.length - around.tail)].join('') };
};

const within = (lines: readonly string[], { head, tail }: Around): string[] => lines.slice(head, lines.length - tail);

/** Undefined where both changed the same. What both changed alike is no conflict. */
const mergedLines = ({ base, ours, theirs }: Lines): readonly string[] | undefined => {
  const lines: string[][] = [];
  for (const region of diff3MergeRegions(ours, base, theirs)) {
    if (region.stable) lines.push(region.bufferContent);
    else if (region.aContent.join('') === region.bContent.join('')) lines.push(region.aContent);
    else return undefined;
  }
  return lines.flat();
};

/** node-diff3 3.2.1 looks at each pair of like lines, and empty ones are many: a million pairs take it most of a second. */
const mostPairs = 1_000_000;

const pairsIn = ({ base, ours, theirs }: Lines): number => {
  const counts = new Map<string, number>();
  for (const line of base) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...ours, ...theirs].reduce((pairs, line) => pairs + (counts.get(line) ?? 0), 0);
};
