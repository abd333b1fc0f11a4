import * as vscode from 'vscode';
import type { Provider } from '../core/provider.ts';
import type { Check } from './key-desk.ts';
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
}

/** Retests that write what they find into the keyring, and tell the person where a key stopped working. */
export const keyRetests = ({ keyring, providers, check, log }: KeyRetestParts): Retest =>
  retests({
    check,
    providers,
    isAllowed: retestsKeys,
    clock: Date.now,
    secretsOf: async (key) => {
      const now = keyring.list().find((one) => one.id === key.id) ?? key;
      return (await keyring.secretOf(now, await keyring.originOf(now))).fields;
    },
    note: (id, verdict) => keyring.noteTested(id, verdict),
    onFinding: (key, { sentence }) => {
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
