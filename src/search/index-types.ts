import type { Chunk } from './chunks.ts';
import type { Stored } from './matrix.ts';

/** What an index is of, and how it stands. */
export interface About {
  /** `provider/model`: its vectors fit those of no other. */
  readonly model: string;
  /** Numbers of a vector; unknown until the first one came. */
  readonly dimensions?: number | undefined;
  /** Tokens a chunk may have. */
  readonly chunkLimit: number;
  /** The person stopped it; only they let it go on. */
  readonly paused: boolean;
  /** Everything there was has been indexed once. */
  readonly complete: boolean;
  /** URIs of the folders that the person has agreed to. */
  readonly folders: readonly string[];
}

/** Vectors that nobody was asked for. */
export interface Unasked {
  readonly chunks: number;
  /** US dollars; undefined where nobody knows the price. */
  readonly usd: number | undefined;
}

/** A file as it was when it was last looked at. */
export interface KnownFile {
  readonly path: string;
  /** Of its text. */
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly mtime: number;
  /** Bytes. */
  readonly size: number;
}

interface IndexedFile extends KnownFile {
  /** Each has its vector in the index already. */
  readonly chunks: readonly Chunk[];
}

export interface NewVector {
  readonly hash: string;
  readonly vector: Float32Array;
}

/** What the index holds; bytes of its file. */
export interface Counts {
  readonly files: number;
  readonly chunks: number;
  readonly bytes: number;
}

export interface Place {
  readonly chunk: number;
  readonly path: string;
  /** Lines, counted from 1. */
  readonly first: number;
  readonly last: number;
  readonly symbol: string;
}

/** A place by the words of a question. */
export interface Said extends Place {
  /** How much of what the question's words could tell is said there: 1 where every one of them is, once; more where oftener. */
  readonly share: number;
}

/** An open index. Everything is synchronous, and throws what SQLite throws: `troubleOf` says it to a person. */
export interface IndexFile {
  readonly path: string;
  readonly about: () => About | undefined;
  /** Empties it for a model, or changes what is said about it. */
  readonly begin: (about: About) => void;
  readonly note: (about: About) => void;
  /** Adds what was embedded without a question at a time, in milliseconds since 1970. */
  readonly addUnasked: (unasked: Unasked, at: number) => void;
  /** Of all windows since a time: US dollars, and the chunks whose price is unknown. Forgets what was before. */
  readonly unaskedSince: (since: number) => { readonly usd: number; readonly unpriced: number };
  readonly files: () => ReadonlyMap<string, KnownFile>;
  /** Those of the hashes whose vectors are kept. */
  readonly kept: (hashes: Iterable<string>) => ReadonlySet<string>;
  readonly keep: (vectors: readonly NewVector[]) => void;
  /** Instead of what was known of these files. */
  readonly put: (files: readonly IndexedFile[]) => void;
  /** Files whose text is the same as before. */
  readonly touch: (files: readonly KnownFile[]) => void;
  readonly remove: (paths: readonly string[]) => void;
  /** Drops vectors that nothing has used for long, but for about as many as are in use: branches come back. */
  readonly prune: () => void;
  readonly counts: () => Counts;
  /** Whether this window may change the index now; a claim is good for as many milliseconds. */
  readonly claim: (owner: string, milliseconds: number) => boolean;
  readonly release: (owner: string) => void;
  /** The same as long as nobody has written, here or in another window. */
  readonly version: () => string;
  /** Ids of the vectors in use, of files below a folder where one is named. */
  readonly vectorIds: (folder?: string) => ReadonlySet<number>;
  readonly vector: (id: number) => Stored | undefined;
  readonly placesOf: (vectorIds: readonly number[]) => ReadonlyMap<number, readonly Place[]>;
  /** Chunks by the words of a question, the best first. */
  readonly byWords: (words: readonly string[], most: number, folder?: string) => readonly Said[];
  /** Whether another file, or none, now has the name this one was opened by. */
  readonly isReplaced: () => boolean;
  readonly close: () => void;
}
