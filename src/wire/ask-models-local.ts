import * as z from 'zod/mini';
import type { ListedModel } from '../core/listing.ts';
import { flag, id, maybe, name, text, tokens, words } from './ask-fields.ts';
import { itemsIn, kept, kindOfName, type PageOf, reader } from './ask-models-page.ts';

/** The lists of servers on the person's own machine. */

const tag = z.object({
  name: id,
  capabilities: words,
  details: maybe(z.object({ family: text, context_length: tokens })),
});

export const ollama = reader('models', tag, ({ name: own, capabilities: can, details }) =>
  kept(tagKind(can, details?.family ?? ''), {
    id: own,
    contextTokens: details?.context_length,
    tools: can?.includes('tools'),
    images: can?.includes('vision'),
    reasoning: can?.includes('thinking'),
    fills: can?.includes('insert'),
  }),
);

/** Ollama before 0.34 lists no capabilities; its embedding models are of the BERT family. */
const tagKind = (capabilities: readonly string[] | undefined, family: string): ListedModel['kind'] => {
  if (!capabilities) return /bert/i.test(family) ? 'embedding' : 'chat';
  if (capabilities.includes('completion')) return 'chat';
  return capabilities.includes('embedding') ? 'embedding' : undefined;
};

const shown = z.object({ capabilities: words, model_info: maybe(z.record(z.string(), z.unknown())) });

/** What `POST /api/show` tells of a model that the list said little about. None where it is no model of ours. */
export const ollamaShown = (model: ListedModel, body: unknown): readonly ListedModel[] => {
  const read = z.safeParse(shown, body);
  if (!read.success) return [model];
  const { capabilities: can, model_info: info = {} } = read.data;
  // `llama.context_length`, `qwen3.context_length`: the name of the architecture stands before it.
  const window = Object.entries(info).find(([fact]) => fact.endsWith('.context_length'))?.[1];
  const more = { ...model, contextTokens: model.contextTokens ?? z.parse(tokens, window) };
  if (!can) return [more];
  return kept(tagKind(can, ''), {
    ...more,
    tools: can.includes('tools'),
    images: can.includes('vision'),
    reasoning: can.includes('thinking'),
    fills: can.includes('insert'),
  });
};

const studied = z.object({
  id: maybe(id),
  // The newer list (`/api/v1/models`) says `key`.
  key: maybe(id),
  display_name: name,
  type: text,
  max_context_length: tokens,
  loaded_context_length: tokens,
  loaded_instances: maybe(z.array(maybe(z.object({ config: maybe(z.object({ context_length: tokens })) })))),
  capabilities: maybe(z.union([z.array(z.string()), z.object({ vision: flag, trained_for_tool_use: flag })])),
});

type Studied = z.infer<typeof studied>;

const studioKind = (type: string | undefined): ListedModel['kind'] => {
  if (type === undefined || type === 'llm' || type === 'vlm') return 'chat';
  return /^embeddings?$/.test(type) ? 'embedding' : undefined;
};

const studioTools = ({ capabilities: can }: Studied): boolean | undefined =>
  Array.isArray(can) ? can.includes('tool_use') : can?.trained_for_tool_use;

const studioImages = ({ capabilities: can, type }: Studied): boolean | undefined => {
  if (type === 'vlm') return true;
  return Array.isArray(can) || can === undefined ? (type === 'llm' ? false : undefined) : can.vision;
};

/** A loaded model has the window it was loaded with, which is mostly smaller than the largest it could have. */
const studio = (under: string): PageOf =>
  reader(under, studied, (item) => {
    const own = item.id ?? item.key;
    const loaded = item.loaded_context_length ?? item.loaded_instances?.find(Boolean)?.config?.context_length;
    const facts = { name: item.display_name, contextTokens: loaded ?? item.max_context_length };
    const kind = studioKind(item.type);
    if (own === undefined || kind === undefined) return [];
    if (kind === 'embedding') return kept(kind, { id: own, ...facts });
    return kept(kind, { id: own, ...facts, tools: studioTools(item), images: studioImages(item) });
  });

const [studioData, studioModels] = [studio('data'), studio('models')];

/** LM Studio: `/api/v0/models` holds `data`, `/api/v1/models` holds `models`. */
export const lmstudio: PageOf = (body) => studioData(body) ?? studioModels(body);

const cpp = z.object({
  id,
  meta: maybe(z.object({ n_ctx: tokens, n_ctx_train: tokens })),
  architecture: maybe(z.object({ input_modalities: words })),
});

const twin = z.object({ models: z.array(maybe(z.object({ model: text, name: text, capabilities: words }))) });

/**
 * llama.cpp. The window it was started with is what counts; older servers tell only that of the training. Beside `data`
 * stands the same list as Ollama would write it, which knows of pictures.
 */
export const llamacpp: PageOf = (body) => {
  const twins = z.safeParse(twin, body);
  const seeing = new Set(
    (twins.success ? twins.data.models : []).flatMap((one) =>
      one?.capabilities?.includes('multimodal') ? [one.model ?? one.name] : [],
    ),
  );
  const images = (own: string, input: readonly string[] | undefined): boolean | undefined => {
    if (input) return input.includes('image');
    return twins.success ? seeing.has(own) : undefined;
  };
  if (!itemsIn(body, 'data')) return undefined;
  return reader('data', cpp, (item) =>
    kept(kindOfName(item.id) ?? 'chat', {
      id: item.id,
      contextTokens: item.meta?.n_ctx ?? item.meta?.n_ctx_train,
      images: images(item.id, item.architecture?.input_modalities),
    }),
  )(body);
};
