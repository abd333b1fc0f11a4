import type { ChatEvent, FinishReason, Usage } from '../core/chat.ts';
import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { meaningOf, settledUsage } from '../core/price.ts';
import { growBlock, newBlocks, releaseCall, startBlock, stopBlock, type Blocks } from './anthropic-messages-blocks.ts';
import type { WireEvent, WireUsage } from './anthropic-messages-events.ts';
import { refused } from './refused.ts';
import { finished } from './finished.ts';
import type { Call } from './wire.ts';

/** One answer as it comes. What its events mean is put into `blocks.events`. */
interface Answer {
  readonly call: Call;
  readonly blocks: Blocks;
  usage: WireUsage;
  servedModel: string | undefined;
  stopReason: string | undefined;
  /** The last event has come. */
  complete: boolean;
}

export const newAnswer = (call: Call, events: ChatEvent[]): Answer => ({
  call,
  blocks: newBlocks(call, events),
  usage: {},
  servedModel: undefined,
  stopReason: undefined,
  complete: false,
});

/** Reads one event of the stream. Throws `ChatFailure` where it is an error or cannot be read. */
export const takeEvent = (answer: Answer, data: string): void => {
  const event = parsed(data);
  // `overloaded_error` after status 200, or a plain body with status 200.
  if (event.error) throw refused(answer.call, { code: event.error.type, text: event.error.message });
  const index = event.index ?? 0;
  // `ping` and whatever is new are signs of life only.
  if (event.type === 'content_block_delta') growBlock(answer.blocks, index, event.delta ?? {});
  else if (event.type === 'content_block_start') startBlock(answer.blocks, index, event.content_block ?? {});
  else if (event.type === 'content_block_stop') stopBlock(answer.blocks, index);
  else if (event.type === 'message_start') {
    answer.servedModel = event.message?.model;
    answer.usage = known(event.message?.usage);
  } else if (event.type === 'message_delta') {
    answer.stopReason = event.delta?.stop_reason ?? answer.stopReason;
    // Cumulative; some gateways tell of the cache only here.
    answer.usage = { ...answer.usage, ...known(event.usage) };
  } else if (event.type === 'message_stop') answer.complete = true;
};

/** True once the provider said how the answer ended. */
export const isEnded = (answer: Answer): boolean => answer.complete || answer.stopReason !== undefined;

/** Puts the closing events; what must be thrown after them comes back. */
export const closeAnswer = (answer: Answer): ChatFailure | undefined => {
  const { blocks, stopReason, servedModel } = answer;
  const { events } = blocks;
  // What the start of the stream said of the output is no count of what came.
  if (!isEnded(answer)) return broken(t('the answer ended without saying that it was complete'));
  for (const index of blocks.open.keys()) stopBlock(blocks, index);
  if (!isCut(stopReason)) releaseCall(blocks);
  const usage = usageOf(answer.usage, answer.call);
  if (usage) events.push({ type: 'usage', usage });
  const failure = failureAtEnd(blocks, stopReason);
  if (failure) return failure;
  const native = stopReason ?? 'message_stop';
  events.push(finished(answer.call, { reason: reasonOf(native, blocks.calls > 0), native, servedModel }));
  return undefined;
};

/** A limit cuts the last tool call short: the limit is the reason, and half a call is none. */
const isCut = (stopReason: string | undefined): boolean =>
  stopReason === 'max_tokens' || stopReason === 'model_context_window_exceeded';

const broken = (what: string, cause?: unknown): ChatFailure => new ChatFailure({ kind: 'stream', what, cause });

const parsed = (data: string): WireEvent => {
  try {
    const event: unknown = JSON.parse(data);
    if (typeof event === 'object' && event !== null) return event as WireEvent;
  } catch (cause) {
    throw broken(t('a part of the answer could not be read'), cause);
  }
  throw broken(t('a part of the answer could not be read'));
};

const known = (usage: WireUsage | null | undefined): WireUsage =>
  Object.fromEntries(Object.entries(usage ?? {}).filter(([, value]) => value !== null && value !== undefined));

/** Anthropic counts what was written for an hour as part of what was written. */
const usageOf = (usage: WireUsage, { provider }: Call): Usage | undefined => {
  if (usage.input_tokens === undefined && usage.output_tokens === undefined) return undefined;
  const written = usage.cache_creation_input_tokens ?? undefined;
  const hour = usage.cache_creation?.ephemeral_1h_input_tokens;
  return settledUsage(
    {
      input: usage.input_tokens,
      output: usage.output_tokens,
      cacheRead: usage.cache_read_input_tokens,
      cacheWrite: written === undefined ? undefined : Math.max(0, written - (hour ?? 0)),
      cacheWriteHour: hour,
      reasoning: usage.output_tokens_details?.thinking_tokens,
    },
    meaningOf(provider),
  );
};

const failureAtEnd = ({ garbled, shown }: Blocks, stopReason: string | undefined): ChatFailure | undefined => {
  if (garbled && !isCut(stopReason)) return garbled;
  if (shown) return undefined;
  if (stopReason === 'refusal') return new ChatFailure({ kind: 'policy', what: clauses.policy });
  if (stopReason !== 'model_context_window_exceeded') return undefined;
  return new ChatFailure({ kind: 'context', what: clauses.context });
};

/** A map, because a plain object also answers to `constructor`. */
const reasons = new Map(
  Object.entries<FinishReason>({
    end_turn: 'stop',
    stop_sequence: 'stop',
    message_stop: 'stop',
    max_tokens: 'length',
    model_context_window_exceeded: 'length',
    tool_use: 'tool-calls',
    refusal: 'refusal',
  }),
);

const reasonOf = (native: string, hasCalls: boolean): FinishReason => {
  const reason = reasons.get(native) ?? 'other';
  return reason === 'stop' && hasCalls ? 'tool-calls' : reason;
};
