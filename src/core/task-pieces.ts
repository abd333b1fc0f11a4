import type { ChatRequest, Message } from './chat.ts';

/** The pieces of a request that its task is read from. Never the whole: a conversation may hold megabytes. */
export interface Pieces {
  /** Head and tail of what the person wrote last. */
  readonly said: string;
  /** Its length may be more than that of `said`. */
  readonly length: number;
  /** The end of the answer before it. */
  readonly answered: string;
}

/** Characters of each end that are looked at. */
const headLength = 400;
const tailLength = 600;
/** The built-in chat puts the person's words last, behind what it has to say itself: they begin within so many characters. */
const frameLength = 6_000;
/** Messages and parts that are looked through, from the end: an agent's loop of tool calls may be long. */
const mostMessages = 2_000;
const mostParts = 64;

export const piecesOf = ({ messages }: ChatRequest): Pieces => {
  const first = Math.max(0, messages.length - mostMessages);
  for (let at = messages.length - 1; at >= first; at--) {
    const texts = personsTexts(messages[at]);
    if (texts.length > 0) return { ...unframed(texts), answered: endOfAnswer(messages[at - 1]) };
  }
  return { said: '', length: 0, answered: '' };
};

/** Empty where the message is no person's: tool results come as messages of the user too. */
const personsTexts = (message: Message | undefined): readonly string[] => {
  if (message?.role !== 'user') return [];
  const texts: string[] = [];
  for (const part of message.content.slice(-mostParts)) {
    if (part.type === 'tool-result') return [];
    if (part.type === 'text' && part.text !== '') texts.push(part.text);
  }
  return texts;
};

/** The built-in chat's names for what the person wrote (0.67.0: `userRequest`, `user_query` for some models). */
const frames = ['userRequest', 'user_query'];

/** What the person wrote, without what the built-in chat wraps around it. */
const unframed = (texts: readonly string[]): Pick<Pieces, 'said' | 'length'> => {
  const last = texts.at(-1) ?? '';
  const tail = last.slice(-frameLength);
  for (const frame of frames) {
    const end = tail.lastIndexOf(`</${frame}>`);
    if (end < 0) continue;
    const start = tail.lastIndexOf(`<${frame}>`, end);
    // A request that is longer than the tail begins before it, and what begins before it is not known to be the person's.
    return ends([tail.slice(start < 0 ? 0 : start + frame.length + 2, end)]);
  }
  return ends(texts);
};

const ends = (texts: readonly string[]): Pick<Pieces, 'said' | 'length'> => {
  const [first = ''] = texts;
  const last = texts.at(-1) ?? '';
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (texts.length === 1 && length <= headLength + tailLength) return { said: first, length };
  return { said: `${first.slice(0, headLength)}\n${last.slice(-tailLength)}`, length };
};

const endOfAnswer = (message: Message | undefined): string => {
  if (message?.role !== 'assistant') return '';
  const part = message.content.slice(-mostParts).findLast(({ type }) => type === 'text');
  return part?.type === 'text' ? part.text.slice(-tailLength) : '';
};

/** The beginning of the instructions, where there are any: what kind of question the editor asks stands there. */
export const headOf = ({ messages }: ChatRequest): string => {
  const part = messages[0]?.content[0];
  return part?.type === 'text' ? part.text.slice(0, headLength) : '';
};
