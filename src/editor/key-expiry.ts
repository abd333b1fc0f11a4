import { daysUntil, isDay, localDay } from '../core/key-date.ts';
import type { Key } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { type KeyDesk, noteDeed, ownerName } from './key-desk.ts';
import type { Reading } from './reading.ts';

/** Asks on which day a key expires, so that the person hears of it before requests fail. */
export const setKeyExpiry = async (desk: KeyDesk, key: Key): Promise<void> => {
  const called = t('{0} key “{1}”', ownerName(desk, key.provider), key.nickname);
  const answer = await desk.questions.type({
    title: t('Set Expiry of {0}', called),
    prompt: t('The day on which the key expires, as year-month-day. Leave it empty if it does not expire.'),
    placeholder: '2027-03-31',
    value: key.expiresOn ?? '',
    read: (typed) => readExpiry(typed, desk.clock()),
  });
  if (answer.type !== 'answer') return;
  const expiresOn = answer.value === '' ? undefined : answer.value;
  await desk.keyring.update(key.id, { expiresOn });
  noteDeed(desk, { action: 'key-expiry-set', key, detail: `${key.expiresOn ?? 'none'} → ${expiresOn ?? 'none'}` });
  desk.questions.tell('info', expirySaid(called, expiresOn, desk.clock()));
};

const expirySaid = (called: string, day: string | undefined, now: number): string => {
  if (day === undefined) return t('{0} has no expiry date now.', called);
  const days = daysUntil(day, now) ?? 0;
  if (days < 0) return t('{0} expired on {1}.', called, day);
  return days === 0 ? t('{0} expires today.', called) : t('{0} expires on {1}.', called, day);
};

/** Years ahead beyond which a date is more likely a slip than a plan. */
const furthest = 20;

/** A calendar day, or nothing. */
export const readExpiry = (typed: string, now: number): Reading<string> => {
  const day = typed.trim();
  if (day === '') return { value: '' };
  if (!isDay(day)) return { problem: t('Type a day as year-month-day: 2027-03-31.') };
  const days = daysUntil(day, now) ?? 0;
  if (days > furthest * 366) return { problem: t('That is more than {0} years ahead: check the year.', furthest) };
  if (days < 0) return { value: day, warning: t('That day is over: today is {0}.', localDay(now)) };
  return { value: day };
};

/** The person's calendar day of the moment that a provider named. */
export const expiryDayOf = (expiresAt: number | undefined): string | undefined => {
  const day = expiresAt === undefined || Math.abs(expiresAt) > 8.64e15 ? undefined : localDay(expiresAt);
  return day !== undefined && isDay(day) ? day : undefined;
};
