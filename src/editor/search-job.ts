import type { Cost } from '../core/cost.ts';
import { modelKey } from '../core/provider.ts';
import { IndexTrouble } from '../search/index-trouble.ts';
import type { IndexFile } from '../search/index-types.ts';
import { type FoundFile, type Read, type Survey, survey } from '../search/survey.ts';
import { sync, type Synced } from '../search/sync.ts';
import { chunkLimitFor, costFor, type Embedder, type Maker } from './search-embedder.ts';
import type { HeldIndex } from './search-held.ts';
import { busyText } from './search-words.ts';

/** What is there of some files. */
export interface Listing {
  readonly found: readonly FoundFile[];
  /** Absent: whatever is not found. */
  readonly gone?: readonly string[] | undefined;
  /** Files beyond the number that the person allows. */
  readonly beyond: number;
}

/** A folder of the workspace. */
export interface OpenFolder {
  /** Its URI. */
  readonly id: string;
  readonly name: string;
}

/** Which files are wanted of all there are. */
export interface Wanting {
  /** Of these folders, by their ids. */
  readonly folders: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** Files that may have changed. */
export interface WantingSome extends Wanting {
  readonly paths: ReadonlySet<string>;
  /** What the index holds. */
  readonly known: ReadonlySet<string>;
}

/** The files of a workspace, but for those whose content is never sent. */
export interface WorkspaceFiles {
  /** That are open now. */
  readonly folders: () => readonly OpenFolder[];
  /** In the order of their paths. */
  readonly all: (wanting: Wanting) => Promise<Listing>;
  /** Undefined where one has to look at all of them. */
  readonly some: (wanting: WantingSome) => Promise<Listing | undefined>;
  readonly read: Read;
}

export interface IndexingParts {
  readonly held: HeldIndex;
  readonly files: WorkspaceFiles;
  readonly embedder: Embedder;
  /** Tells this window from the others of the workspace. */
  readonly owner: string;
}

/** What there is to do, and what that takes. */
export interface Looked extends Survey {
  readonly maker: Maker;
  readonly beyond: number;
  readonly cost: Cost;
  /** Folders that were looked at, and those of them that the person has not agreed to yet. */
  readonly folders: readonly OpenFolder[];
  readonly added: readonly OpenFolder[];
}

export interface Looking {
  readonly maker: Maker;
  /** Absent before the first time, and where it is to be made anew. */
  readonly index?: IndexFile | undefined;
  /** Absent: all. */
  readonly paths?: ReadonlySet<string> | undefined;
  /** Only what was agreed to: nobody sees beforehand what is sent. */
  readonly isUnasked?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
}

/** Sends nothing. Rejects with the signal's reason where it is aborted. */
export const look = async (parts: IndexingParts, looking: Looking): Promise<Looked> => {
  const { files } = parts;
  const { maker, index, paths, isUnasked = false, signal } = looking;
  const open = files.folders();
  const added = index ? unagreed(open, index.about()?.folders ?? []) : [];
  const folders = isUnasked ? open.filter((folder) => !added.includes(folder)) : open;
  const wanting = { folders: new Set(folders.map(({ id }) => id)), signal };
  const known = new Set(index?.files().keys());
  const listing = (paths && (await files.some({ ...wanting, paths, known }))) ?? (await files.all(wanting));
  const chunkLimit = index?.about()?.chunkLimit ?? chunkLimitFor(maker);
  const surveyed = await survey(index, { ...listing, ...looking, chunkLimit, read: files.read });
  return { ...surveyed, maker, beyond: listing.beyond, cost: costFor(maker, surveyed.tokens), folders, added };
};

/** Folders of which nothing was ever sent with the person's consent. */
const unagreed = (open: readonly OpenFolder[], agreed: readonly string[]): readonly OpenFolder[] =>
  open.filter(({ id }) => !agreed.includes(id));

/** Milliseconds a claim holds without being renewed: longer than a model on a slow machine takes for a batch. */
const claimed = 5 * 60_000;

export interface CarryingOut {
  readonly index: IndexFile;
  readonly looked: Looked;
  readonly signal: AbortSignal;
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
  /** Hears after each request what was embedded. */
  readonly onEmbedded?: ((texts: readonly string[]) => void) | undefined;
}

/** Whether no other window is at it. The claim has to be released. */
export const claims = ({ owner }: IndexingParts, index: IndexFile): boolean => index.claim(owner, claimed);

/** Does what was found to do. What is done stays done, whatever it is stopped by. Throws as `sync` does. */
export const carryOut = async (parts: IndexingParts, work: CarryingOut): Promise<Synced> => {
  const { index, looked, signal, onProgress, onEmbedded } = work;
  const model = modelKey(looked.maker.model);
  return sync({
    index,
    survey: looked,
    read: parts.files.read,
    signal,
    embed: async (texts, aborted) => {
      if (!claims(parts, index)) throw new IndexTrouble(busyText, {});
      const vectors = await parts.embedder.embed({ texts, purpose: 'document', model, signal: aborted });
      onEmbedded?.(texts);
      return vectors;
    },
    onProgress: ({ chunks, of }) => onProgress?.(chunks, of),
  });
};
