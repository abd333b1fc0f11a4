import type { Key } from '../core/key.ts';
import type { Finding } from '../core/listing.ts';
import type { Provider } from '../core/provider.ts';
import type { Note } from '../usage/audit-entry.ts';
import type { Check } from './key-desk.ts';
import { expiryDayOf } from './key-expiry.ts';
import { noteKey } from './key-notes.ts';
import { testedText } from './key-words.ts';
import type { Keyring } from './keyring.ts';
import type { Log } from './log.ts';
import { type Retest, retests } from './retest.ts';
import { retestsKeys } from './settings.ts';

export interface KeyRetestParts {
  readonly keyring: Keyring;
  readonly providers: readonly Provider[];
  readonly check: Check;
  readonly log: Log;
  /** The audit log's. */
  readonly note: Note;
  /** Hears what tests in the background found, and tells the person what is to be told. */
  readonly onTested: (key: Key, finding: Finding) => void;
}

/** Retests that write what they find into the keyring. */
export const keyRetests = ({ keyring, providers, check, log, note, onTested }: KeyRetestParts): Retest =>
  retests({
    check,
    providers,
    isAllowed: retestsKeys,
    clock: Date.now,
    secretsOf: async (key) => {
      const now = keyring.list().find((one) => one.id === key.id) ?? key;
      return (await keyring.secretOf(now, await keyring.originOf(now))).fields;
    },
    note: (key, finding) => {
      keyring.noteTested(key.id, finding.verdict, expiryDayOf(finding.told?.expiresAt));
      const ownerOf = (id: string): Provider | undefined => providers.find((provider) => provider.id === id);
      const detail = `in the background: ${testedText(finding.verdict)}`;
      noteKey({ note, ownerOf }, { action: 'key-tested', key, detail, by: 'keyway' });
      onTested(key, finding);
    },
    hold: log.hold,
    onBug: (error) => log.error('A key could not be tested again:', error),
  });
