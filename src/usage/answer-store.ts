import { t } from '../core/l10n.ts';
import { type AnswerFile, type Bounds, deleteAnswerFile, hasAnswerFile, openAnswerFile } from './answer-file.ts';
import { type Seal, sealOf, secretBytes } from './answer-seal.ts';
import { isDamage, isLocked, reasonOf } from './trouble.ts';

/**
 * Answers kept from before, by the canonical text of what was asked. Nothing of it can be read without the secret, not
 * even what was asked. It never throws: whatever goes wrong is an answer that is not there.
 */
export interface AnswerStore {
  /** One for each text, in their order; undefined where nothing is kept. */
  readonly get: (texts: readonly string[]) => Promise<readonly (Uint8Array | undefined)[]>;
  readonly put: (entries: readonly Entry[]) => Promise<void>;
  /** Resolves to whether nothing is kept now. */
  readonly clear: () => Promise<boolean>;
  /** The secret is another one now, or may be: it is asked for again before the next use. */
  readonly forgetSecret: () => void;
  readonly dispose: () => Promise<void>;
}

interface Entry {
  readonly text: string;
  readonly content: Uint8Array;
}

export interface AnswerStoreOptions {
  /** The workspace's own. Made, with the file in it, at the first use. */
  readonly folder: string;
  /** 32 random bytes, the same ones each time; undefined where the keychain has none and takes none. Never rejects. */
  readonly secret: () => Promise<Uint8Array | undefined>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Hears one sentence for the log when it begins not to work. */
  readonly onTrouble: (sentence: string) => void;
  readonly bounds?: Partial<Bounds>;
}

/** About 3,000 vectors of 1,536 numbers, and titles and summaries beyond counting, for a week. */
const usual: Bounds = { entries: 20_000, bytes: 20_000_000, age: 7 * 24 * 60 * 60_000 };

/** One entry has this share of all bytes at most, so that none pushes out all others. */
const largestShare = 0.02;

interface Opened {
  readonly file: AnswerFile;
  readonly seal: Seal;
}

class Kept {
  readonly #options: AnswerStoreOptions;
  readonly #bounds: Bounds;
  #file: AnswerFile | undefined;
  #seal: Seal | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isTroubled = false;

  constructor(options: AnswerStoreOptions) {
    this.#options = options;
    this.#bounds = { ...usual, ...options.bounds };
  }

  get(texts: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    const nothing = texts.map(() => undefined);
    return this.#use(nothing, async () => {
      const opened = await this.#ready();
      return opened ? found(texts, opened, this.#options.clock()) : nothing;
    });
  }

  put(entries: readonly Entry[]): Promise<void> {
    return this.#use(undefined, async () => {
      const opened = await this.#ready();
      if (!opened) return;
      const now = this.#options.clock();
      const most = this.#bounds.bytes * largestShare;
      const rows = entries
        .filter(({ content }) => content.length <= most)
        .map(({ text, content }) => {
          const name = opened.seal.nameOf(text);
          return { name, at: now, body: opened.seal.lock(content, boundTo(name, now)) };
        });
      opened.file.put(rows, now);
    });
  }

  /** Without the secret as well. */
  clear(): Promise<boolean> {
    return this.#use(false, async () => {
      const { folder } = this.#options;
      if (!this.#file && !hasAnswerFile(folder)) return true;
      this.#file ??= await openAnswerFile(folder, this.#bounds);
      this.#file.clear();
      return true;
    });
  }

  forgetSecret(): void {
    void this.#use(undefined, async () => {
      this.#seal = undefined;
      this.#close();
    });
  }

  dispose(): Promise<void> {
    return this.#use(undefined, async () => this.#close());
  }

  async #ready(): Promise<Opened | undefined> {
    const { folder } = this.#options;
    if (!this.#seal) {
      const secret = await this.#options.secret();
      if (secret?.length !== secretBytes) return undefined;
      this.#close();
      this.#seal = sealOf(secret, folder);
    }
    if (!this.#file) {
      this.#file = await openAnswerFile(folder, this.#bounds);
      // Written under a secret that is lost: nobody can read it any more.
      this.#file.claim(this.#seal.nameOf('mark of the secret'));
    }
    return { file: this.#file, seal: this.#seal };
  }

  /** One use at a time. */
  #use<T>(otherwise: T, work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      try {
        const result = await work();
        this.#isTroubled = false;
        return result;
      } catch (error) {
        this.#fail(error);
        return otherwise;
      }
    });
    this.#last = turn;
    return turn;
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    file?.close();
  }

  #fail(error: unknown): void {
    const { folder, onTrouble } = this.#options;
    try {
      if (!isLocked(error)) this.#close();
      if (isDamage(error)) deleteAnswerFile(folder);
    } catch {
      // The trouble that led here is the one to tell.
    }
    if (!this.#isTroubled)
      onTrouble(t('Keyway cannot keep answers in {0}: {1}. Requests still work.', folder, reasonOf(error)));
    this.#isTroubled = true;
  }
}

const found = (texts: readonly string[], { file, seal }: Opened, now: number): readonly (Uint8Array | undefined)[] => {
  const rows = file.find(
    texts.map((text) => seal.nameOf(text)),
    now,
  );
  return rows.map((row) => {
    if (!row) return undefined;
    const content = seal.unlock(row.body, boundTo(row.name, row.at));
    if (!content) file.drop(row.name);
    return content;
  });
};

/** An entry that was moved under another name, or given another date, cannot be opened. */
const boundTo = (name: Uint8Array, at: number): Buffer => Buffer.concat([name, Buffer.from(` ${at}`)]);

/** The answers kept in a folder. Opens nothing yet. */
export const openAnswerStore = (options: AnswerStoreOptions): AnswerStore => {
  const kept = new Kept(options);
  return {
    get: (texts) => kept.get(texts),
    put: (entries) => kept.put(entries),
    clear: () => kept.clear(),
    forgetSecret: () => kept.forgetSecret(),
    dispose: () => kept.dispose(),
  };
};
