import type { Alert, AlertFacts, AlertKind, Gone, Sighting } from './alert.ts';
import { daysText } from './counted.ts';
import { daysUntil } from './key-date.ts';
import type { Key, Verdict } from './key.ts';
import { t } from './l10n.ts';

/** A provider's name by its id; undefined for those that closed or are not known: their keys are of no use anyway. */
export type NameOf = (provider: string) => string | undefined;

/** A key is another one as soon as its fields were entered anew. */
export const subjectOf = (key: Pick<Key, 'id' | 'updatedAt' | 'addedAt'>): string =>
  `${key.id} ${key.updatedAt ?? key.addedAt}`;

export const factsOf = ({ id, nickname, provider }: Key): AlertFacts => ({ provider, key: { id, nickname } });

/** `OpenAI key “work”`: how a sentence about a key begins. */
export const keyCalled = (name: string, { nickname }: Pick<Key, 'nickname'>): string =>
  t('{0} key “{1}”', name, nickname);

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
    const called = keyCalled(name, key);
    return [...expiryOf(key, called, asked), ...ageOf(key, called, asked)];
  });

const expiryOf = (key: Key, called: string, { now }: DatesAsked): readonly Alert[] => {
  const day = key.expiresOn;
  const days = day === undefined ? undefined : daysUntil(day, now);
  if (day === undefined || days === undefined || days > 7) return [];
  const subject = `${subjectOf(key)} ${day}`;
  return [{ kind: 'keyExpiry', subject, ...expiryWords(called, days, day), facts: { ...factsOf(key), day } }];
};

const expiryWords = (called: string, days: number, day: string): Pick<Alert, 'level' | 'sentence'> => {
  if (days < 0)
    return { level: 3, sentence: t('{0} expired on {1}. Update it with a new one, or correct its date.', called, day) };
  if (days === 0)
    return {
      level: 2,
      sentence: t('{0} expires today ({1}). Update it with a new one before requests fail.', called, day),
    };
  if (days === 1)
    return {
      level: 2,
      sentence: t('{0} expires tomorrow ({1}). Update it with a new one before requests fail.', called, day),
    };
  return {
    level: 1,
    sentence: t('{0} expires in {1} days ({2}). Update it with a new one before requests fail.', called, days, day),
  };
};

const ageOf = (key: Key, called: string, { now, rotateAfterDays }: DatesAsked): readonly Alert[] => {
  const age = Math.floor((now - (key.updatedAt ?? key.addedAt)) / dayMs);
  if (rotateAfterDays <= 0 || age < rotateAfterDays) return [];
  const sentence = t(
    '{0} is {1} old. You want keys replaced after {2}: make a new one at its provider and update it.',
    called,
    daysText(age),
    daysText(rotateAfterDays),
  );
  return [{ kind: 'keyAge', subject: subjectOf(key), level: 1, sentence, facts: factsOf(key) }];
};

/** What a test found, or a request, as far as it is about the key. Undefined: it says nothing about it. */
export const verdictSighting = (key: Key, verdict: Verdict | undefined, nameOf: NameOf): Sighting | undefined => {
  const name = nameOf(key.provider);
  if (verdict === undefined || name === undefined) return undefined;
  if (verdict === 'valid' || verdict === 'limited') return keyWorks(key);
  const sentence = verdictWords[verdict]?.(keyCalled(name, key));
  if (sentence === undefined) return undefined;
  return { kind: 'keyInvalid', subject: subjectOf(key), level: 1, sentence, facts: factsOf(key) };
};

export const keyWorks = (key: Key): Gone => ({ kind: 'keyInvalid', subject: subjectOf(key), level: 0 });

const verdictWords: Partial<Record<Verdict, (called: string) => string>> = {
  invalid: (called) => t('{0} is refused by its provider. Update it, or remove it.', called),
  expired: (called) => t('{0} expired or was revoked. Update it with a new one.', called),
  'no-credit': (called) =>
    t('{0} has no credit left. Its requests go to other keys and models where they can.', called),
  elsewhere: (called) => t('{0} belongs to another provider or region. Add it there, and update this one.', called),
};
