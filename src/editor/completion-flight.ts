import { begun } from '../code/completion-begin.ts';
import type { Ending } from '../code/completion-end.ts';
import { proposalIn } from '../code/completion-fit.ts';
import { agrees, markOf, restOf, typedSince, type Mark, type Place, type Spot } from '../code/completion-place.ts';
import type { Receipt } from '../core/receipt.ts';
import { type RunEvent, RunFailure } from '../core/run.ts';

/** Where in a document a request was made: UTF-16 units from its beginning; undefined where it is no place of the document as it is. */
export interface Origin {
  readonly file: string;
  readonly offset: number | undefined;
}

/** Where the cursor is in the editor that has the keyboard. */
export interface Cursor {
  readonly file: string;
  readonly offset: number;
}

/** One change of a document. */
export interface Change {
  readonly file: string;
  readonly offset: number;
  /** UTF-16 units that were taken away. */
  readonly removed: number;
  readonly text: string;
}

export interface FlightParts {
  readonly place: Place;
  readonly origin: Origin;
  readonly ask: (signal: AbortSignal) => AsyncIterable<RunEvent>;
  /** Hears how it ended, once. */
  readonly onLanded: (landing: Landing) => void;
}

export interface Landing {
  /** '' where there is nothing to propose; undefined where nobody answered, or it was given up. */
  readonly proposal: string | undefined;
  /** Absent where it was given up before anything was sent, and after a bug. */
  readonly receipt: Receipt | undefined;
  /** What went wrong, unless it was given up. */
  readonly error?: unknown;
}

/** What a request brings to one that waits for it: text, that it brings something else, or that there is nothing. */
export type Brought = { readonly rest: string } | 'other' | 'nothing';

/** UTF-16 units that may be typed before anything of an answer has come: later it is more likely about something else. */
const mostUnanswered = 3;

/** UTF-16 units that may be typed in all. */
const mostTyped = 400;

/** Milliseconds in which the document's change may come after the cancellation that it causes, or before it. */
const grace = 20;
const lately = 100;

/** Milliseconds for which a request that still fits waits to be wanted again: VS Code asks anew some 50 after a keystroke (1.139). */
const patience = 300;

/** One request under way, for as long as somebody may want what it brings. */
export class Flight {
  readonly #parts: FlightParts;
  readonly #mark: Mark;
  readonly #controller = new AbortController();
  readonly #waiting = new Set<() => void>();
  #raw = '';
  #landing: Landing | undefined;
  /** Typed in the document since, as far as its changes tell. */
  #followed = '';
  #followedAt = Number.NEGATIVE_INFINITY;
  #cursor: number | undefined;
  #orphaned: NodeJS.Timeout | undefined;

  constructor(parts: FlightParts) {
    this.#parts = parts;
    this.#mark = markOf(parts.place);
    void this.#fly();
  }

  /** What was typed since, where it may still become what this brings; undefined at another place or after other words. */
  fits(spot: Spot): string | undefined {
    const typed = typedSince(this.#mark, spot, mostTyped);
    return typed !== undefined && this.#mayBecome(typed) ? typed : undefined;
  }

  /** What it brings to who has typed this much of it. Gives the request up where nobody else waits when the signal comes. */
  brings(typed: string, signal: AbortSignal): Promise<Brought> {
    clearTimeout(this.#orphaned);
    return new Promise((resolve) => {
      const settle = (brought: Brought): void => {
        this.#waiting.delete(look);
        signal.removeEventListener('abort', leave);
        resolve(brought);
      };
      const leave = (): void => {
        settle('nothing');
        if (this.#waiting.size === 0) this.#watch();
      };
      const look = (): void => {
        const brought = this.#broughtTo(typed);
        if (!brought) return;
        settle(brought);
        if (brought === 'other' && this.#waiting.size === 0) this.abort();
      };
      this.#waiting.add(look);
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();
      else look();
    });
  }

  /** Follows what is typed, and gives the request up with the first word that is not its own. */
  follow(change: Change): void {
    const { file, offset } = this.#parts.origin;
    if (change.file !== file || this.#landing) return;
    this.#followedAt = Date.now();
    // What was asked for is no place of the document: who asks next knows better.
    if (offset === undefined) return;
    const isNext = change.offset === offset + this.#followed.length && change.removed === 0;
    this.#followed += isPair(change.text) ? change.text.charAt(0) : change.text;
    if (!isNext || !this.#mayBecome(this.#followed)) this.abort();
  }

  /** Gives the request up where the cursor was moved away: VS Code does not say that it wants it no more (1.139). */
  moved({ file, offset }: Cursor): void {
    this.#cursor = offset;
    if (file !== this.#parts.origin.file) this.abort();
    // A cursor that moves because something was typed may be heard of first.
    else if (this.#isAway()) setTimeout(() => this.#isAway() && this.abort(), grace).unref();
  }

  #isAway(): boolean {
    const { offset } = this.#parts.origin;
    return offset !== undefined && this.#cursor !== undefined && this.#cursor !== offset + this.#followed.length;
  }

  abort(): void {
    clearTimeout(this.#orphaned);
    this.#controller.abort();
  }

  get isOver(): boolean {
    return this.#landing !== undefined || this.#controller.signal.aborted;
  }

  /** Nobody waits any more: is it because something was typed that fits? */
  #watch(): void {
    const left = Date.now();
    const after = (milliseconds: number, then: () => void): void => {
      this.#orphaned = setTimeout(then, milliseconds).unref();
    };
    after(grace, () => {
      if (this.#followedAt > left - lately) after(patience, () => this.abort());
      else this.abort();
    });
  }

  #mayBecome(typed: string): boolean {
    if (typed === '') return true;
    const arrived = this.#landing?.proposal ?? begun(this.#raw, this.#parts.place, false);
    if (arrived === '') return typed.length <= mostUnanswered && !typed.includes('\n');
    return agrees(arrived, typed);
  }

  #broughtTo(typed: string): Brought | undefined {
    if (!this.#landing) return this.#mayBecome(typed) ? undefined : 'other';
    const { proposal } = this.#landing;
    if (proposal === undefined || proposal === '') return 'nothing';
    const rest = restOf(proposal, typed);
    return rest === undefined || rest === '' ? 'other' : { rest };
  }

  async #fly(): Promise<void> {
    const landing = await this.#answered();
    this.#landing = landing;
    clearTimeout(this.#orphaned);
    this.#tell();
    this.#parts.onLanded(landing);
  }

  async #answered(): Promise<Landing> {
    const { signal } = this.#controller;
    let ending: Ending = 'whole';
    let receipt: Receipt | undefined;
    try {
      for await (const event of this.#parts.ask(signal)) {
        if (event.type === 'text-delta') this.#arrived(event.text);
        else if (event.type === 'finish') ending = event.reason === 'length' ? 'cut' : 'whole';
        else if (event.type === 'receipt') ({ receipt } = event);
      }
      return { proposal: proposalIn(this.#raw, this.#parts.place, ending), receipt };
    } catch (error) {
      receipt = error instanceof RunFailure ? error.receipt : undefined;
      // To the others an answer of nothing is a failure: here it may well be the right one.
      if (receipt && !signal.aborted && isNothing(receipt)) return { proposal: '', receipt };
      return { proposal: undefined, receipt, ...(!signal.aborted && { error }) };
    }
  }

  #arrived(text: string): void {
    this.#raw += text;
    // Who waits hears first that it is something else, and may ask anew.
    this.#tell();
    if (!this.#mayBecome(this.#followed)) this.abort();
  }

  #tell(): void {
    for (const look of this.#waiting) look();
  }
}

const isNothing = ({ skipped }: Receipt): boolean => {
  const asked = skipped.filter((one) => one.asked);
  return asked.length > 0 && asked.every(({ kind }) => kind === 'empty');
};

/** What the editor closes by itself comes with what opens it. */
const isPair = (text: string): boolean => /^(?:\(\)|\[\]|\{\}|<>|""|''|``)$/.test(text);
