import type { ChatEvent, FinishReason, Usage } from '../core/chat.ts';
import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { meaningOf, settledUsage } from '../core/price.ts';
import { isTable } from '../core/table.ts';
import { refusalOf } from './gemini-refusal.ts';
import { toolNames, type ToolNames } from './tool-names.ts';
import { finished } from './finished.ts';
import type { Call } from './wire.ts';

interface WirePart {
  readonly text?: string;
  readonly thought?: boolean;
  readonly thoughtSignature?: string;
  readonly functionCall?: { readonly id?: string; readonly name?: string; readonly args?: unknown };
}

interface WireUsage {
  readonly promptTokenCount?: number;
  readonly cachedContentTokenCount?: number;
  readonly candidatesTokenCount?: number;
  readonly thoughtsTokenCount?: number;
  readonly toolUsePromptTokenCount?: number;
}

/** What a chunk holds, as far as it is read. */
interface Chunk {
  readonly candidates?: readonly {
    readonly index?: number;
    readonly content?: { readonly parts?: readonly WirePart[] };
    readonly finishReason?: string;
  }[];
  readonly promptFeedback?: { readonly blockReason?: string };
  readonly usageMetadata?: WireUsage;
  readonly modelVersion?: string;
  readonly error?: unknown;
}

/** One answer as it comes. What its chunks mean is put into `events`. */
interface Answer {
  readonly call: Call;
  readonly names: ToolNames;
  readonly events: ChatEvent[];
  thinking: boolean;
  shown: boolean;
  calls: number;
  finishReason: string | undefined;
  blockReason: string | undefined;
  servedModel: string | undefined;
}

export const newAnswer = (call: Call, events: ChatEvent[]): Answer => ({
  call,
  names: toolNames(call.request.tools),
  events,
  thinking: false,
  shown: false,
  calls: 0,
  finishReason: undefined,
  blockReason: undefined,
  servedModel: undefined,
});

/** Reads one chunk of the stream. Throws `ChatFailure` where it is an error or cannot be read. */
export const takeChunk = (answer: Answer, data: string): void => {
  const chunk = parsed(data);
  if (chunk.error || Array.isArray(chunk)) throw refusalOf(answer.call, chunk);
  // One answer was asked for; some servers send more.
  const candidate = chunk.candidates?.find(({ index }) => (index ?? 0) === 0);
  for (const part of candidate?.content?.parts ?? []) takePart(answer, part);
  answer.finishReason = candidate?.finishReason ?? answer.finishReason;
  answer.blockReason = chunk.promptFeedback?.blockReason ?? answer.blockReason;
  answer.servedModel = chunk.modelVersion ?? answer.servedModel;
  // Cumulative, on every chunk: an answer that is stopped half-way has its numbers too.
  if (chunk.usageMetadata) answer.events.push({ type: 'usage', usage: usageOf(chunk.usageMetadata, answer.call) });
};

const parsed = (data: string): Chunk => {
  try {
    const chunk: unknown = JSON.parse(data);
    if (typeof chunk === 'object' && chunk !== null) return chunk as Chunk;
  } catch (cause) {
    throw broken(t('a part of the answer could not be read'), cause);
  }
  throw broken(t('a part of the answer could not be read'));
};

const broken = (what: string, cause?: unknown): ChatFailure => new ChatFailure({ kind: 'stream', what, cause });

const takePart = (answer: Answer, part: WirePart): void => {
  const { functionCall, text, thought } = part;
  if (thought !== true && (functionCall || text)) endThinking(answer);
  if (functionCall) callTool(answer, functionCall, part.thoughtSignature);
  else if (text) {
    answer.shown = true;
    answer.thinking = thought === true;
    answer.events.push({ type: answer.thinking ? 'reasoning-delta' : 'text-delta', text });
  }
};

const endThinking = (answer: Answer): void => {
  if (answer.thinking) answer.events.push({ type: 'reasoning-end' });
  answer.thinking = false;
};

/** Gemini sends a call whole. Its signature must come back on this very call. */
const callTool = (answer: Answer, called: NonNullable<WirePart['functionCall']>, signature?: string): void => {
  const { id = '', name = '', args = {} } = called;
  if (!isTable(args) || name === '') throw broken(t('the model’s tool call came incomplete, so it was not run'));
  const { provider, model } = answer.call;
  const seal = signature ? { provider: provider.id, model: model.id, value: signature } : undefined;
  answer.calls++;
  answer.shown = true;
  answer.events.push({ type: 'tool-call', id, name: answer.names.given(name), input: args, seal });
};

/** What tools of Google's own put into the prompt is counted beside it. */
const usageOf = (usage: WireUsage, { provider }: Call): Usage =>
  settledUsage(
    {
      input: (usage.promptTokenCount ?? 0) + (usage.toolUsePromptTokenCount ?? 0),
      output: usage.candidatesTokenCount,
      cacheRead: usage.cachedContentTokenCount,
      reasoning: usage.thoughtsTokenCount,
    },
    meaningOf(provider),
  );

/** True once Google said how the answer ended, or that there is none. */
export const isEnded = ({ finishReason, blockReason }: Answer): boolean =>
  finishReason !== undefined || blockReason !== undefined;

/** Puts the closing events; what must be thrown after them comes back. */
export const closeAnswer = (answer: Answer): ChatFailure | undefined => {
  endThinking(answer);
  const failure = failureAtEnd(answer);
  if (failure) return failure;
  const native = answer.finishReason ?? 'STOP';
  const reason = reasons.get(native) ?? (policies.has(native) ? 'refusal' : 'other');
  const finish = reason === 'stop' && answer.calls > 0 ? 'tool-calls' : reason;
  answer.events.push(finished(answer.call, { reason: finish, native, servedModel: answer.servedModel }));
  return undefined;
};

/** A map, because a plain object also answers to `constructor`. */
const reasons = new Map(Object.entries<FinishReason>({ STOP: 'stop', MAX_TOKENS: 'length' }));

const policies = new Set(['SAFETY', 'RECITATION', 'PROHIBITED_CONTENT', 'BLOCKLIST', 'SPII', 'IMAGE_SAFETY']);

/** The model tried to call a tool and failed: asked again, it may not. */
const failedCalls = new Set([
  'MALFORMED_FUNCTION_CALL',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'MISSING_THOUGHT_SIGNATURE',
  'MALFORMED_RESPONSE',
]);

const failureAtEnd = ({ finishReason, blockReason, shown }: Answer): ChatFailure | undefined => {
  if (!shown && blockReason !== undefined)
    return new ChatFailure({ kind: 'policy', what: t('{0} ({1})', clauses.policy, blockReason) });
  if (finishReason === undefined) return broken(t('the answer ended without saying that it was complete'));
  if (failedCalls.has(finishReason)) return broken(t('the model’s tool call failed ({0})', finishReason));
  if (shown || !policies.has(finishReason)) return undefined;
  return new ChatFailure({ kind: 'policy', what: t('its content policy held the answer back ({0})', finishReason) });
};
