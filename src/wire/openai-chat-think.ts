/** Takes reasoning out of text: many open models send it between `<think>` and `</think>` at the head of the answer. */

export interface ThinkTags {
  /** Before the tag could come, inside it, in the blank lines after it, or past it. */
  place: 'head' | 'inside' | 'gap' | 'past';
  /** What cannot be told yet: a beginning of a tag, or white space before it. */
  held: string;
}

export const thinkTags = (): ThinkTags => ({ place: 'head', held: '' });

export interface Split {
  readonly reasoning: string;
  readonly text: string;
}

const opening = '<think>';
const closing = '</think>';

/** Only a tag at the very head counts: later ones are what the answer talks about. */
export const splitThinking = (tags: ThinkTags, delta: string): Split => {
  if (tags.place === 'past') return { reasoning: '', text: delta };
  let text = tags.held + delta;
  tags.held = '';
  if (tags.place === 'head') {
    const start = text.trimStart();
    if (start.length < opening.length && opening.startsWith(start)) {
      tags.held = text;
      return { reasoning: '', text: '' };
    }
    tags.place = start.startsWith(opening) ? 'inside' : 'past';
    if (tags.place === 'past') return { reasoning: '', text };
    text = start.slice(opening.length);
  }
  return tags.place === 'inside' ? inside(tags, text) : { reasoning: '', text: afterGap(tags, text) };
};

const inside = (tags: ThinkTags, text: string): Split => {
  const end = text.indexOf(closing);
  if (end >= 0) {
    tags.place = 'gap';
    return { reasoning: text.slice(0, end), text: afterGap(tags, text.slice(end + closing.length)) };
  }
  const sure = text.length - beginningOfTag(text);
  tags.held = text.slice(sure);
  return { reasoning: text.slice(0, sure), text: '' };
};

/** How many of the last characters may be the beginning of the closing tag. */
const beginningOfTag = (text: string): number => {
  for (let length = Math.min(closing.length - 1, text.length); length > 0; length--)
    if (text.endsWith(closing.slice(0, length))) return length;
  return 0;
};

const afterGap = (tags: ThinkTags, text: string): string => {
  const rest = text.trimStart();
  if (rest !== '') tags.place = 'past';
  return rest;
};

/** What is held at the end was no tag after all. */
export const restOfThinking = (tags: ThinkTags): Split => {
  const { held } = tags;
  tags.held = '';
  return tags.place === 'inside' ? { reasoning: held, text: '' } : { reasoning: '', text: held };
};
