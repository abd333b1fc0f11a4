import * as z from 'zod/mini';
import type { ListedModel } from '../core/listing.ts';
import { amount, flag, id, maybe, name, text, tokens, words } from './ask-fields.ts';
import { kept, kindOfName, reader } from './ask-models-page.ts';
import { embeddingPriceOf, priceOf, units } from './ask-prices.ts';

/** The lists of those who run other makers' models, each with fields of its own. */

const togethers = z.object({
  id,
  display_name: name,
  type: text,
  context_length: tokens,
  pricing: maybe(z.object({ input: amount, output: amount, cached_input: amount })),
});

/** A bare array. `language` and `code` are models without a chat template, as are all other types but two. */
export const together = reader('data', togethers, ({ pricing, ...item }) => {
  const kind = togetherKind(item.type);
  return kept(kind, {
    id: item.id,
    name: item.display_name,
    contextTokens: item.context_length,
    price:
      kind === 'embedding'
        ? embeddingPriceOf(pricing?.input, units.perMillion)
        : priceOf(
            { input: pricing?.input, output: pricing?.output, cacheRead: pricing?.cached_input },
            units.perMillion,
          ),
  });
});

const togetherKind = (type: string | undefined): ListedModel['kind'] => {
  if (type === undefined || type === 'chat') return 'chat';
  return type === 'embedding' ? 'embedding' : undefined;
};

const fireworked = z.object({
  id,
  kind: text,
  supports_chat: flag,
  supports_image_input: flag,
  supports_tools: flag,
  context_length: tokens,
});

const served = (item: z.infer<typeof fireworked>): Omit<ListedModel, 'kind'> => ({
  id: item.id,
  contextTokens: item.context_length,
  tools: item.supports_tools,
  images: item.supports_image_input,
});

export const fireworks = reader('data', fireworked, (item) => {
  if (/embedding/i.test(item.kind ?? '')) return kept('embedding', { id: item.id, contextTokens: item.context_length });
  return kept(item.supports_chat === false ? kindOfName(item.id) : 'chat', served(item));
});

/** Its `input_price` and `output_price` are left out: nothing tells their unit. */
export const hyperbolic = reader('data', fireworked, (item) =>
  kept(item.supports_chat === false ? undefined : 'chat', served(item)),
);

const deep = z.object({
  id,
  metadata: maybe(
    z.object({
      context_length: tokens,
      max_tokens: tokens,
      tags: words,
      pricing: maybe(z.object({ input_tokens: amount, output_tokens: amount, cache_read_tokens: amount })),
    }),
  ),
});

/** One list of all that it runs. Embedding models are priced by input alone, pictures and voices by neither. */
export const deepinfra = reader('data', deep, ({ id: own, metadata }) => {
  const { pricing, tags } = metadata ?? {};
  const facts = { id: own, contextTokens: metadata?.context_length };
  const isEmbedding = pricing
    ? pricing.input_tokens !== undefined && pricing.output_tokens === undefined
    : kindOfName(own) === 'embedding';
  if (isEmbedding || tags?.some((tag) => tag.startsWith('embed')))
    return kept('embedding', { ...facts, price: embeddingPriceOf(pricing?.input_tokens, units.perMillion) });
  return kept(pricing && pricing.output_tokens === undefined ? undefined : 'chat', {
    ...facts,
    maxOutputTokens: metadata?.max_tokens,
    images: tags?.includes('vision'),
    reasoning: tags?.includes('reasoning'),
    price: priceOf(
      { input: pricing?.input_tokens, output: pricing?.output_tokens, cacheRead: pricing?.cache_read_tokens },
      units.perMillion,
    ),
  });
});

const novitas = z.object({
  id,
  title: name,
  display_name: name,
  context_size: tokens,
  max_output_tokens: tokens,
  input_token_price_per_m: amount,
  output_token_price_per_m: amount,
  features: words,
  input_modalities: words,
  model_type: text,
  status: maybe(z.number()),
});

export const novita = reader('data', novitas, (item) => {
  const { features, model_type: type, input_token_price_per_m: input, output_token_price_per_m: output } = item;
  // 1 is a model that serves.
  if (item.status !== undefined && item.status !== 1) return [];
  const facts = { id: item.id, name: item.display_name ?? item.title, contextTokens: item.context_size };
  if (type === 'embedding')
    return kept(type, { ...facts, price: embeddingPriceOf(input, units.tenThousandthsPerMillion) });
  return kept(type === undefined || type === 'chat' ? 'chat' : undefined, {
    ...facts,
    maxOutputTokens: item.max_output_tokens,
    tools: features?.includes('function-calling'),
    images: item.input_modalities?.includes('image'),
    reasoning: features?.includes('reasoning'),
    price: priceOf({ input, output }, units.tenThousandthsPerMillion),
  });
});
