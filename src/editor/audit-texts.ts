import { type AuditAction, auditActions } from '../usage/audit-entry.ts';

const words: Readonly<Record<AuditAction, string>> = {
  'key-added': 'Key added',
  'key-imported': 'Key imported',
  'key-recovered': 'Key recovered',
  'key-updated': 'Key updated',
  'key-renamed': 'Key renamed',
  'key-tested': 'Key tested',
  'key-enabled': 'Key enabled',
  'key-disabled': 'Key disabled',
  'key-prioritised': 'Key priority set',
  'key-limited': 'Key limited to models',
  'key-expiry-set': 'Key expiry set',
  'key-removed': 'Key removed',
  'key-first-use': 'Key used for the first time',
  'origin-confirmed': 'Server of a key confirmed',
  'caller-decided': 'Caller decided',
  'budget-changed': 'Budget changed',
  'budget-lifted': 'Budget lifted',
  'rules-changed': 'Rules changed',
  'settings-changed': 'Settings changed',
  exported: 'Usage exported',
  'cache-cleared': 'Cache cleared',
  'prices-corrected': 'Prices corrected',
  'usage-forgotten': 'Usage forgotten',
  reconciled: 'Reconciled',
  'entries-lost': 'Entries lost',
  'audit-resumed': 'Finding accepted',
};

/** What was done; a newer Keyway's words are shown as they are. */
export const actionText = (action: string): string => {
  const known = auditActions.find((one) => one === action);
  return known === undefined ? action : words[known];
};

const people: Readonly<Record<string, string>> = { person: 'You', keyway: 'Keyway', workspace: 'The workspace' };

/** Who did it, as a person calls them. */
export const actorText = (by: string): string => people[by] ?? by;

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** By the person's own clock, in two lines at most: a narrow column would break it at each blank. */
export const entryTime = (at: number): string =>
  Number.isNaN(new Date(at).getTime()) ? '?' : `${date.format(at).replaceAll(' ', '\u00a0')}, ${time.format(at)}`;
