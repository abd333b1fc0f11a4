import type {
  ContentBlock,
  ConverseStreamRequest,
  InferenceConfiguration,
  Message as Turn,
  SystemContentBlock,
} from '@aws-sdk/client-bedrock-runtime';
import type { AssistantMessage, Message } from '../core/chat.ts';
import { settle } from '../core/history.ts';
import { toolCallIds } from '../core/tool-ids.ts';
import { thoughtOf } from './anthropic-messages-thinking.ts';
import { assistantBlocks, cachePoint, turnsApart, userBlocks } from './bedrock-blocks.ts';
import { claudeOf, makerOf } from './bedrock-models.ts';
import { toolConfigOf } from './bedrock-tools.ts';
import { toolNames, type ToolNames } from './tool-names.ts';
import type { Call } from './wire.ts';

type Asking = Call<'bedrock-converse'>;

/**
 * Tokens of an answer of Claude that names no limit. Bedrock takes the whole limit off the account's tokens per minute
 * when a request begins, so the largest one would be refused early (userguide/quotas-token-burndown.html).
 */
const usualAnswer = 32_000;
/** The same where the model thinks, which counts as answer. */
const thoughtfulAnswer = 64_000;

/** A person's turn where none ends the conversation: newer models refuse to continue their own turn. */
const goOn = (): Turn => ({ role: 'user', content: [{ text: 'Continue.' }] });

/** The request as the SDK takes it. Without `keepThinking` the history goes without what this model thought. */
export const requestOf = (call: Asking, keepThinking: boolean): ConverseStreamRequest => {
  const { model, request } = call;
  const names = toolNames(request.tools);
  const settled = settledOf(call, keepThinking);
  const system: SystemContentBlock[] =
    settled[0]?.role === 'system' ? settled[0].content.map(({ text }) => ({ text })) : [];
  const messages = settled.flatMap((message) => turnOf(message, model.id, names));
  if (messages.at(-1)?.role !== 'user') messages.push(goOn());
  const maxTokens = answerLimit(call);
  const thought = thinkingOf(call, messages, maxTokens);
  const toolConfig = toolConfigOf(call, names, thought.mayForceTools);
  placeCachePoints(model.id, { system, messages });
  return {
    modelId: model.id,
    messages,
    ...(system.length > 0 ? { system } : {}),
    ...(toolConfig ? { toolConfig } : {}),
    ...inferenceOf(call, maxTokens),
    ...(Object.keys(thought.fields).length > 0 ? { additionalModelRequestFields: thought.fields } : {}),
  };
};

const settledOf = ({ provider, model, request }: Asking, keepThinking: boolean): readonly Message[] =>
  settle(request.messages, {
    // No provider is called '': nothing of the history counts as this model's own, so all thinking falls out.
    provider: keepThinking ? provider.id : '',
    model: model.id,
    toolCallId: makerOf(model.id).alnum9 ? toolCallIds.alnum9 : toolCallIds.dash64,
  });

const turnOf = (message: Message, modelId: string, names: ToolNames): Turn[] => {
  if (message.role === 'system') return [];
  const maker = makerOf(modelId);
  if (message.role === 'user') return turnsApart({ role: 'user', content: userBlocks(message, maker) }, maker);
  const content = assistantBlocks(message as AssistantMessage, names);
  return content.length > 0 ? turnsApart({ role: 'assistant', content }, maker) : [];
};

const answerLimit = ({ model, request }: Asking): number | undefined => {
  const usual = request.effort === undefined ? usualAnswer : thoughtfulAnswer;
  const wanted = request.maxOutputTokens ?? (claudeOf(model.id) === undefined ? undefined : usual);
  return wanted === undefined ? undefined : Math.max(1, Math.min(wanted, model.maxOutputTokens));
};

/** Claudes that Anthropic no longer serves and Bedrock does; they think as Opus 4.1 does, within a budget. */
const elders = /^claude-(?:3-7-sonnet|(?:opus|sonnet)-4)$/;

type Fields = Extract<NonNullable<ConverseStreamRequest['additionalModelRequestFields']>, { [name: string]: unknown }>;

interface Thought {
  readonly fields: Fields;
  readonly mayForceTools: boolean;
}

/** Thinking is Claude's alone: Converse has no field of its own for it. */
const thinkingOf = ({ model, request }: Asking, messages: readonly Turn[], maxTokens = 0): Thought => {
  const claude = claudeOf(model.id);
  if (claude === undefined) return { fields: {}, mayForceTools: true };
  const begunWithout = !startsWithThinking(messages.at(-2)?.content ?? []);
  const id = elders.test(claude) ? 'claude-opus-4-1' : claude;
  const { fields, mayForceTools } = thoughtOf({ ...model, id }, request, { maxTokens, begunWithout });
  return { fields: { ...fields } as Fields, mayForceTools };
};

/** Only a turn with tool calls is still under way; after any other the next may begin with thinking again. */
const startsWithThinking = (content: readonly ContentBlock[]): boolean =>
  !content.some((block) => block.toolUse !== undefined) || content[0]?.reasoningContent !== undefined;

const inferenceOf = (call: Asking, maxTokens: number | undefined): Pick<ConverseStreamRequest, 'inferenceConfig'> => {
  const { model, request } = call;
  const stop = (request.stop ?? []).filter((text) => text.trim() !== '').map((text) => text.toWellFormed());
  const stopSequences = stop.slice(0, makerOf(model.id).stops);
  const config = {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...samplingOf(call),
    ...(stopSequences.length > 0 ? { stopSequences } : {}),
  };
  return Object.keys(config).length > 0 ? { inferenceConfig: config } : {};
};

/** Claude takes one of the two at most, and none where it can think: Opus since 4.7 answers them with 400. */
const samplingOf = ({ model, request }: Asking): Pick<InferenceConfiguration, 'temperature' | 'topP'> => {
  const { temperature, topP } = request;
  const isClaude = claudeOf(model.id) !== undefined;
  if (isClaude && model.reasoning) return {};
  return {
    // Converse takes 0 to 1.
    ...(temperature === undefined ? {} : { temperature: Math.min(1, Math.max(0, temperature)) }),
    ...(topP === undefined || (isClaude && temperature !== undefined) ? {} : { topP }),
  };
};

/** With the one behind the tools four at most: the system prompt, and the last two turns of the person. */
const placeCachePoints = (
  modelId: string,
  { system, messages }: { readonly system: SystemContentBlock[]; readonly messages: readonly Turn[] },
): void => {
  const { cache } = makerOf(modelId);
  if (cache.includes('system') && system.length > 0) system.push(cachePoint);
  if (!cache.includes('messages')) return;
  for (const { content } of messages.filter(({ role }) => role === 'user').slice(-2)) content?.push(cachePoint);
};
