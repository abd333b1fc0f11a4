import * as z from 'zod/mini';
import type { ListedModel } from '../core/listing.ts';
import { amount, flag, id, maybe, name, text, tokens, words } from './ask-fields.ts';
import { entries, itemsIn, kept, kindOfName, kindOfOutput, type PageOf, reader } from './ask-models-page.ts';
import { embeddingPriceOf, priceOf, routedPriceOf, routedPricing, type RoutedPricing, units } from './ask-prices.ts';

/** The lists of those who route to other providers, and of those who list as OpenRouter does. */

const architecture = maybe(z.object({ input_modalities: words, output_modalities: words, modality: text }));

const routed = z.object({
  id,
  name,
  context_length: tokens,
  architecture,
  pricing: maybe(routedPricing),
  top_provider: maybe(z.object({ max_completion_tokens: tokens })),
  supported_parameters: words,
  // What OpenRouter asks of the providers behind it, and Cerebras answers to `?format=openrouter`.
  max_output_length: tokens,
  max_completion_tokens: tokens,
  input_modalities: words,
  output_modalities: words,
  supported_features: words,
});

type Routed = z.infer<typeof routed>;

/** `text+image->text`, as older lists write it. */
const modalityOf = (item: Routed, side: 0 | 1): readonly string[] | undefined =>
  item.architecture?.modality?.split('->')[side]?.split('+');

const routedModel = (item: Routed): readonly ListedModel[] => {
  const output = item.architecture?.output_modalities ?? item.output_modalities ?? modalityOf(item, 1);
  const input = item.architecture?.input_modalities ?? item.input_modalities ?? modalityOf(item, 0);
  const can = item.supported_parameters ?? item.supported_features;
  return kept(kindOfOutput(output), {
    id: item.id,
    name: item.name,
    contextTokens: item.context_length,
    maxOutputTokens: item.top_provider?.max_completion_tokens ?? item.max_output_length ?? item.max_completion_tokens,
    tools: can?.includes('tools'),
    images: input?.includes('image'),
    reasoning: can?.includes('reasoning'),
    price: routedPriceOf(item.pricing),
  });
};

/** OpenRouter documents that a price of 0 means free. */
export const openrouter = reader('data', routed, routedModel);

/** Nebius and SambaNova document nothing of the kind: 0 and 0 is a price that is not told. */
const priced: PageOf = reader('data', routed, (item) =>
  routedModel(item).map((model) => ({
    ...model,
    kind: kindOfName(item.id) ?? model.kind,
    price: isPriced(item.pricing) ? model.price : undefined,
  })),
);

const isPriced = (pricing: RoutedPricing | undefined): boolean =>
  Number(pricing?.prompt) > 0 || Number(pricing?.completion) > 0;

export const nebius = priced;
export const sambanova = priced;

const gated = z.object({
  id,
  name,
  context_window: tokens,
  max_tokens: tokens,
  type: text,
  tags: words,
  pricing: maybe(
    z.object({
      input: amount,
      output: amount,
      input_cache_read: amount,
      input_cache_write: amount,
      input_tiers: z.optional(z.unknown()),
      output_tiers: z.optional(z.unknown()),
    }),
  ),
});

export const vercel = reader('data', gated, (item) => {
  const kind = vercelKind(item.type);
  return kept(kind, {
    id: item.id,
    name: item.name,
    contextTokens: item.context_window,
    maxOutputTokens: item.max_tokens,
    ...(kind === 'chat' && {
      tools: item.tags?.includes('tool-use'),
      images: item.tags?.includes('vision'),
      reasoning: item.tags?.includes('reasoning'),
    }),
    price: gatedPrice(item),
  });
});

const vercelKind = (type: string | undefined): ListedModel['kind'] => {
  if (type === undefined || type === 'language') return 'chat';
  return type === 'embedding' ? 'embedding' : undefined;
};

/** A price with tiers is left to the table: how the gateway writes them is not documented, and the first alone is too low. */
const gatedPrice = ({ type, pricing }: z.infer<typeof gated>): ListedModel['price'] => {
  if (!pricing || pricing.input_tiers !== undefined || pricing.output_tiers !== undefined) return undefined;
  if (type === 'embedding') return embeddingPriceOf(pricing.input, units.perToken);
  const { input, output, input_cache_read: cacheRead, input_cache_write: cacheWrite } = pricing;
  return priceOf({ input, output, cacheRead, cacheWrite }, units.perToken);
};

const hubbed = z.object({
  id,
  architecture,
  providers: maybe(
    z.array(
      maybe(
        z.object({
          status: text,
          context_length: tokens,
          supports_tools: flag,
          pricing: maybe(z.object({ input: amount, output: amount })),
        }),
      ),
    ),
  ),
});

type Backend = NonNullable<NonNullable<z.infer<typeof hubbed>['providers']>[number]>;

/**
 * Hugging Face routes a model to one of several providers, by speed unless the id says otherwise. What is told of the
 * model is what holds whoever answers: the smallest window, and a price only where all of them ask the same. Tools are
 * there where one of them has them.
 */
export const huggingface = reader('data', hubbed, (item) => {
  const live = item.providers?.filter((one): one is Backend => one?.status === 'live');
  if (live?.length === 0) return [];
  const windows = live?.flatMap((one) => one.context_length ?? []) ?? [];
  return kept(kindOfOutput(item.architecture?.output_modalities), {
    id: item.id,
    contextTokens: windows.length > 0 ? Math.min(...windows) : undefined,
    tools: live?.some((one) => one.supports_tools),
    images: item.architecture?.input_modalities?.includes('image'),
    price: soleOf(
      live?.map(({ pricing }) => pricing && priceOf({ ...pricing, input: pricing.input }, units.perMillion)),
    ),
  });
});

/** The price that all have; undefined where one is unknown or another. */
const soleOf = (prices: readonly ListedModel['price'][] = []): ListedModel['price'] =>
  new Set(prices.map((price) => JSON.stringify(price))).size === 1 ? prices[0] : undefined;

const proxied = z.object({
  model_name: id,
  model_info: maybe(
    z.object({
      mode: text,
      max_input_tokens: tokens,
      max_tokens: tokens,
      max_output_tokens: tokens,
      output_vector_size: tokens,
      input_cost_per_token: amount,
      output_cost_per_token: amount,
      cache_read_input_token_cost: amount,
      cache_creation_input_token_cost: amount,
      supports_vision: flag,
      supports_function_calling: flag,
      supports_reasoning: flag,
    }),
  ),
});

type Proxied = z.infer<typeof proxied>;

const litellmKind = (mode: string | undefined): ListedModel['kind'] => {
  if (mode === undefined || mode === 'chat' || mode === 'responses') return 'chat';
  return mode === 'embedding' ? 'embedding' : undefined;
};

const litellmModel = ({ model_name: own, model_info: info }: Proxied): readonly ListedModel[] =>
  kept(litellmKind(info?.mode), {
    id: own,
    contextTokens: info?.max_input_tokens ?? info?.max_tokens,
    maxOutputTokens: info?.max_output_tokens,
    tools: info?.supports_function_calling,
    images: info?.supports_vision,
    reasoning: info?.supports_reasoning,
    dimensions: info?.output_vector_size,
    price: priceOf(
      {
        input: info?.input_cost_per_token,
        output: info?.output_cost_per_token,
        cacheRead: info?.cache_read_input_token_cost,
        cacheWrite: info?.cache_creation_input_token_cost,
      },
      units.perToken,
    ),
  });

/** A name of LiteLLM's proxy may stand for several deployments, one entry each: what all of them say is believed. */
export const litellm: PageOf = (body) => {
  const items = itemsIn(body, 'data');
  if (!items) return undefined;
  const named = Map.groupBy(entries(proxied, items).flatMap(litellmModel), (model) => model.id);
  return {
    models: [...named.values()].flatMap((models) =>
      models.slice(0, 1).map((first) => ({ ...first, ...common(models) })),
    ),
  };
};

const common = (models: readonly ListedModel[]): Pick<ListedModel, 'contextTokens' | 'price'> => {
  const windows = models.flatMap(({ contextTokens }) => contextTokens ?? []);
  return {
    contextTokens: windows.length > 0 ? Math.min(...windows) : undefined,
    price: soleOf(models.map(({ price }) => price)),
  };
};
