import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { largestEnvFile } from './env-file.ts';
import type { SecretGuard } from './guard-open.ts';
import type { KeyDesk } from './key-desk.ts';
import { tell } from './notify.ts';
import { envKeysIn, isEnvName, withoutVariables } from './plain-env.ts';
import { type Known, plainKeyIn, type PlainKey } from './plain-keys.ts';
import { plainOffer, type PlainOffer } from './plain-offer.ts';
import { settingsLeaves, takeOutOfSettings } from './plain-settings.ts';
import { placeOf } from './plain-text.ts';
import { takeOutOfWorkspaceFiles, workspaceTexts } from './plain-workspace.ts';
import { fileName } from '../code/file-name.ts';

export interface PlainKeysParts {
  readonly desk: KeyDesk;
  /** `context.globalState`. */
  readonly memory: vscode.Memento;
  readonly guard: Pick<SecretGuard, 'maskIn'>;
}

/** Milliseconds after the start, and after the last change of a setting, at which settings are looked through. */
const afterStart = 6_000;
const afterChange = 1_500;

/** Offers to move keys that stand as plain text in settings and `.env` files. Nothing of them leaves this computer. */
export const registerPlainKeys = ({ desk, memory, guard }: PlainKeysParts): vscode.Disposable => {
  const known: Known = {
    providers: desk.providers,
    isStored: async (value) =>
      desk.keyring.list().length > 0 && (await guard.maskIn(value)).found.some(({ kind }) => kind.isOwn),
  };
  const offer = plainOffer({
    desk,
    memory,
    ask: (sentence, ...buttons) => tell('warning', sentence, ...buttons),
    takeOut: async ({ value }) => {
      let isOut = true;
      for (const leaf of settingsLeaves())
        if (leaf.text.includes(value) && !(await takeOutOfSettings(leaf, { text: value }))) isOut = false;
      // VS Code keeps back what a workspace may not set, and changes nothing there.
      return isOut && takeOutOfWorkspaceFiles(value);
    },
  });
  const settings = laterOn(() => offer.settings(() => keysInSettings(known)), desk);
  settings.in(afterStart);
  const look = (document: vscode.TextDocument): void => {
    void lookAtFile(document, { offer, known }).catch((error: unknown) => desk.onBug(error));
  };
  for (const document of vscode.workspace.textDocuments) look(document);
  return vscode.Disposable.from(
    settings,
    vscode.workspace.onDidChangeConfiguration(() => settings.in(afterChange)),
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidSaveTextDocument(look),
  );
};

interface Later extends vscode.Disposable {
  /** So many milliseconds from now, once, however often it is said. */
  readonly in: (milliseconds: number) => void;
}

const laterOn = (work: () => Promise<void>, desk: Pick<KeyDesk, 'onBug'>): Later => {
  let timer: NodeJS.Timeout | undefined;
  return {
    in: (milliseconds) => {
      clearTimeout(timer);
      timer = setTimeout(() => void work().catch((error: unknown) => desk.onBug(error)), milliseconds).unref();
    },
    dispose: () => clearTimeout(timer),
  };
};

const keysInSettings = async (known: Known): Promise<readonly PlainKey[]> => {
  const keys: PlainKey[] = [];
  const texts = [...settingsLeaves().map(placeOf), ...(await workspaceTexts())];
  for (const text of texts) {
    const key = await plainKeyIn(text, known);
    if (key !== undefined && !keys.some(({ value }) => value === key.value)) keys.push(key);
  }
  return keys;
};

interface FileLook {
  readonly offer: PlainOffer;
  readonly known: Known;
}

const lookAtFile = async (document: vscode.TextDocument, { offer, known }: FileLook): Promise<void> => {
  const { uri } = document;
  const name = fileName(uri.path);
  if (!isEnvName(name) || vscode.workspace.getWorkspaceFolder(uri) === undefined) return;
  const text = document.getText();
  if (text.length > largestEnvFile) return;
  const mark = createHash('sha256').update(uri.toString()).digest('hex').slice(0, 16);
  const keys = await envKeysIn(text, known);
  await offer.envFile({ ...keys, name, mark, takeOut: (variables) => takeOutOfFile(uri, variables) });
};

/** As one edit, which undo takes back, and saved. */
const takeOutOfFile = async (uri: vscode.Uri, variables: readonly string[]): Promise<boolean> => {
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  const rest = withoutVariables(text, variables);
  if (rest === undefined) return false;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(document.positionAt(0), document.positionAt(text.length)), rest);
  return (await vscode.workspace.applyEdit(edit)) && (await document.save());
};
