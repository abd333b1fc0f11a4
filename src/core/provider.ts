/** The shape of a provider's record. A provider is data; what it cannot say as data is a quirk of its protocol. */

/** Facts in which providers of one protocol differ. The protocol decides which quirks a record may name. */
export interface Quirks {
  'openai-chat': {
    /** Default `max_tokens`, which most compatible servers know; OpenAI's reasoning models refuse it. */
    readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
    /** Role of the system prompt; default `system`. */
    readonly systemRole?: 'system' | 'developer';
    /** `stream_options.include_usage` is understood; default true. */
    readonly usageInStream?: boolean;
    /** Shape of tool-call ids; default `any` (at most 40 characters of [a-zA-Z0-9_-]). */
    readonly toolCallIds?: 'any' | 'alnum9';
    /** Where reasoning goes back: DeepSeek's `reasoning_content` (within a tool loop), OpenRouter's `reasoning_details`. Default: nowhere. */
    readonly reasoningBack?: 'reasoning_content' | 'reasoning_details';
    /** `completion_tokens` leaves reasoning tokens out (xAI): add them. */
    readonly outputExcludesReasoning?: boolean;
    /** `usage.cost` is in US dollars and is the truth (OpenRouter). */
    readonly reportsCost?: boolean;
    /** `tool_choice` is understood; default true (Ollama's is not). */
    readonly toolChoice?: boolean;
    /** `prompt_cache_key` is understood (OpenAI); default false. */
    readonly promptCacheKey?: boolean;
    /** Field of the reasoning effort; default `none`: not sent. */
    readonly effort?: 'reasoning_effort' | 'reasoning.effort' | 'none';
    /** Sampling parameters (`temperature`, `top_p`, `stop`) are refused by reasoning models; default false. */
    readonly reasoningRefusesSampling?: boolean;
    /** `cache_control` breakpoints pass through to the model's maker (OpenRouter for Anthropic models). */
    readonly cacheControl?: boolean;
  };
  'anthropic-messages': {
    /** Cache breakpoints are placed; default true. */
    readonly promptCaching?: boolean;
  };
  gemini: Readonly<Record<never, never>>;
}

export type Protocol = keyof Quirks;

/** One input of a key. Secret fields go to SecretStorage, plain ones beside the key's other facts. */
export interface Field {
  /** `apiKey`, `baseUrl`, `region`, … */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly secret: boolean;
  readonly optional?: boolean;
  /** Regular expression of the usual shape: another shape is warned about, never blocked. */
  readonly format?: string;
}

/** How a key is sent. The header is set by the protocol's SDK for chat, by us for checks and lists. */
type Auth = { readonly scheme: 'bearer' } | { readonly scheme: 'header'; readonly header: string };

/** The cheapest honest question that tells whether a key works. Paths are relative to the base URL. */
interface Check {
  readonly path: string;
  /** Statuses that mean "this key is refused" beside 401 (Gemini and xAI say 400). */
  readonly refused?: readonly number[];
}

/** How a provider lists its models. */
export interface Listing {
  readonly path: string;
  readonly shape: 'openai' | 'anthropic' | 'gemini' | 'openrouter' | 'ollama';
}

interface ProviderRecord<P extends Protocol> {
  readonly id: string;
  readonly name: string;
  readonly protocol: P;
  /** Absent only where the person names the server (Custom). */
  readonly baseUrl?: string;
  readonly urls: { readonly key?: string; readonly docs: string; readonly status?: string };
  readonly fields: readonly Field[];
  /** Environment variables whose value is a key of this provider, in order of preference. */
  readonly environment: readonly string[];
  readonly auth: Auth;
  readonly check: Check;
  readonly listing: Listing;
  /** Runs on the person's own machine or network: costs nothing, needs no key, answers late when a model loads. */
  readonly local?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly quirks?: Quirks[P];
}

/** A provider's record; the union keeps a quirk of one protocol out of another's record. */
export type Provider<P extends Protocol = Protocol> = { [K in P]: ProviderRecord<K> }[P];

/** US dollars per million tokens. An absent cache price means "no cache price": the tokens cost what input costs. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly tiers?: readonly PriceTier[] | undefined;
}

/** Prices of a whole request whose input is larger than `above` tokens. */
export interface PriceTier extends Omit<Price, 'tiers'> {
  readonly above: number;
}

/** A model of a provider with its facts. */
export interface Model {
  /** Id of the provider's record. */
  readonly provider: string;
  /** The provider's own id. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'chat' | 'embedding';
  /** Tokens of prompt and answer together. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  readonly tools: boolean;
  readonly images: boolean;
  readonly reasoning: boolean;
  /** The only reasoning effort the provider takes beside tools: OpenAI's chat completions, from GPT-5.2 on, answer any other with 400. */
  readonly effortWithTools?: 'none' | undefined;
  /** Absent: unknown, which is never 0. */
  readonly price?: Price | undefined;
  /** Date of the price, `YYYY-MM-DD`. */
  readonly priceAsOf?: string | undefined;
}

/** `provider/model`, the id that users see and settings keep: stable for ever. */
export const modelKey = (model: Pick<Model, 'provider' | 'id'>): string => `${model.provider}/${model.id}`;
