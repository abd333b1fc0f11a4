import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { ListedModel } from '../core/listing.ts';
import { priceSchema } from './price.ts';

/** A list of models as a provider gave it. */
interface ListEntry {
  /** Milliseconds since 1970. */
  readonly fetchedAt: number;
  readonly models: readonly ListedModel[];
}

/** Lists by key: two keys of one provider may unlock different models. */
export interface ListStore {
  /** The last good list, or nothing. Never throws. */
  read(id: string): Promise<ListEntry | undefined>;
  /** Keeps the list. An empty one is a failed refresh and changes nothing. Throws where the disk refuses. */
  write(id: string, models: readonly ListedModel[], now?: number): Promise<void>;
}

const entrySchema = z.object({
  fetchedAt: z.number(),
  models: z
    .array(
      z.object({
        id: z.string(),
        name: z.optional(z.string()),
        contextTokens: z.optional(z.number()),
        maxOutputTokens: z.optional(z.number()),
        tools: z.optional(z.boolean()),
        images: z.optional(z.boolean()),
        reasoning: z.optional(z.boolean()),
        // One impossible price must not cost the whole list.
        price: z.catch(z.optional(priceSchema), undefined),
        kind: z.optional(z.enum(['chat', 'embedding'])),
      }),
    )
    .check(z.minLength(1)),
});

const hour = 3_600_000;

/** A list of the future (the clock was set back) is stale too. */
export const stale = (entry: Pick<ListEntry, 'fetchedAt'>, now: number): boolean =>
  now - entry.fetchedAt > hour || entry.fetchedAt > now;

/** Keeps lists in `folder`, one file each, shared by all windows. */
export const openListStore = (folder: string): ListStore => {
  const good = new Map<string, ListEntry>();
  const fileOf = (id: string): string => join(folder, `${encodeURIComponent(id)}.json`);
  return {
    read: async (id) => {
      const entry = await parsed(fileOf(id));
      if (entry) good.set(id, entry);
      return good.get(id);
    },
    write: async (id, models, now = Date.now()) => {
      if (models.length === 0) return;
      await mkdir(folder, { recursive: true });
      await replace(fileOf(id), JSON.stringify({ fetchedAt: now, models }));
    },
  };
};

const parsed = async (file: string): Promise<ListEntry | undefined> => {
  try {
    return entrySchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
};

/** All or nothing: another window reads the old file or the new one, never half of it. */
const replace = async (file: string, text: string): Promise<void> => {
  const draft = `${file}.${randomUUID()}.draft`;
  try {
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};
