import type { Message } from '../core/chat.ts';

/** A passage taken from the prompt is looked for in pieces of this many characters. */
const piece = 24;

/** Shorter prompt texts are words that any sentence may hold. */
const shortest = 6;

/**
 * Whether a provider's sentence quotes the prompt: `Invalid value: '<a person's code>'` must not reach a message, a log
 * or the ledger. Only asked about failures, since it looks through the whole prompt.
 */
export const echoes = (sentence: string, messages: readonly Message[]): boolean => {
  for (const text of textsOf(messages)) if (shares(sentence, text.trim())) return true;
  return false;
};

function* textsOf(messages: readonly Message[]): Generator<string> {
  for (const part of messages.flatMap(({ content }): readonly Message['content'][number][] => content)) {
    if (part.type === 'text' || part.type === 'reasoning') yield part.text;
    if (part.type === 'tool-call') yield JSON.stringify(part.input);
    if (part.type === 'tool-result') for (const inner of part.content) if (inner.type === 'text') yield inner.text;
  }
}

const shares = (sentence: string, text: string): boolean => {
  if (text.length < shortest) return false;
  if (text.length <= sentence.length && sentence.includes(text)) return true;
  for (let start = 0; start + piece <= sentence.length; start += piece / 2)
    if (text.includes(sentence.slice(start, start + piece))) return true;
  return false;
};
