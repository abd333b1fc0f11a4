import type { Message } from '../core/chat.ts';

/** A passage taken from the prompt is looked for in pieces of this many characters. */
const piece = 24;

/** Shorter prompt texts are words that any sentence may hold. */
const shortest = 6;

/**
 * Whether a provider's sentence quotes the prompt: `Invalid value: '<a person's code>'` must not reach a message, a log
 * or the ledger. Only asked about failures, since it looks through the whole prompt.
 */
export const echoes = (sentence: string, messages: readonly Message[]): boolean =>
  textsOf(messages).some((text) => shares(sentence, text.trim()));

type Part = Message['content'][number];

const textsOf = (messages: readonly Message[]): readonly string[] =>
  messages
    .flatMap(({ content }): readonly Part[] => content)
    .flatMap((part): readonly Part[] => (part.type === 'tool-result' ? part.content : [part]))
    .map((part) => {
      if (part.type === 'image' || part.type === 'tool-result') return '';
      return part.type === 'tool-call' ? JSON.stringify(part.input) : part.text;
    });

const shares = (sentence: string, text: string): boolean => {
  if (text.length < shortest) return false;
  if (text.length <= sentence.length && sentence.includes(text)) return true;
  for (let start = 0; start + piece <= sentence.length; start += piece / 2)
    if (text.includes(sentence.slice(start, start + piece))) return true;
  return false;
};
