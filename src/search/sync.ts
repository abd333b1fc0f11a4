import { t } from '../core/l10n.ts';
import { embeddedText } from './chunks.ts';
import { IndexTrouble } from './index-trouble.ts';
import type { IndexFile, NewVector } from './index-types.ts';
import { divide, type Divided, type Read, type Survey } from './survey.ts';

export interface Syncing {
  readonly index: IndexFile;
  readonly survey: Survey;
  readonly read: Read;
  /** One vector per text, all of one length. Rejects where there are none. */
  readonly embed: (texts: readonly string[], signal: AbortSignal) => Promise<readonly Float32Array[]>;
  readonly signal: AbortSignal;
  /** Told after each step how many chunks have their vector. */
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
}

interface SyncProgress {
  readonly chunks: number;
  /** Of all there are to do, as far as they were counted before. */
  readonly of: number;
}

/** What was done. */
export interface Synced {
  readonly files: number;
  /** Chunks that were made vectors of. */
  readonly embedded: number;
}

/** Texts that are embedded in one go. What fails then is paid for and lost: not too many. */
const batch = 96;

/**
 * Does what a survey found. Each step is kept as soon as it is done, so that whatever stops it (the signal, a budget, the end
 * of the editor) leaves an index that can go on, and no vector is paid for twice. Rejects with what `embed` and the index throw.
 */
export const sync = async (syncing: Syncing): Promise<Synced> => {
  const { index, survey, read, signal } = syncing;
  const { chunkLimit } = index.about() ?? {};
  if (chunkLimit === undefined) throw new IndexTrouble(t('it was forgotten meanwhile'), {});
  index.remove(survey.gone);
  index.touch(survey.same);
  const basket = new Basket(syncing);
  for (const file of survey.changed) {
    signal.throwIfAborted();
    const divided = await divide(file, chunkLimit, read);
    if (divided) await basket.add(divided);
    else index.remove([file.path]);
  }
  await basket.empty();
  index.prune();
  return { files: survey.changed.length + survey.gone.length, embedded: basket.embedded };
};

/** Files whose chunks wait for their vectors. */
class Basket {
  readonly #syncing: Syncing;
  #files: Divided[] = [];
  /** Texts by the hash of their chunk. */
  #waiting = new Map<string, string>();
  embedded = 0;

  constructor(syncing: Syncing) {
    this.#syncing = syncing;
  }

  async add(file: Divided): Promise<void> {
    const kept = this.#syncing.index.kept(file.chunks.map(({ hash }) => hash));
    for (const chunk of file.chunks)
      if (!kept.has(chunk.hash)) this.#waiting.set(chunk.hash, embeddedText(file.path, chunk));
    this.#files.push(file);
    while (this.#waiting.size >= batch) await this.#embed();
    if (this.#files.length >= batch) await this.empty();
  }

  async empty(): Promise<void> {
    while (this.#waiting.size > 0) await this.#embed();
    this.#syncing.index.put(this.#files);
    this.#files = [];
  }

  async #embed(): Promise<void> {
    const { index, embed, signal, onProgress, survey } = this.#syncing;
    signal.throwIfAborted();
    const some = [...this.#waiting].slice(0, batch);
    const vectors = await embed(
      some.map(([, text]) => text),
      signal,
    );
    const made = some.flatMap(([hash], at): readonly NewVector[] => {
      const vector = vectors[at];
      return vector ? [{ hash, vector }] : [];
    });
    noteDimensions(index, made[0]?.vector.length);
    index.keep(made);
    for (const [hash] of some) this.#waiting.delete(hash);
    this.embedded += some.length;
    onProgress?.({ chunks: this.embedded, of: Math.max(survey.chunks, this.embedded) });
  }
}

const noteDimensions = (index: IndexFile, dimensions: number | undefined): void => {
  const about = index.about();
  if (!about || dimensions === undefined || about.dimensions === dimensions) return;
  if (about.dimensions !== undefined)
    throw new IndexTrouble(
      t(
        '{0} now makes vectors of {1} numbers, and those of the index have {2}: it has to be made anew',
        about.model,
        dimensions,
        about.dimensions,
      ),
      {},
    );
  index.note({ ...about, dimensions });
};
