import type { ChatEvent, FinishReason, Usage } from '../core/chat.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import type { Quirks } from '../core/quirks.ts';
import { finished } from './finished.ts';
import { isLoose, textOf, type Loose } from './loose.ts';
import { addCalls, finishCall, type OpenCall } from './openai-chat-calls.ts';
import { noReasoning, reasoningIn, sealValue, type Reasoning } from './openai-chat-reasoning.ts';
import { isRefusal } from './openai-chat-refusal.ts';
import { restOfThinking, splitThinking, thinkTags, type Split, type ThinkTags } from './openai-chat-think.ts';
import { usageOf } from './openai-chat-usage.ts';
import { refusalOf } from './openai-refusal.ts';
import { saidIn } from './said.ts';
import type { ToolNames } from './tool-names.ts';
import type { Call } from './wire.ts';
import { garbled, pieceIn } from './piece.ts';

type ChunkNames = 'model' | 'choices' | 'usage' | 'error' | 'errors' | 'base_resp' | 'object' | 'message' | 'detail';
type ChoiceNames = 'delta' | 'message' | 'finish_reason' | 'usage';
type DeltaNames =
  | 'content'
  | 'refusal'
  | 'tool_calls'
  | 'function_call'
  | 'reasoning_content'
  | 'reasoning'
  | 'reasoning_details';

/** One answer on its way: what is not sent yet, and what is known so far. */
export interface Answer {
  readonly call: Call<'openai-chat'>;
  readonly names: ToolNames;
  readonly headers: Headers;
  readonly quirks: Quirks['openai-chat'];
  /** Ready to be sent on, in order. */
  readonly events: ChatEvent[];
  readonly calls: OpenCall[];
  readonly reasoning: Reasoning;
  readonly tags: ThinkTags;
  model: string | undefined;
  usage: Usage | undefined;
  /** As the provider says it; undefined while the answer is incomplete. */
  finish: string | undefined;
  refused: boolean;
}

export const answerTo = (call: Call<'openai-chat'>, names: ToolNames, headers: Headers): Answer => ({
  call,
  names,
  headers,
  quirks: call.provider.quirks ?? {},
  events: [],
  calls: [],
  reasoning: noReasoning(call.provider.quirks?.reasoningBack),
  tags: thinkTags(),
  model: undefined,
  usage: undefined,
  finish: undefined,
  refused: false,
});

/** Reads one chunk of the stream. Throws a `ChatFailure` where it is an error, or nothing that can be read. */
export const readChunk = (answer: Answer, data: string): void => {
  // Some keep the connection alive with empty events instead of comments.
  if (data.trim() === '') return;
  const parsed = pieceIn(data);
  const chunk = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!isLoose<ChunkNames>(chunk)) throw garbled();
  if (isRefusal(chunk)) throw refusalOf(answer.call, { ...saidIn(chunk), headers: answer.headers });
  answer.model = textOf(chunk.model) ?? answer.model;
  if (chunk.usage) readUsage(answer, chunk.usage);
  // The last chunk with the usage has no choices, Azure's first neither.
  const choice: unknown = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
  if (isLoose<ChoiceNames>(choice)) readChoice(answer, choice);
};

/** Numbers are cumulative where they come more than once: the last ones count, never the sum. */
const readUsage = (answer: Answer, raw: unknown): void => {
  answer.usage = usageOf(raw, answer.call.provider, answer.headers) ?? answer.usage;
};

const readChoice = (answer: Answer, choice: Loose<ChoiceNames>): void => {
  // A server that does not stream sends one whole `message`.
  const delta = choice.delta ?? choice.message;
  if (isLoose<DeltaNames>(delta)) readDelta(answer, delta);
  if (choice.usage) readUsage(answer, choice.usage);
  const finish = textOf(choice.finish_reason);
  if (finish === undefined) return;
  if (broken.has(finish)) throw refusalOf(answer.call, { code: finish });
  answer.finish = finish;
};

/** OpenRouter and Mistral end a broken answer with `error`, DeepSeek and Z.ai with words of their own. */
export const broken: ReadonlySet<string> = new Set(['error', 'insufficient_system_resource', 'network_error']);

const readDelta = (answer: Answer, delta: Loose<DeltaNames>): void => {
  reason(answer, reasoningIn(answer.reasoning, delta));
  if (typeof delta.content === 'string') {
    if (delta.content !== '') readText(answer, delta.content);
  } else if (Array.isArray(delta.content)) for (const part of delta.content) readPart(answer, part);
  const refusal = textOf(delta.refusal);
  if (refusal !== undefined) {
    answer.refused = true;
    say(answer, refusal);
  }
  if (delta.tool_calls) addCalls(answer.calls, delta.tool_calls);
  if (delta.function_call) addCalls(answer.calls, delta.function_call);
};

/**
 * Content in parts: `{type: 'text', text}`, Mistral's `{type: 'thinking', thinking: [{text}]}`, Databricks'
 * `{type: 'reasoning', summary: [{text}]}`.
 */
const readPart = (answer: Answer, part: unknown): void => {
  if (!isLoose<'text' | 'thinking' | 'summary'>(part)) return;
  const thinking = [part.thinking, part.summary].flat();
  for (const piece of thinking) reason(answer, (isLoose<'text'>(piece) ? textOf(piece.text) : textOf(piece)) ?? '');
  readText(answer, textOf(part.text) ?? '');
};

const readText = (answer: Answer, text: string): void => {
  // Where reasoning has a field of its own, a tag in the text is text.
  if (answer.reasoning.field !== undefined || answer.tags.place === 'past') say(answer, text);
  else show(answer, splitThinking(answer.tags, text));
};

const show = (answer: Answer, { reasoning, text }: Split): void => {
  reason(answer, reasoning);
  say(answer, text);
};

const reason = (answer: Answer, text: string): void => {
  if (text === '') return;
  const { events, reasoning } = answer;
  reasoning.open = true;
  if (reasoning.back === 'reasoning_content') reasoning.text += text;
  events.push({ type: 'reasoning-delta', text });
};

const say = (answer: Answer, text: string): void => {
  if (text === '') return;
  // OpenRouter's details may still come after the first text.
  if (answer.reasoning.open && answer.reasoning.back !== 'reasoning_details') endReasoning(answer);
  answer.events.push({ type: 'text-delta', text });
};

const endReasoning = ({ call, events, reasoning }: Answer): void => {
  const value = sealValue(reasoning);
  const seal = value === undefined ? undefined : { provider: call.provider.id, model: call.model.id, value };
  events.push({ type: 'reasoning-end', seal });
  reasoning.open = false;
  reasoning.text = '';
};

/** The end of the stream. Throws a `ChatFailure` where the provider never said that the answer is complete. */
export const endAnswer = (answer: Answer): void => {
  const { calls, events, finish, model, names, reasoning, tags } = answer;
  if (finish === undefined)
    throw new ChatFailure({ kind: 'stream', what: t('the answer ended before it was complete') });
  show(answer, restOfThinking(tags));
  if (reasoning.open || reasoning.details.length > 0) endReasoning(answer);
  for (const open of calls) {
    const { id, name, input } = finishCall(open);
    events.push({ type: 'tool-call', id, name: names.given(name), input });
  }
  events.push(finished(answer.call, { reason: reasonOf(answer, finish), native: finish, servedModel: model }));
};

/** A map, because a plain object also answers to `constructor`. */
export const reasons: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    stop: 'stop',
    end_turn: 'stop',
    eos: 'stop',
    length: 'length',
    max_tokens: 'length',
    model_length: 'length',
    // Z.ai.
    model_context_window_exceeded: 'length',
    tool_calls: 'tool-calls',
    function_call: 'tool-calls',
    content_filter: 'refusal',
    refusal: 'refusal',
    // Z.ai.
    sensitive: 'refusal',
  }),
);

/** A reason nobody knows still ends an answer: the provider said that it is complete. */
const reasonOf = ({ calls, refused }: Answer, native: string): FinishReason => {
  if (refused) return 'refusal';
  const reason = reasons.get(native) ?? 'other';
  return calls.length > 0 && (reason === 'stop' || reason === 'other') ? 'tool-calls' : reason;
};
