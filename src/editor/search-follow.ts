import { chunksText } from '../core/counted.ts';
import { RunFailure } from '../core/run.ts';
import { troubleOf } from '../search/index-trouble.ts';
import type { WithProgress } from './progress.ts';
import { isDayOver, isDear, noteComplete, noteFolders, unaskedOf } from './search-build.ts';
import type { Held } from './search-held.ts';
import { carryOut, claims, type IndexingParts, look, type Looked, type OpenFolder } from './search-job.ts';
import type { Turns } from './search-turns.ts';
import * as words from './search-words.ts';

export interface FollowParts extends IndexingParts {
  readonly turns: Turns;
  /** Shows that a first index goes on, where nobody has to look. */
  readonly quietly: WithProgress;
  /** Offers to bring the index up to date; true where the person takes it. */
  readonly offer: (sentence: string) => Promise<boolean>;
  /** Asks for what the person has not agreed to yet, and says what it takes. */
  readonly goOn: () => Promise<void>;
  readonly warn: (sentence: string) => void;
  /** Hears of what nobody has to be told. */
  readonly debug: (sentence: string) => void;
  readonly onBug: (error: unknown) => void;
  readonly pace: Pace;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Milliseconds until what changed is looked at. */
export interface Pace {
  /** Since the last change: a person who saves often is not followed file by file. */
  readonly settle: number;
  /** While another window is at it. */
  readonly whileBusy: number;
  readonly afterFailure: number;
  /** While following has cost as much as it may in a day. */
  readonly whileSpent: number;
}

export const usualPace: Pace = { settle: 2_000, whileBusy: 10_000, afterFailure: 10 * 60_000, whileSpent: 60 * 60_000 };

/** Beyond so many files a branch was switched: looking at all of them is quicker. */
const many = 300;

/** Why a piece of work is over. */
type End = 'done' | 'busy' | 'failed' | 'spent' | 'left';

/** So many times as long as a change is left to settle, the first of many waits at most. */
const longest = 10;

/** Follows what changes in the files of an index. Does nothing where there is none, or where it is paused. Never rejects. */
export class Follower {
  readonly #parts: FollowParts;
  /** Absent: all files. */
  #paths: Set<string> | undefined = new Set();
  #timer: NodeJS.Timeout | undefined;
  /** When the first change came that nobody has looked at yet, milliseconds since 1970. */
  #since: number | undefined;
  /** A failure, or somebody else at work, is waited out: no change makes that shorter. */
  #isResting = false;
  #isTroubled = false;
  /** For what the person was asked to pay: for what one look found, for what a day came to. */
  #asked: ReadonlySet<'change' | 'day'> = new Set();
  #isAgreed = false;
  /** Folders the person was told of, by their ids. */
  readonly #toldOf = new Set<string>();

  constructor(parts: FollowParts) {
    this.#parts = parts;
  }

  /** Something may have changed: these files, or any. */
  note(paths?: readonly string[]): void {
    for (const path of paths ?? []) this.#paths?.add(path);
    if (!paths || (this.#paths?.size ?? 0) > many) this.#paths = undefined;
    if (this.#isResting) return;
    const { settle } = this.#parts.pace;
    const now = Date.now();
    this.#since ??= now;
    // A file that is written without a pause must not keep all others waiting.
    this.#after(Math.max(0, Math.min(settle, this.#since + longest * settle - now)));
  }

  /** The person has seen to it: what failed or was declined before is past. */
  reset(): void {
    this.#isResting = false;
    this.#isTroubled = false;
    this.#forgetAnswers();
  }

  #forgetAnswers(): void {
    this.#asked = new Set();
    this.#isAgreed = false;
  }

  /** What was begun has failed: again after a while. */
  later(): void {
    this.#paths = undefined;
    this.#isTroubled = true;
    this.#rest(this.#parts.pace.afterFailure);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #rest(milliseconds: number): void {
    this.#isResting = true;
    this.#after(milliseconds);
  }

  #after(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#parts.turns.take((signal) => this.#turn(signal)), milliseconds);
    this.#timer.unref();
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const paths = this.#paths;
    this.#paths = new Set();
    this.#since = undefined;
    this.#isResting = false;
    const end = await this.#follow(paths, signal);
    if (end === 'done') this.#isTroubled = false;
    if (end === 'done' || end === 'left') return;
    // It is still to be done, with what has changed meanwhile.
    if (!paths) this.#paths = undefined;
    for (const path of paths ?? []) this.#paths?.add(path);
    const { whileBusy, afterFailure, whileSpent } = this.#parts.pace;
    this.#rest({ busy: whileBusy, failed: afterFailure, spent: whileSpent }[end]);
  }

  async #follow(paths: ReadonlySet<string> | undefined, signal: AbortSignal): Promise<End> {
    const { held, owner } = this.#parts;
    try {
      const found = await held.get();
      if (!found || found.about.paused) return 'left';
      if (!claims(this.#parts, found.index)) return 'busy';
      try {
        return await this.#update(found, paths, signal);
      } finally {
        found.index.release(owner);
      }
    } catch (error) {
      return signal.aborted ? 'left' : this.#failed(error);
    }
  }

  async #update(held: Held, paths: ReadonlySet<string> | undefined, signal: AbortSignal): Promise<End> {
    const { index, about } = held;
    const maker = await this.#parts.embedder.makerOf(about.model);
    if (!maker) return 'left';
    const looked = await look(this.#parts, { maker, index, paths, isUnasked: true, signal });
    void this.#tellOf(looked.added);
    // It was made before folders were agreed to one by one: nothing of it is dropped until they are.
    if (about.folders.length === 0) return 'left';
    if (about.complete && !this.#isAgreed) {
      if (isDear(looked)) return this.#waits('change', words.behindText(looked));
      if (isDayOver(index, looked, this.#parts.now())) return this.#waits('day', words.dayIsOverText(looked));
    }
    const { embedded } = await this.#carriedOut(held, looked, signal);
    if (!paths) {
      noteComplete(index);
      noteFolders(index, looked);
      this.#forgetAnswers();
    }
    if (embedded > 0) this.#parts.debug(`The search index follows: ${chunksText(embedded)} embedded.`);
    return 'done';
  }

  /** The first index is a long piece of work: one sees it, the rest is over before anybody looks. */
  #carriedOut({ index, about }: Held, looked: Looked, signal: AbortSignal): ReturnType<typeof carryOut> {
    if (about.complete) {
      const isAgreed = this.#isAgreed;
      const onEmbedded = (texts: readonly string[]): void => {
        if (!isAgreed) index.addUnasked(unaskedOf(texts, looked), this.#parts.now());
      };
      return carryOut(this.#parts, { index, looked, signal, onEmbedded });
    }
    return this.#parts.quietly(words.progressTitle, ({ tell }) =>
      carryOut(this.#parts, {
        index,
        looked,
        signal,
        onProgress: (chunks, of) => tell(chunks, of, words.stepText(chunks, of)),
      }),
    );
  }

  /** Once, and while it is not answered nothing waits for it. */
  #waits(why: 'change' | 'day', sentence: string): End {
    void this.#ask(why, sentence);
    return why === 'day' ? 'spent' : 'left';
  }

  async #ask(why: 'change' | 'day', sentence: string): Promise<void> {
    if (this.#asked.has(why)) return;
    this.#asked = new Set([...this.#asked, why]);
    if (!(await this.#parts.offer(sentence))) return;
    this.#isAgreed = true;
    this.#isResting = false;
    this.note();
  }

  /** Once for each folder. What it takes is said before anything of it is sent. */
  async #tellOf(added: readonly OpenFolder[]): Promise<void> {
    const others = added.filter(({ id }) => !this.#toldOf.has(id));
    if (others.length === 0) return;
    for (const { id } of others) this.#toldOf.add(id);
    if (await this.#parts.offer(words.addedText(others))) await this.#parts.goOn();
  }

  /** Said once, until it works again. */
  #failed(error: unknown): End {
    const trouble = troubleOf(error);
    const why = error instanceof RunFailure ? error.message : trouble?.message;
    if (why === undefined) this.#parts.onBug(error);
    else if (!this.#isTroubled) this.#parts.warn(words.stoppedText(why));
    this.#isTroubled = true;
    return why === undefined ? 'left' : 'failed';
  }
}
