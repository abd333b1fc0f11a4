import * as z from 'zod/mini';
import type { Price } from '../core/price.ts';
import { type Row, rowSchema } from './catalog.ts';
import { isName } from './name.ts';
import { isNotChat } from './not-chat.ts';
import { plausible } from './price.ts';

/** What models.dev calls our providers. OpenRouter's and Vercel's routed prices change daily: only their own lists have them. */
export const namedThere: Readonly<Record<string, string>> = {
  ai21: 'ai21',
  alibaba: 'alibaba',
  'amazon-bedrock': 'bedrock',
  anthropic: 'anthropic',
  azure: 'azure-openai',
  cerebras: 'cerebras',
  'cloudflare-workers-ai': 'cloudflare',
  cohere: 'cohere',
  databricks: 'databricks',
  deepinfra: 'deepinfra',
  deepseek: 'deepseek',
  'fireworks-ai': 'fireworks',
  google: 'gemini',
  'google-vertex': 'vertex',
  'google-vertex-anthropic': 'vertex',
  groq: 'groq',
  huggingface: 'huggingface',
  minimax: 'minimax',
  mistral: 'mistral',
  moonshotai: 'moonshot',
  nebius: 'nebius',
  'novita-ai': 'novita',
  nvidia: 'nvidia',
  openai: 'openai',
  'perplexity-agent': 'perplexity',
  togetherai: 'together',
  xai: 'xai',
  zai: 'zai',
};

/** Ids of our providers that a refresh tells about. */
export const covered: ReadonlySet<string> = new Set(Object.values(namedThere));

const usd = z.number();
const rates = { input: usd, output: usd, cache_read: z.optional(usd), cache_write: z.optional(usd) };
const ratesSchema = z.object(rates);
const tokens = z.int().check(z.gte(0), z.lte(100_000_000));
const tier = z.object({ type: z.literal('context'), size: tokens });
/** What a model can do without: of another kind it is as good as absent. */
const spare = z.catch(z.optional(z.string()), undefined);
const modality = z.string().check(z.maxLength(20));

/** A model of `https://models.dev/api.json`, as far as we read it (its own packages/core/src/schema.ts, 2026-09-28). */
const modelSchema = z.object({
  id: z.string().check(z.regex(/^[\x21-\x7e]{1,200}$/)),
  name: z.string().check(z.refine(isName)),
  family: spare,
  reasoning: z.boolean(),
  tool_call: z.boolean(),
  modalities: z.object({
    input: z.array(modality).check(z.maxLength(20)),
    output: z.array(modality).check(z.maxLength(20)),
  }),
  limit: z.object({ context: tokens, output: tokens }),
  status: spare,
  cost: z.optional(
    z.object({
      ...rates,
      tiers: z.optional(z.array(z.object({ ...rates, tier })).check(z.maxLength(20))),
      context_over_200k: z.optional(ratesSchema),
    }),
  ),
  provider: z.catch(z.optional(z.object({ shape: spare })), undefined),
});
type Listed = z.infer<typeof modelSchema>;

const providerSchema = z.object({ models: z.record(z.string(), z.unknown()) });

/** A row as models.dev has it today. Deprecated there is what its provider has switched off or is about to. */
export interface FreshRow extends Row {
  readonly deprecated?: boolean | undefined;
}

export const freshRowSchema = z.extend(rowSchema, { deprecated: z.optional(z.boolean()) });

/** Names that are no models but ways into an object's prototype. */
const hostile = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The models of our providers in the file of models.dev; what is not understood, or cannot be true, is left out one by one.
 * Undefined where the whole is no such file.
 */
export const rowsIn = (file: unknown): readonly FreshRow[] | undefined => {
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return undefined;
  const rows = new Map<string, FreshRow>();
  for (const [theirs, ours] of Object.entries(namedThere)) {
    const provider = providerSchema.safeParse(Object.hasOwn(file, theirs) ? Reflect.get(file, theirs) : undefined);
    if (!provider.success) continue;
    for (const [id, value] of Object.entries(provider.data.models)) {
      const model = modelSchema.safeParse(value);
      if (!model.success || model.data.id !== id || hostile.has(id)) continue;
      const row = rowOf(ours, model.data);
      if (row) rows.set(`${ours}/${id}`, row);
    }
  }
  return [...rows.values()];
};

const rowOf = (provider: string, model: Listed): FreshRow | undefined => {
  const { id, modalities, limit } = model;
  // Models that answer with pictures or sound take other prices and other requests.
  if (!modalities.input.includes('text') || modalities.output.join() !== 'text') return undefined;
  const isEmbedding = /embed/i.test(`${id} ${model.family ?? ''}`);
  if ((!isEmbedding && isNotChat(provider, id)) || limit.context === 0) return undefined;
  const price = priceIn(model);
  if (price === 'impossible') return undefined;
  return {
    provider,
    id,
    name: model.name,
    kind: isEmbedding ? 'embedding' : 'chat',
    contextTokens: limit.context,
    maxOutputTokens: isEmbedding ? 0 : Math.min(limit.output || defaultOutput, limit.context),
    tools: model.tool_call,
    images: modalities.input.includes('image'),
    reasoning: model.reasoning,
    ...(model.provider?.shape === 'responses' && { protocol: 'openai-responses' as const }),
    ...(model.status === 'deprecated' && { deprecated: true }),
    ...(price && { price }),
  };
};

/** Tokens, where the file says 0 for "unknown". */
const defaultOutput = 8_192;

const priceIn = ({ id, cost }: Listed): Price | 'impossible' | undefined => {
  // 0 stands for plans and for what nobody has looked up (all of NVIDIA's); an alias that moves lags behind its model.
  if (!cost || (cost.input === 0 && cost.output === 0) || id.endsWith('-latest')) return undefined;
  const price = plausible({ ...ratesOf(cost), ...tiersOf(cost) });
  if (!price) return 'impossible';
  const parts = [price, ...(price.tiers ?? [])];
  return parts.every(({ input, cacheRead = 0 }) => cacheRead <= input) ? price : 'impossible';
};

const tiersOf = ({ tiers = [], context_over_200k: long }: NonNullable<Listed['cost']>) => {
  if (tiers.length > 0) return { tiers: tiers.map((part) => ({ above: part.tier.size, ...ratesOf(part) })) };
  return long && { tiers: [{ above: 200_000, ...ratesOf(long) }] };
};

/** A cache price of 0 means that there is none. */
const ratesOf = (part: z.infer<typeof ratesSchema>) => ({
  input: part.input,
  output: part.output,
  ...(part.cache_read ? { cacheRead: part.cache_read } : {}),
  ...(part.cache_write ? { cacheWrite: part.cache_write } : {}),
});
