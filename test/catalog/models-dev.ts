/** A file in the shape of models.dev's `api.json`, made from the bundled table: what a good day's download looks like. */
import type { Row, Table } from '../../src/catalog/catalog.ts';
import { namedThere } from '../../src/catalog/refresh-source.ts';

export interface TheirModel {
  id: string;
  name: string;
  [fact: string]: unknown;
  cost?: Record<string, unknown> | undefined;
}

export type TheirFile = Record<string, { id: string; models: Record<string, TheirModel> }>;

const costOf = ({ price }: Row) =>
  price && {
    input: price.input,
    output: price.output,
    cache_read: price.cacheRead ?? 0,
    cache_write: price.cacheWrite ?? 0,
    tiers: (price.tiers ?? []).map((tier) => ({
      input: tier.input,
      output: tier.output,
      ...(tier.cacheRead && { cache_read: tier.cacheRead }),
      tier: { type: 'context', size: tier.above },
    })),
  };

export const theirModel = (row: Row): TheirModel => ({
  id: row.id,
  name: row.name,
  family: 'some-family',
  attachment: row.images,
  reasoning: row.reasoning,
  tool_call: row.tools,
  temperature: true,
  release_date: '2026-01-01',
  last_updated: '2026-01-01',
  open_weights: false,
  modalities: { input: row.images ? ['text', 'image', 'pdf'] : ['text'], output: ['text'] },
  limit: { context: row.contextTokens, output: row.maxOutputTokens },
  ...(row.price && { cost: costOf(row) }),
});

export const theirFile = (table: Table): TheirFile => {
  const file: TheirFile = { 'some-other-provider': { id: 'some-other-provider', models: {} } };
  for (const [theirs, ours] of Object.entries(namedThere)) {
    const rows = [...new Set(table.of(ours).values())].filter((row) => row.kind === 'chat' && !row.retired);
    file[theirs] = { id: theirs, models: Object.fromEntries(rows.map((row) => [row.id, theirModel(row)])) };
  }
  return file;
};
