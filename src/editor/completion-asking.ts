import { CompletionCache } from '../code/completion-cache.ts';
import { accepted, pauseOf, still, typed, type Typing } from '../code/completion-debounce.ts';
import type { Place } from '../code/completion-place.ts';
import { pause } from '../core/leash.ts';
import type { RunEvent } from '../core/run.ts';
import { type Brought, type Change, type Cursor, Flight, type Landing, type Origin } from './completion-flight.ts';

/** A place where the editor would show a proposal. */
export interface Wanted {
  readonly place: Place;
  readonly origin: Origin;
  /** Nobody asked for it by a command. */
  readonly isAutomatic: boolean;
}

export interface CompletionsParts<W extends Wanted> {
  /** Sends a request for it. */
  readonly ask: (wanted: W, signal: AbortSignal) => AsyncIterable<RunEvent>;
  /** Asked right before a request would be sent. */
  readonly mayAsk: (wanted: W) => boolean;
  readonly onLanded: (landing: Landing) => void;
  /** How many requests are under way now. */
  readonly onWorking: (requests: number) => void;
}

/**
 * What is proposed at a place: what is known of it, what a request under way is about to bring, or what a new request
 * brings, once the person has paused. One request at a time: a newer one gives up the older.
 */
export class Completions<W extends Wanted> {
  readonly #parts: CompletionsParts<W>;
  readonly #cache = new CompletionCache();
  #typing: Typing = still;
  #flight: Flight | undefined;
  #working = 0;
  #shown: string | undefined;

  constructor(parts: CompletionsParts<W>) {
    this.#parts = parts;
  }

  /** Undefined where there is nothing to propose, or the signal came first. Never rejects. */
  async propose(wanted: W, signal: AbortSignal): Promise<string | undefined> {
    const known = this.#cache.find(wanted.place);
    if (known !== undefined) return known === '' ? undefined : known;
    const joined = await this.#joined(wanted, signal);
    if (joined !== 'other') return restIn(joined);
    if (wanted.isAutomatic) await this.#pause(signal);
    if (signal.aborted || !this.#parts.mayAsk(wanted)) return undefined;
    return restIn(await this.#sent(wanted).brings('', signal));
  }

  /** A proposal is on the screen: what is inserted next may be it. */
  shown(text: string): void {
    this.#shown = text;
  }

  /** Something was typed, pasted, taken or taken away. */
  changed(change: Change): void {
    const now = Date.now();
    this.#flight?.follow(change);
    if (change.text !== '' && change.text === this.#shown) this.#typing = accepted(this.#typing, now);
    else if (isKeystroke(change)) this.#typing = typed(this.#typing, now);
    // A paste is no part of a flow.
    else this.#typing = typed(still, now);
  }

  moved(cursor: Cursor): void {
    this.#flight?.moved(cursor);
  }

  /** Nothing known counts any more: another model was chosen, or none may be asked. */
  forget(): void {
    this.#cache.clear();
    this.#flight?.abort();
    this.#shown = undefined;
  }

  /** What the request under way brings; it is given up where that is something else. */
  async #joined({ place }: W, signal: AbortSignal): Promise<Brought> {
    const flight = this.#flight;
    if (!flight || flight.isOver) return 'other';
    const since = flight.fits(place);
    if (since !== undefined) return flight.brings(since, signal);
    flight.abort();
    return 'other';
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const now = Date.now();
    const { lastAt = now } = this.#typing;
    const whole = pauseOf(this.#typing);
    // A clock that was set back makes nobody wait longer.
    const left = Math.min(whole, lastAt + whole - now);
    if (left > 0 && !signal.aborted) await pause(left, signal);
  }

  #sent(wanted: W): Flight {
    const { place, origin } = wanted;
    this.#flight?.abort();
    this.#parts.onWorking(++this.#working);
    const flight = new Flight({
      place,
      origin,
      ask: (signal) => this.#parts.ask(wanted, signal),
      onLanded: (landing) => {
        this.#parts.onWorking(--this.#working);
        if (landing.proposal !== undefined) this.#cache.keep(place, landing.proposal);
        this.#parts.onLanded(landing);
      },
    });
    this.#flight = flight;
    return flight;
  }
}

const restIn = (brought: Brought): string | undefined => (typeof brought === 'string' ? undefined : brought.rest);

/** One character, with what the editor adds by itself, or one taken away. */
const isKeystroke = ({ text, removed }: Change): boolean =>
  text === '' ? removed <= 2 : text.length <= 2 || /^\r?\n\s*$/.test(text);
