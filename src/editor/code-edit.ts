/** What has to be replaced in a text to make another of it. */
export interface Change {
  /** UTF-16 units from the beginning, the end not included. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The smallest single piece; undefined where the texts are the same. Never half of a line break or of a sign of two units. */
export const changeBetween = (before: string, after: string): Change | undefined => {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  while (head > 0 && (isSplit(before, head) || isSplit(after, head))) head--;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  while (tail > 0 && (isSplit(before, before.length - tail) || isSplit(after, after.length - tail))) tail--;
  return { start: head, end: before.length - tail, text: after.slice(head, after.length - tail) };
};

const isSplit = (text: string, at: number): boolean =>
  (text[at - 1] === '\r' && text[at] === '\n') || /[\uD800-\uDBFF]/.test(text[at - 1] ?? '');
