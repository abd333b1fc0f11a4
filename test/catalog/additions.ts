/** Rows that the seed does not have. */

const abilities = { tools: false, images: false, reasoning: false };

interface Embedding {
  readonly provider: string;
  readonly id: string;
  readonly contextTokens: number;
  readonly dimensions: number;
  /** US dollars per million tokens, from genai-prices 0.1.8 of 2026-09-23; absent: nobody has published it where we could read. */
  readonly input?: number;
}

/** `name` is the id: their makers give them no other. */
const embedding = ({ input, dimensions, ...facts }: Embedding) => ({
  ...facts,
  name: facts.id,
  kind: 'embedding' as const,
  maxOutputTokens: 0,
  ...abilities,
  dimensions,
  ...(input !== undefined && { price: { input, output: 0 }, priceAsOf: '2026-09-23' }),
});

/** Embedding models that their makers' lists name without saying what they are, or do not name at all. */
const embeddings = (
  [
    { provider: 'alibaba', id: 'text-embedding-v3', contextTokens: 8_192, dimensions: 1_024 },
    { provider: 'alibaba', id: 'text-embedding-v4', contextTokens: 8_192, dimensions: 1_024 },
    { provider: 'cloudflare', id: '@cf/baai/bge-base-en-v1.5', contextTokens: 512, dimensions: 768, input: 0.067 },
    { provider: 'cloudflare', id: '@cf/baai/bge-large-en-v1.5', contextTokens: 512, dimensions: 1_024, input: 0.204 },
    { provider: 'cloudflare', id: '@cf/baai/bge-m3', contextTokens: 8_192, dimensions: 1_024, input: 0.012 },
    { provider: 'cloudflare', id: '@cf/baai/bge-small-en-v1.5', contextTokens: 512, dimensions: 384, input: 0.02 },
    {
      provider: 'cloudflare',
      id: '@cf/qwen/qwen3-embedding-0.6b',
      contextTokens: 8_192,
      dimensions: 1_024,
      input: 0.012,
    },
    { provider: 'fireworks', id: 'nomic-ai/nomic-embed-text-v1.5', contextTokens: 8_192, dimensions: 768 },
    { provider: 'novita', id: 'baai/bge-m3', contextTokens: 8_192, dimensions: 1_024 },
    { provider: 'novita', id: 'qwen/qwen3-embedding-0.6b', contextTokens: 32_768, dimensions: 1_024 },
    { provider: 'novita', id: 'qwen/qwen3-embedding-8b', contextTokens: 32_768, dimensions: 4_096 },
    { provider: 'nvidia', id: 'baai/bge-m3', contextTokens: 8_192, dimensions: 1_024 },
    { provider: 'nvidia', id: 'nvidia/llama-nemotron-embed-vl-1b-v2', contextTokens: 8_192, dimensions: 2_048 },
    { provider: 'nvidia', id: 'nvidia/nv-embed-v1', contextTokens: 32_768, dimensions: 4_096 },
    { provider: 'nvidia', id: 'nvidia/nv-embedcode-7b-v1', contextTokens: 32_768, dimensions: 4_096 },
    { provider: 'vertex', id: 'gemini-embedding-001', contextTokens: 2_048, dimensions: 3_072, input: 0.15 },
    { provider: 'voyage', id: 'voyage-4', contextTokens: 32_000, dimensions: 1_024, input: 0.06 },
    { provider: 'voyage', id: 'voyage-4-large', contextTokens: 32_000, dimensions: 1_024, input: 0.12 },
    { provider: 'voyage', id: 'voyage-4-lite', contextTokens: 32_000, dimensions: 1_024, input: 0.02 },
    { provider: 'voyage', id: 'voyage-large-2-instruct', contextTokens: 16_000, dimensions: 1_024, input: 0.12 },
    { provider: 'voyage', id: 'voyage-multilingual-2', contextTokens: 32_000, dimensions: 1_024, input: 0.12 },
  ] satisfies readonly Embedding[]
).map(embedding);

const chat = { kind: 'chat' as const, tools: true, images: false, reasoning: false };

/** DeepSeek's last price of both, 2026-07-24. */
const deepSeek = {
  provider: 'deepseek',
  ...chat,
  contextTokens: 128_000,
  price: { input: 0.28, output: 0.42, cacheRead: 0.028 },
  priceAsOf: '2026-07-24',
};

/** Answered with 400 since then. */
const deepSeekGone = { on: '2026-07-24', successor: 'deepseek-flash' };

/** Answered by grok-4.3, and billed as grok-4.3, since 2026-05-15. */
const grok = (id: string) => ({
  provider: 'xai',
  id,
  name: id,
  ...chat,
  reasoning: true,
  contextTokens: 256_000,
  maxOutputTokens: 30_000,
  price: {
    input: 1.25,
    output: 2.5,
    cacheRead: 0.2,
    tiers: [{ above: 199_999, input: 2.5, output: 5, cacheRead: 0.4 }],
  },
  priceAsOf: '2026-11-10',
  retired: { on: '2026-05-15', successor: 'grok-4.3' },
});

/** Chat completions with a fee per search, which is no price of tokens: none is given. */
const sonar = (id: string) => ({
  provider: 'perplexity',
  id,
  name: id,
  ...chat,
  tools: false,
  contextTokens: 128_000,
  maxOutputTokens: 8_192,
  retired: { on: '2026-09-27', successor: 'perplexity/sonar' },
});

/** Prices of genai-prices 0.1.8. */
const kimi = (id: string, price: { readonly input: number; readonly output: number; readonly cacheRead: number }) => ({
  provider: 'moonshot',
  id,
  name: id,
  ...chat,
  contextTokens: 262_144,
  maxOutputTokens: 262_144,
  price,
  priceAsOf: '2026-09-23',
  retired: { on: '2026-05-25', successor: 'kimi-k2.6' },
});

/** There is no list of them, and nobody publishes a price any more (developers.inflection.ai). */
const inflection = (id: string, name: string) => ({
  provider: 'inflection',
  id,
  name,
  ...chat,
  tools: false,
  contextTokens: 8_000,
  maxOutputTokens: 1_024,
});

export const additions = [
  ...embeddings,
  inflection('inflection_3_pi', 'Inflection 3 Pi'),
  inflection('inflection_3_productivity', 'Inflection 3 Productivity'),
  { ...deepSeek, id: 'deepseek-chat', name: 'DeepSeek Chat', maxOutputTokens: 8_192, retired: deepSeekGone },
  {
    ...deepSeek,
    id: 'deepseek-reasoner',
    name: 'DeepSeek Reasoner',
    reasoning: true,
    maxOutputTokens: 65_536,
    retired: deepSeekGone,
  },
  grok('grok-3'),
  grok('grok-4-fast-non-reasoning'),
  grok('grok-4-fast-reasoning'),
  grok('grok-code-fast-1'),
  sonar('sonar'),
  sonar('sonar-pro'),
  sonar('sonar-reasoning-pro'),
  sonar('sonar-deep-research'),
  kimi('kimi-k2-0711-preview', { input: 0.6, output: 2.5, cacheRead: 0.15 }),
  kimi('kimi-k2-0905-preview', { input: 0.6, output: 2.5, cacheRead: 0.15 }),
  kimi('kimi-k2-turbo-preview', { input: 1.15, output: 8, cacheRead: 0.15 }),
];
