import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';
import { isUsable } from '../core/usable.ts';
import type { Note } from '../usage/audit-entry.ts';
import { importAtStart } from './import-at-start.ts';
import type { Overrides } from './key-access.ts';
import type { Keyring } from './keyring.ts';
import { importsFromEnvironment } from './settings.ts';
import { chatIsLocked, keepUnlocked, setUpChat } from './unlock.ts';

export interface WelcomeParts {
  readonly context: vscode.ExtensionContext;
  readonly keyring: Keyring;
  readonly providers: readonly Provider[];
  readonly overrides: Overrides;
  readonly warn: (sentence: string) => void;
  /** The audit log's. */
  readonly note: Note;
}

/** Remembered for good, so that nobody is asked twice. */
const askedBefore = 'keyway.askedToSetUpChat';

/** After every start: imports what the person's setting asks for, keeps chat open to our models, or offers to open it, once. */
export const welcome = async ({ context, keyring, providers, overrides, warn, note }: WelcomeParts): Promise<void> => {
  try {
    if (importsFromEnvironment()) await importAtStart({ keyring, providers, overrides, variables: process.env, note });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(t('Keys could not be imported from the environment: {0}', reason));
  }
  if (keyring.list().length > 0) await keepUnlocked();
  if (unlocksModels(keyring, providers)) await offerChat(context.globalState);
};

/** The keys of a provider that closed, say, unlock none. */
const unlocksModels = (keyring: Keyring, providers: readonly Provider[]): boolean =>
  keyring.list().some((key) => {
    const provider = providers.find((one) => one.id === key.provider);
    return provider !== undefined && isUsable(provider, key);
  });

/** After the person added a key: opens chat to its models, unless they have said no to that before. */
export const openChat = async (memory: vscode.Memento): Promise<void> => {
  if (chatIsLocked() && memory.get(askedBefore) === true) return;
  if ((await setUpChat(memory)) === 'declined') await memory.update(askedBefore, true);
};

/** Enabling another extension needs a click: of this button, and of the editor's own question. */
const offerChat = async (memory: vscode.Memento): Promise<void> => {
  if (!chatIsLocked() || memory.get(askedBefore) === true) return;
  const open = t('Set Up Chat');
  const answer = await vscode.window.showInformationMessage(
    t('Your models are ready, but VS Code’s chat is not enabled yet. Keyway can set it up; no sign-in is needed.'),
    open,
    t('Not Now'),
  );
  await memory.update(askedBefore, true);
  if (answer === open) await setUpChat(memory);
};
