import type { ChatEvent, FinishReason, Seal, Usage } from '../core/chat.ts';
import { classify, clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { toolNames } from './tool-names.ts';
import type { Call } from './wire.ts';

interface WireUsage {
  readonly input_tokens?: number | null;
  readonly output_tokens?: number | null;
  readonly cache_read_input_tokens?: number | null;
  readonly cache_creation_input_tokens?: number | null;
  readonly cache_creation?: { readonly ephemeral_1h_input_tokens?: number | null } | null;
  readonly output_tokens_details?: { readonly thinking_tokens?: number | null } | null;
}

/** What the stream's events hold, as far as it is read: compatible servers leave out whatever they like. */
interface StreamEvent {
  readonly type?: string;
  readonly index?: number;
  readonly message?: { readonly model?: string; readonly usage?: WireUsage | null };
  readonly content_block?: {
    readonly type?: string;
    readonly id?: string;
    readonly name?: string;
    readonly input?: unknown;
    readonly text?: string;
    readonly thinking?: string;
    readonly signature?: string;
    readonly data?: string;
  };
  readonly delta?: {
    readonly type?: string;
    readonly text?: string;
    readonly thinking?: string;
    readonly signature?: string;
    readonly partial_json?: string;
    readonly stop_reason?: string | null;
  };
  readonly usage?: WireUsage | null;
  readonly error?: { readonly type?: string; readonly message?: string };
}

type Block =
  | { readonly type: 'thinking'; text: string; signature: string }
  | { readonly type: 'redacted'; readonly data: string }
  | { readonly type: 'tool'; readonly id: string; readonly name: string; readonly input: unknown; json: string };

export interface Answer {
  /** Reads one event of the stream and puts what it means into `events`. Throws `ChatFailure`. */
  readonly take: (data: string) => void;
  /** True once the provider said how the answer ended. */
  readonly isEnded: () => boolean;
  /** True once its last event came. */
  readonly isComplete: () => boolean;
  /** Puts the closing events into `events`; what must be thrown instead comes back. */
  readonly close: () => ChatFailure | undefined;
}

/** The state of one answer, from its events to ours. */
export const answerOf = (call: Call<'anthropic-messages'>, events: ChatEvent[]): Answer => {
  const names = toolNames(call.request.tools);
  const blocks = new Map<number, Block>();
  let usage: WireUsage = {};
  let servedModel: string | undefined;
  let stopReason: string | undefined;
  let complete = false;
  let shown = false;
  let calls = 0;
  let garbled: ChatFailure | undefined;

  const say = (event: ChatEvent): void => {
    shown = true;
    events.push(event);
  };
  const sealOf = (block: unknown): Seal => ({
    provider: call.provider.id,
    model: call.model.id,
    value: JSON.stringify(block),
  });

  const start = (index: number, block: NonNullable<StreamEvent['content_block']>): void => {
    if (block.type === 'text') {
      if (block.text) say({ type: 'text-delta', text: block.text });
    } else if (block.type === 'thinking') {
      blocks.set(index, { type: 'thinking', text: '', signature: block.signature ?? '' });
      if (block.thinking) think(index, block.thinking);
    } else if (block.type === 'redacted_thinking') blocks.set(index, { type: 'redacted', data: block.data ?? '' });
    else if (block.type === 'tool_use')
      blocks.set(index, { type: 'tool', id: block.id ?? '', name: block.name ?? '', input: block.input, json: '' });
  };
  const think = (index: number, text: string): void => {
    const block = blocks.get(index);
    if (block?.type === 'thinking') block.text += text;
    say({ type: 'reasoning-delta', text });
  };
  const grow = (index: number, delta: NonNullable<StreamEvent['delta']>): void => {
    if (delta.type === 'text_delta') {
      if (delta.text) say({ type: 'text-delta', text: delta.text });
      return;
    }
    if (delta.type === 'thinking_delta') {
      if (delta.thinking) think(index, delta.thinking);
      return;
    }
    const block = blocks.get(index);
    if (delta.type === 'input_json_delta' && block?.type === 'tool') block.json += delta.partial_json ?? '';
    else if (delta.type === 'signature_delta' && block?.type === 'thinking') block.signature += delta.signature ?? '';
  };
  const stop = (index: number): void => {
    const block = blocks.get(index);
    if (!block) return;
    blocks.delete(index);
    if (block.type === 'redacted')
      events.push({ type: 'reasoning-end', seal: sealOf({ type: 'redacted_thinking', data: block.data }) });
    else if (block.type === 'thinking') {
      const { text: thinking, signature } = block;
      // Unsigned thinking cannot go back: Anthropic would refuse it.
      const seal = signature === '' ? undefined : sealOf({ type: 'thinking', thinking, signature });
      events.push({ type: 'reasoning-end', seal });
    } else {
      const input = inputOf(block);
      if (input instanceof ChatFailure) garbled = input;
      else say({ type: 'tool-call', id: block.id, name: names.given(block.name), input });
      calls++;
    }
  };

  return {
    take: (data) => {
      const event = parsed(data);
      if (event.error) throw classify(refusal(event.error, call, data));
      const index = event.index ?? 0;
      if (event.type === 'content_block_delta') {
        if (event.delta) grow(index, event.delta);
      } else if (event.type === 'content_block_start') {
        if (event.content_block) start(index, event.content_block);
      } else if (event.type === 'content_block_stop') stop(index);
      else if (event.type === 'message_start') {
        servedModel = event.message?.model;
        usage = { ...usage, ...known(event.message?.usage) };
      } else if (event.type === 'message_delta') {
        stopReason = event.delta?.stop_reason ?? stopReason;
        usage = { ...usage, ...known(event.usage) };
      } else if (event.type === 'message_stop') complete = true;
    },
    isEnded: () => complete || stopReason !== undefined,
    isComplete: () => complete,
    close: () => {
      for (const index of [...blocks.keys()]) stop(index);
      const counted = usageOf(usage);
      if (counted) events.push({ type: 'usage', usage: counted });
      const failure = failureAtEnd({ stopReason, complete, shown, garbled });
      if (failure) return failure;
      const native = stopReason ?? 'message_stop';
      events.push({ type: 'finish', reason: reasonOf(native, calls > 0), native, servedModel });
      return undefined;
    },
  };
};

const broken = (what: string, cause?: unknown): ChatFailure => new ChatFailure({ kind: 'stream', what, cause });

const parsed = (data: string): StreamEvent => {
  try {
    const event: unknown = JSON.parse(data);
    if (typeof event === 'object' && event !== null) return event as StreamEvent;
  } catch (cause) {
    throw broken('a part of the answer could not be read', cause);
  }
  throw broken('a part of the answer could not be read');
};

/** An error inside a stream, or as a plain body with status 200. */
const refusal = (error: NonNullable<StreamEvent['error']>, { access }: Call, cause: string) => ({
  code: error.type,
  text: error.message,
  secrets: Object.values(access.secrets),
  cause: new Error(`error event of ${cause.length} characters`),
});

/** Anthropic sends no delta for a call without arguments; some compatible servers send them whole at the start. */
const inputOf = (block: Extract<Block, { type: 'tool' }>): Record<string, unknown> | ChatFailure => {
  let input: unknown = block.input ?? {};
  try {
    if (block.json.trim() !== '') input = JSON.parse(block.json);
  } catch (cause) {
    return broken('the arguments of a tool call could not be read', cause);
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return broken('the arguments of a tool call were not an object');
  return input as Record<string, unknown>;
};

const known = (usage: WireUsage | null | undefined): WireUsage =>
  Object.fromEntries(Object.entries(usage ?? {}).filter(([, value]) => value !== null && value !== undefined));

/** Anthropic's input leaves out what was read from the cache and written to it; ours holds it. */
const usageOf = (usage: WireUsage): Usage | undefined => {
  if (usage.input_tokens === undefined && usage.output_tokens === undefined) return undefined;
  const read = usage.cache_read_input_tokens ?? undefined;
  const written = usage.cache_creation_input_tokens ?? undefined;
  const hour = usage.cache_creation?.ephemeral_1h_input_tokens ?? undefined;
  return {
    input: (usage.input_tokens ?? 0) + (read ?? 0) + (written ?? 0),
    output: usage.output_tokens ?? 0,
    cacheRead: read,
    cacheWrite: written === undefined ? undefined : Math.max(0, written - (hour ?? 0)),
    cacheWriteHour: hour,
    reasoning: usage.output_tokens_details?.thinking_tokens ?? undefined,
  };
};

interface End {
  readonly stopReason: string | undefined;
  readonly complete: boolean;
  readonly shown: boolean;
  readonly garbled: ChatFailure | undefined;
}

const failureAtEnd = ({ stopReason, complete, shown, garbled }: End): ChatFailure | undefined => {
  if (stopReason === undefined && !complete) return broken('the answer ended without saying that it was complete');
  // A limit cuts the last tool call short: the limit is the reason, the half call is none.
  if (garbled && stopReason !== 'max_tokens' && stopReason !== 'model_context_window_exceeded') return garbled;
  if (shown) return undefined;
  if (stopReason === 'refusal') return new ChatFailure({ kind: 'policy', what: clauses.policy });
  if (stopReason === 'model_context_window_exceeded')
    return new ChatFailure({ kind: 'context', what: clauses.context });
  return undefined;
};

const reasons: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  message_stop: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  refusal: 'refusal',
};

const reasonOf = (native: string, hasCalls: boolean): FinishReason => {
  const reason = reasons[native] ?? 'other';
  return reason === 'stop' && hasCalls ? 'tool-calls' : reason;
};
