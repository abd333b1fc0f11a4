import { daysUntil, isDay, localDay } from '../core/key-date.ts';
import type { Key } from '../core/key.ts';
import { type KeyDesk, noteDeed, ownerName } from './key-desk.ts';
import { expiryText } from './key-words.ts';
import type { Reading } from './reading.ts';

/** Asks on which day a key expires, so that the person hears of it before requests fail. */
export const setKeyExpiry = async (desk: KeyDesk, key: Key): Promise<void> => {
  const called = `${ownerName(desk, key.provider)} key “${key.nickname}”`;
  const answer = await desk.questions.type({
    title: `Set Expiry of ${called}`,
    prompt: 'The day on which the key expires, as year-month-day. Leave it empty if it does not expire.',
    placeholder: '2027-03-31',
    value: key.expiresOn ?? '',
    read: (typed) => readExpiry(typed, desk.clock()),
  });
  if (answer.type !== 'answer') return;
  const expiresOn = answer.value === '' ? undefined : answer.value;
  await desk.keyring.update(key.id, { expiresOn });
  noteDeed(desk, { action: 'key-expiry-set', key, detail: `${key.expiresOn ?? 'none'} → ${expiresOn ?? 'none'}` });
  const what = expiresOn === undefined ? 'has no expiry date now' : expiryText(expiresOn, desk.clock());
  desk.questions.tell('info', `${called} ${what}.`);
};

/** Years ahead beyond which a date is more likely a slip than a plan. */
const furthest = 20;

/** A calendar day, or nothing. */
export const readExpiry = (typed: string, now: number): Reading<string> => {
  const day = typed.trim();
  if (day === '') return { value: '' };
  if (!isDay(day)) return { problem: 'Type a day as year-month-day: 2027-03-31.' };
  const days = daysUntil(day, now) ?? 0;
  if (days > furthest * 366) return { problem: `That is more than ${furthest} years ahead: check the year.` };
  if (days < 0) return { value: day, warning: `That day is over: today is ${localDay(now)}.` };
  return { value: day };
};

/** The person's calendar day of the moment that a provider named. */
export const expiryDayOf = (expiresAt: number | undefined): string | undefined => {
  const day = expiresAt === undefined || Math.abs(expiresAt) > 8.64e15 ? undefined : localDay(expiresAt);
  return day !== undefined && isDay(day) ? day : undefined;
};
