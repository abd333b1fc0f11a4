import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type * as z from 'zod/mini';

/** A file of JSON that other windows may replace at any time. */
export interface KeptFile<T> {
  /** The last good content, or nothing. Read and parsed anew only where the file has changed. Never throws. */
  readonly read: () => Promise<T | undefined>;
  /** Replaces it. All or nothing: another window reads the old file or the new one. Throws where the disk refuses. */
  readonly write: (content: T) => Promise<void>;
}

export const keptFile = <T>(path: string, schema: z.ZodMiniType<T>): KeptFile<T> => {
  let good: T | undefined;
  let mark = '';
  return {
    read: async () => {
      const now = await markOf(path);
      if (now === mark) return good;
      good = (await parsed(path, schema)) ?? good;
      mark = now;
      return good;
    },
    write: async (content) => {
      await mkdir(dirname(path), { recursive: true });
      await replace(path, JSON.stringify(content));
    },
  };
};

/** Changes whenever the file is replaced: its inode, when it was last changed and how large it is. */
const markOf = async (path: string): Promise<string> => {
  try {
    const { ino, mtimeNs, size } = await stat(path, { bigint: true });
    return `${ino} ${mtimeNs} ${size}`;
  } catch {
    return '';
  }
};

const parsed = async <T>(path: string, schema: z.ZodMiniType<T>): Promise<T | undefined> => {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
};

const replace = async (path: string, text: string): Promise<void> => {
  const draft = `${path}.${randomUUID()}.draft`;
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};
