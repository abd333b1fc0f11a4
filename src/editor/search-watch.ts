import * as vscode from 'vscode';
import { unfitPath } from '../search/text-file.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import { gitFolderOf } from './excluded-git.ts';
import { textAt, topAbove } from './excluded-places.ts';
import { placesNow } from './search-places.ts';

/** Hears of files that change, by their paths, or of a change that may concern all of them. */
export type Noted = (paths?: readonly string[]) => void;

/** Watches the files of the workspace, the branch each folder is on, and what is excluded. */
export const watchFiles = (excluded: ExcludedFiles, note: Noted): vscode.Disposable => {
  const changed = (uri: vscode.Uri): void => {
    const path = placesNow().pathOf(uri);
    if (path !== undefined && unfitPath(path) === undefined) note([path]);
  };
  const files = vscode.workspace.createFileSystemWatcher('**/*');
  return vscode.Disposable.from(
    files,
    files.onDidChange(changed),
    files.onDidCreate(changed),
    files.onDidDelete(changed),
    // The watcher tells of it as well, where there is one: not for files outside of what it watches.
    vscode.workspace.onDidSaveTextDocument(({ uri }) => changed(uri)),
    branchWatchers(() => note()),
    excluded.onDidChange(() => note()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => note()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const names = ['search.exclude', 'keyway.search.maxFiles'];
      if (names.some((name) => change.affectsConfiguration(name))) note();
    }),
  );
};

/** A switch of branches changes many files at once, of which a watcher may lose some. */
const branchWatchers = (onSwitch: () => void): vscode.Disposable => {
  const watchers = new Map<string, vscode.Disposable>();
  let isClosed = false;
  const watch = (pattern: vscode.RelativePattern): void => {
    const key = `${pattern.baseUri.toString()} ${pattern.pattern}`;
    if (isClosed || watchers.has(key)) return;
    const head = vscode.workspace.createFileSystemWatcher(pattern);
    watchers.set(key, vscode.Disposable.from(head, head.onDidChange(onSwitch), head.onDidCreate(onSwitch)));
  };
  const look = (): void => {
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) void headOf(uri).then(watch, () => undefined);
  };
  look();
  const folders = vscode.workspace.onDidChangeWorkspaceFolders(look);
  return {
    dispose: () => {
      isClosed = true;
      vscode.Disposable.from(folders, ...watchers.values()).dispose();
    },
  };
};

/** Of the repository that a folder is or lies in; a worktree and a submodule have theirs in another folder. */
const headOf = async (folder: vscode.Uri): Promise<vscode.RelativePattern> => {
  const top = (await topAbove(folder)) ?? folder;
  const path = await gitFolderOf(top.path, (one) => textAt(top.with({ path: one })));
  return new vscode.RelativePattern(top.with({ path }), 'HEAD');
};
