import type { ChatEvent, ChatRequest } from '../core/chat.ts';
import type { EmbedAnswer, EmbedRequest } from '../core/embedding.ts';
import type { Model, Provider } from '../core/provider.ts';
import type { Protocol } from '../core/quirks.ts';

/** What a call needs to reach a provider: where, and with which secrets. Exists only while the call runs. */
export interface Access {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** By the names of the record's fields: `apiKey`, … Empty where the server wants no key. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The key's plain fields: region, account, … */
  readonly plain: Readonly<Record<string, string>>;
  /** The record's headers and the person's own, from machine-scoped settings. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Call<P extends Protocol = Protocol> {
  readonly provider: Provider<P>;
  readonly model: Model;
  readonly request: ChatRequest;
  readonly access: Access;
  readonly signal: AbortSignal;
  /** Called for every chunk of bytes, comments included: the watchdog's sign of life. */
  readonly onAlive: () => void;
}

/**
 * A protocol is one function: our request in, our events out, through that family's SDK.
 * Throws `ChatFailure` and nothing else that a provider can cause. Ends with exactly one `finish` event or throws.
 */
export type Wire<P extends Protocol> = (call: Call<P>) => AsyncIterable<ChatEvent>;

/**
 * Fills the gap of a request, which the provider's record says it can; the events are those of a chat, and a gap that needs
 * nothing is filled with an empty text. `chat` puts it into words instead: for a server that turns out to fill none.
 */
export type Fill<P extends Protocol> = (
  call: Call<P>,
  chat: () => AsyncIterable<ChatEvent>,
) => AsyncIterable<ChatEvent>;

/** One request for embeddings, within the provider's limits. */
export interface EmbedCall<P extends Protocol = Protocol> {
  readonly provider: Provider<P>;
  readonly model: Model;
  readonly request: EmbedRequest;
  readonly access: Access;
  readonly signal: AbortSignal;
}

/** One vector per text, in their order. Throws `ChatFailure` and nothing else that a provider can cause. */
export type Embed<P extends Protocol> = (call: EmbedCall<P>) => Promise<EmbedAnswer>;
