/** What a chat is, in no provider's words: the request we send and the events that come back. */

/**
 * Opaque state a provider wants back unchanged (Anthropic signatures, Gemini thought signatures, encrypted reasoning).
 * Bound to who issued it, because another provider or model answers it with 400. Only the protocol that made `value` reads it.
 */
export interface Seal {
  readonly provider: string;
  readonly model: string;
  readonly value: string;
}

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

export interface ImagePart {
  readonly type: 'image';
  /** `image/png`, `image/jpeg`, … */
  readonly mime: string;
  readonly data: Uint8Array;
}

export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly text: string;
  readonly seal?: Seal | undefined;
}

export interface ToolCallPart {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly seal?: Seal | undefined;
}

export interface ToolResultPart {
  readonly type: 'tool-result';
  /** The id of the tool call it answers. */
  readonly id: string;
  readonly content: readonly (TextPart | ImagePart)[];
  readonly isError?: boolean | undefined;
}

interface SystemMessage {
  readonly role: 'system';
  readonly content: readonly TextPart[];
}

export interface UserMessage {
  readonly role: 'user';
  readonly content: readonly (TextPart | ImagePart | ToolResultPart)[];
}

export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content: readonly (TextPart | ReasoningPart | ToolCallPart)[];
}

export type Message = SystemMessage | UserMessage | AssistantMessage;

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema as the caller gave it: MCP servers send dirty ones, each protocol cleans what it must. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
}

type ToolChoice = 'auto' | 'required';

/**
 * A gap in a file: what stands before the cursor and what stands after it. The messages of the same request hold the same
 * question in chat form, for models that only chat; a model that fills gaps is asked by its own verb and reads this alone.
 */
interface Fill {
  readonly prefix: string;
  readonly suffix: string;
  /** The file's path inside its workspace, never an absolute one. */
  readonly path?: string | undefined;
  /** VS Code's id of the language (`typescript`). */
  readonly language?: string | undefined;
}

export interface ChatRequest {
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice;
  /** Tokens the answer may have at most; the model's own limit where absent. */
  readonly maxOutputTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  /** Reasoning effort as the caller names it (`low`, `high`, …); left to the model where absent. */
  readonly effort?: string | undefined;
  /** Same for all turns of one conversation: keeps a provider's prompt cache warm. Never a secret. */
  readonly conversation?: string | undefined;
  /** Absent in every request that is no gap to fill. */
  readonly fill?: Fill | undefined;
}

/**
 * Tokens of one answer, normalised once at the provider's boundary.
 * `input` includes cached and cache-written tokens, `output` includes reasoning. Absent means not reported, never 0.
 */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number | undefined;
  /** Written to the provider's cache for 5 minutes (or its default span). */
  readonly cacheWrite?: number | undefined;
  /** Written to the provider's cache for an hour, at a higher price (Anthropic). */
  readonly cacheWriteHour?: number | undefined;
  readonly reasoning?: number | undefined;
  /** US dollars as the provider itself reports them (OpenRouter's `usage.cost`). */
  readonly reportedCost?: number | undefined;
}

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'refusal' | 'other';

/** One limit, as the headers of an answer tell it. */
export interface RateLimit {
  readonly counts: 'requests' | 'tokens';
  readonly per: 'minute' | 'day' | 'month' | 'unknown';
  /** What may still be sent before `resetAt`. 0 is a number: nothing. */
  readonly left: number;
  /** What may be sent in all. */
  readonly whole?: number | undefined;
  /** Milliseconds since 1970. */
  readonly resetAt?: number | undefined;
}

/** What a provider's headers say is left, before it refuses. */
export type RateLimits = readonly RateLimit[];

/** Events of one attempt, in the order they come. A complete answer ends with exactly one `finish`. */
export type ChatEvent =
  // The provider accepted the request; nothing to show yet.
  | {
      readonly type: 'response-start';
      readonly requestId?: string | undefined;
      readonly limits?: RateLimits | undefined;
    }

  // What the person sees.
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  /** One block of reasoning is complete; `seal` is what the provider wants back with it. */
  | { readonly type: 'reasoning-end'; readonly seal?: Seal | undefined }
  /** Sent once the arguments are complete and parsed, never in fragments. `id` is '' where the provider gives none. */
  | {
      readonly type: 'tool-call';
      readonly id: string;
      readonly name: string;
      readonly input: Readonly<Record<string, unknown>>;
      readonly seal?: Seal | undefined;
    }

  // The books. A later `usage` replaces an earlier one: providers send cumulative numbers.
  | { readonly type: 'usage'; readonly usage: Usage }
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      readonly native: string;
      readonly servedModel?: string | undefined;
    };

/** True for an event after which the stream is the person's and no other route may answer. */
export const isVisible = (event: ChatEvent): boolean =>
  event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'tool-call';
