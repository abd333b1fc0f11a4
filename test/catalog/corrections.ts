/** Where the seed of the bundled table is wrong or silent: data, each with its reason. Keys are `provider/id`. */

/** Rows that are left out. */
export const leftOut: Readonly<Record<string, string>> = {
  'alibaba/qwen-mt-plus': 'translates with translation_options only',
  'alibaba/qwen-mt-turbo': 'translates with translation_options only',
  'alibaba/qwen-omni-turbo-realtime': 'answers on a WebSocket only',
  'alibaba/qwen3-asr-flash': 'takes audio and nothing else',
  'alibaba/qwen3-livetranslate-flash-realtime': 'answers on a WebSocket only',
  'alibaba/qwen3-omni-flash-realtime': 'answers on a WebSocket only',
  'azure-openai/ada': 'a name of a price list; requests name text-embedding-ada-002',
  'bedrock/eu.twelvelabs.marengo-embed-2-7-v1:0': 'embeds video, asynchronously; its price is not one of tokens',
  'bedrock/twelvelabs.marengo-embed-2-7-v1:0': 'embeds video, asynchronously; its price is not one of tokens',
  'bedrock/us-gov-east-1/amazon.titan-embed-text-v1': 'a region stands in the name: no model has this id',
  'bedrock/us-gov-east-1/amazon.titan-embed-text-v2:0': 'a region stands in the name: no model has this id',
  'bedrock/us-gov-west-1/amazon.titan-embed-text-v1': 'a region stands in the name: no model has this id',
  'bedrock/us-gov-west-1/amazon.titan-embed-text-v2:0': 'a region stands in the name: no model has this id',
  'bedrock/us.twelvelabs.marengo-embed-2-7-v1:0': 'embeds video, asynchronously; its price is not one of tokens',
  'fireworks/accounts/fireworks/models/': 'an id without its name',
  'gemini/deep-research-max-preview-04-2026': 'an agent: answers only on the Interactions API',
  'gemini/deep-research-preview-04-2026': 'an agent: answers only on the Interactions API',
  'gemini/gemini-1.5-flash': 'a retired chat model that the seed calls an embedding',
  'gemini/gemini-2.5-computer-use-preview-10-2025': 'refuses requests without its computer_use tool',
  'gemini/gemini-robotics-er-2-preview': 'made to steer robots, no chat model',
  'together/together-ai-embedding-151m-to-350m': 'a class of prices, no model',
  'together/together-ai-embedding-up-to-150m': 'a class of prices, no model',
  'voyage/voyage-context-3': 'answers on /contextualizedembeddings only',
  'voyage/voyage-lite-01': 'switched off; genai-prices 0.1.8 calls it deprecated',
  'voyage/voyage-lite-02-instruct': 'switched off; genai-prices 0.1.8 calls it deprecated',
  'voyage/voyage-multimodal-3': 'answers on /multimodalembeddings only',
};

/** Models that call no tools, where the seed does not say so. */
export const withoutTools: Readonly<Record<string, string>> = {
  'azure-openai/gpt-5-chat-latest': '400 "tools is not supported in this model"',
  'openai/gpt-5-chat-latest': '400 "tools is not supported in this model"',
};

/** The seed's 272,000 is where the price doubles; developers.openai.com names a window of 1,050,000 for each of these. */
export const wideWindow = {
  tokens: 1_050_000,
  of: new Set(
    [
      'gpt-5.4',
      'gpt-5.5',
      'gpt-5.6-luna',
      'gpt-5.6-sol',
      'gpt-5.6-terra',
      'gpt-6-astra',
      'gpt-6-luna',
      'gpt-6-sol',
      'gpt-6.1-sol',
      'gpt-6.1-terra',
    ].map((id) => `openai/${id}`),
  ),
};

/** Aliases that move to the newest model: the seed holds the price of an older one, so it is not known. */
export const movingPrice: Readonly<Record<string, string>> = {
  'gemini/gemini-flash-latest': 'the price of gemini-3.5-flash; gemini-3.8-flash is newer',
  'gemini/gemini-flash-lite-latest': 'the price of gemini-3.1-flash-lite; gemini-3.5-flash-lite is newer',
  'gemini/gemini-pro-latest': 'the price of gemini-3.1-pro-preview; gemini-4-argon is newer',
  'mistral/mistral-large-latest': 'the price of mistral-large-2512; mistral-large-4 is newer',
};

/** "Free of charge, no paid tier" (ai.google.dev/gemini-api/docs/pricing). Elsewhere a 0 stands for "a plan" or "nobody knows". */
export const free = new Set(['gemini/gemma-4-26b-a4b-it', 'gemini/gemma-4-31b-it']);

/** xAI's dearer price begins at 200,000 tokens and not above them (docs.x.ai, "at or above"). */
export const inclusiveTiers = new Set(['xai']);

/** Vertex asks the same as the Gemini API for a long prompt; the seed has the tiers of one only. */
export const tiersLike: Readonly<Record<string, string>> = {
  'vertex/gemini-2.5-pro': 'gemini/gemini-2.5-pro',
  'vertex/gemini-3.1-pro-preview': 'gemini/gemini-3.1-pro-preview',
  'vertex/gemini-3.1-pro-preview-customtools': 'gemini/gemini-3.1-pro-preview-customtools',
};

const peak = (rates: { readonly input: number; readonly output: number; readonly cacheRead: number }) =>
  [
    { from: '01:00', to: '04:00' },
    { from: '06:00', to: '10:00' },
  ].map((span) => ({ ...span, days: [1, 2, 3, 4, 5], ...rates }));

/**
 * Prices in place of the seed's. DeepSeek has asked double from 01:00 to 04:00 and 06:00 to 10:00 UTC since 2026-08-17,
 * and not at weekends (Beijing's, whose working hours fall on the same UTC day) since 2026-08-23: genai-prices 0.1.8. The
 * seed has the dear price. Of deepseek-flash models.dev had half of it on 2026-09-28.
 */
export const prices: Readonly<Record<string, object>> = {
  'deepseek/deepseek-flash': {
    input: 0.15,
    output: 0.6,
    cacheRead: 0.003,
    hours: peak({ input: 0.3, output: 1.2, cacheRead: 0.006 }),
  },
  'deepseek/deepseek-v4-pro': {
    input: 0.66,
    output: 1.98,
    cacheRead: 0.022,
    hours: peak({ input: 1.32, output: 3.96, cacheRead: 0.044 }),
  },
  // LiteLLM's list, the source of this row, has 0.0001 a token in place of 0.0001 a thousand.
  'cohere/embed-multilingual-light-v3.0': { input: 0.1, output: 0 },
};

/** Half the price in a batch: on the price pages of these makers in November 2026. */
export const halfInBatch: Readonly<Record<string, RegExp>> = {
  anthropic: /^claude-/,
  gemini: /^gemini-(?!.*-latest$)/,
  groq: /./,
  mistral: /^(?!labs-)/,
  // Not of what ChatGPT runs, of Codex and of the models that OpenAI admits one to.
  openai: /^(?!chat-latest$|gpt-5-chat-latest$|gpt-5\.3-codex|gpt-5\.6-cyber$|gpt-daybreak-)/,
  vertex: /^gemini-/,
};

/** An hour's cache costs twice the input price with Anthropic, on whichever cloud. */
export const hourCache: Readonly<Record<string, RegExp>> = {
  anthropic: /^claude-/,
  bedrock: /(?:^|\.)anthropic\./,
  databricks: /^databricks-claude-/,
};

const dated = {
  'gpt-4': ['gpt-4-0613'],
  'gpt-4-turbo': ['gpt-4-turbo-2024-04-09'],
  'gpt-4.1': ['gpt-4.1-2025-04-14'],
  'gpt-4.1-mini': ['gpt-4.1-mini-2025-04-14'],
  'gpt-4.1-nano': ['gpt-4.1-nano-2025-04-14'],
  'gpt-4o-mini': ['gpt-4o-mini-2024-07-18'],
  'gpt-5': ['gpt-5-2025-08-07'],
  'gpt-5-mini': ['gpt-5-mini-2025-08-07'],
  'gpt-5-nano': ['gpt-5-nano-2025-08-07'],
  'gpt-5-pro': ['gpt-5-pro-2025-10-06'],
  'gpt-5.1': ['gpt-5.1-2025-11-13'],
  'gpt-5.2': ['gpt-5.2-2025-12-11'],
  'gpt-5.2-pro': ['gpt-5.2-pro-2025-12-11'],
  'gpt-5.4': ['gpt-5.4-2026-03-05'],
  'gpt-5.4-mini': ['gpt-5.4-mini-2026-03-17'],
  'gpt-5.4-nano': ['gpt-5.4-nano-2026-03-17'],
  'gpt-5.4-pro': ['gpt-5.4-pro-2026-03-05'],
  'gpt-5.5': ['gpt-5.5-2026-04-23'],
  'gpt-5.5-pro': ['gpt-5.5-pro-2026-04-23'],
  'gpt-5.6-sol': ['gpt-5.6'],
  o1: ['o1-2024-12-17'],
  'o1-pro': ['o1-pro-2025-03-19'],
  o3: ['o3-2025-04-16'],
  'o3-mini': ['o3-mini-2025-01-31'],
  'o3-pro': ['o3-pro-2025-06-10'],
  'o4-mini': ['o4-mini-2025-04-16'],
  // What answers call it.
  'text-embedding-ada-002': ['text-embedding-ada-002-v2'],
};

/** Other ids of the same model, as lists and answers have them: the ids of openai 7.55.0 and of genai-prices 0.1.8. */
export const aliases: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['openai', 'azure-openai'].flatMap((provider) =>
      Object.entries(dated).map(([id, others]) => [`${provider}/${id}`, others]),
    ),
  ),
  // Anthropic lists the dated ids and takes both (@anthropic-ai/sdk 1.11.0, `Model`).
  'anthropic/claude-haiku-4-5-20251001': ['claude-haiku-4-5'],
  'anthropic/claude-opus-4-5-20251101': ['claude-opus-4-5'],
  'anthropic/claude-sonnet-4-5-20250929': ['claude-sonnet-4-5'],
  'mistral/zai-glm-5-2': ['glm-5-2'],
  'together/BAAI/bge-base-en-v1.5': ['baai/bge-base-en-v1.5'],
  'xai/grok-4.3': ['grok-4.3-latest'],
  'xai/grok-4.5': ['grok-4.5-latest'],
  'xai/grok-4.6': ['grok-4.6-latest'],
};

interface Retired {
  readonly on: string;
  readonly successor?: string;
}

/** Days on which rows are switched off, some still ahead: openai 7.55.0 (`ChatModel`), @anthropic-ai/sdk 1.11.0, Groq. */
export const retired: Readonly<Record<string, Retired>> = {
  'anthropic/claude-sonnet-4-5-20250929': { on: '2026-11-30' },
  'groq/llama-3.1-8b-instant': { on: '2026-08-16', successor: 'openai/gpt-oss-20b' },
  'groq/llama-3.3-70b-versatile': { on: '2026-08-16', successor: 'openai/gpt-oss-120b' },
  'openai/gpt-4': { on: '2026-10-23' },
  'openai/gpt-4-turbo': { on: '2026-10-23' },
  'openai/gpt-4.1': { on: '2027-01-14' },
  'openai/gpt-4.1-mini': { on: '2027-01-14' },
  'openai/gpt-4.1-nano': { on: '2026-10-23' },
  'openai/gpt-4o': { on: '2027-01-14' },
  'openai/gpt-4o-2024-05-13': { on: '2026-10-23' },
  'openai/gpt-4o-2024-08-06': { on: '2027-01-14' },
  'openai/gpt-4o-2024-11-20': { on: '2027-01-14' },
  'openai/gpt-4o-mini': { on: '2027-01-14' },
  'openai/gpt-5': { on: '2026-12-11' },
  'openai/gpt-5-chat-latest': { on: '2026-07-23', successor: 'chat-latest' },
  'openai/gpt-5-mini': { on: '2026-12-11' },
  'openai/gpt-5-nano': { on: '2026-12-11' },
  'openai/gpt-5.1': { on: '2027-04-01' },
  'openai/gpt-5.4-nano': { on: '2027-04-01' },
  'openai/o1': { on: '2026-10-23' },
  'openai/o3': { on: '2026-12-11' },
  'openai/o3-mini': { on: '2026-10-23' },
  'openai/o4-mini': { on: '2026-10-23' },
};

/** Lengths of vectors that the seed does not know, from the makers' pages. */
export const dimensions: Readonly<Record<string, number>> = {
  'azure-openai/text-embedding-3-large': 3_072,
  'azure-openai/text-embedding-3-small': 1_536,
  'azure-openai/text-embedding-ada-002': 1_536,
  'bedrock/cohere.embed-english-v3': 1_024,
  'bedrock/cohere.embed-multilingual-v3': 1_024,
  'cohere/embed-english-light-v2.0': 1_024,
  'cohere/embed-english-light-v3.0': 384,
  'cohere/embed-english-v2.0': 4_096,
  'cohere/embed-english-v3.0': 1_024,
  'cohere/embed-multilingual-light-v3.0': 384,
  'cohere/embed-multilingual-v2.0': 768,
  'cohere/embed-multilingual-v3.0': 1_024,
  'fireworks/accounts/fireworks/models/qwen3-embedding-0p6b': 1_024,
  'fireworks/accounts/fireworks/models/qwen3-embedding-4b': 2_560,
  'mistral/codestral-embed': 1_536,
  'mistral/codestral-embed-2505': 1_536,
  'mistral/mistral-embed': 1_024,
  'nebius/BAAI/bge-en-icl': 4_096,
  'nebius/BAAI/bge-multilingual-gemma2': 3_584,
  'nebius/Qwen/Qwen3-Embedding-8B': 4_096,
  'nebius/intfloat/e5-mistral-7b-instruct': 4_096,
  'voyage/voyage-2': 1_024,
  'voyage/voyage-3': 1_024,
  'voyage/voyage-3-large': 1_024,
  'voyage/voyage-3-lite': 512,
  'voyage/voyage-3.5': 1_024,
  'voyage/voyage-3.5-lite': 1_024,
  'voyage/voyage-code-2': 1_536,
  'voyage/voyage-code-3': 1_024,
  'voyage/voyage-finance-2': 1_024,
  'voyage/voyage-large-2': 1_536,
  'voyage/voyage-law-2': 1_024,
};

/** Tokens of one text: the seed has the length of the vectors in their place (docs.cohere.com/docs/cohere-embed). */
export const contexts: Readonly<Record<string, number>> = {
  'cohere/embed-english-light-v2.0': 512,
  'cohere/embed-english-light-v3.0': 512,
  'cohere/embed-english-v2.0': 512,
  'cohere/embed-english-v3.0': 512,
  'cohere/embed-multilingual-light-v3.0': 512,
  'cohere/embed-multilingual-v2.0': 256,
  'cohere/embed-multilingual-v3.0': 512,
};

/** OpenAI's models that Azure speaks to over chat completions only. */
export const azureChat = new Set(['azure-openai/gpt-4', 'azure-openai/gpt-4-turbo', 'azure-openai/deepseek-v4-pro']);
