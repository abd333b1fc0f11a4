import * as z from 'zod/mini';
import type { Price } from '../core/price.ts';
import type { Protocol } from '../core/quirks.ts';
import { priceSchema } from './price.ts';

const count = z.number().check(z.int(), z.gte(0));

export const protocols = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini',
  'bedrock-converse',
  'replicate',
] as const satisfies readonly Protocol[];

/** A model of the bundled table, or of a refresh of it. */
export const rowSchema = z.object({
  provider: z.string(),
  id: z.string(),
  name: z.string(),
  kind: z.enum(['chat', 'embedding']),
  contextTokens: count,
  maxOutputTokens: count,
  tools: z.boolean(),
  images: z.boolean(),
  reasoning: z.boolean(),
  /** Length of an embedding's vectors. */
  dimensions: z.optional(count),
  /** The protocol this model answers in, where it is not its provider's own. */
  protocol: z.optional(z.enum(protocols)),
  /** Other ids of this very model, at this very price. */
  aliases: z.optional(z.array(z.string())),
  /** Switched off by its provider on that day; kept for the prices of the past. */
  retired: z.optional(z.object({ on: z.iso.date(), successor: z.optional(z.string()) })),
  price: z.optional(priceSchema),
  priceAsOf: z.optional(z.iso.date()),
});

export interface Row extends Omit<z.infer<typeof rowSchema>, 'price'> {
  readonly price?: Price | undefined;
}

/** What we know of the makers' models, whoever's key unlocks them. */
export interface Table {
  readonly models: readonly Row[];
  /** The rows of a provider by their ids and aliases; a model's own id goes before another's alias. */
  readonly of: (provider: string) => ReadonlyMap<string, Row>;
}

export const tableOf = (models: readonly Row[]): Table => {
  const byProvider = new Map<string, Map<string, Row>>();
  for (const row of models) {
    const rows = byProvider.get(row.provider) ?? new Map<string, Row>();
    byProvider.set(row.provider, rows.set(row.id, row));
  }
  for (const row of models)
    for (const alias of row.aliases ?? []) {
      const rows = byProvider.get(row.provider);
      if (!rows?.has(alias)) rows?.set(alias, row);
    }
  const none: ReadonlyMap<string, Row> = new Map();
  return { models, of: (provider) => byProvider.get(provider) ?? none };
};

let table: Promise<Table> | undefined;

/** The table that comes with the extension. Loaded at the first call, so that activation does not pay for it. */
export const bundled = (): Promise<Table> =>
  (table ??= import('./table.json', { with: { type: 'json' } }).then((module) =>
    tableOf(z.array(rowSchema).parse(module.default)),
  ));

/** `YYYY-MM-DD` in UTC of a time in milliseconds since 1970. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
