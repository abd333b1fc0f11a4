import { createHash } from 'node:crypto';
import { type Chunk, chunksOf } from './chunks.ts';
import type { IndexFile, KnownFile } from './index-types.ts';
import { largest, textIn, unfitPath } from './text-file.ts';

/** A file that is there. */
export interface FoundFile {
  /** In the workspace, with slashes. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly mtime: number;
  /** Bytes. */
  readonly size: number;
}

/** What is in a file; undefined where it is gone, or may not be read. */
export type Read = (path: string) => Promise<Uint8Array | undefined>;

/** What there is to do for an index to be as the files are, and what that takes. Nothing is done yet. */
export interface Survey {
  /** To be divided anew. */
  readonly changed: readonly FoundFile[];
  /** Written anew with the same text. */
  readonly same: readonly KnownFile[];
  /** In the index, and no longer to be found. */
  readonly gone: readonly string[];
  /** Files that hold no text of people's own, and those that do: all that were found. */
  readonly unfit: number;
  readonly files: number;
  /** Chunks that have no vector yet, and about how many tokens they have. */
  readonly chunks: number;
  readonly tokens: number;
}

export interface Surveying {
  /** What is there: everything, or those files that may have changed. */
  readonly found: readonly FoundFile[];
  /** Known to be gone. Absent: every file of the index that is not found. */
  readonly gone?: readonly string[] | undefined;
  readonly chunkLimit: number;
  readonly read: Read;
  readonly signal: AbortSignal;
  /** Called now and then. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
}

/** A file divided; without chunks where it holds no text of people's own. */
export interface Divided extends KnownFile {
  readonly chunks: readonly Chunk[];
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url').slice(0, 22);

/** Undefined where it is gone meanwhile, or may not be read. */
export const divide = async (file: FoundFile, chunkLimit: number, read: Read): Promise<Divided | undefined> => {
  const bytes = await read(file.path);
  if (!bytes) return undefined;
  const found = textIn(bytes);
  const chunks = 'text' in found ? chunksOf({ path: file.path, text: found.text }, chunkLimit) : [];
  return { ...file, hash: hashOf(bytes), chunks };
};

/** Files looked at between two words of progress. */
const often = 20;

/**
 * Looks what has changed: by date and size first, then by content. `index` is absent before the first time. Rejects with the
 * signal's reason where it is aborted, and with what the index throws.
 */
export const survey = async (index: IndexFile | undefined, surveying: Surveying): Promise<Survey> => {
  const { found, chunkLimit, read, signal, onProgress } = surveying;
  const known = index?.files() ?? new Map<string, KnownFile>();
  const fit = found.filter(({ path, size }) => size <= largest && unfitPath(path) === undefined);
  const there = new Set(fit.map(({ path }) => path));
  const tally = new Tally(index);
  for (const [place, file] of fit.entries()) {
    signal.throwIfAborted();
    if (place % often === 0) onProgress?.(place, fit.length);
    const before = known.get(file.path);
    if (before?.mtime === file.mtime && before.size === file.size) {
      tally.asBefore();
      continue;
    }
    const divided = await divide(file, chunkLimit, read);
    if (divided) tally.add(file, divided, before);
    else there.delete(file.path);
  }
  const missing = [...found.map(({ path }) => path), ...(surveying.gone ?? known.keys())];
  const gone = missing.filter((path) => known.has(path) && !there.has(path));
  return { ...tally.result(), gone: [...new Set(gone)], unfit: found.length - there.size + tally.empty };
};

class Tally {
  readonly #index: IndexFile | undefined;
  readonly #changed: FoundFile[] = [];
  readonly #same: KnownFile[] = [];
  readonly #new = new Set<string>();
  #tokens = 0;
  #files = 0;
  empty = 0;

  constructor(index: IndexFile | undefined) {
    this.#index = index;
  }

  asBefore(): void {
    this.#files += 1;
  }

  add(file: FoundFile, { hash, chunks }: Divided, before: KnownFile | undefined): void {
    if (chunks.length === 0) this.empty += 1;
    else this.#files += 1;
    if (before?.hash === hash) return void this.#same.push({ ...file, hash });
    this.#changed.push(file);
    const wanted = chunks.filter((chunk) => !this.#new.has(chunk.hash));
    const kept = this.#index?.kept(wanted.map((chunk) => chunk.hash));
    for (const chunk of wanted) {
      if (kept?.has(chunk.hash) === true || this.#new.has(chunk.hash)) continue;
      this.#new.add(chunk.hash);
      this.#tokens += chunk.tokens;
    }
  }

  result(): Pick<Survey, 'changed' | 'same' | 'files' | 'chunks' | 'tokens'> {
    return {
      changed: this.#changed,
      same: this.#same,
      files: this.#files,
      chunks: this.#new.size,
      tokens: this.#tokens,
    };
  }
}
