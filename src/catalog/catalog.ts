import * as z from 'zod/mini';
import type { ListedModel } from '../core/listing.ts';
import type { Model, Provider } from '../core/provider.ts';
import { isNotChat } from './not-chat.ts';
import { plausible, priceSchema } from './price.ts';

const count = z.number().check(z.int(), z.gte(0));

const tableSchema = z.array(
  z.object({
    provider: z.string(),
    id: z.string(),
    name: z.string(),
    kind: z.enum(['chat', 'embedding']),
    contextTokens: count,
    maxOutputTokens: count,
    tools: z.boolean(),
    images: z.boolean(),
    reasoning: z.boolean(),
    /** The model answers on this API only, which no protocol of ours speaks: it is not offered. */
    api: z.optional(z.literal('responses')),
    price: z.optional(priceSchema),
    priceAsOf: z.optional(z.iso.date()),
  }),
);

type Row = z.infer<typeof tableSchema>[number];

/** What we know of the makers' models, whoever's key unlocks them. */
export interface Table {
  readonly models: readonly Row[];
}

let table: Promise<Table> | undefined;

/** The table that comes with the extension. Loaded at the first call, so that activation does not pay for it. */
export const bundled = (): Promise<Table> =>
  (table ??= import('./table.json', { with: { type: 'json' } }).then((module) => ({
    models: tableSchema.parse(module.default),
  })));

interface Sources {
  readonly provider: Provider;
  readonly table: Table;
  /** What the provider lists for one key; absent or empty while nobody has been able to ask. */
  readonly listed?: readonly ListedModel[] | undefined;
  /** When the list came, in milliseconds since 1970: the date of its prices. */
  readonly listedAt?: number | undefined;
}

/**
 * The models a key unlocks, embeddings among them. The list decides which there are; the table gives their facts, and what
 * the list itself says goes over the table. Before there is a list, the table's models of that provider are offered.
 */
export const merge = (sources: Sources): readonly Model[] => {
  const { provider, listed = [] } = sources;
  const rows = new Map(sources.table.models.filter((row) => row.provider === provider.id).map((row) => [row.id, row]));
  const items = listed.length > 0 ? listed : [...rows.keys()].map((id): ListedModel => ({ id }));
  const models = new Map<string, Model>();
  for (const item of items) {
    if (models.has(item.id)) continue;
    const row = rows.get(item.id);
    const model = modelOf({ item, row, kin: row ?? rows.get(undated(item.id)) }, sources);
    if (model) models.set(item.id, model);
  }
  return [...models.values()];
};

/** `gpt-4o-2024-08-06`, `claude-haiku-4-5-20251001`, `gpt-4-0613` without their dates. */
const undated = (id: string): string => id.replace(/-(?:\d{4}-\d{2}-\d{2}|\d{8}|\d{4})$/, '');

interface Candidate {
  readonly item: ListedModel;
  readonly row: Row | undefined;
  /** The row, or that of the same model without its date: it lends what the model can do, never its price. */
  readonly kin: Row | undefined;
}

const modelOf = (candidate: Candidate, sources: Sources): Model | undefined => {
  const { item, row, kin } = candidate;
  const { provider } = sources;
  const kind = kin?.kind ?? item.kind ?? 'chat';
  if (item.id === '' || kin?.api) return undefined;
  if (!kin && kind === 'chat' && isNotChat(provider.id, item.id)) return undefined;
  const facts = kin ?? unknownFacts(provider, kind);
  const contextTokens = positive(item.contextTokens) ?? facts.contextTokens;
  return {
    provider: provider.id,
    id: item.id,
    name: item.name || row?.name || item.id,
    kind,
    contextTokens,
    maxOutputTokens: Math.min(positive(item.maxOutputTokens) ?? facts.maxOutputTokens, contextTokens),
    tools: item.tools ?? facts.tools,
    images: item.images ?? facts.images,
    reasoning: item.reasoning ?? facts.reasoning,
    ...pricing(candidate, sources),
  };
};

const pricing = ({ item, row }: Candidate, { provider, listedAt }: Sources): Pick<Model, 'price' | 'priceAsOf'> => {
  if (provider.local) return { price: { input: 0, output: 0 } };
  const price = plausible(item.price);
  if (!price) return { price: row?.price, priceAsOf: row?.priceAsOf };
  return { price, priceAsOf: listedAt === undefined ? undefined : new Date(listedAt).toISOString().slice(0, 10) };
};

type Facts = Pick<Model, 'contextTokens' | 'maxOutputTokens' | 'tools' | 'images' | 'reasoning'>;

/**
 * What a model is taken for of which neither list nor table says anything. The window is what hosted models have had since
 * 2024: a smaller guess would hide room that is there, and a larger prompt is answered with an error that moves the run on.
 * Local servers cut a prompt silently instead, hence their smaller one. Tools are common enough to be tried; an image that
 * is dropped in silence is not worth the try.
 */
const unknownFacts = (provider: Provider, kind: Model['kind']): Facts => {
  if (kind === 'embedding')
    return { contextTokens: 8_192, maxOutputTokens: 0, tools: false, images: false, reasoning: false };
  return {
    contextTokens: provider.local ? 32_768 : 128_000,
    maxOutputTokens: 8_192,
    tools: true,
    images: false,
    reasoning: false,
    ...newer[provider.id],
  };
};

/** What a maker's table does not have is newer than it. OpenAI's newest reason, and take no tools over chat completions. */
const newer: Readonly<Record<string, Partial<Facts>>> = {
  openai: { images: true, reasoning: true, tools: false },
  gemini: { images: true },
};

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 ? value : undefined;
