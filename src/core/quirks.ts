/** How hard a model should think, weakest first. */
export const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

export type Effort = (typeof efforts)[number];

/** Facts in which the providers of one protocol differ. The protocol decides which quirks a record may name. */
export interface Quirks {
  'openai-chat': {
    /** Default `max_tokens`, which most compatible servers know; OpenAI's reasoning models refuse it. */
    readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
    /** Role of the system prompt; default `system`. */
    readonly systemRole?: 'system' | 'developer';
    /** `stream_options.include_usage` is understood; default true. */
    readonly usageInStream?: boolean;
    /** Shape of tool-call ids; default `any` (at most 40 characters of [a-zA-Z0-9_-]), `dotted` keeps Kimi's `functions.name:0`. */
    readonly toolCallIds?: 'any' | 'alnum9' | 'dotted';
    /** Where reasoning goes back: DeepSeek's `reasoning_content` (within a tool loop), OpenRouter's `reasoning_details`. Default: nowhere. */
    readonly reasoningBack?: 'reasoning_content' | 'reasoning_details';
    /** What goes back as `reasoning_content` of a call whose reasoning is not known; default '' (Moonshot takes that for none). */
    readonly unknownReasoning?: string;
    /** The number of dollars that the provider itself states: OpenRouter's `usage.cost`, DeepInfra's `usage.estimated_cost`, LiteLLM's header. */
    readonly reportsCost?: 'cost' | 'estimated_cost' | 'x-litellm-response-cost';
    /** The `tool_choice` that demands a call; default `required` (Mistral says `any`), `none` where the field is not understood (Ollama). */
    readonly toolChoice?: 'required' | 'any' | 'none';
    /** A call cannot be demanded of a model while it thinks (DeepSeek, Alibaba, Moonshot); default false. */
    readonly thinkingRefusesToolChoice?: boolean;
    /** Beside tool calls stands '' where nothing was said (Cloudflare); default null. */
    readonly textBesideCalls?: boolean;
    /** In a tool's schema a `type` stands in the branches of a choice, never beside them (Moonshot); default false. */
    readonly typesInBranches?: boolean;
    /** Tool messages name their tool (Mistral); default false. */
    readonly namesToolResults?: boolean;
    /** A person's message may not follow a tool's result: a word of the assistant stands between (Mistral); default false. */
    readonly assistantAfterTools?: boolean;
    /** Several calls in one answer are refused (NVIDIA): `parallel_tool_calls` is sent as false; default false. */
    readonly singleToolCalls?: boolean;
    /** `prompt_cache_key` is understood (OpenAI); default false. */
    readonly promptCacheKey?: boolean;
    /** Field of the reasoning effort; default `none`: not sent. */
    readonly effort?: 'reasoning_effort' | 'reasoning.effort' | 'none';
    /** The efforts it knows, weakest first: another one is sent as the next stronger. Default: all of them. */
    readonly efforts?: readonly Effort[];
    /**
     * The switch that turns reasoning off for the effort `none` and on for any other: DeepSeek's and Z.ai's
     * `thinking: {type}`, Alibaba's `enable_thinking`, Together's `reasoning: {enabled}`. Default: there is none.
     */
    readonly thinking?: 'thinking.type' | 'enable_thinking' | 'reasoning.enabled';
    /** Sampling parameters (`temperature`, `top_p`, `stop`) are refused by reasoning models; default false. */
    readonly reasoningRefusesSampling?: boolean;
    /** `cache_control` breakpoints pass through to the model's maker (OpenRouter for Anthropic models). */
    readonly cacheControl?: boolean;
    /** Fields that every request carries as they are: Z.ai's `tool_stream`, MiniMax's `reasoning_split`. */
    readonly extraBody?: Readonly<Record<string, boolean | string | number>>;
    /** Azure's classic addresses, `deployments/{model}/…?api-version=…`, for keys that name an `apiVersion`. */
    readonly deployments?: boolean;
  };
  'openai-responses': {
    /** Role of the system prompt; default `developer`. */
    readonly systemRole?: 'system' | 'developer';
    /** Reasoning comes sealed for the next request, once `include: ['reasoning.encrypted_content']` asks for it; default true. */
    readonly encryptedReasoning?: boolean;
    /** `reasoning.summary` is understood; default true. */
    readonly reasoningSummary?: boolean;
    /** The `tool_choice` that demands a call; default `required`, `none` where the field is not understood (Perplexity). */
    readonly toolChoice?: 'required' | 'none';
    /** Results of tools are text only and name their tool; calls carry the `thought_signature` they came with (Perplexity). */
    readonly plainResults?: boolean;
    /** `prompt_cache_key` is understood; default false. */
    readonly promptCacheKey?: boolean;
    /** `reasoning.effort` is understood; default true. */
    readonly effort?: boolean;
    /** `temperature` and `top_p` are refused by reasoning models; default false. */
    readonly reasoningRefusesSampling?: boolean;
    /** `usage.cost.total_cost` is in US dollars and is the truth (Perplexity). */
    readonly reportsCost?: boolean;
  };
  'anthropic-messages': {
    /** Cache breakpoints are placed; default true. */
    readonly promptCaching?: boolean;
  };
  gemini: {
    /** Models live under `publishers/google/models` (Vertex); default `models`. */
    readonly publisher?: boolean;
    /** Calls and results carry ids; default true (Vertex: an unknown field). */
    readonly callIds?: boolean;
  };
  'bedrock-converse': Readonly<Record<never, never>>;
  replicate: Readonly<Record<never, never>>;
}

/** A wire format. Each is code in `wire/`. */
export type Protocol = keyof Quirks;
