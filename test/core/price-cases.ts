/**
 * What answers cost, by hand: the published price, the counts as the provider reports them, and the sum in micro-dollars
 * (tokens times dollars per million), written with the numbers of both. Nothing here is computed by the code under test.
 */
import type { Price, TokenCounts, UsageMeaning } from '../../src/core/price.ts';
import type { Protocol } from '../../src/core/quirks.ts';

export interface PriceCase {
  readonly sentence: string;
  readonly published: Published;
  readonly counts: TokenCounts;
  readonly at?: string;
  readonly batch?: boolean;
  readonly micro: number;
}

interface Published {
  readonly provider: string;
  readonly model: string;
  readonly source: string;
  /** `YYYY-MM-DD` of the price. */
  readonly date: string;
  readonly price: Price;
  readonly spoken: { readonly protocol: Protocol; readonly usage?: Partial<UsageMeaning> };
}

/** Reported on chat completions. */
interface ChatCounts {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  readonly cached?: number;
  readonly cache_write_tokens?: number;
  readonly reasoning_tokens?: number;
}

const chat = (raw: ChatCounts): TokenCounts => ({
  input: raw.prompt_tokens,
  output: raw.completion_tokens,
  cacheRead: raw.cached,
  cacheWrite: raw.cache_write_tokens,
  reasoning: raw.reasoning_tokens,
});

const responses = (raw: {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cached_tokens?: number;
  readonly cache_write_tokens?: number;
  readonly reasoning_tokens?: number;
}): TokenCounts => ({
  input: raw.input_tokens,
  output: raw.output_tokens,
  cacheRead: raw.cached_tokens,
  cacheWrite: raw.cache_write_tokens,
  reasoning: raw.reasoning_tokens,
});

const anthropic = (raw: {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens?: number | null;
  readonly ephemeral_5m_input_tokens?: number;
  readonly ephemeral_1h_input_tokens?: number;
}): TokenCounts => ({
  input: raw.input_tokens,
  output: raw.output_tokens,
  cacheRead: raw.cache_read_input_tokens,
  cacheWrite: raw.ephemeral_5m_input_tokens,
  cacheWriteHour: raw.ephemeral_1h_input_tokens,
});

const gemini = (raw: {
  readonly promptTokenCount: number;
  readonly candidatesTokenCount?: number;
  readonly cachedContentTokenCount?: number;
  readonly thoughtsTokenCount?: number;
}): TokenCounts => ({
  input: raw.promptTokenCount,
  output: raw.candidatesTokenCount,
  cacheRead: raw.cachedContentTokenCount,
  reasoning: raw.thoughtsTokenCount,
});

const converse = (raw: {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadInputTokens?: number;
  readonly cacheWriteInputTokens?: number;
}): TokenCounts => ({
  input: raw.inputTokens,
  output: raw.outputTokens,
  cacheRead: raw.cacheReadInputTokens,
  cacheWrite: raw.cacheWriteInputTokens,
});

/** pi-ai 1.5.2, made from models.dev and the makers' pages on 2026-11-10. */
const piAi = { source: 'pi-ai 1.5.2', date: '2026-11-10' };
const modelsDev = { source: 'models.dev', date: '2026-09-28' };
const genaiPrices = { source: 'genai-prices 0.1.8', date: '2026-09-23' };
const liteLlm = { source: 'LiteLLM model_prices', date: '2026-07-24' };

const speaksResponses = { spoken: { protocol: 'openai-responses' } } as const;
const speaksChat = { spoken: { protocol: 'openai-chat' } } as const;
const speaksAnthropic = { spoken: { protocol: 'anthropic-messages' } } as const;
const speaksGemini = { spoken: { protocol: 'gemini' } } as const;
const speaksConverse = { spoken: { protocol: 'bedrock-converse' } } as const;

const gpt6Sol: Published = {
  provider: 'openai',
  model: 'gpt-6-sol',
  ...piAi,
  ...speaksResponses,
  price: {
    input: 2,
    output: 10,
    cacheRead: 0.2,
    cacheWrite: 2.5,
    batch: 0.5,
    tiers: [{ above: 272_000, input: 4, output: 15, cacheRead: 0.4, cacheWrite: 5 }],
  },
};
const gpt56Luna: Published = {
  provider: 'openai',
  model: 'gpt-5.6-luna',
  ...piAi,
  ...speaksResponses,
  price: {
    input: 0.2,
    output: 1.2,
    cacheRead: 0.02,
    cacheWrite: 0.25,
    batch: 0.5,
    tiers: [{ above: 272_000, input: 0.4, output: 1.8, cacheRead: 0.04, cacheWrite: 0.5 }],
  },
};
const gpt55Pro: Published = {
  provider: 'openai',
  model: 'gpt-5.5-pro',
  ...piAi,
  ...speaksResponses,
  price: { input: 30, output: 180, batch: 0.5, tiers: [{ above: 272_000, input: 60, output: 270 }] },
};
const gpt4oMini: Published = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  ...piAi,
  ...speaksResponses,
  price: { input: 0.15, output: 0.6, cacheRead: 0.075, batch: 0.5 },
};
const o3: Published = {
  provider: 'openai',
  model: 'o3',
  ...piAi,
  ...speaksResponses,
  price: { input: 2, output: 8, cacheRead: 0.5, batch: 0.5 },
};
const gpt4: Published = {
  provider: 'openai',
  model: 'gpt-4',
  ...piAi,
  ...speaksResponses,
  // The seed says `cacheRead: 0, cacheWrite: 0`.
  price: { input: 30, output: 60, cacheRead: 0, cacheWrite: 0 },
};
const opus5: Published = {
  provider: 'anthropic',
  model: 'claude-opus-5',
  ...piAi,
  ...speaksAnthropic,
  price: { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25, cacheWriteHour: 10, batch: 0.5 },
};
const sonnet5: Published = {
  provider: 'anthropic',
  model: 'claude-sonnet-5',
  source: 'models.dev',
  date: '2026-09-28',
  ...speaksAnthropic,
  // No price of an hour: twice the input.
  price: { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 },
};
const haiku55: Published = {
  provider: 'anthropic',
  model: 'claude-haiku-5-5',
  ...piAi,
  ...speaksAnthropic,
  price: {
    input: 0.1,
    output: 0.5,
    cacheRead: 0.01,
    cacheWrite: 0.125,
    cacheWriteHour: 0.2,
    batch: 0.5,
    tiers: [{ above: 100_000, input: 0.5, output: 2.5, cacheRead: 0.05, cacheWrite: 0.625, cacheWriteHour: 1 }],
  },
};
const fable52: Published = {
  provider: 'anthropic',
  model: 'claude-fable-5-2',
  ...piAi,
  ...speaksAnthropic,
  price: { input: 8, output: 40, cacheRead: 0.2, cacheWrite: 10, cacheWriteHour: 16, batch: 0.5 },
};
const gemini25Pro: Published = {
  provider: 'gemini',
  model: 'gemini-2.5-pro',
  ...piAi,
  ...speaksGemini,
  price: {
    input: 1.25,
    output: 10,
    cacheRead: 0.125,
    batch: 0.5,
    tiers: [{ above: 200_000, input: 2.5, output: 15, cacheRead: 0.25 }],
  },
};
const gemini38Flash: Published = {
  provider: 'gemini',
  model: 'gemini-3.8-flash',
  ...piAi,
  ...speaksGemini,
  price: { input: 0.75, output: 3.75, cacheRead: 0.075, batch: 0.5 },
};
const gemma4: Published = {
  provider: 'gemini',
  model: 'gemma-4-31b-it',
  ...piAi,
  ...speaksGemini,
  price: { input: 0, output: 0 },
};
const vertex31Pro: Published = {
  provider: 'vertex',
  model: 'gemini-3.1-pro-preview',
  ...piAi,
  ...speaksGemini,
  price: {
    input: 2,
    output: 12,
    cacheRead: 0.2,
    batch: 0.5,
    tiers: [{ above: 200_000, input: 4, output: 18, cacheRead: 0.4 }],
  },
};
const grok47 = {
  provider: 'xai',
  model: 'grok-4.7',
  ...piAi,
  price: {
    input: 2,
    output: 6,
    cacheRead: 0.5,
    // "At or above 200k".
    tiers: [{ above: 199_999, input: 4, output: 12, cacheRead: 1 }],
  },
};
const grokResponses: Published = { ...grok47, ...speaksResponses };
const grokChat: Published = { ...grok47, spoken: { protocol: 'openai-chat', usage: { outputHoldsReasoning: false } } };
const deepSeekPro: Published = {
  provider: 'deepseek',
  model: 'deepseek-v4-pro',
  ...genaiPrices,
  ...speaksChat,
  price: {
    input: 0.66,
    output: 1.98,
    cacheRead: 0.022,
    hours: [
      { from: '01:00', to: '04:00', days: [1, 2, 3, 4, 5], input: 1.32, output: 3.96, cacheRead: 0.044 },
      { from: '06:00', to: '10:00', days: [1, 2, 3, 4, 5], input: 1.32, output: 3.96, cacheRead: 0.044 },
    ],
  },
};
const novaLite: Published = {
  provider: 'bedrock',
  model: 'us.amazon.nova-2-lite-v1:0',
  ...piAi,
  ...speaksConverse,
  price: { input: 0.33, output: 2.75, cacheRead: 0.0825, cacheWrite: 0.33 },
};
const usOpus5: Published = {
  provider: 'bedrock',
  model: 'us.anthropic.claude-opus-5',
  ...piAi,
  ...speaksConverse,
  price: { input: 5.5, output: 27.5, cacheRead: 0.55, cacheWrite: 6.875, cacheWriteHour: 11 },
};
const llama: Published = {
  provider: 'bedrock',
  model: 'meta.llama3-3-70b-instruct-v1:0',
  ...piAi,
  ...speaksConverse,
  price: { input: 0.72, output: 0.72 },
};
const mistralLarge: Published = {
  provider: 'mistral',
  model: 'mistral-large-4',
  ...piAi,
  ...speaksChat,
  price: { input: 0.7, output: 2.1, cacheRead: 0.07, batch: 0.5 },
};
const groqOss: Published = {
  provider: 'groq',
  model: 'openai/gpt-oss-120b',
  ...piAi,
  ...speaksChat,
  price: { input: 0.15, output: 0.6, cacheRead: 0.075, batch: 0.5 },
};
const kimi: Published = {
  provider: 'moonshot',
  model: 'kimi-k3',
  ...piAi,
  ...speaksChat,
  price: { input: 3, output: 15, cacheRead: 0.3 },
};
const together: Published = {
  provider: 'together',
  model: 'openai/gpt-oss-120b',
  ...piAi,
  ...speaksChat,
  // It reports cached tokens and has no price for them.
  price: { input: 0.15, output: 0.6 },
};
const minimax: Published = {
  provider: 'minimax',
  model: 'MiniMax-M3',
  ...piAi,
  ...speaksChat,
  price: {
    input: 0.3,
    output: 1.2,
    cacheRead: 0.06,
    tiers: [{ above: 512_000, input: 0.6, output: 2.4, cacheRead: 0.12 }],
  },
};
const qwenCoder: Published = {
  provider: 'alibaba',
  model: 'qwen3-coder-480b-a35b-instruct',
  ...modelsDev,
  ...speaksChat,
  price: {
    input: 1.5,
    output: 7.5,
    tiers: [
      { above: 32_000, input: 2.7, output: 13.5 },
      { above: 128_000, input: 4.5, output: 22.5 },
    ],
  },
};
const command: Published = {
  provider: 'cohere',
  model: 'command-r7b-12-2024',
  ...modelsDev,
  ...speaksChat,
  price: { input: 0.0375, output: 0.15 },
};
const jamba: Published = {
  provider: 'ai21',
  model: 'jamba-mini',
  ...modelsDev,
  ...speaksChat,
  price: { input: 0.2, output: 0.4 },
};
const granite: Published = {
  provider: 'cloudflare',
  model: '@cf/ibm-granite/granite-4.0-h-micro',
  ...piAi,
  ...speaksChat,
  price: { input: 0.017, output: 0.112 },
};
const small3: Published = {
  provider: 'openai',
  model: 'text-embedding-3-small',
  ...liteLlm,
  ...speaksResponses,
  price: { input: 0.02, output: 0, batch: 0.5 },
};
const geminiEmbedding: Published = {
  provider: 'gemini',
  model: 'gemini-embedding-001',
  ...liteLlm,
  ...speaksGemini,
  price: { input: 0.15, output: 0, batch: 0.5 },
};
const voyage: Published = {
  provider: 'voyage',
  model: 'voyage-4-lite',
  ...genaiPrices,
  ...speaksChat,
  price: { input: 0.02, output: 0 },
};
const titan: Published = {
  provider: 'bedrock',
  model: 'amazon.titan-embed-text-v2:0',
  ...liteLlm,
  ...speaksConverse,
  price: { input: 0.02, output: 0 },
};
const local: Published = {
  provider: 'ollama',
  model: 'qwen3:8b',
  source: 'runs on the own machine',
  date: '2026-11-20',
  ...speaksChat,
  price: { input: 0, output: 0 },
};

export const cases: readonly PriceCase[] = [
  // OpenAI, Responses: the input holds what was cached and written, the output what was reasoned.
  {
    sentence: 'a plain answer',
    published: gpt6Sol,
    counts: responses({ input_tokens: 12_000, output_tokens: 800 }),
    micro: 12_000 * 2 + 800 * 10,
  },
  {
    sentence: 'reasoning is part of the output and not billed again',
    published: gpt6Sol,
    counts: responses({ input_tokens: 1_000, output_tokens: 5_000, reasoning_tokens: 4_600 }),
    micro: 1_000 * 2 + 5_000 * 10,
  },
  {
    sentence: 'cached and written tokens leave the full price',
    published: gpt6Sol,
    counts: responses({ input_tokens: 50_000, output_tokens: 1_000, cached_tokens: 40_000, cache_write_tokens: 9_000 }),
    micro: 1_000 * 2 + 40_000 * 0.2 + 9_000 * 2.5 + 1_000 * 10,
  },
  {
    sentence: 'one token below 272k',
    published: gpt6Sol,
    counts: responses({ input_tokens: 271_999, output_tokens: 1_000 }),
    micro: 271_999 * 2 + 1_000 * 10,
  },
  {
    sentence: 'exactly 272k is the lower price',
    published: gpt6Sol,
    counts: responses({ input_tokens: 272_000, output_tokens: 1_000 }),
    micro: 272_000 * 2 + 1_000 * 10,
  },
  {
    sentence: 'above 272k every token is dearer, those of the answer too',
    published: gpt6Sol,
    counts: responses({ input_tokens: 272_001, output_tokens: 1_000 }),
    micro: 272_001 * 4 + 1_000 * 15,
  },
  {
    sentence: 'cached tokens count towards the threshold and have a price above it',
    published: gpt6Sol,
    counts: responses({ input_tokens: 300_000, output_tokens: 500, cached_tokens: 290_000 }),
    micro: 10_000 * 4 + 290_000 * 0.4 + 500 * 15,
  },
  {
    sentence: 'written tokens have a price above it',
    published: gpt6Sol,
    counts: responses({ input_tokens: 300_000, output_tokens: 0, cache_write_tokens: 300_000 }),
    micro: 300_000 * 5,
  },
  {
    sentence: 'a small model just below',
    published: gpt56Luna,
    counts: responses({ input_tokens: 271_999, output_tokens: 10_000, cached_tokens: 271_000 }),
    micro: 999 * 0.2 + 271_000 * 0.02 + 10_000 * 1.2,
  },
  {
    sentence: 'a small model just above',
    published: gpt56Luna,
    counts: responses({ input_tokens: 272_001, output_tokens: 10_000, cached_tokens: 271_000 }),
    micro: 1_001 * 0.4 + 271_000 * 0.04 + 10_000 * 1.8,
  },
  {
    sentence: 'a batch is half of everything',
    published: gpt56Luna,
    counts: responses({ input_tokens: 100_000, output_tokens: 10_000, cached_tokens: 50_000 }),
    batch: true,
    micro: (50_000 * 0.2 + 50_000 * 0.02 + 10_000 * 1.2) / 2,
  },
  {
    sentence: 'a batch above the threshold is half of the dearer price',
    published: gpt55Pro,
    counts: responses({ input_tokens: 400_000, output_tokens: 20_000 }),
    batch: true,
    micro: (400_000 * 60 + 20_000 * 270) / 2,
  },
  {
    sentence: 'a dear model in tens of dollars',
    published: gpt55Pro,
    counts: responses({ input_tokens: 272_000, output_tokens: 128_000, reasoning_tokens: 120_000 }),
    micro: 272_000 * 30 + 128_000 * 180,
  },
  {
    sentence: 'cached tokens of a model without a cache price cost what input costs',
    published: gpt55Pro,
    counts: responses({ input_tokens: 10_000, output_tokens: 100, cached_tokens: 9_000 }),
    micro: 10_000 * 30 + 100 * 180,
  },
  {
    sentence: 'half the input price for what was cached',
    published: gpt4oMini,
    counts: responses({ input_tokens: 2_048, output_tokens: 77, cached_tokens: 1_920 }),
    micro: 128 * 0.15 + 1_920 * 0.075 + 77 * 0.6,
  },
  {
    sentence: 'all of the answer is reasoning',
    published: o3,
    counts: responses({ input_tokens: 512, output_tokens: 4_096, reasoning_tokens: 4_096, cached_tokens: 0 }),
    micro: 512 * 2 + 4_096 * 8,
  },
  {
    sentence: 'a cache price of 0 is none',
    published: gpt4,
    counts: responses({ input_tokens: 8_000, output_tokens: 100, cached_tokens: 7_000, cache_write_tokens: 500 }),
    micro: 8_000 * 30 + 100 * 60,
  },
  // Anthropic: the input leaves out what was read from the cache and written to it.
  {
    sentence: 'a plain answer',
    published: opus5,
    counts: anthropic({ input_tokens: 412, output_tokens: 264 }),
    micro: 412 * 5 + 264 * 25,
  },
  {
    sentence: 'what was read stands beside the input',
    published: opus5,
    counts: anthropic({ input_tokens: 3, output_tokens: 550, cache_read_input_tokens: 12_304 }),
    micro: 3 * 5 + 12_304 * 0.5 + 550 * 25,
  },
  {
    sentence: 'a write for five minutes',
    published: opus5,
    counts: anthropic({ input_tokens: 3, output_tokens: 550, ephemeral_5m_input_tokens: 12_304 }),
    micro: 3 * 5 + 12_304 * 6.25 + 550 * 25,
  },
  {
    sentence: 'a write for an hour',
    published: opus5,
    counts: anthropic({ input_tokens: 3, output_tokens: 550, ephemeral_1h_input_tokens: 344_139 }),
    micro: 3 * 5 + 344_139 * 10 + 550 * 25,
  },
  {
    sentence: 'both spans and a read in one request',
    published: opus5,
    counts: anthropic({
      input_tokens: 10,
      output_tokens: 20,
      cache_read_input_tokens: 30_000,
      ephemeral_5m_input_tokens: 600,
      ephemeral_1h_input_tokens: 400,
    }),
    micro: 10 * 5 + 30_000 * 0.5 + 600 * 6.25 + 400 * 10 + 20 * 25,
  },
  {
    sentence: 'a batch is half of cache and hour too',
    published: opus5,
    counts: anthropic({ input_tokens: 1_000, output_tokens: 1_000, ephemeral_1h_input_tokens: 2_000 }),
    batch: true,
    micro: (1_000 * 5 + 2_000 * 10 + 1_000 * 25) / 2,
  },
  {
    sentence: 'an hour without a price of its own is twice the input',
    published: sonnet5,
    counts: anthropic({ input_tokens: 0, output_tokens: 0, ephemeral_1h_input_tokens: 1_000_000 }),
    micro: 1_000_000 * 4,
  },
  {
    sentence: 'a batch of a price that knows none costs the whole',
    published: sonnet5,
    counts: anthropic({ input_tokens: 5_000, output_tokens: 500 }),
    batch: true,
    micro: 5_000 * 2 + 500 * 10,
  },
  {
    sentence: 'nothing read is reported as null',
    published: sonnet5,
    counts: anthropic({ input_tokens: 5_000, output_tokens: 500, cache_read_input_tokens: null }),
    micro: 5_000 * 2 + 500 * 10,
  },
  {
    sentence: 'one token below 100k, read and written tokens counted',
    published: haiku55,
    counts: anthropic({
      input_tokens: 999,
      output_tokens: 1_000,
      cache_read_input_tokens: 90_000,
      ephemeral_5m_input_tokens: 9_000,
    }),
    micro: 999 * 0.1 + 90_000 * 0.01 + 9_000 * 0.125 + 1_000 * 0.5,
  },
  {
    sentence: 'exactly 100k is the lower price',
    published: haiku55,
    counts: anthropic({ input_tokens: 10_000, output_tokens: 1_000, cache_read_input_tokens: 90_000 }),
    micro: 10_000 * 0.1 + 90_000 * 0.01 + 1_000 * 0.5,
  },
  {
    sentence: 'above 100k, although the input alone is small',
    published: haiku55,
    counts: anthropic({ input_tokens: 1, output_tokens: 1_000, cache_read_input_tokens: 100_000 }),
    micro: 1 * 0.5 + 100_000 * 0.05 + 1_000 * 2.5,
  },
  {
    sentence: 'an hour of cache above 100k',
    published: haiku55,
    counts: anthropic({ input_tokens: 1, output_tokens: 0, ephemeral_1h_input_tokens: 100_000 }),
    micro: 1 * 0.5 + 100_000 * 1,
  },
  {
    sentence: 'cached at a fortieth',
    published: fable52,
    counts: anthropic({ input_tokens: 2_000, output_tokens: 3_000, cache_read_input_tokens: 800_000 }),
    micro: 2_000 * 8 + 800_000 * 0.2 + 3_000 * 40,
  },
  // Gemini: the prompt holds what was cached, thoughts stand beside the candidates.
  {
    sentence: 'thoughts are billed as output, beside the candidates',
    published: gemini25Pro,
    counts: gemini({ promptTokenCount: 1_000, candidatesTokenCount: 200, thoughtsTokenCount: 1_800 }),
    micro: 1_000 * 1.25 + (200 + 1_800) * 10,
  },
  {
    sentence: 'thoughts alone, without an answer',
    published: gemini25Pro,
    counts: gemini({ promptTokenCount: 1_000, thoughtsTokenCount: 1_800 }),
    micro: 1_000 * 1.25 + 1_800 * 10,
  },
  {
    sentence: 'cached tokens are part of the prompt',
    published: gemini25Pro,
    counts: gemini({ promptTokenCount: 150_000, candidatesTokenCount: 500, cachedContentTokenCount: 140_000 }),
    micro: 10_000 * 1.25 + 140_000 * 0.125 + 500 * 10,
  },
  {
    sentence: 'one token below 200k',
    published: gemini25Pro,
    counts: gemini({ promptTokenCount: 199_999, candidatesTokenCount: 500 }),
    micro: 199_999 * 1.25 + 500 * 10,
  },
  {
    sentence: 'exactly 200k is the lower price',
    published: gemini25Pro,
    counts: gemini({ promptTokenCount: 200_000, candidatesTokenCount: 500 }),
    micro: 200_000 * 1.25 + 500 * 10,
  },
  {
    sentence: 'above 200k, thoughts too',
    published: gemini25Pro,
    counts: gemini({ promptTokenCount: 200_001, candidatesTokenCount: 500, thoughtsTokenCount: 1_500 }),
    micro: 200_001 * 2.5 + 2_000 * 15,
  },
  {
    sentence: 'cached above 200k',
    published: gemini25Pro,
    counts: gemini({ promptTokenCount: 262_960, candidatesTokenCount: 1_744, cachedContentTokenCount: 257_955 }),
    micro: 5_005 * 2.5 + 257_955 * 0.25 + 1_744 * 15,
  },
  {
    sentence: 'a long answer to a short prompt is no long prompt',
    published: vertex31Pro,
    counts: gemini({ promptTokenCount: 199_000, candidatesTokenCount: 60_000, thoughtsTokenCount: 5_000 }),
    micro: 199_000 * 2 + 65_000 * 12,
  },
  {
    sentence: 'above 200k on Vertex',
    published: vertex31Pro,
    counts: gemini({ promptTokenCount: 250_000, candidatesTokenCount: 1_000, cachedContentTokenCount: 200_000 }),
    micro: 50_000 * 4 + 200_000 * 0.4 + 1_000 * 18,
  },
  {
    sentence: 'a million tokens of a model without tiers',
    published: gemini38Flash,
    counts: gemini({ promptTokenCount: 1_000_000, candidatesTokenCount: 8_192 }),
    micro: 1_000_000 * 0.75 + 8_192 * 3.75,
  },
  {
    sentence: 'a batch',
    published: gemini38Flash,
    counts: gemini({ promptTokenCount: 10_001, candidatesTokenCount: 101, thoughtsTokenCount: 7 }),
    batch: true,
    micro: (10_001 * 0.75 + 108 * 3.75) / 2,
  },
  {
    sentence: 'a free model is free',
    published: gemma4,
    counts: gemini({ promptTokenCount: 250_000, candidatesTokenCount: 9_000, cachedContentTokenCount: 100_000 }),
    micro: 0,
  },
  // xAI: reasoning stands beside the completion on chat completions, and in the output on Responses.
  {
    sentence: 'reasoning beside the completion on chat completions',
    published: grokChat,
    counts: chat({ prompt_tokens: 1_000, completion_tokens: 100, reasoning_tokens: 900 }),
    micro: 1_000 * 2 + (100 + 900) * 6,
  },
  {
    sentence: 'reasoning in the output on Responses',
    published: grokResponses,
    counts: responses({ input_tokens: 1_000, output_tokens: 1_000, reasoning_tokens: 900 }),
    micro: 1_000 * 2 + 1_000 * 6,
  },
  {
    sentence: 'more cached than sent is all cached',
    published: grokChat,
    counts: chat({ prompt_tokens: 100, completion_tokens: 10, cached: 150 }),
    micro: 100 * 0.5 + 10 * 6,
  },
  {
    sentence: 'one token below 200k',
    published: grokResponses,
    counts: responses({ input_tokens: 199_999, output_tokens: 100 }),
    micro: 199_999 * 2 + 100 * 6,
  },
  {
    sentence: 'exactly 200k is the dearer price: xAI’s threshold is the last token below',
    published: grokResponses,
    counts: responses({ input_tokens: 200_000, output_tokens: 100 }),
    micro: 200_000 * 4 + 100 * 12,
  },
  {
    sentence: 'cached above 200k',
    published: grokResponses,
    counts: responses({ input_tokens: 200_001, output_tokens: 100, cached_tokens: 150_000 }),
    micro: 50_001 * 4 + 150_000 * 1 + 100 * 12,
  },
  // DeepSeek: hits and misses, and hours.
  {
    sentence: 'off-peak, hits and misses',
    published: deepSeekPro,
    counts: chat({ prompt_tokens: 90_000 + 10_000, completion_tokens: 2_000, cached: 90_000 }),
    at: '2026-11-17T12:00:00Z',
    micro: 10_000 * 0.66 + 90_000 * 0.022 + 2_000 * 1.98,
  },
  {
    sentence: 'the last moment before the first peak',
    published: deepSeekPro,
    counts: chat({ prompt_tokens: 10_000, completion_tokens: 2_000 }),
    at: '2026-11-17T00:59:59.999Z',
    micro: 10_000 * 0.66 + 2_000 * 1.98,
  },
  {
    sentence: 'the first moment of the first peak',
    published: deepSeekPro,
    counts: chat({ prompt_tokens: 100_000, completion_tokens: 2_000, cached: 90_000 }),
    at: '2026-11-17T01:00:00Z',
    micro: 10_000 * 1.32 + 90_000 * 0.044 + 2_000 * 3.96,
  },
  {
    sentence: 'the last moment of the first peak',
    published: deepSeekPro,
    counts: chat({ prompt_tokens: 10_000, completion_tokens: 2_000 }),
    at: '2026-11-17T03:59:59.999Z',
    micro: 10_000 * 1.32 + 2_000 * 3.96,
  },
  {
    sentence: 'between the peaks',
    published: deepSeekPro,
    counts: chat({ prompt_tokens: 10_000, completion_tokens: 2_000 }),
    at: '2026-11-17T04:00:00Z',
    micro: 10_000 * 0.66 + 2_000 * 1.98,
  },
  {
    sentence: 'in the second peak',
    published: deepSeekPro,
    counts: chat({ prompt_tokens: 10_000, completion_tokens: 2_000 }),
    at: '2026-11-20T06:00:00Z',
    micro: 10_000 * 1.32 + 2_000 * 3.96,
  },
  {
    sentence: 'after the second peak',
    published: deepSeekPro,
    counts: chat({ prompt_tokens: 10_000, completion_tokens: 2_000 }),
    at: '2026-11-20T10:00:00Z',
    micro: 10_000 * 0.66 + 2_000 * 1.98,
  },
  {
    sentence: 'no peak on a Saturday',
    published: deepSeekPro,
    counts: chat({ prompt_tokens: 10_000, completion_tokens: 2_000 }),
    at: '2026-11-21T02:00:00Z',
    micro: 10_000 * 0.66 + 2_000 * 1.98,
  },
  {
    sentence: 'no peak on a Sunday',
    published: deepSeekPro,
    counts: chat({ prompt_tokens: 10_000, completion_tokens: 2_000 }),
    at: '2026-11-22T07:00:00Z',
    micro: 10_000 * 0.66 + 2_000 * 1.98,
  },
  {
    sentence: 'the normal price where nobody knows when',
    published: deepSeekPro,
    counts: chat({ prompt_tokens: 10_000, completion_tokens: 2_000 }),
    micro: 10_000 * 0.66 + 2_000 * 1.98,
  },
  // Bedrock, Converse: the input leaves out what was cached.
  {
    sentence: 'what was read and written stands beside the input',
    published: usOpus5,
    counts: converse({
      inputTokens: 7,
      outputTokens: 300,
      cacheReadInputTokens: 20_000,
      cacheWriteInputTokens: 1_000,
    }),
    micro: 7 * 5.5 + 20_000 * 0.55 + 1_000 * 6.875 + 300 * 27.5,
  },
  {
    sentence: 'a write at the price of input',
    published: novaLite,
    counts: converse({ inputTokens: 1_000, outputTokens: 100, cacheWriteInputTokens: 9_000 }),
    micro: 1_000 * 0.33 + 9_000 * 0.33 + 100 * 2.75,
  },
  {
    sentence: 'a model without cache',
    published: llama,
    counts: converse({ inputTokens: 4_321, outputTokens: 1_234 }),
    micro: 4_321 * 0.72 + 1_234 * 0.72,
  },
  // The others, on chat completions.
  {
    sentence: 'cached at a tenth',
    published: mistralLarge,
    counts: chat({ prompt_tokens: 30_000, completion_tokens: 900, cached: 20_000 }),
    micro: 10_000 * 0.7 + 20_000 * 0.07 + 900 * 2.1,
  },
  {
    sentence: 'a batch',
    published: mistralLarge,
    counts: chat({ prompt_tokens: 30_000, completion_tokens: 900 }),
    batch: true,
    micro: (30_000 * 0.7 + 900 * 2.1) / 2,
  },
  {
    sentence: 'reasoning in the completion',
    published: groqOss,
    counts: chat({ prompt_tokens: 5_000, completion_tokens: 700, cached: 4_096, reasoning_tokens: 650 }),
    micro: 904 * 0.15 + 4_096 * 0.075 + 700 * 0.6,
  },
  {
    sentence: 'cached tokens named at the top',
    published: kimi,
    counts: chat({ prompt_tokens: 60_000, completion_tokens: 1_500, cached: 55_000 }),
    micro: 5_000 * 3 + 55_000 * 0.3 + 1_500 * 15,
  },
  {
    sentence: 'cached tokens reported and billed in full',
    published: together,
    counts: chat({ prompt_tokens: 60_000, completion_tokens: 1_500, cached: 55_000 }),
    micro: 60_000 * 0.15 + 1_500 * 0.6,
  },
  {
    sentence: 'exactly 512k is the lower price',
    published: minimax,
    counts: chat({ prompt_tokens: 512_000, completion_tokens: 10, cached: 500_000 }),
    micro: 12_000 * 0.3 + 500_000 * 0.06 + 10 * 1.2,
  },
  {
    sentence: 'above 512k',
    published: minimax,
    counts: chat({ prompt_tokens: 512_001, completion_tokens: 10, cached: 500_000 }),
    micro: 12_001 * 0.6 + 500_000 * 0.12 + 10 * 2.4,
  },
  {
    sentence: 'below the first of two tiers',
    published: qwenCoder,
    counts: chat({ prompt_tokens: 32_000, completion_tokens: 1_000 }),
    micro: 32_000 * 1.5 + 1_000 * 7.5,
  },
  {
    sentence: 'between two tiers',
    published: qwenCoder,
    counts: chat({ prompt_tokens: 128_000, completion_tokens: 1_000 }),
    micro: 128_000 * 2.7 + 1_000 * 13.5,
  },
  {
    sentence: 'above both tiers',
    published: qwenCoder,
    counts: chat({ prompt_tokens: 128_001, completion_tokens: 1_000 }),
    micro: 128_001 * 4.5 + 1_000 * 22.5,
  },
  {
    sentence: 'a price of four decimals',
    published: command,
    counts: chat({ prompt_tokens: 1_001, completion_tokens: 3 }),
    micro: 1_001 * 0.0375 + 3 * 0.15,
  },
  {
    sentence: 'one token each way',
    published: jamba,
    counts: chat({ prompt_tokens: 1, completion_tokens: 1 }),
    micro: 0.2 + 0.4,
  },
  {
    sentence: 'a fraction of a cent',
    published: granite,
    counts: chat({ prompt_tokens: 123, completion_tokens: 45 }),
    micro: 123 * 0.017 + 45 * 0.112,
  },
  {
    sentence: 'counts that never came are nothing',
    published: jamba,
    counts: chat({ completion_tokens: 10 }),
    micro: 10 * 0.4,
  },
  // Embeddings have no output.
  {
    sentence: 'an embedding',
    published: small3,
    counts: chat({ prompt_tokens: 1_500_000 }),
    micro: 1_500_000 * 0.02,
  },
  {
    sentence: 'a batch of embeddings',
    published: small3,
    counts: chat({ prompt_tokens: 1_500_000 }),
    batch: true,
    micro: (1_500_000 * 0.02) / 2,
  },
  {
    sentence: 'an embedding of a few words',
    published: geminiEmbedding,
    counts: gemini({ promptTokenCount: 7 }),
    micro: 7 * 0.15,
  },
  {
    sentence: 'an embedding of a provider that states a total alone',
    published: voyage,
    counts: chat({ prompt_tokens: 9_999 }),
    micro: 9_999 * 0.02,
  },
  {
    sentence: 'an embedding',
    published: titan,
    counts: converse({ inputTokens: 8_192, outputTokens: 0 }),
    micro: 8_192 * 0.02,
  },
  // The own machine.
  {
    sentence: 'costs nothing',
    published: local,
    counts: chat({ prompt_tokens: 30_000, completion_tokens: 4_000 }),
    micro: 0,
  },
];
