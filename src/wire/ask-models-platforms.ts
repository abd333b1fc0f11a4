import * as z from 'zod/mini';
import type { ListedModel } from '../core/listing.ts';
import { id, maybe, text, tokens, tokensInText } from './ask-fields.ts';
import { kept, type PageOf, reader } from './ask-models-page.ts';
import { embeddingPriceOf, priceOf, units } from './ask-prices.ts';

/** The lists of platforms that run more than language models: what an entry is for stands in it. */

const clouded = z.object({
  name: id,
  task: maybe(z.object({ name: text })),
  properties: maybe(z.array(maybe(z.object({ property_id: z.string(), value: z.unknown() })))),
});

const cloudPrices = maybe(z.array(maybe(z.object({ unit: z.string(), price: z.number(), currency: z.string() }))));

const clouds = reader('result', clouded, ({ name: own, task, properties }) => {
  const value = (property: string): unknown => properties?.find((one) => one?.property_id === property)?.value;
  const isTrue = (property: string): boolean | undefined =>
    properties && (value(property) === 'true' || value(property) === true);
  // A date in the past: it answers 410 with code 5028.
  if (Date.parse(String(value('planned_deprecation_date'))) < Date.now()) return [];
  const kind = cloudKind(task?.name);
  const prices = z.parse(cloudPrices, value('price')) ?? [];
  const dollars = (side: string): number | undefined =>
    prices.find((one) => one?.currency === 'USD' && one.unit === `per M ${side} tokens`)?.price;
  return kept(kind, {
    id: own,
    contextTokens: z.parse(tokensInText, value('context_window') ?? value('max_input_tokens')),
    ...(kind === 'chat' && {
      tools: isTrue('function_calling'),
      images: isTrue('vision'),
      reasoning: isTrue('reasoning'),
    }),
    price:
      kind === 'embedding'
        ? embeddingPriceOf(dollars('input'), units.perMillion)
        : priceOf({ input: dollars('input'), output: dollars('output') }, units.perMillion),
  });
});

const cloudKind = (task: string | undefined): ListedModel['kind'] => {
  if (task === 'Text Generation') return 'chat';
  return task === 'Text Embeddings' ? 'embedding' : undefined;
};

const cloudPages = z.object({
  success: z._default(z.boolean(), true),
  result_info: maybe(z.object({ page: tokens, per_page: tokens, total_count: tokens })),
});

export const cloudflare: PageOf = (body) => {
  const page = clouds(body);
  const info = z.safeParse(cloudPages, body);
  if (!page || !info.success || !info.data.success) return undefined;
  const { page: at = 1, per_page: per = 0, total_count: total = 0 } = info.data.result_info ?? {};
  return { ...page, next: per > 0 && at * per < total ? { name: 'page', value: String(at + 1) } : undefined };
};

const endpoint = z.object({ name: id, task: text, state: maybe(z.object({ ready: text })) });

/** The name of a serving endpoint is its model. One that is not ready does not answer. */
export const databricks: PageOf = (body) =>
  // A workspace without endpoints answers with an empty object.
  isEmpty(body) ? { models: [] } : endpoints(body);

const isEmpty = (body: unknown): boolean => typeof body === 'object' && body !== null && Object.keys(body).length === 0;

const endpoints = reader('endpoints', endpoint, (item) => {
  if (item.state?.ready !== undefined && item.state.ready !== 'READY') return [];
  const kinds: Readonly<Record<string, ListedModel['kind']>> = { chat: 'chat', embeddings: 'embedding' };
  return kept(kinds[/^llm\/v1\/(chat|embeddings)$/.exec(item.task ?? '')?.[1] ?? ''], { id: item.name });
});

const schemas = maybe(
  z.object({
    components: z.object({
      schemas: z.object({
        Input: z.object({ properties: z.record(z.string(), z.unknown()) }),
        Output: z.object({ type: z.string() }),
      }),
    }),
  }),
);

const cog = z.object({
  owner: id,
  name: id,
  latest_version: maybe(z.object({ openapi_schema: schemas })),
});

const writers = (inCollection: boolean) =>
  reader(inCollection ? 'models' : 'results', cog, ({ owner, name: own, latest_version: version }) => {
    const { Input, Output } = version?.openapi_schema?.components.schemas ?? {};
    const writes = Input && Output ? 'prompt' in Input.properties && Output.type === 'array' : inCollection;
    return kept(writes ? 'chat' : undefined, { id: `${owner}/${own}`, images: Input && 'image' in Input.properties });
  });

/**
 * A collection of language models, or the whole catalog in pages, whose pictures and voices are told from text by what a
 * model says it takes and gives.
 */
export const replicate: PageOf = (body) => {
  const page = writers(true)(body) ?? writers(false)(body);
  const next = z.safeParse(z.object({ next: z.url() }), body);
  return page && { ...page, next: next.success ? { address: next.data.next } : undefined };
};
