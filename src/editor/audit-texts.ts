import { t } from '../core/l10n.ts';
import { languageOrElse } from '../core/listed.ts';
import { type AuditAction, auditActions } from '../usage/audit-entry.ts';

const words: Readonly<Record<AuditAction, string>> = {
  'key-added': t('Key added'),
  'key-imported': t('Key imported'),
  'key-recovered': t('Key recovered'),
  'key-updated': t('Key updated'),
  'key-renamed': t('Key renamed'),
  'key-tested': t('Key tested'),
  'key-enabled': t('Key enabled'),
  'key-disabled': t('Key disabled'),
  'key-prioritised': t('Key priority set'),
  'key-limited': t('Key limited to models'),
  'key-expiry-set': t('Key expiry set'),
  'key-removed': t('Key removed'),
  'key-first-use': t('Key used for the first time'),
  'origin-confirmed': t('Server of a key confirmed'),
  'caller-decided': t('Caller decided'),
  'budget-changed': t('Budget changed'),
  'budget-lifted': t('Budget lifted'),
  'rules-changed': t('Rules changed'),
  'settings-changed': t('Settings changed'),
  exported: t('Usage exported'),
  'cache-cleared': t('Cache cleared'),
  'prices-corrected': t('Prices corrected'),
  'usage-forgotten': t('Usage forgotten'),
  reconciled: t('Reconciled'),
  'entries-lost': t('Entries lost'),
  'audit-resumed': t('Finding accepted'),
};

/** What was done; a newer Keyway's words are shown as they are. */
export const actionText = (action: string): string => {
  const known = auditActions.find((one) => one === action);
  return known === undefined ? action : words[known];
};

const people: Readonly<Record<string, string>> = {
  person: t('You'),
  keyway: 'Keyway',
  workspace: t('The workspace'),
};

/** Who did it, as a person calls them. */
export const actorText = (by: string): string => people[by] ?? by;

const date = new Intl.DateTimeFormat(languageOrElse('en-GB'), { dateStyle: 'medium' });
const time = new Intl.DateTimeFormat(languageOrElse('en-GB'), { timeStyle: 'medium' });

/** By the person's own clock, in two lines at most: a narrow column would break it at each blank. */
export const entryTime = (at: number): string =>
  Number.isNaN(new Date(at).getTime())
    ? '?'
    : t('{0}, {1}', date.format(at).replaceAll(' ', '\u00a0'), time.format(at));
