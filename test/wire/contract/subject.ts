import type { ChatEvent, ChatRequest, FinishReason, RateLimits, Usage } from '../../../src/core/chat.ts';
import type { FailureKind } from '../../../src/core/failure.ts';
import type { Model, Provider } from '../../../src/core/provider.ts';
import type { Protocol } from '../../../src/core/quirks.ts';
import type { Around } from './counterpart.ts';

/** A piece of a body that belongs together: lines of text, or the bytes of one frame. */
export type Frame = string | Uint8Array;

/** A tool call as the provider's server sends it: arguments are the JSON text, streamed in fragments. */
interface ScriptedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** An answer in no provider's words; a subject turns it into the bytes its servers send. */
export interface Answer {
  /** Deltas of one block of reasoning, before the text. */
  readonly reasoning?: readonly string[];
  /** What the provider wants back with the reasoning or with the first tool call, where it wants anything. */
  readonly seal?: string;
  readonly text?: readonly string[];
  readonly calls?: readonly ScriptedCall[];
  readonly usage?: Usage;
  /** How it ends; an answer without it breaks off in mid-air. */
  readonly finish?: FinishReason;
}

export type SentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly mime: string; readonly base64: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'call'; readonly id: string | undefined; readonly name: string; readonly input: unknown }
  | {
      readonly type: 'result';
      readonly id: string | undefined;
      readonly name: string | undefined;
      readonly text: string;
      readonly holdsImage: boolean;
      readonly isError: boolean;
    };

interface SentTurn {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly SentPart[];
}

/** A request body read back into no provider's words. */
export interface Sent {
  readonly system: string;
  readonly turns: readonly SentTurn[];
  readonly tools: readonly { readonly name: string; readonly description: string; readonly schema: unknown }[];
  readonly toolChoice: 'auto' | 'required' | undefined;
  readonly maxOutputTokens: number | undefined;
  readonly stop: readonly string[] | undefined;
}

/** A refusal in the provider's own shape, and what we must make of it. */
export interface Refused {
  /** Continues "maps …". */
  readonly name: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly kind: FailureKind;
  /** Milliseconds. */
  readonly retryAfter?: number;
}

/** An error object inside a stream that began with 200. */
export interface Interrupted {
  readonly name: string;
  /** It can only come before the answer, not in the middle of it. */
  readonly onlyFirst?: boolean;
  readonly frame: Frame;
  readonly kind: FailureKind;
}

export interface Subject<P extends Protocol = Protocol> {
  readonly provider: Provider<P>;
  readonly model: Model;
  /** Id of another model, where not any word is one. */
  readonly otherModel?: string;
  /** What every request has, where a plain question is not what it is about. */
  readonly request?: Partial<ChatRequest>;
  /** The address a chat request goes to, below the base URL. */
  readonly path: string;
  /** The one header that carries the key. */
  readonly keyHeader: string;
  /** Plain fields of the key that a call cannot do without (a region). */
  readonly plain?: Readonly<Record<string, string>>;
  /** The frames of an answer, each with its empty line; fragments of parallel calls arrive interleaved where the protocol can. */
  readonly frames: (answer: Answer) => readonly Frame[];
  /** What of `usage` this provider reports at all. */
  readonly reported: (usage: Usage) => Usage;
  /** Headers of a good answer, and what is to be read from them. */
  readonly start: {
    readonly headers: Readonly<Record<string, string>>;
    readonly requestId: string | undefined;
    readonly limits: RateLimits | undefined;
  };
  /** The body of an HTTP error with this sentence. */
  readonly errorBody: (status: number, sentence: string) => string;
  readonly refused: readonly Refused[];
  readonly interrupted: readonly Interrupted[];
  /** Finish reasons in the provider's own words. */
  readonly finishes: readonly (readonly [native: string, reason: FinishReason])[];
  /** Frames of a short answer that ends with this native reason. */
  readonly ending: (native: string) => readonly Frame[];
  /** Frames that a server may leave out at the end of a complete answer (`[DONE]`); how many of the last ones. */
  readonly optionalTail: number;
  /** What goes back to the same model with the tool call it led to: the text of the reasoning, its seal. */
  readonly reasoningBack: { readonly text: boolean; readonly seal: boolean };
  /** The seal may come after the text and the calls, so the reasoning is closed at the end. */
  readonly sealsLate: boolean;
  /** Why this protocol has no tools; absent: it has them. */
  readonly toolless?: string;
  /** Why this protocol has no stop sequences; absent: it has them. */
  readonly stopless?: string;
  /** Where a call is more than one request. */
  readonly around?: Around;
  /** Whether the protocol can say that a tool result is an error. */
  readonly flagsErrors: boolean;
  readonly callId: RegExp;
  readonly read: (body: unknown) => Sent;
  /** Rules of the protocol that no schema can say; each broken one as a sentence. */
  readonly broken: (body: unknown, sent: Sent) => readonly string[];
}

/** The messages of the next turn, as the editor would build them from the events of this one. */
export const assistantFrom = (events: readonly ChatEvent[]): ChatRequest['messages'][number] => {
  const content: (
    | { type: 'text'; text: string }
    | { type: 'reasoning'; text: string; seal?: (ChatEvent & { type: 'reasoning-end' })['seal'] }
    | Extract<ChatEvent, { type: 'tool-call' }>
  )[] = [];
  let reasoning = '';
  for (const event of events) {
    if (event.type === 'reasoning-delta') reasoning += event.text;
    if (event.type === 'reasoning-end') {
      content.push({ type: 'reasoning', text: reasoning, seal: event.seal });
      reasoning = '';
    }
    if (event.type === 'tool-call') content.push(event);
    if (event.type !== 'text-delta') continue;
    const last = content.at(-1);
    if (last?.type === 'text') last.text += event.text;
    else content.push({ type: 'text', text: event.text });
  }
  return { role: 'assistant', content };
};

/** The header that a record says its key travels in. */
export const keyHeaderOf = ({ auth }: Pick<Provider, 'auth'>): string =>
  auth.scheme === 'header' ? auth.header.toLowerCase() : 'authorization';

/** A model that can do everything, of this provider. */
export const modelOf = (provider: Pick<Provider<Protocol>, 'id'>, id: string): Model => ({
  provider: provider.id,
  id,
  name: id,
  kind: 'chat',
  contextTokens: 400_000,
  maxOutputTokens: 32_000,
  tools: true,
  images: true,
  reasoning: true,
});
