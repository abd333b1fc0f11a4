import * as z from 'zod/mini';
import type { ListedModel } from '../core/listing.ts';
import { amount, flag, id, maybe, name, text, tokens, words } from './ask-fields.ts';
import { kept, kindOfName, kindOfOutput, type PageOf, reader } from './ask-models-page.ts';

/** The lists of those who make models. None of them holds prices that could be relied on. */

/** Reads one text field beside the entries: where the next page begins. */
const textBeside = (body: unknown, field: string): string | undefined => {
  const read = z.safeParse(z.object({ [field]: text }), body);
  return read.success ? read.data[field] || undefined : undefined;
};

/** A list whose pages are asked for with what the last one named. */
const paged =
  (page: PageOf, { field, parameter }: { readonly field: string; readonly parameter: string }): PageOf =>
  (body) => {
    const read = page(body);
    const value = textBeside(body, field);
    return read && { ...read, next: value === undefined ? undefined : { name: parameter, value } };
  };

const supported = maybe(z.object({ supported: z.boolean() }));

const claude = z.object({
  id,
  display_name: name,
  lifecycle: text,
  max_input_tokens: tokens,
  max_tokens: tokens,
  capabilities: maybe(z.object({ image_input: supported, thinking: supported })),
});

const claudes = paged(
  reader('data', claude, (item) =>
    // A retired model stays in the list as its own tombstone.
    kept(item.lifecycle === 'retired' ? undefined : 'chat', {
      id: item.id,
      name: item.display_name,
      contextTokens: item.max_input_tokens,
      maxOutputTokens: item.max_tokens,
      images: item.capabilities?.image_input?.supported,
      reasoning: item.capabilities?.thinking?.supported,
    }),
  ),
  { field: 'last_id', parameter: 'after_id' },
);

/** `last_id` stands under the last page too. */
export const anthropic: PageOf = (body) => {
  const page = claudes(body);
  const more = z.safeParse(z.object({ has_more: z.literal(true) }), body).success;
  return page && (more ? page : { models: page.models });
};

const googles = z.object({
  name: id,
  displayName: name,
  inputTokenLimit: tokens,
  outputTokenLimit: tokens,
  supportedGenerationMethods: words,
  thinking: flag,
});

export const gemini = paged(
  reader('models', googles, (item) =>
    kept(googleKind(item.supportedGenerationMethods ?? []), {
      id: item.name.replace(/^models\//, ''),
      name: item.displayName,
      contextTokens: item.inputTokenLimit,
      maxOutputTokens: item.outputTokenLimit,
      reasoning: item.thinking,
    }),
  ),
  { field: 'nextPageToken', parameter: 'pageToken' },
);

const googleKind = (methods: readonly string[]): ListedModel['kind'] => {
  if (methods.includes('generateContent')) return 'chat';
  return methods.includes('embedContent') ? 'embedding' : undefined;
};

const published = z.object({ name: id, launchStage: text });

/**
 * Vertex AI's publisher models say nothing of what they are, so Google's names are all there is. Those of other
 * publishers are left out: Claude on Vertex wants an address and a body of its own (`:rawPredict`).
 */
export const vertex = paged(
  reader('publisherModels', published, (item) => {
    const own = /^publishers\/google\/models\/([^/]+)$/.exec(item.name)?.[1] ?? '';
    return kept(vertexKind(own), { id: own });
  }),
  { field: 'nextPageToken', parameter: 'pageToken' },
);

const vertexKind = (own: string): ListedModel['kind'] => {
  if (/embedding/.test(own)) return /multimodal/.test(own) ? undefined : 'embedding';
  const isOther = /-(?:image|tts|live|audio|native-audio|computer-use|robotics)(?:-|$)/.test(own);
  return own.startsWith('gemini-') && !isOther ? 'chat' : undefined;
};

const coheres = z.object({
  name: id,
  is_deprecated: flag,
  endpoints: words,
  context_length: tokens,
  features: words,
});

export const cohere = paged(
  reader('models', coheres, (item) =>
    // Calls to a deprecated model fail (docs.cohere.com, deprecations).
    kept(item.is_deprecated ? undefined : cohereKind(item.endpoints ?? []), {
      id: item.name,
      contextTokens: item.context_length,
      tools: item.features?.includes('tools'),
      images: item.features?.includes('vision'),
      reasoning: item.features?.includes('reasoning'),
    }),
  ),
  { field: 'next_page_token', parameter: 'page_token' },
);

const cohereKind = (endpoints: readonly string[]): ListedModel['kind'] => {
  if (endpoints.includes('chat')) return 'chat';
  return endpoints.includes('embed') ? 'embedding' : undefined;
};

const mistrals = z.object({
  id,
  name,
  max_context_length: tokens,
  capabilities: maybe(
    z.object({ completion_chat: flag, completion_fim: flag, function_calling: flag, reasoning: flag, vision: flag }),
  ),
});

/**
 * Every alias is an entry of its own whose `name` is the dated model. A deprecated model is kept: it answers until it is
 * retired, and then leaves the list. Embedding models have no capability here, only their name.
 */
export const mistral = reader('data', mistrals, (item) => {
  const { completion_chat: chats, function_calling: tools, reasoning, vision } = item.capabilities ?? {};
  return kept((chats ?? true) ? (kindOfName(item.id) ?? 'chat') : kindOfName(item.id), {
    id: item.id,
    contextTokens: item.max_context_length,
    tools,
    images: vision,
    reasoning,
    fills: item.capabilities?.completion_fim,
    alias: item.name !== item.id && /-\d{4}$/.test(item.name ?? '') ? item.name : undefined,
  });
});

const groks = z.object({
  id,
  input_modalities: words,
  output_modalities: words,
  completion_text_token_price: amount,
  aliases: words,
});

/**
 * xAI's richer lists. Prices are left out: their unit is told in two ways, and the dearer price of long prompts is not
 * among them. The alias that the id begins with is the name that price tables know: `grok-4.5` for `grok-4.5-0709`.
 */
export const xai = reader('models', groks, (item) =>
  kept(grokKind(item), {
    id: item.id,
    images: item.input_modalities?.includes('image'),
    alias: item.aliases?.find((alias) => alias !== '' && item.id.startsWith(`${alias}-`)),
  }),
);

/** Embedding models have a list of their own, whose entries put nothing out and have no price for it. */
const grokKind = ({ output_modalities: output, completion_text_token_price: price }: z.infer<typeof groks>) =>
  output === undefined && price === undefined ? 'embedding' : kindOfOutput(output);
