/**
 * Keyway for other extensions, version 1.
 *
 * ```ts
 * const keyway = vscode.extensions.getExtension<KeywayExports>('keyway.keyway');
 * const api = (await keyway?.activate())?.getApi(1);
 * for await (const event of api?.chat({ messages: [{ role: 'user', content: 'Hello' }] }) ?? [])
 *   if (event.type === 'text') console.log(event.text);
 * ```
 *
 * Requests take the way that all of Keyway's take: they are routed, fall back, count against the person's budgets and are in
 * their books under your extension's id. The person is asked once, in a dialog, whether your extension may use their models;
 * every function below rejects where the answer is no. Ask for something when the person does something, not at the start.
 *
 * Who you are is read from the call stack: the first file on it that lies in an extension's folder. This tells extensions
 * apart for people, bills and budgets. It is no proof: all extensions of a window share one process and could pretend to be
 * each other. A call whose stack names no extension counts as the one that called `getApi`, or as “unknown”, about which the
 * person is asked as well. Extensions on the other side of a remote window cannot reach these functions.
 *
 * Nothing here gives out a key or any part of one. Errors are plain errors whose message is a sentence for a person; where you
 * cancelled, the error's name is `Canceled`. Fields may be added within a version; none is removed or changes its meaning.
 */
export interface KeywayExports {
  readonly version: 1;
  /** Throws where this Keyway does not have that version. */
  getApi(version: 1): KeywayApi;
}

export interface KeywayApi {
  /** Sends one request. Nothing is sent before the first event is asked for; leaving the loop ends the request. */
  chat(request: ApiChatRequest, options?: ApiChatOptions, token?: ApiCancellationToken): AsyncIterable<ApiEvent>;
  /** Turns texts into vectors, in batches where they are many. All are of one model. */
  embed(texts: readonly string[], options?: ApiEmbedOptions, token?: ApiCancellationToken): Promise<ApiEmbeddings>;
  /** Where `chat` would send this request, and what it is expected to cost. Sends nothing. */
  plan(request: ApiChatRequest, options?: ApiChatOptions): Promise<ApiPlan>;
  /** What your own extension has asked and spent through Keyway. Rejects where it cannot be told which one you are. */
  usage(query?: ApiUsageQuery): Promise<ApiUsage>;
  /** The models that the person's keys unlock, by provider. */
  providers(): Promise<readonly ApiProvider[]>;
}

/** A `vscode.CancellationToken` is one. */
export interface ApiCancellationToken {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => unknown): { dispose(): unknown };
}

export interface ApiChatRequest {
  /** At least one; tool results after the calls they answer. */
  readonly messages: readonly ApiMessage[];
  readonly tools?: readonly ApiTool[] | undefined;
  /** `required`: the answer must call a tool. Default `auto`. */
  readonly toolChoice?: 'auto' | 'required' | undefined;
}

export type ApiMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string | readonly (ApiText | ApiImage | ApiToolResult)[] }
  | { readonly role: 'assistant'; readonly content: string | readonly (ApiText | ApiToolCall)[] };

export interface ApiText {
  readonly type: 'text';
  readonly text: string;
}

export interface ApiImage {
  readonly type: 'image';
  /** `image/png`, `image/jpeg`, … */
  readonly mime: string;
  readonly data: Uint8Array;
}

/** As it came in an event: what a provider wants back with it is remembered under its id. */
export interface ApiToolCall {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface ApiToolResult {
  readonly type: 'tool-result';
  /** The id of the call it answers. */
  readonly id: string;
  readonly text: string;
  readonly isError?: boolean | undefined;
}

export interface ApiTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its input. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
}

/** What a request is for: decides how good a model must be before its price counts, and which budgets hold. */
export type ApiTask = 'chat' | 'code' | 'reasoning' | 'completion' | 'utility';

export interface ApiChatOptions {
  /**
   * `auto` (default), `auto-code`, `auto-reasoning`, `auto-fast`, `auto-cheapest`, or `provider/model` as `providers` names it:
   * a model that is named is never replaced by another.
   */
  readonly model?: string | undefined;
  /** Absent: read from the request's words. */
  readonly task?: ApiTask | undefined;
  /** Tokens the answer may have. Models that think need some for it. */
  readonly maxOutputTokens?: number | undefined;
  /** 0 to 2. Models that refuse one are asked without. */
  readonly temperature?: number | undefined;
}

/** The events of one answer, in their order. The last one is `done`. */
export type ApiEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | ({ readonly type: 'tool-call' } & Pick<ApiToolCall, 'id' | 'name' | 'input'>)
  | { readonly type: 'done'; readonly receipt: ApiReceipt };

/** US dollars, and where the number comes from: the provider, or its usage and a price table of that day. Unknown is never 0. */
export type ApiCost =
  | {
      readonly usd: number;
      /** `cached`: answered from the person's response cache. */
      readonly from: 'reported' | 'computed' | 'estimated' | 'cached';
      /** `YYYY-MM-DD`, or words where the person set the price. */
      readonly priceAsOf?: string | undefined;
    }
  | { readonly from: 'unknown' };

export interface ApiTokens {
  readonly input: number;
  readonly output: number;
  /** Part of the input. */
  readonly cached?: number | undefined;
  /** Part of the output. */
  readonly reasoning?: number | undefined;
}

export interface ApiReceipt {
  /** Who answered, as `provider/model`. */
  readonly model: string;
  /** Why the answer ended: `length` is its limit. */
  readonly finish: 'stop' | 'length' | 'tool-calls' | 'refusal' | 'other';
  /** Absent: the provider reported none. */
  readonly tokens?: ApiTokens | undefined;
  /** Of the whole request, attempts that failed included. */
  readonly cost: ApiCost;
  readonly milliseconds: number;
  /** Secrets that were masked in your request before it left, each in words: "a GitHub token". */
  readonly masked: readonly string[];
}

export interface ApiEmbedOptions {
  /** `auto` (default) or `provider/model`. Name it where vectors are kept: those of two models cannot be compared. */
  readonly model?: string | undefined;
  /** What the texts are for; models that make a difference are told. */
  readonly purpose?: 'query' | 'document' | undefined;
  /** Numbers in a vector, where the model lets one choose. */
  readonly dimensions?: number | undefined;
}

export interface ApiEmbeddings {
  /** One per text, in their order, all of one length. */
  readonly vectors: readonly Float32Array[];
  /** Who made them, as `provider/model`. */
  readonly model: string;
  readonly cost: ApiCost;
}

export interface ApiPlan {
  readonly task: ApiTask;
  /** Why it is taken for that, in a clause. */
  readonly why?: string | undefined;
  /** Estimated. */
  readonly promptTokens: number;
  /** In the order they would be asked; none where nothing can take the request now. */
  readonly models: readonly { readonly model: string; readonly expected: ApiCost }[];
  /** Models that would not be asked, each with a clause why. */
  readonly leftOut: readonly { readonly model: string; readonly reason: string }[];
}

export interface ApiUsageQuery {
  /** From its beginning on the person's clock until now; default `today`. */
  readonly span?: 'today' | 'week' | 'month' | undefined;
  /** Absent: no groups. */
  readonly by?: 'model' | 'provider' | 'task' | 'day' | undefined;
}

export interface ApiSpent {
  readonly requests: number;
  readonly answered: number;
  readonly failed: number;
  readonly tokens: { readonly input: number; readonly output: number };
  /** US dollars by where the numbers come from, and the attempts whose cost nobody knows. */
  readonly cost: {
    readonly reported: number;
    readonly computed: number;
    readonly estimated: number;
    readonly unknownAttempts: number;
  };
}

export interface ApiUsage extends ApiSpent {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** `provider/model`, a provider's id, a task, or a day as `YYYY-MM-DD`. */
  readonly groups: readonly (ApiSpent & { readonly group: string })[];
}

export interface ApiProvider {
  /** `openai`. */
  readonly id: string;
  readonly name: string;
  /** It runs on the person's own machine or network. */
  readonly isLocal: boolean;
  readonly models: readonly ApiModel[];
}

export interface ApiModel {
  /** `provider/model`. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'chat' | 'embedding';
  /** Tokens of prompt and answer together. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  readonly tools: boolean;
  readonly images: boolean;
  readonly reasoning: boolean;
  /** US dollars per million tokens, before tiers and caches. Absent: unknown, which is never 0. */
  readonly price?: { readonly input: number; readonly output: number; readonly asOf?: string | undefined } | undefined;
}
