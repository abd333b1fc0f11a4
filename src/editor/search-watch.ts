import * as vscode from 'vscode';
import { unfitPath } from '../search/text-file.ts';
import type { ExcludedFiles } from './excluded-files.ts';
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
    ...branchWatchers(() => note()),
    excluded.onDidChange(() => note()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => note()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const names = ['search.exclude', 'keyway.search.maxFiles'];
      if (names.some((name) => change.affectsConfiguration(name))) note();
    }),
  );
};

/** A switch of branches changes many files at once, of which a watcher may lose some. */
const branchWatchers = (onSwitch: () => void): readonly vscode.Disposable[] =>
  (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => {
    const head = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '.git/HEAD'));
    return [head, head.onDidChange(onSwitch), head.onDidCreate(onSwitch)];
  });
