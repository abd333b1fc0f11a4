import type { AssistantMessage, Message } from '../core/chat.ts';

/**
 * The assistant's turns that belong to a tool loop: everything between two things a person says, where a tool was called.
 * DeepSeek wants the reasoning of these turns back for the rest of the conversation, ignores that of others, and its
 * older models refused it (api-docs.deepseek.com, "Thinking Mode", 2026).
 */
export const inToolLoops = (messages: readonly Message[]): ReadonlySet<Message> => {
  const inLoops = new Set<Message>();
  let turns: AssistantMessage[] = [];
  let called = false;
  const close = (): void => {
    if (called) for (const turn of turns) inLoops.add(turn);
    turns = [];
    called = false;
  };
  for (const message of messages) {
    if (message.role === 'assistant') {
      turns.push(message);
      called ||= message.content.some(({ type }) => type === 'tool-call');
    } else if (message.content.some(({ type }) => type !== 'tool-result')) close();
  }
  close();
  return inLoops;
};

/** OpenRouter's `reasoning_details` of a turn, exactly as they came. */
export const detailsIn = ({ content }: AssistantMessage): readonly unknown[] =>
  content.flatMap((part): readonly unknown[] =>
    part.type === 'reasoning' && part.seal ? listIn(part.seal.value) : [],
  );

/** Seals lie in chat histories for months: one that cannot be read is as good as none. */
const listIn = (json: string): readonly unknown[] => {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
};
