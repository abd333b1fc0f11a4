import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { bundled } from '../../src/catalog/catalog.ts';
import { openListStore } from '../../src/catalog/store.ts';

export interface CatalogFigures {
  /** Milliseconds to read and check a stored list of 5,000 models: once for each list that has changed. */
  readonly readMs: number;
  /** Milliseconds to make models of it, the table and a refresh: whenever anything has changed. */
  readonly mergeMs: number;
  /** Of the heap, with the table, a refresh of it, the list and the models. */
  readonly bytes: number;
}

const count = 5_000;

const listed = Array.from({ length: count }, (_, index) => ({
  id: `maker-${index % 60}/model-${index}`,
  name: `Maker ${index % 60}: Model ${index}`,
  contextTokens: 128_000,
  maxOutputTokens: 16_384,
  tools: index % 3 > 0,
  images: index % 2 > 0,
  reasoning: index % 5 > 0,
  price: { input: 1 + (index % 7), output: 2 + (index % 9), cacheRead: 0.1 },
}));

/** In processes of their own: the heap of this one is full of other benches, and what it has run before is warm. */
export const measureCatalog = async (): Promise<CatalogFigures> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-catalog-'));
  try {
    await openListStore(folder).write('bench', listed);
    // As a refresh leaves it, with every model of the table.
    const copy = { checkedAt: Date.now(), models: (await bundled()).models };
    fs.writeFileSync(path.join(folder, 'model-facts.json'), JSON.stringify(copy));
    const times = z.object({ readMs: z.number(), mergeMs: z.number() }).parse(await child(folder, 'times'));
    const memory = z.object({ bytes: z.number(), models: z.literal(count) }).parse(await child(folder, 'memory'));
    return { ...times, bytes: memory.bytes };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

const child = async (folder: string, what: string): Promise<unknown> => {
  const script = path.join(import.meta.dirname, 'catalog-child.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, folder, what]);
  return JSON.parse(stdout);
};
