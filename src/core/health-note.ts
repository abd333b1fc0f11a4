import * as z from 'zod/mini';
import { remedies, type FailureKind } from './failure.ts';

/**
 * What is known of one scope (a key, a model, a server, …): kinds, times and ids of ours, never a secret or a sentence.
 * Times are milliseconds since 1970, by the clock all windows share. Two notes merge to the same one
 * whichever comes first: deadlines only grow, and `cleared` says up to when everything is void.
 */
export interface Note {
  /** When it last changed; grows with every change, also within one millisecond. */
  readonly changed: number;
  /** All facts of then and before are void: a success, or a key that was changed. 0: never. */
  readonly cleared: number;
  /** Until when the provider itself wants to be left alone. */
  readonly named?: Deadline | undefined;
  /** Until when our own caution leaves it alone. */
  readonly guessed?: Deadline | undefined;
  readonly breaker?: Breaker | undefined;
  readonly probe?: Probe | undefined;
  /** When an answer came, and after how many milliseconds it began. Not void by `cleared`. */
  readonly pace?: readonly Sample[] | undefined;
  /** When an account was found to be behind a key, and its name. */
  readonly accounts?: readonly Membership[] | undefined;
}

interface Fact {
  readonly at: number;
}

export interface Deadline extends Fact {
  readonly until: number;
  readonly kind: FailureKind;
  /** Id of the key that was told, where it speaks about others as well. */
  readonly by?: string | undefined;
}

export interface Breaker extends Omit<Deadline, 'by'> {
  /** Failures without a success between them. */
  readonly inARow: number;
  /** How often it has opened since the last success. 0: it is closed. */
  readonly opened: number;
}

/** One request tries a scope whose breaker had opened. */
export interface Probe extends Fact {
  readonly until: number;
}

export type Sample = readonly [at: number, milliseconds: number];
type Membership = readonly [at: number, account: string];

export const empty: Note = { changed: 0, cleared: 0 };

/** Samples of pace that count. */
export const mostSamples = 50;
export const mostAccounts = 10;

/** The note that knows what both know. The same whichever is first, and however often it is done. */
export const merged = (a: Note, b: Note): Note => {
  const cleared = Math.max(a.cleared, b.cleared);
  const valid = <F extends Fact>(fact: F | undefined): F | undefined => (fact && fact.at > cleared ? fact : undefined);
  return {
    changed: Math.max(a.changed, b.changed),
    cleared,
    named: later(valid(a.named), valid(b.named)),
    guessed: later(valid(a.guessed), valid(b.guessed)),
    breaker: worse(valid(a.breaker), valid(b.breaker)),
    probe: newer(valid(a.probe), valid(b.probe)),
    pace: union(a.pace, b.pace, ([at, ms]) => `${at} ${ms}`)?.slice(-mostSamples),
    accounts: union(a.accounts, b.accounts, ([, account]) => account)
      ?.filter(([at]) => at > cleared)
      .slice(-mostAccounts),
  };
};

/** The later deadline stands, never the last one set: `Retry-After: 1` does not shorten a minute. */
export const later = <D extends Deadline>(a: D | undefined, b: D | undefined): D | undefined => {
  if (!a || !b) return a ?? b;
  const order = a.until - b.until || a.at - b.at || a.kind.localeCompare(b.kind, 'en');
  return order >= 0 ? a : b;
};

const worse = (a: Breaker | undefined, b: Breaker | undefined): Breaker | undefined => {
  const last = later(a, b);
  if (!a || !b || !last) return a ?? b;
  // Closed ones only count, and an answer sets the count back to 0.
  if (a.opened === 0 && b.opened === 0)
    return (a.at - b.at || a.inARow - b.inARow || (last === a ? 0 : -1)) >= 0 ? a : b;
  return {
    at: Math.max(a.at, b.at),
    until: last.until,
    kind: last.kind,
    inARow: Math.max(a.inARow, b.inARow),
    opened: Math.max(a.opened, b.opened),
  };
};

const newer = (a: Probe | undefined, b: Probe | undefined): Probe | undefined => {
  if (!a || !b) return a ?? b;
  return (a.at - b.at || a.until - b.until) >= 0 ? a : b;
};

type Pair = readonly [at: number, value: string | number];

/** Both lists in the order of their times; of what has the same name the newest. */
const union = <P extends Pair>(
  a: readonly P[] | undefined,
  b: readonly P[] | undefined,
  nameOf: (pair: P) => string,
): readonly P[] | undefined => {
  if (!a && !b) return undefined;
  const all = [...(a ?? []), ...(b ?? [])].toSorted(byTime);
  return [...new Map(all.map((pair) => [nameOf(pair), pair])).values()].toSorted(byTime);
};

const byTime = (x: Pair, y: Pair): number => x[0] - y[0] || (x[1] < y[1] ? -1 : Number(x[1] > y[1]));

const time = z.number().check(z.nonnegative(), z.maximum(Number.MAX_SAFE_INTEGER));
const count = z.int().check(z.nonnegative(), z.maximum(1_000_000));
const kind = z.enum(Object.keys(remedies) as FailureKind[]);
const deadline = { at: time, until: time, kind };
const by = z.optional(z.string().check(z.maxLength(100)));

const shape = z.object({
  changed: time,
  cleared: time,
  named: z.optional(z.object({ ...deadline, by })),
  guessed: z.optional(z.object({ ...deadline, by })),
  breaker: z.optional(z.object({ ...deadline, inARow: count, opened: count })),
  probe: z.optional(z.object({ at: time, until: time })),
  pace: z.optional(z.array(z.tuple([time, time])).check(z.maxLength(mostSamples))),
  accounts: z.optional(
    z.array(z.tuple([time, z.string().check(z.minLength(1), z.maxLength(200))])).check(z.maxLength(mostAccounts)),
  ),
});

/** What a stored text says, if it is a note. Undefined for anything else: it is not believed, and later written over. */
export const noteFrom = (text: string): Note | undefined => {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** Milliseconds after which nobody believes a note any more, unless the provider named a later time. */
export const dayMs = 86_400_000;
/** Milliseconds. A note from further ahead was written by a clock that was wrong. */
const clockDrift = 60_000;

/** Whether a note still says something: neither older than a day nor from the future. */
export const isBelieved = ({ changed, named }: Note, now: number): boolean =>
  changed <= now + clockDrift && (changed > now - dayMs || (named !== undefined && named.until > now));
