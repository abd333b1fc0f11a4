/** What a person is told of without having asked, and when it is told again. */

export const alertKinds = ['quotaLow', 'spendAnomaly', 'keyExpiry', 'keyAge', 'keyInvalid'] as const;
export type AlertKind = (typeof alertKinds)[number];

/** What an alert is about, for programs. Ids, names of keys and numbers: never a secret, a prompt or a workspace. */
export interface AlertFacts {
  /** Id of the provider's record. */
  readonly provider?: string | undefined;
  readonly key?: { readonly id: string; readonly nickname: string } | undefined;
  /** The provider's own id. */
  readonly model?: string | undefined;
  /** `2026-12-01`. */
  readonly day?: string | undefined;
  readonly counts?: 'requests' | 'tokens' | 'usd' | undefined;
  readonly per?: 'day' | 'week' | 'month' | undefined;
  readonly left?: number | undefined;
  readonly limit?: number | undefined;
  readonly percent?: number | undefined;
  /** US dollars. */
  readonly spent?: number | undefined;
  readonly usual?: number | undefined;
}

interface Seen {
  readonly kind: AlertKind;
  /** Ids that stay the same as long as it is the same cause; at most 512 characters. */
  readonly subject: string;
}

/** A cause that is there. */
export interface Alert extends Seen {
  /** From 1; what became worse is told again. */
  readonly level: number;
  /** Milliseconds since 1970 at which it is over by itself. */
  readonly endsAt?: number | undefined;
  /** For a person; its first sentence is short. */
  readonly sentence: string;
  readonly facts: AlertFacts;
}

/** A cause that is not there, or no longer. */
export interface Gone extends Seen {
  readonly level: 0;
}

export type Sighting = Alert | Gone;

export const isAlert = (sighting: Sighting): sighting is Alert => sighting.level > 0;

/** What was found at one look. */
export interface Look {
  readonly sightings: readonly Sighting[];
  /** Kinds of which every cause that is there was named: the others are gone. */
  readonly whole?: readonly AlertKind[] | undefined;
}

/** From when a cause was seen until it has been gone for a while. Times in milliseconds since 1970. */
export interface Incident {
  /** The worst that was told. */
  readonly level: number;
  readonly openedAt: number;
  readonly goneAt?: number | undefined;
  readonly endsAt?: number | undefined;
}

const minute = 60_000;
const hour = 60 * minute;

/**
 * Milliseconds a cause has to be gone before it makes a new incident. Keys that are refused now and then, and limits that
 * fill up while they are used, are told of once; a window that has not yet read a new date brings no old alert back.
 */
export const calm: Readonly<Record<AlertKind, number>> = {
  quotaLow: 12 * hour,
  spendAnomaly: 12 * hour,
  keyExpiry: minute,
  keyAge: minute,
  keyInvalid: 12 * hour,
};

export const markOf = ({ kind, subject }: Seen): string => `${kind} ${subject}`;

/** Milliseconds by which the end of a limit may move, as clocks and roundings do, and still be the same end. */
const sameEnd = 10 * minute;

const isOver = ({ goneAt, endsAt }: Incident, alert: Alert, now: number): boolean => {
  if (goneAt !== undefined && now - goneAt >= calm[alert.kind]) return true;
  return endsAt !== undefined && now >= endsAt && !(alert.endsAt !== undefined && alert.endsAt - endsAt <= sameEnd);
};

interface Step {
  /** The same object where nothing changes. */
  readonly incident: Incident | undefined;
  readonly tells: boolean;
}

const step = (before: Incident | undefined, sighting: Sighting, now: number): Step => {
  if (!isAlert(sighting)) {
    const isFirst = before !== undefined && before.goneAt === undefined;
    return { incident: isFirst ? { ...before, goneAt: now } : before, tells: false };
  }
  const { level, endsAt } = sighting;
  if (!before || isOver(before, sighting, now)) return { incident: { level, openedAt: now, endsAt }, tells: true };
  const isWorse = level > before.level;
  const end = endsAt !== undefined && Math.abs(endsAt - (before.endsAt ?? 0)) > sameEnd ? endsAt : before.endsAt;
  if (!isWorse && before.goneAt === undefined && end === before.endsAt) return { incident: before, tells: false };
  const { openedAt } = before;
  return { incident: { level: Math.max(level, before.level), openedAt, endsAt: end }, tells: isWorse };
};

export interface Judged {
  /** By `markOf`; only what changed. */
  readonly changed: ReadonlyMap<string, Incident>;
  /** Told now, and never again in the same incident unless they become worse. */
  readonly told: readonly Alert[];
}

/** What a look changes about the incidents that are known, by `markOf`. */
export const judged = (look: Look, known: ReadonlyMap<string, Incident>, now: number): Judged => {
  const changed = new Map<string, Incident>();
  const told: Alert[] = [];
  for (const sighting of [...look.sightings, ...missingIn(look, known)]) {
    const mark = markOf(sighting);
    const before = changed.get(mark) ?? known.get(mark);
    const { incident, tells } = step(before, sighting, now);
    if (incident && incident !== before) changed.set(mark, incident);
    if (tells && isAlert(sighting)) told.push(sighting);
  }
  return { changed, told };
};

const missingIn = ({ sightings, whole = [] }: Look, known: ReadonlyMap<string, Incident>): readonly Gone[] => {
  if (whole.length === 0) return [];
  const there = new Set(sightings.map(markOf));
  return [...known.keys()].flatMap((mark): Gone[] => {
    const kind = whole.find((one) => mark.startsWith(`${one} `));
    if (kind === undefined || there.has(mark)) return [];
    return [{ kind, subject: mark.slice(kind.length + 1), level: 0 }];
  });
};
