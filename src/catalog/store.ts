import { join } from 'node:path';
import * as z from 'zod/mini';
import type { ListedModel } from '../core/listing.ts';
import { type KeptFile, keptFile } from './file.ts';
import { listedIn } from './listed.ts';

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
    .pipe(
      z.array(z.unknown()),
      z.transform((list) => list.flatMap((entry) => listedIn(entry) ?? [])),
    )
    .check(z.minLength(1)),
});

const hour = 3_600_000;

/** A list of the future (the clock was set back) is stale too. */
export const stale = (entry: Pick<ListEntry, 'fetchedAt'>, now: number): boolean =>
  now - entry.fetchedAt > hour || entry.fetchedAt > now;

/** Keeps lists in `folder`, one file each, shared by all windows. */
export const openListStore = (folder: string): ListStore => {
  const files = new Map<string, KeptFile<ListEntry>>();
  const fileOf = (id: string): KeptFile<ListEntry> => {
    const file = files.get(id) ?? keptFile<ListEntry>(join(folder, `${encodeURIComponent(id)}.json`), entrySchema);
    files.set(id, file);
    return file;
  };
  return {
    read: (id) => fileOf(id).read(),
    write: async (id, models, now = Date.now()) => {
      if (models.length > 0) await fileOf(id).write({ fetchedAt: now, models });
    },
  };
};
