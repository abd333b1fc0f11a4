import type { ChatCompletionMessageParam, ChatCompletionToolMessageParam } from 'openai/resources/chat/completions';

/** What some servers demand of the turns beside OpenAI's own rules. */

/** Mistral, whose tool messages name their tool. */
interface NamedResult extends ChatCompletionToolMessageParam {
  name: string;
}

/** Every result with the name of the call it answers. */
export const namedResults = (messages: readonly ChatCompletionMessageParam[]): ChatCompletionMessageParam[] => {
  const names = new Map<string, string>();
  return messages.map((message): ChatCompletionMessageParam | NamedResult => {
    if (message.role === 'assistant')
      for (const call of message.tool_calls ?? []) if (call.type === 'function') names.set(call.id, call.function.name);
    const name = message.role === 'tool' ? names.get(message.tool_call_id) : undefined;
    return message.role === 'tool' && name !== undefined ? { ...message, name } : message;
  });
};

/** Mistral refuses a person who speaks right after a tool ("Unexpected role 'user' after role 'tool'"). */
export const bridged = (messages: readonly ChatCompletionMessageParam[]): ChatCompletionMessageParam[] =>
  messages.flatMap((message, index) =>
    message.role === 'user' && messages[index - 1]?.role === 'tool'
      ? [{ role: 'assistant', content: 'I have read the results.' }, message]
      : [message],
  );
