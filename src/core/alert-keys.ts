import type { Alert, AlertFacts, AlertKind, Gone, Sighting } from './alert.ts';
import { daysUntil } from './key-date.ts';
import type { Key, Verdict } from './key.ts';

/** A provider's name by its id; undefined for those that closed or are not known: their keys are of no use anyway. */
export type NameOf = (provider: string) => string | undefined;

/** A key is another one as soon as its fields were entered anew. */
export const subjectOf = (key: Pick<Key, 'id' | 'updatedAt' | 'addedAt'>): string =>
  `${key.id} ${key.updatedAt ?? key.addedAt}`;

export const factsOf = ({ id, nickname, provider }: Key): AlertFacts => ({ provider, key: { id, nickname } });

const dayMs = 86_400_000;

export interface DatesAsked {
  readonly now: number;
  /** Days after which a key counts as old; 0: never. */
  readonly rotateAfterDays: number;
  readonly nameOf: NameOf;
}

/** Kinds of which `dateSightings` names every cause there is. */
export const dateKinds: readonly AlertKind[] = ['keyExpiry', 'keyAge'];

/** Which enabled keys are about to expire, did, or are old. */
export const dateSightings = (keys: readonly Key[], asked: DatesAsked): readonly Alert[] =>
  keys.flatMap((key) => {
    const name = key.enabled ? asked.nameOf(key.provider) : undefined;
    if (name === undefined) return [];
    const called = `${name} key “${key.nickname}”`;
    return [...expiryOf(key, called, asked), ...ageOf(key, called, asked)];
  });

const expiryOf = (key: Key, called: string, { now }: DatesAsked): readonly Alert[] => {
  const day = key.expiresOn;
  const days = day === undefined ? undefined : daysUntil(day, now);
  if (day === undefined || days === undefined || days > 7) return [];
  const { level, sentence } = expiryWords(days, day);
  const subject = `${subjectOf(key)} ${day}`;
  return [{ kind: 'keyExpiry', subject, level, sentence: `${called} ${sentence}`, facts: { ...factsOf(key), day } }];
};

const expiryWords = (days: number, day: string): Pick<Alert, 'level' | 'sentence'> => {
  const before = 'Update it with a new one before requests fail.';
  if (days < 0) return { level: 3, sentence: `expired on ${day}. Update it with a new one, or correct its date.` };
  if (days <= 1) return { level: 2, sentence: `expires ${days === 0 ? 'today' : 'tomorrow'} (${day}). ${before}` };
  return { level: 1, sentence: `expires in ${days} days (${day}). ${before}` };
};

const ageOf = (key: Key, called: string, { now, rotateAfterDays }: DatesAsked): readonly Alert[] => {
  const age = Math.floor((now - (key.updatedAt ?? key.addedAt)) / dayMs);
  if (rotateAfterDays <= 0 || age < rotateAfterDays) return [];
  const sentence = `${called} is ${age} days old. You want keys replaced after ${rotateAfterDays}: make a new one at its provider and update it.`;
  return [{ kind: 'keyAge', subject: subjectOf(key), level: 1, sentence, facts: factsOf(key) }];
};

/** What a test found, or a request, as far as it is about the key. Undefined: it says nothing about it. */
export const verdictSighting = (key: Key, verdict: Verdict | undefined, nameOf: NameOf): Sighting | undefined => {
  const name = nameOf(key.provider);
  if (verdict === undefined || name === undefined) return undefined;
  if (verdict === 'valid' || verdict === 'limited') return keyWorks(key);
  const [what, cure] = verdictWords[verdict] ?? [];
  if (what === undefined) return undefined;
  const sentence = `${name} key “${key.nickname}” ${what}. ${cure}`;
  return { kind: 'keyInvalid', subject: subjectOf(key), level: 1, sentence, facts: factsOf(key) };
};

export const keyWorks = (key: Key): Gone => ({ kind: 'keyInvalid', subject: subjectOf(key), level: 0 });

const verdictWords: Partial<Record<Verdict, readonly [what: string, cure: string]>> = {
  invalid: ['is refused by its provider', 'Update it, or remove it.'],
  expired: ['expired or was revoked', 'Update it with a new one.'],
  'no-credit': ['has no credit left', 'Its requests go to other keys and models where they can.'],
  elsewhere: ['belongs to another provider or region', 'Add it there, and update this one.'],
};
