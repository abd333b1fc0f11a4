import * as vscode from 'vscode';
import { decodedText } from './env-file.ts';
import type { PlainText } from './plain-keys.ts';
import { textsInJson } from './plain-text.ts';

/**
 * The settings files of the open workspace, as they are written: of settings that a workspace may not set VS Code shows no
 * value, and who clones the repository has the key all the same.
 */

/** Bytes and files that are read at most. */
const largest = 1_000_000;
const mostFiles = 20;

const files = (): readonly vscode.Uri[] => {
  const { workspaceFolders = [], workspaceFile } = vscode.workspace;
  const own = workspaceFile === undefined || workspaceFile.scheme === 'untitled' ? [] : [workspaceFile];
  const ofFolders = workspaceFolders.map(({ uri }) => vscode.Uri.joinPath(uri, '.vscode', 'settings.json'));
  return [...own, ...ofFolders].slice(0, mostFiles);
};

const textOf = async (uri: vscode.Uri): Promise<string> => {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > largest ? '' : (decodedText(await vscode.workspace.fs.readFile(uri)) ?? '');
  } catch {
    // Most folders have none.
    return '';
  }
};

/** Texts that could be keys, by file and name: `.vscode/settings.json: Authorization`. */
export const workspaceTexts = async (): Promise<readonly PlainText[]> => {
  const read = files().map(async (uri) =>
    textsInJson(await textOf(uri)).map(({ place, text }) => ({ place: `${nameOf(uri)}: ${place}`, text })),
  );
  return (await Promise.all(read)).flat();
};

const nameOf = ({ path }: vscode.Uri): string => /[^/]*(?:\/settings\.json)?$/.exec(path)?.[0] ?? '';

/** Leaves an empty text where the key stood, as an edit that undo takes back, and saves it. False where one has it still. */
export const takeOutOfWorkspaceFiles = async (value: string): Promise<boolean> => {
  for (const uri of files()) {
    const text = await textOf(uri);
    if (text.includes(value) && !(await emptied(uri, value))) return false;
  }
  return true;
};

const emptied = async (uri: vscode.Uri, value: string): Promise<boolean> => {
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  const edit = new vscode.WorkspaceEdit();
  const rest = text.replaceAll(value, '');
  edit.replace(uri, new vscode.Range(document.positionAt(0), document.positionAt(text.length)), rest);
  return (await vscode.workspace.applyEdit(edit)) && (await document.save());
};
