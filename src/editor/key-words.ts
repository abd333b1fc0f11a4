import { daysUntil } from '../core/key-date.ts';
import { missingPlainFields } from '../core/key-fields.ts';
import { type Key, masked, type Verdict, works } from '../core/key.ts';
import { inEnglish, t } from '../core/l10n.ts';
import { allOf, language, languageOrElse } from '../core/listed.ts';
import type { Field, Provider, Tombstone } from '../core/provider.ts';

/** How a key is described in lists. */

/** What the last test found: `works`, `not tested`. */
const testShown = (verdict: Verdict | undefined): string => {
  switch (verdict) {
    case undefined:
      return t('not tested');
    case 'valid':
      return t('works');
    case 'limited':
      return t('works, with limits');
    case 'invalid':
      return t('refused');
    case 'expired':
      return t('expired or revoked');
    case 'no-credit':
      return t('no credit');
    case 'elsewhere':
      return t('belongs elsewhere');
    case 'unreachable':
      return t('provider not reached');
    case 'unclear':
      return t('test unclear');
  }
};

/** The same for the audit log. */
export const testedText = (verdict: Verdict | undefined): string => inEnglish(() => testShown(verdict));

/** A provider as a key names it: one that is there, or one that closed. */
export type Owner = Provider | Tombstone;

export const isClosed = (owner: Owner | undefined): owner is Tombstone => owner !== undefined && 'closed' in owner;

/** `disabled · works`, `not tested`, `closed on 2024-08-01`. Without its provider nothing is said about what it lacks. */
export const stateOf = (key: Key, owner?: Owner): string => {
  if (isClosed(owner)) return t('closed on {0}', owner.closed);
  const parts = [testShown(key.verdict)];
  if (!key.enabled) parts.unshift(t('disabled'));
  if (key.models !== undefined) parts.push(limitOf(key.models));
  const missing = owner === undefined ? [] : missingPlainFields(owner, key.plain);
  if (missing.length > 0) parts.push(t('lacks {0}', labelsOf(missing)));
  else if (owner?.uncertain !== undefined && !works(key.verdict)) parts.push(t('not used until a test works'));
  return parts.join(' · ');
};

/** `only for gpt-5*`, `only for 3 models`. */
const limitOf = (models: readonly string[]): string => {
  const [only, ...others] = models;
  return only !== undefined && others.length === 0 ? t('only for {0}', only) : t('only for {0} models', models.length);
};

/** `its region and its API key`. */
export const labelsOf = (fields: readonly Field[]): string =>
  allOf(fields.map(({ label }) => t('its {0}', withinSentence(label))));

/** `region`, but `API key`. */
export const withinSentence = (label: string): string =>
  /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

/** What is shown of a key: the ends of its first secret; of a service account's file nothing says more than its name. */
export const maskOf = (owner: Owner | undefined, secrets: Readonly<Record<string, string>>): string | undefined => {
  const fields = owner === undefined || isClosed(owner) ? [] : owner.fields;
  const inOrder = fields.flatMap(({ name }) => secrets[name] ?? []);
  const [first] = [...inOrder, ...Object.values(secrets)];
  if (first === undefined) return undefined;
  return first.startsWith('{') ? t('service account') : masked(first);
};

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** English dates follow the person's own system: they are written in many ways. */
const calendarDate = (at: number): string => {
  const own = new Intl.DateTimeFormat().resolvedOptions().locale;
  return new Intl.DateTimeFormat(languageOrElse(own), { dateStyle: 'medium' }).format(at);
};

/** `just now`, `5 minutes ago`, `3 days ago`, and the date after a month. */
export const ago = (then: number, now: number): string => {
  const passed = now - then;
  if (passed > 30 * 86_400_000) return t('on {0}', calendarDate(then));
  const step = steps.find(([, length]) => passed >= length);
  if (step === undefined) return t('just now');
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: 'always' });
  return relative.format(-Math.floor(passed / step[1]), step[0]);
};

/** `added on 3 Nov 2026 · used 5 minutes ago · tested just now · expires on 2026-12-01`. */
export const datesOf = (key: Key, now: number): string => {
  const parts = [t('added {0}', ago(key.addedAt, now))];
  parts.push(key.usedAt === undefined ? t('never used') : t('used {0}', ago(key.usedAt, now)));
  if (key.updatedAt !== undefined) parts.splice(1, 0, t('updated {0}', ago(key.updatedAt, now)));
  if (key.testedAt !== undefined) parts.push(t('tested {0}', ago(key.testedAt, now)));
  if (key.expiresOn !== undefined) parts.push(expiryText(key.expiresOn, now));
  return parts.join(' · ');
};

/** `expires on 2026-12-01`, and the word that fits once the day has come. */
const expiryText = (day: string, now: number): string => {
  const days = daysUntil(day, now) ?? 0;
  if (days < 0) return t('expired on {0}', day);
  return days === 0 ? t('expires today') : t('expires on {0}', day);
};

/** The provider's name, or its id where a newer or retired record is meant. */
export const providerName = (providers: readonly Pick<Provider, 'id' | 'name'>[], id: string): string =>
  providers.find((provider) => provider.id === id)?.name ?? id;

export { keysText as keyCount } from '../core/counted.ts';
