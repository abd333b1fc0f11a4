import { createHmac, randomBytes } from 'node:crypto';
import { keepNewest } from '../core/newest.ts';
import { type Found, foundWords } from '../guard/mask.ts';

/** What a person decides about secrets in a request. */
export type Decision = 'mask' | 'send';

export interface GuardQuestion {
  /** What was found, each in words: "a GitHub token". */
  readonly words: readonly string[];
  /** Keys of the person's own are among them; those are masked in any case. */
  readonly hasOwn: boolean;
  /** Something else is among them, which may be sent as it is. */
  readonly maySend: boolean;
  /** The extension or surface that asked. */
  readonly caller: string;
}

/** Undefined where the person wants nothing to be sent. */
export type AskGuard = (question: GuardQuestion) => Promise<Decision | undefined>;

/** Who asks, and in which conversation. */
interface AskedAbout {
  readonly conversation: string;
  readonly caller: string;
}

type Decided = ReadonlyMap<Found, Decision>;

/** Conversations whose decisions are remembered: those of a long day. */
const most = 500;

/**
 * Asks about each secret once in a conversation, and about several requests one after the other. Remembers digests that only
 * this window can make, until it is closed.
 */
export class Decisions {
  readonly #ask: AskGuard;
  readonly #salt = randomBytes(32);
  readonly #made = new Map<string, Map<string, Decision>>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ask: AskGuard) {
    this.#ask = ask;
  }

  /**
   * What is to be done about each; undefined where the person wants nothing to be sent, and where the request was given up
   * before its turn came: nobody is asked about that.
   */
  decide(about: AskedAbout, found: readonly Found[], signal: AbortSignal): Promise<Decided | undefined> {
    const turn = this.#turn.then(() => (signal.aborted ? undefined : this.#decide(about, found)));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #decide({ conversation, caller }: AskedAbout, found: readonly Found[]): Promise<Decided | undefined> {
    const made = this.#of(conversation);
    const open = found.filter(({ secret }) => !made.has(this.#digest(secret)));
    if (open.length > 0) {
      const decision = await this.#ask(questionOf(open, caller));
      if (decision === undefined) return undefined;
      for (const { secret } of open) made.set(this.#digest(secret), decision);
    }
    return new Map(found.map((one) => [one, (!one.kind.isOwn && made.get(this.#digest(one.secret))) || 'mask']));
  }

  #of(conversation: string): Map<string, Decision> {
    const made = this.#made.get(conversation) ?? new Map<string, Decision>();
    this.#made.delete(conversation);
    this.#made.set(conversation, made);
    keepNewest(this.#made, most);
    return made;
  }

  #digest(secret: string): string {
    return createHmac('sha256', this.#salt).update(secret).digest('base64');
  }
}

const questionOf = (open: readonly Found[], caller: string): GuardQuestion => ({
  words: foundWords(open),
  hasOwn: open.some(({ kind }) => kind.isOwn),
  maySend: open.some(({ kind }) => !kind.isOwn),
  caller,
});
