import * as vscode from 'vscode';
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
import type { CommandId } from './names.ts';
import { tell } from './notify.ts';
import { type Retest, retests } from './retest.ts';
import { retestsKeys } from './settings.ts';

export interface KeyRetestParts {
  readonly keyring: Keyring;
  readonly providers: readonly Provider[];
  readonly check: Check;
  readonly log: Log;
  /** The audit log's. */
  readonly note?: Note | undefined;
  /** Hears what tests in the background found, and tells the person what is to be told. */
  readonly onTested?: ((key: Key, finding: Finding) => void) | undefined;
}

/** Retests that write what they find into the keyring, and tell the person where a key stopped working. */
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
      if (note) noteKey({ note, ownerOf }, { action: 'key-tested', key, detail, by: 'keyway' });
      onTested?.(key, finding);
    },
    onFinding: (key, { sentence }) => {
      // Whoever hears of all findings tells the person.
      if (onTested) return;
      const name = providers.find((provider) => provider.id === key.provider)?.name ?? key.provider;
      void offerUpdate(key.id, `${name} key “${key.nickname}” no longer works. ${sentence}`);
    },
    hold: log.hold,
    onBug: (error) => log.error('A key could not be tested again:', error),
  });

const offerUpdate = async (id: string, sentence: string): Promise<void> => {
  const update = 'Update Key';
  const command: CommandId = 'keyway.updateKey';
  if ((await tell('warning', sentence, update, 'OK')) === update) await vscode.commands.executeCommand(command, id);
};
