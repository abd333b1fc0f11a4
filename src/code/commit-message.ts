import { type CommitStyle, withoutTrailers } from './commit-style.ts';

/** Characters of a line of a body: what Git's own tools leave room for. */
const bodyWidth = 72;

type Shape = Pick<CommitStyle, 'limit' | 'hasBodies' | 'hasStop'>;

/**
 * The message in an answer: without fences, quotes and words around it, its subject within the limit, its body wrapped. '' where
 * the answer holds none. For the whole answer; of one that is still coming it shows what is there.
 */
export const messageIn = (answer: string, style: Shape): string => {
  const lines = unwrapped(answer).split('\n');
  const subject = subjectOf(lines[0] ?? '', style);
  if (subject === '') return '';
  const body = style.hasBodies ? bodyOf(lines.slice(1).join('\n')) : '';
  return body === '' ? subject : `${subject}\n\n${body}`;
};

/** Whether what has come of an answer may still turn out to be words around the message: a fence, an announcement. */
export const isBeforeMessage = (answer: string): boolean =>
  /^\s*(?:`{1,2}|```[^\n]*|~~~[^\n]*|["“*#]*|(?:sure|certainly|of course|okay|ok|here|below|\**(?:suggested )?(?:git )?commit)\b[^\n]*)$/i.test(
    answer,
  );

/** Inside the first fence where there is one, else without an announcement; then without quotes around the whole. */
const unwrapped = (answer: string): string => {
  const plain = answer.replaceAll('\r\n', '\n').trim();
  const fenced = /(?:^|\n)[ \t]*(?:```|~~~)[^\n]*\n([\s\S]*?)(?:(?<=\n)[ \t]*(?:```|~~~)|$)/.exec(plain)?.[1];
  const said = (fenced ?? plain).trim().replace(announcement, '').trim();
  const inner = quotes.map((pair) => pair.exec(said)?.[1]).find((one) => one !== undefined);
  // Quotes inside say that those at the ends belong to different words: `"a" and "b"`.
  return (inner ?? said).trim();
};

/** `Here is a commit message:`, `**Commit message:**`, which small models write however they are told. */
const announcement =
  /^(?:(?:sure|certainly|of course|okay|ok)\b[^\n]*\n+)?(?:(?:here(?:'s|’s| is| are)|below is)\b[^\n]*:[ \t]*\n+)?(?:(?:\*\*)?(?:suggested )?(?:git )?commit message(?:\*\*)?:(?:\*\*)?[ \t]*\n*)?/i;

const quotes: readonly RegExp[] = [
  /^"([^"]*)"$/,
  /^'([^']*)'$/,
  /^`([^`]*)`$/,
  /^“([^“”]*)”$/,
  /^\*\*((?:(?!\*\*)[\s\S])*)\*\*$/,
];

const subjectOf = (line: string, { limit, hasStop }: Shape): string => {
  const bare = line
    .replace(/^(?:#+|[-*•])\s+/, '')
    .replace(/^(?:subject|title):\s+/i, '')
    .replace(/^(\*\*|`|")([^*`"]*)\1$/, '$2')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const cut = shortened(bare, limit);
  return hasStop && cut === bare ? bare : cut.replace(/(?<!\.)\.$/, '');
};

/** Words that nothing ends with. */
const dangling =
  /[\s,;:–—-]+(?:and|or|to|of|for|with|in|on|at|by|from|as|the|a|an|that|which|when|while|so|but|into|und|oder|mit|von|für)$/i;

/** At the last word that fits, and not at one that leads on. A text without blanks is cut where it has to be. */
const shortened = (subject: string, limit: number): string => {
  if (subject.length <= limit) return subject;
  const end = subject.lastIndexOf(' ', limit);
  let cut = subject.slice(0, end > limit / 3 ? end : limit).trimEnd();
  while (dangling.test(cut)) cut = cut.replace(dangling, '');
  // Not between the halves of an emoji.
  return cut.replace(/[\s,;:–—(-]+$/, '').replace(/[\uD800-\uDBFF]$/, '');
};

const bodyOf = (text: string): string =>
  withoutTrailers(text.replaceAll(/^\*\*(.*)\*\*$/gm, '$1').replaceAll(/^[ \t]*(?:```|~~~).*\n?/gm, ''))
    .split(/\n\s*\n/)
    .map(wrapped)
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');

const item = /^(\s*(?:[-*•+]|\d+[.)])\s+)/;

/** Items of a list stay apart; what is within the width stays as it is, and so does what stands indented like code. */
const wrapped = (paragraph: string): string => {
  const blocks: string[] = [];
  for (const line of paragraph.split('\n')) {
    const isNew = blocks.length === 0 || item.test(line) || /^(?: {4}|\t)\S/.test(line);
    if (isNew) blocks.push(line.trimEnd());
    else blocks.push(`${blocks.pop()}\n${line.trim()}`);
  }
  return blocks.map(wrappedBlock).join('\n').trimEnd();
};

const wrappedBlock = (block: string): string => {
  if (/^(?: {4}|\t)\S/.test(block) && !item.test(block)) return block;
  if (block.split('\n').every((line) => line.length <= bodyWidth)) return block;
  const lead = item.exec(block)?.[1] ?? '';
  const hanging = ' '.repeat(lead.length);
  const lines: string[] = [];
  let line = lead;
  for (const word of block.slice(lead.length).split(/\s+/)) {
    const begun = line === lead || line === hanging;
    if (!begun && line.length + 1 + word.length > bodyWidth) {
      lines.push(line);
      line = hanging + word;
    } else line += begun ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
};
