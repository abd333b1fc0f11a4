/** Models that were told to go on begin again with the line that broke off, with some lines before it, or with all of it. */

/** The first half of an answer: without blanks at its end, and these. */
export interface End {
  readonly kept: string;
  readonly blank: string;
}

/** The second half: the blanks that it begins with, and the rest. */
interface Begin {
  readonly lead: string;
  readonly body: string;
}

export interface Repetitions extends End {
  /** Characters at the beginning of `body` that stand at the end of `kept` already. Undefined: more has to come to be sure. */
  readonly in: (begin: Begin, isOver: boolean) => number | undefined;
}

export const repetitionsOf = (end: End): Repetitions => {
  const { kept } = end;
  const places = placesIn(kept);
  const judged = new Map<number, boolean>();
  const credible = (place: number, lead: string): boolean => {
    const known = judged.get(place) ?? isCredible(end, place, lead);
    judged.set(place, known);
    return known;
  };
  const repeated = ({ lead, body }: Begin, isOver: boolean): number | undefined => {
    for (const place of places) {
      const length = kept.length - place;
      const isAll = length <= body.length;
      // Nearly every place ends here.
      if (!(isAll ? body.startsWith(kept.slice(place)) : kept.startsWith(body, place))) continue;
      if (!credible(place, lead)) continue;
      if (isAll) return length;
      if (!isOver) return undefined;
      if (inkIn(body) >= enoughInLine) return body.length;
    }
    return 0;
  };
  return { ...end, in: repeated };
};

/** Where a repetition may begin, the longest first: where a line does, and near the end anywhere. */
const placesIn = (kept: string): readonly number[] => {
  const near = Math.max(0, kept.length - nearEnd);
  const lines = [...kept.matchAll(/^[ \t]*(?=\S)/gm)].map(({ index, 0: indent }) => index + indent.length);
  const anywhere = Array.from({ length: kept.length - near }, (_, index) => near + index);
  return [...new Set([...lines, ...anywhere])].toSorted((one, other) => one - other);
};

const nearEnd = 200;

/** Characters that are no blanks, from which on a repetition is no chance. */
const enoughInLine = 16;
const enoughLines = 16;
const enoughOfBroken = 3;
const enoughOfWhole = 24;

/** Nothing, or all until the fence: what is repeated is the whole answer. */
const beginsThere = /(?:^|\n)[ \t]*(?:`{3,}|~{3,})[^\n]*\n\s*$|^\s*$/;

const inkIn = (text: string): number => text.replaceAll(/\s/g, '').length;

const areAlike = (text: string): boolean => {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.length > 1 && new Set(lines).size === 1;
};

const isCredible = ({ kept, blank }: End, place: number, lead: string): boolean => {
  const end = kept.slice(place);
  const before = kept.slice(0, place);
  // Lines that are all alike: one more of them is likely.
  if (before.trimEnd().endsWith(end) || areAlike(end)) return false;
  const indent = /(?:^|\n)([ \t]*)$/.exec(before)?.[1];
  const ink = inkIn(end);
  if (indent === undefined) return ink >= enoughInLine;
  if (beginsThere.test(before)) return ink >= enoughOfBroken;
  const isBroken = !blank.includes('\n') && !lead.includes('\n');
  if (end.includes('\n')) return ink >= (isBroken ? enoughLines / 2 : enoughLines);
  if (!isBroken) return ink >= enoughOfWhole;
  return ink >= enoughOfBroken || (indent.length > 1 && lead === indent);
};
