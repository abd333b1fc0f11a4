/**
 * Run as `node --expose-gc catalog-child.ts <folder> <what>`: prints what the catalog of models takes in time or in memory,
 * as JSON. Everything is read from files, as at a start of the editor.
 */
import { bundled } from '../../src/catalog/catalog.ts';
import { merge } from '../../src/catalog/merge.ts';
import { type Facts, openFacts } from '../../src/catalog/refresh.ts';
import { type ListStore, openListStore } from '../../src/catalog/store.ts';
import type { Model, Provider } from '../../src/core/provider.ts';
import { openrouter } from '../../src/providers/openrouter.ts';

const provider: Provider = openrouter;
const [folder = '', what = ''] = process.argv.slice(2);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const timed = async (work: () => unknown): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

const mergedOf = async (facts: Facts, store: ListStore): Promise<readonly Model[]> => {
  const entry = await store.read('bench');
  return merge({ provider, table: await facts.table(), listed: entry?.models, listedAt: entry?.fetchedAt });
};

const factsHere = (): Facts =>
  openFacts({ folder, address: '', mode: () => 'daily', clock: Date.now, onTrouble: () => undefined });

/** Each round reads the list anew, as a window does when another one has written it. */
const times = async (): Promise<unknown> => {
  const facts = factsHere();
  await facts.table();
  const reads: number[] = [];
  const merges: number[] = [];
  for (let round = 0; round < 31; round += 1) {
    const store = openListStore(folder);
    reads.push(await timed(() => store.read('bench')));
    merges.push(await timed(() => mergedOf(facts, store)));
  }
  return { readMs: median(reads), mergeMs: median(merges) };
};

/** Bytes of the heap that are still in use. */
const used = (): number => {
  if (!globalThis.gc) throw new Error('started without --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

/** What stays: the bundled table, the copy over it, the list and the models made of them. */
const memory = async (): Promise<unknown> => {
  const before = used();
  const [facts, store] = [factsHere(), openListStore(folder)];
  const models = await mergedOf(facts, store);
  const bytes = used() - before;
  // Named once more, so that nothing of it was thrown away before it was counted.
  const rows = (await facts.table()).models.length + (await bundled()).models.length;
  return { bytes, models: models.length, rows, listed: (await store.read('bench'))?.models.length };
};

process.stdout.write(JSON.stringify(what === 'memory' ? await memory() : await times()));
