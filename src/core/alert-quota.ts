import type { Alert, AlertFacts, Gone, Sighting } from './alert.ts';
import { factsOf, keyCalled, subjectOf, type NameOf } from './alert-keys.ts';
import type { RateLimit } from './chat.ts';
import { money } from './cost.ts';
import { count } from './count.ts';
import { requestsText, tokensText } from './counted.ts';
import type { Key } from './key.ts';
import { t } from './l10n.ts';

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
const limitWords: Partial<Record<RateLimit['per'], (called: string, left: string, model: string) => string>> = {
  day: (called, left, model) => t('{0} has {1} left today. That is its limit for {2}.', called, left, model),
  month: (called, left, model) => t('{0} has {1} left this month. That is its limit for {2}.', called, left, model),
};

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
  const words = limitWords[per];
  if (words === undefined || (per !== 'day' && per !== 'month')) return [];
  const subject = `${subjectOf(key)} ${counts} ${per} ${model}`.slice(0, 512);
  const modelId = model.slice(model.indexOf('/') + 1);
  const facts: AlertFacts = { ...factsOf(key), model: modelId, counts, per, left, limit: whole };
  const counted = counts === 'tokens' ? tokensText : requestsText;
  const amount = whole === undefined ? counted(left) : t('{0} of {1}', count.format(left), counted(whole));
  const sentence = words(keyCalled(name, key), amount, modelId);
  return judgedBy({ left, limit: whole }, { subject, sentence, facts, endsAt: limit.resetAt });
};

/** Whether what was paid in advance, or what a key may spend, runs low. */
export const prepaidSightings = (key: Key, { left, limit }: Prepaid, nameOf: NameOf): readonly Sighting[] => {
  const name = nameOf(key.provider);
  if (name === undefined || !(limit > 0)) return [];
  const sentence = t(
    '{0} may spend {1} more of {2}. Raise its limit at {3}, or use another key.',
    keyCalled(name, key),
    money(Math.max(0, left)),
    money(limit),
    name,
  );
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
  const sentence = t(
    '{0} has no quota or credit left. Its requests go to other keys and models where they can.',
    keyCalled(name, key),
  );
  return [{ kind: 'quotaLow', subject: usedUpSubject(key), level: 1, sentence, facts: { ...factsOf(key), left: 0 } }];
};

export const notUsedUp = (key: Key): Gone => ({ kind: 'quotaLow', subject: usedUpSubject(key), level: 0 });
