import type { Alert, AlertFacts, Gone, Sighting } from './alert.ts';
import { factsOf, subjectOf, type NameOf } from './alert-keys.ts';
import type { RateLimit } from './chat.ts';
import { money } from './cost.ts';
import { count } from './count.ts';
import type { Key } from './key.ts';

/** A limit of a key and a model, as the last answer told it, less what was sent since. */
export interface LimitLeft extends RateLimit {
  readonly keyId: string;
  /** `provider/model`. */
  readonly model: string;
}

/** Money a provider lets a key spend, in US dollars, as the provider tells it. */
export interface Prepaid {
  readonly left: number;
  readonly limit: number;
}

/** Shares of a limit: below the first it is low, from the second on it no longer is. Between them nothing changes. */
const low = 0.1;
const recovered = 0.2;

/** Limits of a minute run low all the time: they are told to plans, never to people. */
const periods: Partial<Record<RateLimit['per'], string>> = { day: 'today', month: 'this month' };

/** Whether limits of a day or a month run low. */
export const limitSightings = (
  limits: readonly LimitLeft[],
  keys: readonly Key[],
  nameOf: NameOf,
): readonly Sighting[] =>
  limits.flatMap((limit) => {
    const key = keys.find(({ id }) => id === limit.keyId);
    const name = key && nameOf(key.provider);
    return key === undefined || name === undefined ? [] : limitSighting(limit, key, name);
  });

const limitSighting = (limit: LimitLeft, key: Key, name: string): readonly Sighting[] => {
  const { counts, per, left, whole, model } = limit;
  const period = periods[per];
  if (period === undefined || (per !== 'day' && per !== 'month')) return [];
  const subject = `${subjectOf(key)} ${counts} ${per} ${model}`.slice(0, 512);
  const modelId = model.slice(model.indexOf('/') + 1);
  const facts: AlertFacts = { ...factsOf(key), model: modelId, counts, per, left, limit: whole };
  const share = whole === undefined ? undefined : `of ${count.format(whole)} `;
  const sentence = `${name} key “${key.nickname}” has ${count.format(left)} ${share ?? ''}${counts} left ${period}. That is its limit for ${modelId}.`;
  return judgedBy({ left, limit: whole }, { subject, sentence, facts, endsAt: limit.resetAt });
};

/** Whether what was paid in advance, or what a key may spend, runs low. */
export const prepaidSightings = (key: Key, { left, limit }: Prepaid, nameOf: NameOf): readonly Sighting[] => {
  const name = nameOf(key.provider);
  if (name === undefined || !(limit > 0)) return [];
  const sentence = `${name} key “${key.nickname}” may spend ${money(Math.max(0, left))} more of ${money(limit)}. Raise its limit at ${name}, or use another key.`;
  const facts: AlertFacts = { ...factsOf(key), counts: 'usd', left, limit };
  return judgedBy({ left, limit }, { subject: `${subjectOf(key)} prepaid`, sentence, facts });
};

/** Without the whole only nothing is little. */
const judgedBy = (
  { left, limit }: { readonly left: number; readonly limit: number | undefined },
  words: Omit<Alert, 'kind' | 'level'>,
): readonly Sighting[] => {
  const share = limit === undefined ? Math.min(left, 1) : left / limit;
  if (share < low) return [{ kind: 'quotaLow', level: 1, ...words }];
  return share < recovered ? [] : [{ kind: 'quotaLow', subject: words.subject, level: 0 }];
};

const usedUpSubject = (key: Key): string => `${subjectOf(key)} used up`;

/** A request failed because there was nothing left. */
export const usedUp = (key: Key, nameOf: NameOf): readonly Alert[] => {
  const name = nameOf(key.provider);
  if (name === undefined) return [];
  const sentence = `${name} key “${key.nickname}” has no quota or credit left. Its requests go to other keys and models where they can.`;
  return [{ kind: 'quotaLow', subject: usedUpSubject(key), level: 1, sentence, facts: { ...factsOf(key), left: 0 } }];
};

export const notUsedUp = (key: Key): Gone => ({ kind: 'quotaLow', subject: usedUpSubject(key), level: 0 });
