import { empty, isBelieved, later, merged, type Deadline, type Note, type Probe } from './health-note.ts';
import { isOfKey } from './health-scopes.ts';

/** What the windows of one person tell each other about health. None of it throws, and none of it is slow. */
export interface HealthShare {
  /** What other windows wrote since the last time. */
  readonly pull: () => Iterable<readonly [scope: string, note: Note]>;
  /** Written shortly after, merged with what is there by then. */
  readonly push: (scope: string, note: Note) => void;
  /** Takes the probe of a scope in one step with all windows. False: another has it. True also where nobody can tell. */
  readonly claim: (scope: string, note: Note & { readonly probe: Probe }) => boolean;
}

/** What a scope speaks about: its first word. */
const subjects = ['key', 'model', 'server', 'account'] as const;
type Subject = (typeof subjects)[number];

const subjectOf = (scope: string): Subject => subjects.find((subject) => scope.startsWith(subject)) ?? 'key';

interface Cooled extends Omit<Deadline, 'at'> {
  readonly now: number;
}

/** A scope's note as it is whenever it is read. */
export type Watched = Readonly<{ note: Note }>;

type Change = (note: Note, at: number) => Note;

/** The notes of all scopes, and their way to the other windows. */
export class Notes {
  readonly #notes = new Map<string, Note>();
  readonly #watched = new Map<string, { note: Note }>();
  /** By subject, the scopes with a fact that may keep a route away: where there are none, nothing has to be looked up. */
  readonly #wary = {
    key: new Set<string>(),
    model: new Set<string>(),
    server: new Set<string>(),
    account: new Set<string>(),
  };
  /** When this window forgot a key. */
  readonly #forgotten = new Map<string, number>();
  #share: HealthShare | undefined;

  areAllWell(subject?: Subject): boolean {
    return subject ? this.#wary[subject].size === 0 : subjects.every((one) => this.#wary[one].size === 0);
  }

  /** `empty` where nothing is known, or nothing that is still believed. */
  of(scope: string, now: number): Note {
    const note = this.#notes.get(scope);
    return note && isBelieved(note, now) ? note : empty;
  }

  /**
   * What is noted now and from now on, without a look for it by its name. Without the clock: what was measured stays true
   * until newer measurements push it out.
   */
  watch(scope: string): Watched {
    const known = this.#watched.get(scope) ?? { note: this.#notes.get(scope) ?? empty };
    this.#watched.set(scope, known);
    return known;
  }

  change(scope: string, now: number, how: Change): Note {
    const note = this.of(scope, now);
    // Two changes within one millisecond still have an order.
    const at = Math.max(now, note.changed + 1);
    const changed = { ...how(note, at), changed: at };
    this.#keep(scope, changed);
    this.#share?.push(scope, changed);
    return changed;
  }

  /** Everything said up to `upTo` is void. Changes nothing where nothing was said. True where a fact went. */
  clear(scope: string, now: number, upTo = Number.POSITIVE_INFINITY): boolean {
    const { named, guessed, breaker, probe, accounts = [] } = this.of(scope, now);
    const facts = [named, guessed, breaker, probe].flatMap((fact) => fact?.at ?? []);
    if (![...facts, ...accounts.map(([at]) => at)].some((at) => at <= upTo)) return false;
    this.change(scope, now, (note, at) => merged(note, { ...empty, cleared: Math.min(at, upTo) }));
    return true;
  }

  claim(scope: string, now: number, until: number): boolean {
    const note = this.of(scope, now);
    const at = Math.max(now, note.changed + 1);
    const claimed = { ...note, changed: at, probe: { at, until } };
    if (this.#share?.claim(scope, claimed) === false) return false;
    this.#keep(scope, claimed);
    return true;
  }

  cool(scope: string, which: 'named' | 'guessed', { until, kind, now, by }: Cooled): void {
    this.change(scope, now, (note, at) => ({ ...note, [which]: later(note[which], { until, kind, at, by }) }));
  }

  /** All that was said about a key, or to it about its account, is void; also what other windows have yet to tell. */
  forgetKey(id: string, now: number): void {
    if (this.#share) {
      this.#absorb(this.#share, now);
      this.#forgotten.set(id, now);
    }
    for (const [scope, { guessed }] of this.#notes)
      if (isOfKey(scope, id) || guessed?.by === id) this.clear(scope, now);
  }

  /** Learns what other windows have learnt, and tells them from now on. */
  sync(share: HealthShare, now: number): void {
    if (this.#share !== share) {
      this.#share = share;
      for (const [scope, note] of this.#notes) share.push(scope, note);
    }
    this.#absorb(share, now);
    for (const scopes of Object.values(this.#wary))
      for (const scope of scopes) if (!isWary(this.of(scope, now), now)) scopes.delete(scope);
  }

  #absorb(share: HealthShare, now: number): void {
    for (const [scope, note] of share.pull()) {
      if (!isBelieved(note, now)) continue;
      this.#keep(scope, merged(this.of(scope, now), note));
      for (const [id, at] of this.#forgotten) if (isOfKey(scope, id)) this.clear(scope, now, at);
    }
  }

  #keep(scope: string, note: Note): void {
    this.#notes.set(scope, note);
    const watched = this.#watched.get(scope);
    if (watched) watched.note = note;
    const scopes = this.#wary[subjectOf(scope)];
    if (isWary(note, 0)) scopes.add(scope);
    else scopes.delete(scope);
  }
}

const isWary = ({ named, guessed, breaker, probe }: Note, now: number): boolean =>
  [named, guessed, probe].some((fact) => fact !== undefined && fact.until > now) || (breaker?.opened ?? 0) > 0;
