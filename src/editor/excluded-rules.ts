import * as vscode from 'vscode';
import { IgnoreRules } from '../code/ignore-rules.ts';
import { existsAt } from './excluded-places.ts';

/** What git ignores in the folders of the workspace, read once and again when a file of rules changes. */
export interface FolderRules extends vscode.Disposable {
  /** The file with the rule that ignores a path of this folder, relative to the top of its repository. Throws where rules cannot be read. */
  readonly ruleFor: (folder: vscode.Uri, path: string) => Promise<string | undefined>;
}

const ruleFiles = '{.gitignore,.git/info/exclude}';

export const openFolderRules = (onChange: () => void): FolderRules => {
  const known = new Map<string, Promise<Rules>>();
  const above = new Map<string, vscode.Disposable>();
  const forget = (): void => {
    known.clear();
    for (const watcher of above.values()) watcher.dispose();
    above.clear();
    onChange();
  };
  const watchAbove = (folder: vscode.Uri): void => {
    const key = folder.toString();
    if (above.has(key)) return;
    above.set(key, watching(new vscode.RelativePattern(folder, ruleFiles), forget));
  };
  const rulesOf = (folder: vscode.Uri): Promise<Rules> => {
    const key = folder.toString();
    const made = known.get(key) ?? rulesIn(folder, watchAbove);
    known.set(key, made);
    made.catch(() => known.delete(key));
    return made;
  };
  const listening = vscode.Disposable.from(
    watching(`**/${ruleFiles}`, forget),
    vscode.workspace.onDidChangeWorkspaceFolders(forget),
    // Sooner than a watcher tells, and also where there is none.
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (/\/(?:\.gitignore|\.git\/info\/exclude)$/.test(uri.path)) forget();
    }),
  );
  return {
    ruleFor: async (folder, path) => {
      const { rules, prefix } = await rulesOf(folder);
      return rules.ruleFor(prefix + path);
    },
    dispose: () => {
      listening.dispose();
      for (const watcher of above.values()) watcher.dispose();
    },
  };
};

const watching = (pattern: vscode.GlobPattern, onChange: () => void): vscode.Disposable => {
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(onChange),
    watcher.onDidCreate(onChange),
    watcher.onDidDelete(onChange),
  );
};

interface Rules {
  readonly rules: IgnoreRules;
  /** From the top of the repository to the folder: '' or `packages/a/`. */
  readonly prefix: string;
}

/**
 * A folder may lie within a repository, whose rules then hold in it: but not where they ignore the folder itself. Who opens
 * an ignored folder, or any folder of a home that is a repository, means its files.
 */
const rulesIn = async (folder: vscode.Uri, watch: (folder: vscode.Uri) => void): Promise<Rules> => {
  const own = { rules: rulesFrom(folder), prefix: '' };
  const top = await topAbove(folder);
  if (!top) return own;
  const path = folder.path.slice(top.path.replace(/\/$/, '').length + 1).replace(/\/$/, '');
  const rules = rulesFrom(top);
  watch(top);
  if (await rules.ignoresFolder(path)) return own;
  const between = path.split('/').slice(0, -1);
  for (const end of between.keys()) watch(vscode.Uri.joinPath(top, ...between.slice(0, end + 1)));
  return { rules, prefix: `${path}/` };
};

/** Where upwards looking for a repository ends. */
const mostFolders = 40;

/** The top of the repository that a folder lies in, where that is not the folder itself. */
const topAbove = async (folder: vscode.Uri): Promise<vscode.Uri | undefined> => {
  let at = folder;
  for (let step = 0; step < mostFolders; step++) {
    if (await existsAt(vscode.Uri.joinPath(at, '.git'))) return step === 0 ? undefined : at;
    const above = vscode.Uri.joinPath(at, '..');
    if (above.path === at.path) return undefined;
    at = above;
  }
  return undefined;
};

const rulesFrom = (top: vscode.Uri): IgnoreRules =>
  new IgnoreRules({
    read: (path) => textAt(vscode.Uri.joinPath(top, path)),
    // As git decides for a new repository.
    ignoresCase: process.platform !== 'linux',
  });

/** No such file, or `.git` is a file, as it is in a submodule. */
const absent: readonly string[] = ['FileNotFound', 'FileNotADirectory', 'FileIsADirectory'];

const textAt = async (uri: vscode.Uri): Promise<string | undefined> => {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && absent.includes(error.code)) return undefined;
    throw error;
  }
};
