import type {
  ContentBlockDelta,
  ContentBlockStart,
  ConverseStreamMetadataEvent,
  ConverseStreamOutput,
  TokenUsage,
} from '@aws-sdk/client-bedrock-runtime';
import type { ChatEvent, FinishReason, Usage } from '../core/chat.ts';
import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { meaningOf, settledUsage } from '../core/price.ts';
import { growBlock, newBlocks, releaseCall, startBlock, stopBlock, type Blocks } from './anthropic-messages-blocks.ts';
import { finished } from './finished.ts';
import type { Call } from './wire.ts';

/** One answer as it comes. What its events mean is put into `blocks.events`. Its blocks are those of Anthropic's Messages. */
interface Answer {
  readonly call: Call;
  readonly blocks: Blocks;
  metadata: ConverseStreamMetadataEvent | undefined;
  stopReason: string | undefined;
}

export const newAnswer = (call: Call, events: ChatEvent[]): Answer => ({
  call,
  blocks: newBlocks(call, events),
  metadata: undefined,
  stopReason: undefined,
});

/** Reads one event of the stream; what is new is a sign of life only. */
export const takeEvent = (answer: Answer, event: ConverseStreamOutput): void => {
  const { blocks } = answer;
  if (event.contentBlockStart)
    begin(blocks, event.contentBlockStart.contentBlockIndex ?? 0, event.contentBlockStart.start);
  else if (event.contentBlockDelta)
    grow(blocks, event.contentBlockDelta.contentBlockIndex ?? 0, event.contentBlockDelta.delta);
  else if (event.contentBlockStop) stopBlock(blocks, event.contentBlockStop.contentBlockIndex ?? 0);
  else if (event.messageStop) answer.stopReason = event.messageStop.stopReason ?? 'unknown';
  else if (event.metadata) answer.metadata = event.metadata;
};

/** Bedrock begins tool calls, and neither text nor reasoning. */
const begin = (blocks: Blocks, index: number, start: ContentBlockStart | undefined): void => {
  if (!start?.toolUse) return;
  const { toolUseId: id = '', name = '' } = start.toolUse;
  startBlock(blocks, index, { type: 'tool_use', id, name });
};

const grow = (blocks: Blocks, index: number, delta: ContentBlockDelta | undefined): void => {
  // The SDK makes an empty object of whatever is none.
  if (!delta) throw broken(t('a part of the answer could not be read'));
  if (delta.text !== undefined) {
    releaseCall(blocks);
    growBlock(blocks, index, { type: 'text_delta', text: delta.text });
  } else if (delta.toolUse)
    growBlock(blocks, index, { type: 'input_json_delta', partial_json: delta.toolUse.input ?? '' });
  else if (delta.reasoningContent) growReasoning(blocks, index, delta.reasoningContent);
};

const growReasoning = (
  blocks: Blocks,
  index: number,
  { text, signature, redactedContent }: NonNullable<ContentBlockDelta['reasoningContent']>,
): void => {
  if (redactedContent) {
    const data = Buffer.from(redactedContent).toString('base64');
    return startBlock(blocks, index, { type: 'redacted_thinking', data });
  }
  if (!blocks.open.has(index)) startBlock(blocks, index, { type: 'thinking', thinking: '' });
  if (text !== undefined) growBlock(blocks, index, { type: 'thinking_delta', thinking: text });
  if (signature !== undefined) growBlock(blocks, index, { type: 'signature_delta', signature });
};

/** True once the provider said how the answer ended. */
export const isEnded = (answer: Answer): boolean => answer.stopReason !== undefined;

/** True once nothing more can come: the books follow the end. */
export const isComplete = (answer: Answer): boolean => isEnded(answer) && answer.metadata !== undefined;

/** Puts the closing events; what must be thrown after them comes back. */
export const closeAnswer = (answer: Answer): ChatFailure | undefined => {
  const { blocks, call, metadata, stopReason } = answer;
  if (stopReason === undefined) return broken(t('the answer ended without saying that it was complete'));
  for (const index of blocks.open.keys()) stopBlock(blocks, index);
  if (!isCut(stopReason)) releaseCall(blocks);
  const usage = usageOf(metadata?.usage, call);
  if (usage) blocks.events.push({ type: 'usage', usage });
  const failure = failureAtEnd(blocks, stopReason);
  if (failure) return failure;
  const reason = reasonOf(stopReason, blocks.calls > 0);
  // Only a prompt router says which model it chose.
  const servedModel = metadata?.trace?.promptRouter?.invokedModelId;
  blocks.events.push(finished(call, { reason, native: stopReason, servedModel }));
  return undefined;
};

const broken = (what: string): ChatFailure => new ChatFailure({ kind: 'stream', what });

/** A limit cuts the last tool call short: the limit is the reason, and half a call is none. */
const isCut = (stopReason: string): boolean =>
  stopReason === 'max_tokens' || stopReason === 'model_context_window_exceeded';

/** Bedrock counts what was written for an hour as part of what was written. */
const usageOf = (usage: TokenUsage | undefined, { provider }: Call): Usage | undefined => {
  if (usage?.inputTokens === undefined && usage?.outputTokens === undefined) return undefined;
  const written = usage.cacheWriteInputTokens;
  const hour = usage.cacheDetails?.find(({ ttl }) => ttl === '1h')?.inputTokens;
  return settledUsage(
    {
      input: usage.inputTokens,
      output: usage.outputTokens,
      cacheRead: usage.cacheReadInputTokens,
      cacheWrite: written === undefined ? undefined : Math.max(0, written - (hour ?? 0)),
      cacheWriteHour: hour,
    },
    meaningOf(provider),
  );
};

const failureAtEnd = ({ garbled, shown }: Blocks, stopReason: string): ChatFailure | undefined => {
  if (garbled && !isCut(stopReason)) return garbled;
  if (shown) return undefined;
  if (reasons.get(stopReason) === 'refusal') return new ChatFailure({ kind: 'policy', what: clauses.policy });
  if (stopReason === 'model_context_window_exceeded')
    return new ChatFailure({ kind: 'context', what: clauses.context });
  return stopReason.startsWith('malformed_') ? broken(t('the model’s answer came malformed')) : undefined;
};

/** A map, because a plain object also answers to `constructor`. */
const reasons = new Map(
  Object.entries<FinishReason>({
    end_turn: 'stop',
    stop_sequence: 'stop',
    max_tokens: 'length',
    model_context_window_exceeded: 'length',
    tool_use: 'tool-calls',
    content_filtered: 'refusal',
    guardrail_intervened: 'refusal',
  }),
);

const reasonOf = (native: string, hasCalls: boolean): FinishReason => {
  const reason = reasons.get(native) ?? 'other';
  return reason === 'stop' && hasCalls ? 'tool-calls' : reason;
};
