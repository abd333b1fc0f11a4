import { existsSync } from 'node:fs';
import { openIndex } from '../search/index-file.ts';
import { deleteDatabase } from '../search/index-schema.ts';
import { troubleOf } from '../search/index-trouble.ts';
import type { About, IndexFile } from '../search/index-types.ts';
import { Searcher } from '../search/query.ts';

interface Opened {
  readonly index: IndexFile;
  readonly searcher: Searcher;
}

export interface Held extends Opened {
  readonly about: About;
}

export interface HeldParts {
  readonly path: string;
  /** Tells this window from the others of the workspace. */
  readonly owner: string;
  /** Hears that the file was broken and is deleted. */
  readonly onDamaged: () => void;
}

/** Milliseconds without a question after which the vectors leave the memory. */
const idle = 10 * 60_000;

/**
 * The index file of a workspace: opened at first use, and again where another window has deleted it or made another one.
 * Rejects with what SQLite and the file system throw.
 */
export class HeldIndex {
  readonly #parts: HeldParts;
  #opened: Opened | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #forgetting: NodeJS.Timeout | undefined;

  constructor(parts: HeldParts) {
    this.#parts = parts;
  }

  exists(): boolean {
    return existsSync(this.#parts.path);
  }

  /** Undefined where there is none. */
  get(): Promise<Held | undefined> {
    return this.#inTurn(async () => {
      if (this.#opened?.index.isReplaced()) this.close();
      if (!this.exists()) return undefined;
      const opened = await this.#ready();
      const about = opened.index.about();
      return about && { ...opened, about };
    });
  }

  /** Makes one where there is none, and empties the one there is. */
  begin(about: About): Promise<Held> {
    return this.#inTurn(async () => {
      if (this.#opened?.index.isReplaced()) this.close();
      const opened = await this.#ready();
      opened.index.begin(about);
      opened.searcher.forget();
      return { ...opened, about };
    });
  }

  /** A question was asked: the vectors stay in memory for a while. */
  noteUse(): void {
    clearTimeout(this.#forgetting);
    this.#forgetting = setTimeout(() => this.#opened?.searcher.forget(), idle);
    this.#forgetting.unref();
  }

  delete(): void {
    this.close();
    deleteDatabase(this.#parts.path);
  }

  close(): void {
    clearTimeout(this.#forgetting);
    const opened = this.#opened;
    this.#opened = undefined;
    opened?.searcher.forget();
    // Whoever is at work learns of it from its signal.
    opened?.index.release(this.#parts.owner);
    opened?.index.close();
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } catch (error) {
      if (troubleOf(error)?.isDamage === true) {
        this.delete();
        this.#parts.onDamaged();
      }
      throw error;
    }
  }

  async #ready(): Promise<Opened> {
    if (this.#opened) return this.#opened;
    const index = await openIndex(this.#parts.path);
    return (this.#opened = { index, searcher: new Searcher(index) });
  }
}
