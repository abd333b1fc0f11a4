import type { ChatRequest, Message } from '../core/chat.ts';

/** What a chat keeps of one turn: a prompt with what was attached to it, or the pieces of an answer. */
export type Exchange<Reference> =
  | { readonly role: 'user'; readonly prompt: string; readonly references: readonly Reference[] }
  | { readonly role: 'assistant'; readonly parts: readonly string[] };

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** What stands between an answer of this participant and its receipt. */
export const rule = '\n\n---\n';

/**
 * Every turn as the model reads it. What was attached stays in its turn: a model that no longer sees the file cannot go on
 * about it, and a conversation that begins with other words is another one.
 */
export const turnsOf = <Reference>(
  exchanges: readonly Exchange<Reference>[],
  read: (references: readonly Reference[]) => Promise<string>,
): Promise<readonly Turn[]> =>
  Promise.all(
    exchanges.map(async (exchange): Promise<Turn> => {
      if (exchange.role === 'assistant') return { role: 'assistant', text: unreceipted(exchange.parts.join('')) };
      return { role: 'user', text: withAttached(await read(exchange.references), exchange.prompt) };
    }),
  );

export const withAttached = (attached: string, prompt: string): string =>
  [attached, prompt].filter((text) => text !== '').join('\n\n');

/** An answer without what stood before and behind it for the person alone. */
export const bare = (
  text: string,
  { notice = '', receipt = '' }: { readonly notice?: string | undefined; readonly receipt?: string | undefined },
): string => {
  const begun = text.startsWith(notice) ? text.slice(notice.length) : text;
  return receipt !== '' && begun.endsWith(receipt) ? begun.slice(0, -receipt.length) : begun;
};

/** Answers of versions that did not keep the receipt. A line across the page may be the answer's own: only the one before the receipt ends it. */
const unreceipted = (text: string): string => {
  const end = text.lastIndexOf(`${rule}Answered by `);
  return end < 0 ? text : text.slice(0, end);
};

export const requestOf = (turns: readonly Turn[]): ChatRequest => ({
  messages: turns.map(({ role, text }): Message => ({ role, content: [{ type: 'text', text }] })),
  tools: [],
  toolChoice: 'auto',
});
