import type { Key, Verdict } from '../core/key.ts';
import type { Provider } from '../core/provider.ts';

/** How a key is described in lists. */

const verdictWords: Readonly<Record<Verdict, string>> = {
  valid: 'works',
  limited: 'works, with limits',
  invalid: 'refused',
  expired: 'expired or revoked',
  'no-credit': 'no credit',
  elsewhere: 'belongs elsewhere',
  unreachable: 'provider not reached',
  unclear: 'test unclear',
};

/** `disabled · works`, `not tested`. */
export const stateOf = (key: Key): string => {
  const verdict = key.verdict === undefined ? 'not tested' : verdictWords[key.verdict];
  return key.enabled ? verdict : `disabled · ${verdict}`;
};

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** `just now`, `5 minutes ago`, `3 days ago`, and the date after a month. */
export const ago = (then: number, now: number): string => {
  const passed = now - then;
  if (passed > 30 * 86_400_000) return `on ${calendar.format(then)}`;
  const step = steps.find(([, length]) => passed >= length);
  return step === undefined ? 'just now' : relative.format(-Math.floor(passed / step[1]), step[0]);
};

/** `added on 3 Nov 2026 · used 5 minutes ago · tested just now`. */
export const datesOf = (key: Key, now: number): string => {
  const parts = [`added ${ago(key.addedAt, now)}`];
  parts.push(key.usedAt === undefined ? 'never used' : `used ${ago(key.usedAt, now)}`);
  if (key.testedAt !== undefined) parts.push(`tested ${ago(key.testedAt, now)}`);
  return parts.join(' · ');
};

/** The provider's name, or its id where a newer or retired record is meant. */
export const providerName = (providers: readonly Provider[], id: string): string =>
  providers.find((provider) => provider.id === id)?.name ?? id;

export const keyCount = (count: number): string => (count === 1 ? '1 key' : `${count} keys`);
