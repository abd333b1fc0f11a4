import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionFunctionTool,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { AssistantMessage, ChatRequest, ImagePart, TextPart, ToolResultPart, UserMessage } from '../core/chat.ts';
import { settle } from '../core/history.ts';
import type { Model } from '../core/provider.ts';
import type { Quirks } from '../core/quirks.ts';
import { toolCallIds } from '../core/tool-ids.ts';
import { effortFields, type EffortFields } from './openai-chat-effort.ts';
import { withTypesInBranches } from './openai-chat-branches.ts';
import { functionsOf } from './openai-chat-tools.ts';
import { bridged, namedResults } from './openai-chat-turns.ts';
import { detailsIn, inToolLoops } from './openai-chat-reasoning-back.ts';
import type { ToolNames } from './tool-names.ts';
import { wellFormed } from '../core/well-formed.ts';
import type { Call } from './wire.ts';

type QuirksOfChat = Quirks['openai-chat'];

/** OpenAI's own parameters and what its imitators added. */
export interface Body
  extends Omit<ChatCompletionCreateParamsStreaming, 'tool_choice' | 'reasoning_effort'>, EffortFields {
  tool_choice?: 'required' | 'any';
  /** OpenRouter: places the cache breakpoint at the last block and moves it on with the conversation. */
  cache_control?: { type: 'ephemeral' };
}

interface AssistantParam extends ChatCompletionAssistantMessageParam {
  reasoning_content?: string;
  reasoning_details?: readonly unknown[];
}

export const bodyOf = (call: Call<'openai-chat'>, names: ToolNames): Body => {
  const { model, provider, request } = call;
  const quirks: QuirksOfChat = provider.quirks ?? {};
  const functions = functionsOf(request.tools, names);
  const tools = quirks.typesInBranches ? functions.map(branched) : functions;
  return {
    model: model.id,
    messages: messagesOf(call, { quirks, names }),
    stream: true,
    ...(quirks.usageInStream !== false && { stream_options: { include_usage: true } }),
    ...(tools.length > 0 && { tools, ...toolRules(request, model, quirks) }),
    ...limit(request, model, quirks),
    ...effortFields(request.effort, model, quirks),
    ...(model.reasoning && quirks.reasoningRefusesSampling ? {} : sampling(request)),
    ...(quirks.promptCacheKey && request.conversation && { prompt_cache_key: request.conversation.slice(0, 64) }),
    ...(quirks.cacheControl && { cache_control: { type: 'ephemeral' } }),
    ...quirks.extraBody,
  };
};

const branched = ({ function: told, ...tool }: ChatCompletionFunctionTool): ChatCompletionFunctionTool => ({
  ...tool,
  function: { ...told, parameters: { ...(withTypesInBranches(told.parameters) as object) } },
});

const toolRules = ({ effort, toolChoice }: ChatRequest, model: Model, quirks: QuirksOfChat): Partial<Body> => {
  const thinks = model.reasoning && !(effort === 'none' && quirks.thinking !== undefined);
  const demand = thinks && quirks.thinkingRefusesToolChoice ? 'none' : (quirks.toolChoice ?? 'required');
  return {
    ...(toolChoice === 'required' && demand !== 'none' && { tool_choice: demand }),
    ...(quirks.singleToolCalls && { parallel_tool_calls: false }),
  };
};

const limit = ({ maxOutputTokens }: ChatRequest, model: Model, quirks: QuirksOfChat): Partial<Body> =>
  maxOutputTokens === undefined
    ? {}
    : { [quirks.maxTokensField ?? 'max_tokens']: Math.min(maxOutputTokens, model.maxOutputTokens) };

const sampling = ({ temperature, topP, stop }: ChatRequest): Partial<Body> => ({
  ...(temperature !== undefined && { temperature }),
  ...(topP !== undefined && { top_p: topP }),
  // OpenAI takes four at most.
  ...(stop !== undefined && stop.length > 0 && { stop: stop.slice(0, 4).map((text) => text.toWellFormed()) }),
});

interface Terms {
  readonly quirks: QuirksOfChat;
  readonly names: ToolNames;
}

const messagesOf = (call: Call<'openai-chat'>, terms: Terms): ChatCompletionMessageParam[] => {
  const { model, provider, request } = call;
  const toolCallId = toolCallIds[terms.quirks.toolCallIds ?? 'any'];
  const settled = settle(request.messages, { provider: provider.id, model: model.id, toolCallId });
  const loops = terms.quirks.reasoningBack === 'reasoning_content' ? inToolLoops(settled) : undefined;
  const messages = settled.flatMap((message): ChatCompletionMessageParam[] => {
    if (message.role === 'system')
      return [{ role: terms.quirks.systemRole ?? 'system', content: joined(message.content) }];
    if (message.role === 'user') return userMessages(message, model);
    const reasoning =
      loops?.has(message) && model.reasoning
        ? { reasoning_content: reasoningIn(message) || (terms.quirks.unknownReasoning ?? '') }
        : detailsOf(message, terms);
    return [{ ...assistantMessage(message, terms), ...reasoning }];
  });
  const named = terms.quirks.namesToolResults ? namedResults(messages) : messages;
  return terms.quirks.assistantAfterTools ? bridged(named) : named;
};

/** A plain string: arrays of parts make some compatible models repeat the structure in their answer. */
const joined = (parts: readonly TextPart[]): string => parts.map(({ text }) => text).join('\n\n');

const assistantMessage = ({ content }: AssistantMessage, { names, quirks }: Terms): AssistantParam => {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const calls = content.filter((part) => part.type === 'tool-call');
  if (calls.length === 0) return { role: 'assistant', content: text };
  return {
    role: 'assistant',
    content: text === '' && !quirks.textBesideCalls ? null : text,
    tool_calls: calls.map(({ id, name, input }) => ({
      id,
      type: 'function',
      function: { name: names.sent(name), arguments: JSON.stringify(wellFormed(input)) },
    })),
  };
};

/** Empty where another provider ran the call: DeepSeek wants the field, and takes it empty. */
const reasoningIn = ({ content }: AssistantMessage): string =>
  content.map((part) => (part.type === 'reasoning' ? part.seal?.value || part.text : '')).join('');

const detailsOf = (message: AssistantMessage, { quirks }: Terms): Pick<AssistantParam, 'reasoning_details'> => {
  const details = quirks.reasoningBack === 'reasoning_details' ? detailsIn(message) : [];
  return details.length > 0 ? { reasoning_details: details } : {};
};

/** Results first, one message each; then what the person says. Images of results move there: tool messages hold text only. */
const userMessages = ({ content }: UserMessage, model: Model): ChatCompletionMessageParam[] => {
  const results = content.filter((part) => part.type === 'tool-result');
  const said = content.filter((part) => part.type !== 'tool-result');
  const parts = [...results.flatMap((result) => imagesOf(result, model)), ...said];
  return [
    ...results.map((result) => toolMessage(result, model)),
    ...(parts.length > 0 ? [{ role: 'user' as const, content: contentOf(parts, model) }] : []),
  ];
};

const toolMessage = ({ id, content }: ToolResultPart, model: Model): ChatCompletionMessageParam => {
  const moved = model.images ? '[image: see the next message]' : unseen;
  const text = content.map((part) => (part.type === 'text' ? part.text : moved)).join('\n');
  return { role: 'tool', tool_call_id: id, content: text };
};

const imagesOf = ({ id, content }: ToolResultPart, model: Model): readonly (TextPart | ImagePart)[] => {
  const images = model.images ? content.filter((part) => part.type === 'image') : [];
  return images.length > 0 ? [{ type: 'text', text: `Images of tool result ${id}:` }, ...images] : [];
};

const unseen = '[image: this model cannot see it]';

const contentOf = (parts: readonly (TextPart | ImagePart)[], model: Model): string | ChatCompletionContentPart[] => {
  if (model.images && parts.some((part) => part.type === 'image')) return parts.map(partOf);
  return joined(parts.map((part) => (part.type === 'text' ? part : { type: 'text', text: unseen })));
};

const partOf = (part: TextPart | ImagePart): ChatCompletionContentPart => {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const { buffer, byteOffset, byteLength } = part.data;
  const base64 = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  return { type: 'image_url', image_url: { url: `data:${part.mime};base64,${base64}` } };
};
