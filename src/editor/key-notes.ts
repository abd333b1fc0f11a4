import type { Key } from '../core/key.ts';
import { inEnglish } from '../core/l10n.ts';
import type { AuditAction, Note } from '../usage/audit-entry.ts';
import { isClosed, labelsOf, type Owner } from './key-words.ts';

/** How deeds done to keys are told to the audit log, in English. */

export interface KeyNotes {
  readonly note: Note;
  /** Whom a key names. */
  readonly ownerOf: (provider: string) => Owner | undefined;
}

export interface KeyDeed {
  readonly action: Extract<AuditAction, `key-${string}` | 'origin-confirmed'>;
  readonly key: Pick<Key, 'provider' | 'nickname'>;
  readonly detail?: string | undefined;
  /** The person, where nobody else did it. */
  readonly by?: 'person' | 'keyway';
}

export const noteKey = ({ note, ownerOf }: KeyNotes, { action, key, detail, by = 'person' }: KeyDeed): void => {
  const name = ownerOf(key.provider)?.name ?? key.provider;
  note({ action, by, subject: `${name} key “${key.nickname}”`, detail });
};

export interface Update {
  readonly before: Key['plain'];
  readonly after: Key['plain'];
  /** Secret fields that are other ones now, by name. Only their names are looked at. */
  readonly secrets: Readonly<Record<string, unknown>>;
}

/** What an update changed, by the labels of the fields: "its region and its API key". */
export const updatedText = (owner: Owner | undefined, { before, after, secrets }: Update): string => {
  const fields = owner === undefined || isClosed(owner) ? [] : owner.fields;
  const changed = fields.filter(({ name, secret }) => (secret ? name in secrets : before[name] !== after[name]));
  return changed.length === 0 ? 'nothing but its test' : inEnglish(() => labelsOf(changed));
};
