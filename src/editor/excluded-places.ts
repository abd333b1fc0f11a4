import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Named } from '../code/excluded.ts';

/** Where a file lies. */
export interface Place extends Named {
  /** `path` is relative to it; undefined outside of every folder. */
  readonly folder: vscode.WorkspaceFolder | undefined;
}

/** The file that an address is about: of a cell its notebook, of an older version in git the file itself. */
export const subjectOf = (uri: vscode.Uri): vscode.Uri => {
  if (uri.scheme === 'vscode-notebook-cell')
    return (
      vscode.workspace.notebookDocuments.find((one) =>
        one.getCells().some((cell) => cell.document.uri.toString() === uri.toString()),
      )?.uri ?? uri.with({ scheme: 'file', fragment: '' })
    );
  return uri.scheme === 'git' ? vscode.Uri.file(uri.path) : uri;
};

export const homeOf = (uri: vscode.Uri): Place => {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const path = folder ? uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1) : uri.path.slice(1);
  return { folder, path, absolute: uri.path };
};

/** Where links lead; undefined where there is none on the way. */
export const realPlaceOf = async (uri: vscode.Uri): Promise<Place | undefined> => {
  if (uri.scheme !== 'file') return undefined;
  const real = vscode.Uri.file(await realOf(uri.fsPath));
  if (real.path === uri.path) return undefined;
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    if (folder.uri.scheme !== 'file') continue;
    const top = `${vscode.Uri.file(await realOf(folder.uri.fsPath)).path.replace(/\/$/, '')}/`;
    if (real.path.startsWith(top)) return { folder, path: real.path.slice(top.length), absolute: real.path };
  }
  return { folder: undefined, path: real.path.slice(1), absolute: real.path };
};

/** Of a file that is not saved yet, its folder tells. Throws where that cannot be found out: for want of a right, or in a circle. */
const realOf = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch (error) {
    const above = vscode.Uri.joinPath(vscode.Uri.file(path), '..').fsPath;
    if (!isMissing(error) || above === path) throw error;
    return vscode.Uri.joinPath(vscode.Uri.file(await realOf(above)), path.slice(above.length)).fsPath;
  }
};

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** The person has it before them, or in a tab: definitions that were looked up are not. */
export const isOpen = (uri: vscode.Uri): boolean => {
  const wanted = uri.toString();
  if (vscode.window.activeTextEditor?.document.uri.toString() === wanted) return true;
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(({ input }) => urisOf(input).some((one) => one.toString() === wanted));
};

const urisOf = (input: unknown): readonly vscode.Uri[] => {
  if (input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff)
    return [input.original, input.modified];
  if (
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputNotebook ||
    input instanceof vscode.TabInputCustom
  )
    return [input.uri];
  return [];
};

export const existsAt = async (uri: vscode.Uri): Promise<boolean> => {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
};

/** Where upwards looking for a repository ends. */
const mostFolders = 40;

/** The top of the repository that a folder lies in, where that is not the folder itself. */
export const topAbove = async (folder: vscode.Uri): Promise<vscode.Uri | undefined> => {
  let at = folder;
  for (let step = 0; step < mostFolders; step++) {
    if (await existsAt(vscode.Uri.joinPath(at, '.git'))) return step === 0 ? undefined : at;
    const above = vscode.Uri.joinPath(at, '..');
    if (above.path === at.path) return undefined;
    at = above;
  }
  return undefined;
};

/** No such file, or `.git` is a file, as it is in a submodule. */
const absent: readonly string[] = ['FileNotFound', 'FileNotADirectory', 'FileIsADirectory'];

/** The text of a file; undefined where there is none. Throws where it may not be read. */
export const textAt = async (uri: vscode.Uri): Promise<string | undefined> => {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && absent.includes(error.code)) return undefined;
    throw error;
  }
};
