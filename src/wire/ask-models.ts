import * as z from 'zod/mini';
import type { ListedModel } from '../core/listing.ts';
import type { Listing } from '../core/provider.ts';
import { id, maybe, name, tokens, words } from './ask-fields.ts';
import { priceOf, routedPricing } from './ask-prices.ts';

/** How each kind of model list is read. What a list does not say stays absent; an entry that cannot be read is left out. */

interface Page {
  readonly models: readonly ListedModel[];
  /** The query parameter that asks for the next page. */
  readonly next?: readonly [name: string, value: string] | undefined;
}

/** Reads every entry for itself. */
const entries = <T extends z.core.$ZodType>(schema: T, list: readonly unknown[]): z.core.output<T>[] =>
  list.flatMap((entry) => {
    const read = z.safeParse(schema, entry);
    return read.success ? [read.data] : [];
  });

const bare = z.object({
  id,
  name,
  // vLLM, Groq and Together say how much fits in, each in its own word.
  max_model_len: tokens,
  context_window: tokens,
  context_length: tokens,
  max_completion_tokens: tokens,
});

// Together's list has nothing around it.
const bareList = z.union([z.object({ data: z.array(z.unknown()) }), z.array(z.unknown())]);

const openai = (body: unknown): Page | undefined => {
  const list = z.safeParse(bareList, body);
  if (!list.success) return undefined;
  const items = entries(bare, 'data' in list.data ? list.data.data : list.data);
  return {
    models: items.map((item) => ({
      id: item.id,
      name: item.name,
      contextTokens: item.max_model_len ?? item.context_window ?? item.context_length,
      maxOutputTokens: item.max_completion_tokens,
    })),
  };
};

const supported = maybe(z.object({ supported: z.boolean() }));

const claude = z.object({
  id,
  display_name: name,
  lifecycle: maybe(z.string()),
  max_input_tokens: tokens,
  max_tokens: tokens,
  capabilities: maybe(z.object({ image_input: supported, thinking: supported })),
});

const anthropicList = z.object({
  data: z.array(z.unknown()),
  has_more: maybe(z.boolean()),
  last_id: maybe(z.string()),
});

const anthropic = (body: unknown): Page | undefined => {
  const list = z.safeParse(anthropicList, body);
  if (!list.success) return undefined;
  const { data, has_more: more, last_id: last } = list.data;
  // A retired model stays in the list as its own tombstone.
  const items = entries(claude, data).filter(({ lifecycle }) => lifecycle !== 'retired');
  return {
    models: items.map((item) => ({
      id: item.id,
      name: item.display_name,
      contextTokens: item.max_input_tokens,
      maxOutputTokens: item.max_tokens,
      images: item.capabilities?.image_input?.supported,
      reasoning: item.capabilities?.thinking?.supported,
      kind: 'chat',
    })),
    next: more && last ? ['after_id', last] : undefined,
  };
};

const googleModel = z.object({
  name: id,
  displayName: name,
  inputTokenLimit: tokens,
  outputTokenLimit: tokens,
  supportedGenerationMethods: words,
  thinking: maybe(z.boolean()),
});

const googleList = z.object({ models: z.array(z.unknown()), nextPageToken: maybe(z.string()) });

const gemini = (body: unknown): Page | undefined => {
  const list = z.safeParse(googleList, body);
  if (!list.success) return undefined;
  const { models, nextPageToken } = list.data;
  return {
    models: entries(googleModel, models).flatMap((item): ListedModel[] => {
      const kind = googleKind(item.supportedGenerationMethods ?? []);
      if (!kind) return [];
      return [
        {
          id: item.name.replace(/^models\//, ''),
          name: item.displayName,
          contextTokens: item.inputTokenLimit,
          maxOutputTokens: item.outputTokenLimit,
          reasoning: item.thinking,
          kind,
        },
      ];
    }),
    next: nextPageToken ? ['pageToken', nextPageToken] : undefined,
  };
};

const googleKind = (methods: readonly string[]): ListedModel['kind'] => {
  if (methods.includes('generateContent')) return 'chat';
  return methods.includes('embedContent') ? 'embedding' : undefined;
};

const routed = z.object({
  id,
  name,
  context_length: tokens,
  architecture: maybe(z.object({ input_modalities: words, output_modalities: words })),
  pricing: maybe(routedPricing),
  top_provider: maybe(z.object({ max_completion_tokens: tokens })),
  supported_parameters: words,
});

const routedList = z.object({ data: z.array(z.unknown()) });

const openrouter = (body: unknown): Page | undefined => {
  const list = z.safeParse(routedList, body);
  if (!list.success) return undefined;
  // Models that only draw or speak stand in the same list.
  const items = entries(routed, list.data.data).filter(
    ({ architecture }) => architecture?.output_modalities?.includes('text') ?? true,
  );
  return {
    models: items.map((item) => ({
      id: item.id,
      name: item.name,
      contextTokens: item.context_length,
      maxOutputTokens: item.top_provider?.max_completion_tokens,
      tools: item.supported_parameters?.includes('tools'),
      images: item.architecture?.input_modalities?.includes('image'),
      reasoning: item.supported_parameters?.includes('reasoning'),
      price: priceOf(item.pricing),
      kind: 'chat',
    })),
  };
};

const local = z.object({
  name: id,
  capabilities: words,
  details: maybe(z.object({ family: maybe(z.string()), context_length: tokens })),
});

const localList = z.object({ models: z.array(z.unknown()) });

const ollama = (body: unknown): Page | undefined => {
  const list = z.safeParse(localList, body);
  if (!list.success) return undefined;
  return {
    models: entries(local, list.data.models).flatMap((item): ListedModel[] => {
      const { capabilities: can } = item;
      const kind = localKind(can, item.details?.family ?? '');
      if (!kind) return [];
      return [
        {
          id: item.name,
          contextTokens: item.details?.context_length,
          tools: can?.includes('tools'),
          images: can?.includes('vision'),
          reasoning: can?.includes('thinking'),
          kind,
        },
      ];
    }),
  };
};

/** Ollama before 0.34 lists no capabilities; its embedding models are of the BERT family. */
const localKind = (capabilities: readonly string[] | undefined, family: string): ListedModel['kind'] => {
  if (!capabilities) return /bert/i.test(family) ? 'embedding' : 'chat';
  if (capabilities.includes('completion')) return 'chat';
  return capabilities.includes('embedding') ? 'embedding' : undefined;
};

/** Undefined where the body is no such list. */
export const pageOf: { readonly [S in Listing['shape']]?: (body: unknown) => Page | undefined } = {
  openai,
  anthropic,
  gemini,
  openrouter,
  ollama,
};
