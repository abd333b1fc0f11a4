import type {
  ContentBlockParam,
  ImageBlockParam,
  MessageCreateParamsStreaming,
  MessageParam,
  RedactedThinkingBlockParam,
  TextBlockParam,
  ThinkingBlockParam,
  Tool,
} from '@anthropic-ai/sdk/resources/messages';
import type { AssistantMessage, ImagePart, Message, ReasoningPart, TextPart, UserMessage } from '../core/chat.ts';
import { settle } from '../core/history.ts';
import { toolCallIds } from '../core/tool-ids.ts';
import { inputSchema } from './anthropic-messages-schema.ts';
import { thoughtOf } from './anthropic-messages-thinking.ts';
import { toolNames, type ToolNames } from './tool-names.ts';
import type { Call } from './wire.ts';

/** Tokens of an answer that names no limit: long answers fit, and prompt and limit together still fit a window of 200,000. */
const usualAnswer = 32_000;
/** The same where the model thinks, which counts as answer. */
const thoughtfulAnswer = 64_000;

/** A person's turn where none ends the conversation: the models since Claude 4.6 refuse to continue their own turn. */
const goOn = (): MessageParam => ({ role: 'user', content: [{ type: 'text', text: 'Continue.' }] });

const cache = { cache_control: { type: 'ephemeral' } } as const;

/** The request's body. `temperature` and `top_p` are never sent: API version 2026-10-21 answers them with 400 for every model. */
export const bodyOf = (call: Call<'anthropic-messages'>, keepThinking: boolean): MessageCreateParamsStreaming => {
  const { provider, model, request } = call;
  const settled = settle(request.messages, {
    // No provider is called '': nothing of the history counts as this model's own, so all thinking falls out.
    provider: keepThinking ? provider.id : '',
    model: model.id,
    toolCallId: toolCallIds.dash64,
  });
  const names = toolNames(request.tools);
  const system = settled[0]?.role === 'system' ? settled[0].content.map(textBlock) : [];
  const messages = settled.flatMap((message) => messageOf(message, names));
  if (messages.at(-1)?.role !== 'user') messages.push(goOn());
  const maxTokens = answerLimit(call);
  const thought = thoughtOf(model, request, { maxTokens, begunWithout: !startsWithThinking(messages.at(-2)) });
  const tools = toolsOf(call, names);
  if (provider.quirks?.promptCaching !== false) placeBreakpoints(tools, system, messages);
  const stop = (request.stop ?? []).filter((text) => text.trim() !== '').map((text) => text.toWellFormed());
  return {
    model: model.id,
    max_tokens: maxTokens,
    stream: true,
    messages,
    ...(system.length > 0 ? { system } : {}),
    ...(tools.length > 0 ? { tools, tool_choice: toolChoice(call, thought.mayForceTools) } : {}),
    ...(stop.length > 0 ? { stop_sequences: stop } : {}),
    ...thought.fields,
  };
};

const answerLimit = ({ model, request }: Call): number => {
  const usual = request.effort === undefined ? usualAnswer : thoughtfulAnswer;
  return Math.max(1, Math.min(request.maxOutputTokens ?? usual, model.maxOutputTokens));
};

/** Only a turn with tool calls is still under way; after any other the next may begin with thinking again. */
const startsWithThinking = (message: MessageParam | undefined): boolean => {
  if (message === undefined || typeof message.content === 'string') return true;
  const isUnderWay = message.content.some((block) => block.type === 'tool_use');
  const first = message.content[0]?.type;
  return !isUnderWay || first === 'thinking' || first === 'redacted_thinking';
};

const messageOf = (message: Message, names: ToolNames): MessageParam[] => {
  if (message.role === 'system') return [];
  if (message.role === 'user') return [{ role: 'user', content: message.content.map(userBlock) }];
  const content = message.content.flatMap((part) => assistantBlock(part, names));
  return content.length > 0 ? [{ role: 'assistant', content }] : [];
};

const userBlock = (part: UserMessage['content'][number]): ContentBlockParam => {
  if (part.type === 'text') return textBlock(part);
  if (part.type === 'image') return imageBlock(part);
  return {
    type: 'tool_result',
    tool_use_id: part.id,
    content: part.content.map((inner) => (inner.type === 'text' ? textBlock(inner) : imageBlock(inner))),
    ...(part.isError === true ? { is_error: true } : {}),
  };
};

const textBlock = ({ text }: TextPart): TextBlockParam => ({ type: 'text', text });

const imageTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;

const imageBlock = ({ mime, data }: ImagePart): ImageBlockParam | TextBlockParam => {
  const media_type = imageTypes.find((type) => type === mime);
  // Said, not dropped: the model must know that it does not see it.
  if (!media_type) return { type: 'text', text: `[an image of type ${mime}, which this model cannot read]` };
  const base64 = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
  return { type: 'image', source: { type: 'base64', media_type, data: base64 } };
};

const assistantBlock = (part: AssistantMessage['content'][number], names: ToolNames): ContentBlockParam[] => {
  // Whitespace at the end is refused in a last assistant turn, and says nothing in any other.
  if (part.type === 'text') return [{ type: 'text', text: part.text.trimEnd() }];
  if (part.type === 'reasoning') return thinkingBlock(part);
  return [{ type: 'tool_use', id: part.id, name: names.sent(part.name), input: part.input }];
};

/** The seal holds the whole block as it came: one changed character of its text and Anthropic refuses the conversation. */
const thinkingBlock = ({ seal }: ReasoningPart): (ThinkingBlockParam | RedactedThinkingBlockParam)[] => {
  try {
    const block = JSON.parse(seal?.value ?? '') as ThinkingBlockParam | RedactedThinkingBlockParam;
    return block.type === 'thinking' || block.type === 'redacted_thinking' ? [block] : [];
  } catch {
    return [];
  }
};

/** Anthropic wants tools wherever the history holds calls, also where none is offered any more. */
const toolsOf = ({ request }: Call, names: ToolNames): Tool[] => {
  if (request.tools.length > 0)
    return request.tools.map(({ name, description, schema }) => ({
      name: names.sent(name),
      ...(description === '' ? {} : { description: description.toWellFormed() }),
      input_schema: inputSchema(schema),
    }));
  const called = request.messages.flatMap((message) =>
    message.role === 'assistant'
      ? message.content.flatMap((part) => (part.type === 'tool-call' ? [part.name] : []))
      : [],
  );
  return [...new Set(called)].map((name) => ({
    name: names.sent(name),
    description: 'Not available any more.',
    input_schema: inputSchema(undefined),
  }));
};

const toolChoice = ({ request }: Call, mayForce: boolean): { type: 'auto' | 'any' | 'none' } => {
  if (request.tools.length === 0) return { type: 'none' };
  return { type: request.toolChoice === 'required' && mayForce ? 'any' : 'auto' };
};

/** Four at most: the tools, the system prompt, and the last two turns of the person, so that each turn reads what the one before wrote. */
const placeBreakpoints = (tools: Tool[], system: TextBlockParam[], messages: readonly MessageParam[]): void => {
  const turns = messages.filter(({ role }) => role === 'user').slice(-2);
  for (const blocks of [tools, system, ...turns.map(({ content }) => content)]) {
    const last = typeof blocks === 'string' ? undefined : blocks.at(-1);
    if (last) Object.assign(last, cache);
  }
};
