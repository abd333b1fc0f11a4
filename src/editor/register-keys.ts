import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { importElsewhere } from './import-elsewhere.ts';
import { importFromEnvironment, importFromFile, type PickedFile } from './import-keys.ts';
import { type KeyCommand, keyCommands } from './key-commands.ts';
import { type KeyDesk, sentenceOf } from './key-desk.ts';
import { listKeys } from './key-list.ts';
import type { Keyring } from './keyring.ts';
import type { CommandId, ContextTypes } from './names.ts';
import { questionsIn } from './quick-input.ts';
import { testLimit } from './test-limit.ts';
import { fileName } from '../code/file-name.ts';

export interface KeyCommandParts {
  readonly desk: KeyDesk;
  /** Called after a command of the person that added keys. */
  readonly onAdded: () => void;
}

/** The desk as commands use it: questions are asked by the editor's own boxes. */
export const keyDeskIn = (parts: Omit<KeyDesk, 'clock' | 'limit' | 'questions'>): KeyDesk => {
  const clock = Date.now;
  return { ...parts, clock, limit: testLimit(clock), questions: questionsIn(vscode.window) };
};

/** Registers every command about keys and keeps `keyway.hasKeys`. */
export const registerKeyCommands = ({ desk, onAdded }: KeyCommandParts): vscode.Disposable => {
  const plain = keyCommands(desk);
  const { keyring } = desk;
  const commands = {
    ...plain,
    'keyway.listKeys': async () =>
      listKeys(desk, {
        add: async () => vscode.commands.executeCommand('keyway.addKey'),
        open: ({ id }) => guarded(desk, plain['keyway.updateKey'])(id),
        test: ({ id }) => guarded(desk, plain['keyway.testKey'])(id),
        toggle: ({ id, enabled }) => guarded(desk, plain[enabled ? 'keyway.disableKey' : 'keyway.enableKey'])(id),
        remove: ({ id }) => guarded(desk, plain['keyway.removeKey'])(id),
      }),
    'keyway.importKeys': () => importFromEnvironment(desk, process.env),
    'keyway.importEnvFile': () => importPicked(desk, importFromFile),
    'keyway.importElsewhere': () => importPicked(desk, importElsewhere),
  } satisfies Partial<Record<CommandId, KeyCommand>>;
  const registered = Object.entries(commands).map(([id, command]) =>
    vscode.commands.registerCommand(
      id,
      guarded(desk, async (argument) => {
        const before = keyring.list().length;
        await command(argument);
        if (keyring.list().length > before) onAdded();
      }),
    ),
  );
  return vscode.Disposable.from(...registered, keepContext(keyring));
};

/** Menus and buttons pass objects of their own; only a string can be an id. */
const guarded =
  (desk: KeyDesk, command: KeyCommand) =>
  async (argument?: unknown): Promise<void> => {
    try {
      await command(typeof argument === 'string' ? argument : undefined);
    } catch (error) {
      desk.questions.tell('error', sentenceOf(desk, error));
    }
  };

/** Has a file picked, and reads keys from it. */
export const importPicked = async (
  desk: KeyDesk,
  take: (desk: KeyDesk, file: PickedFile) => Promise<void>,
): Promise<void> => {
  const picked = await vscode.window.showOpenDialog({ title: t('Import Keys'), openLabel: t('Import') });
  const uri = picked?.[0];
  if (uri === undefined) return;
  const name = fileName(uri.path);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    await take(desk, { name, size, read: async () => vscode.workspace.fs.readFile(uri) });
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError)) throw error;
    desk.questions.tell('error', t('{0} cannot be read: {1}', name, error.message));
  }
};

const keepContext = (keyring: Keyring): vscode.Disposable => {
  const set = (): void => {
    const name: keyof ContextTypes = 'keyway.hasKeys';
    void vscode.commands.executeCommand('setContext', name, keyring.list().length > 0);
  };
  set();
  return vscode.Disposable.from(keyring.onDidChange(set));
};
