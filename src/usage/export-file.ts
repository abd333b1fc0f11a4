import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';

/** A file that is not there before it is whole. Throws what the file system throws. */
export interface Draft {
  /** Resolves once the system has taken it. */
  readonly write: (text: string) => Promise<void>;
  /** Gives it its name; what had the name before is replaced. Resolves to its bytes. */
  readonly finish: () => Promise<number>;
  /** Never rejects. */
  readonly discard: () => Promise<void>;
}

class IsFolder extends Error {
  readonly code = 'EISDIR';
}

/** Where a link points to, so that the link stays; the path itself where nothing is there yet. */
const placeOf = async (path: string): Promise<string> => {
  const real = await realpath(path).catch(() => path);
  const found = await stat(real).catch(() => undefined);
  if (found?.isDirectory()) throw new IsFolder(`${real} is a folder`);
  return real;
};

/** Begins a file beside its later place: only within one file system a rename is all or nothing. */
export const draftAt = async (path: string): Promise<Draft> => {
  const place = await placeOf(path);
  const partial = `${place}.${randomBytes(4).toString('hex')}.partial`;
  // Nicknames, workspaces and sums are for the person's own eyes; who else reads the file is theirs to say.
  const handle = await open(partial, 'wx', 0o600);
  let bytes = 0;
  return {
    write: async (text) => {
      const content = Buffer.from(text);
      await handle.appendFile(content);
      bytes += content.length;
    },
    finish: async () => {
      // Otherwise a power cut may leave the name with nothing behind it, where a good file was before.
      await handle.sync();
      await handle.close();
      await rename(partial, place);
      return bytes;
    },
    discard: async () => {
      await handle.close().catch(() => undefined);
      await rm(partial, { force: true }).catch(() => undefined);
    },
  };
};
