import { daysUntil } from '../core/key-date.ts';
import { missingPlainFields } from '../core/key-fields.ts';
import { type Key, masked, type Verdict, works } from '../core/key.ts';
import type { Field, Provider, Tombstone } from '../core/provider.ts';

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

/** What the last test found: `works`, `not tested`. */
export const testedText = (verdict: Verdict | undefined): string =>
  verdict === undefined ? 'not tested' : verdictWords[verdict];

/** A provider as a key names it: one that is there, or one that closed. */
export type Owner = Provider | Tombstone;

export const isClosed = (owner: Owner | undefined): owner is Tombstone => owner !== undefined && 'closed' in owner;

/** `disabled · works`, `not tested`, `closed on 2024-08-01`. Without its provider nothing is said about what it lacks. */
export const stateOf = (key: Key, owner?: Owner): string => {
  if (isClosed(owner)) return `closed on ${owner.closed}`;
  const parts = [testedText(key.verdict)];
  if (!key.enabled) parts.unshift('disabled');
  if (key.models !== undefined) parts.push(limitOf(key.models));
  const missing = owner === undefined ? [] : missingPlainFields(owner, key.plain);
  if (missing.length > 0) parts.push(`lacks ${labelsOf(missing)}`);
  else if (owner?.uncertain !== undefined && !works(key.verdict)) parts.push('not used until a test works');
  return parts.join(' · ');
};

/** `only for gpt-5*`, `only for 3 models`. */
const limitOf = (models: readonly string[]): string =>
  models.length === 1 ? `only for ${models[0]}` : `only for ${models.length} models`;

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** `its region and its API key`. */
export const labelsOf = (fields: readonly Field[]): string =>
  list.format(fields.map(({ label }) => `its ${withinSentence(label)}`));

/** `region`, but `API key`. */
export const withinSentence = (label: string): string =>
  /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

/** What is shown of a key: the ends of its first secret; of a service account's file nothing says more than its name. */
export const maskOf = (owner: Owner | undefined, secrets: Readonly<Record<string, string>>): string | undefined => {
  const fields = owner === undefined || isClosed(owner) ? [] : owner.fields;
  const inOrder = fields.flatMap(({ name }) => secrets[name] ?? []);
  const [first] = [...inOrder, ...Object.values(secrets)];
  if (first === undefined) return undefined;
  return first.startsWith('{') ? 'service account' : masked(first);
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

/** `added on 3 Nov 2026 · used 5 minutes ago · tested just now · expires on 2026-12-01`. */
export const datesOf = (key: Key, now: number): string => {
  const parts = [`added ${ago(key.addedAt, now)}`];
  parts.push(key.usedAt === undefined ? 'never used' : `used ${ago(key.usedAt, now)}`);
  if (key.updatedAt !== undefined) parts.splice(1, 0, `updated ${ago(key.updatedAt, now)}`);
  if (key.testedAt !== undefined) parts.push(`tested ${ago(key.testedAt, now)}`);
  if (key.expiresOn !== undefined) parts.push(expiryText(key.expiresOn, now));
  return parts.join(' · ');
};

/** `expires on 2026-12-01`, and the word that fits once the day has come. */
export const expiryText = (day: string, now: number): string => {
  const days = daysUntil(day, now) ?? 0;
  if (days < 0) return `expired on ${day}`;
  return days === 0 ? 'expires today' : `expires on ${day}`;
};

/** The provider's name, or its id where a newer or retired record is meant. */
export const providerName = (providers: readonly Pick<Provider, 'id' | 'name'>[], id: string): string =>
  providers.find((provider) => provider.id === id)?.name ?? id;

export const keyCount = (count: number): string => (count === 1 ? '1 key' : `${count} keys`);
