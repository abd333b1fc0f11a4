import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { isDay } from '../core/key-date.ts';
import { type Key, verdicts } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { isCode } from './file-lock.ts';

/** `keys.json`: everything about the keys except their secrets. */

export const fileName = 'keys.json';
const version = 1;

/** Loose: what a newer version knows about a key survives being rewritten by this one. */
const keySchema = z.looseObject({
  id: z.string().check(z.regex(/^[\w-]{1,64}$/)),
  provider: z.string().check(z.minLength(1)),
  nickname: z.string().check(z.minLength(1)),
  priority: z.number(),
  enabled: z.boolean(),
  plain: z.record(z.string(), z.string()),
  // Cannot be read: then no model, since a limit that was lost would open the key to all.
  models: z.optional(z.catch(z.array(z.string()), [])),
  addedAt: z.number(),
  updatedAt: z.optional(z.number()),
  usedAt: z.optional(z.number()),
  testedAt: z.optional(z.number()),
  // A verdict of a newer version is no verdict here, and no reason to call the file damaged.
  verdict: z.optional(z.catch(z.optional(z.enum(verdicts)), undefined)),
  // A day that is none warns of nothing; it makes no key unusable.
  expiresOn: z.optional(z.catch(z.optional(z.string().check(z.refine(isDay))), undefined)),
});

const fileSchema = z.object({ version: z.number().check(z.gte(1)), keys: z.array(z.unknown()) });

export type KeyFile =
  | { readonly state: 'good'; readonly keys: readonly Key[] }
  | { readonly state: 'missing' }
  /** `keys` are the records that could still be read, `lost` how many could not (unknown where nothing could). */
  | { readonly state: 'damaged'; readonly keys: readonly Key[]; readonly lost: number | undefined }
  /** Not ours to touch: written by a newer version, or the disk says no. */
  | { readonly state: 'unreadable'; readonly why: string; readonly cause?: unknown };

/** Reads `keys.json` of a folder. Never throws. */
export const readKeyFile = async (folder: string): Promise<KeyFile> => {
  try {
    return parsed(await fs.readFile(join(folder, fileName), 'utf8'));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return { state: 'missing' };
    return { state: 'unreadable', why: error instanceof Error ? error.message : String(error), cause: error };
  }
};

const parsed = (text: string): KeyFile => {
  const file = fileSchema.safeParse(json(text));
  if (!file.success) return { state: 'damaged', keys: [], lost: undefined };
  if (file.data.version > version)
    return { state: 'unreadable', why: t('it was written by a newer version of Keyway') };
  const keys = new Map<string, Key>();
  for (const record of file.data.keys) {
    const key = keySchema.safeParse(record);
    if (key.success && !keys.has(key.data.id)) keys.set(key.data.id, key.data);
  }
  const lost = file.data.keys.length - keys.size;
  return lost === 0
    ? { state: 'good', keys: [...keys.values()] }
    : { state: 'damaged', keys: [...keys.values()], lost };
};

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Replaces `keys.json` in one step: a crash leaves the old file or the new one. `verify` is asked just before. */
export const writeKeyFile = async (
  folder: string,
  keys: readonly Key[],
  verify: () => Promise<void>,
): Promise<void> => {
  const path = join(folder, fileName);
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await fs.writeFile(draft, `${JSON.stringify({ version, keys }, null, 2)}\n`, {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    });
    await verify();
    await fs.rename(draft, path);
  } catch (error) {
    await fs.rm(draft, { force: true });
    throw error;
  }
};

/** Copies a damaged `keys.json` aside, never over an earlier copy. Returns the copy's name. */
export const setAside = async (folder: string, now: number): Promise<string> => {
  const date = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-');
  for (let number = 1; ; number += 1) {
    const name = `keys.damaged-${date}${number === 1 ? '' : `-${number}`}.json`;
    try {
      await fs.copyFile(join(folder, fileName), join(folder, name), fs.constants.COPYFILE_EXCL);
      return name;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
  }
};
