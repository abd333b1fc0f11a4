import { homedir } from 'node:os';
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { IgnoreRules, type RuleFile } from '../code/ignore-rules.ts';
import { excludeFileOf, ownRulesFileOf } from './excluded-git.ts';
import { textAt, topAbove } from './excluded-places.ts';

/** What git ignores in the folders of the workspace, read once and again when a file of rules changes. */
export interface FolderRules extends vscode.Disposable {
  /** The file with the rule that ignores a path of this folder, relative to the top of its repository. Throws where rules cannot be read. */
  readonly ruleFor: (folder: vscode.Uri, path: string) => Promise<string | undefined>;
}

const ruleFiles = '{.gitignore,.git/info/exclude}';

/** Hears of changes in files of a folder: of rules where no others are named. */
type Watch = (folder: vscode.Uri, files?: string) => void;

export const openFolderRules = (onChange: () => void): FolderRules => {
  const known = new Map<string, Promise<Rules>>();
  const above = new Map<string, vscode.Disposable>();
  const forget = (): void => {
    known.clear();
    for (const watcher of above.values()) watcher.dispose();
    above.clear();
    onChange();
  };
  const watchAbove = (folder: vscode.Uri, files = ruleFiles): void => {
    const key = `${folder.toString()} ${files}`;
    if (above.has(key)) return;
    above.set(key, watching(new vscode.RelativePattern(folder, files), forget));
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
const rulesIn = async (folder: vscode.Uri, watch: Watch): Promise<Rules> => {
  const own = { rules: rulesFrom(folder, watch), prefix: '' };
  const top = await topAbove(folder);
  if (!top) return own;
  const path = folder.path.slice(top.path.replace(/\/$/, '').length + 1).replace(/\/$/, '');
  const rules = rulesFrom(top, watch);
  watch(top);
  if (await rules.ignoresFolder(path)) return own;
  const between = path.split('/').slice(0, -1);
  for (const end of between.keys()) watch(vscode.Uri.joinPath(top, ...between.slice(0, end + 1)));
  return { rules, prefix: `${path}/` };
};

const rulesFrom = (top: vscode.Uri, watch: Watch): IgnoreRules =>
  new IgnoreRules({
    read: (path) => textAt(vscode.Uri.joinPath(top, path)),
    excludes: (folder) => excludesIn(top, folder, watch),
    own: () => (top.scheme === 'file' ? ownRules(watch) : Promise.resolve(undefined)),
    // As git decides for a new repository.
    ignoresCase: process.platform !== 'linux',
  });

/** Told by a watcher of its own where the file lies in another folder: in worktrees and submodules. */
const excludesIn = async (top: vscode.Uri, folder: string, watch: Watch): Promise<RuleFile | undefined> => {
  const repository = folder === '' ? top : vscode.Uri.joinPath(top, folder);
  const path = await excludeFileOf(repository.path, (one) => textAt(top.with({ path: one })));
  const text = await textAt(top.with({ path }));
  const usual = vscode.Uri.joinPath(repository, '.git/info/exclude').path;
  if (path !== usual) watch(top.with({ path: posix.dirname(path) }), 'exclude');
  const named = path === usual ? `${folder === '' ? '' : `${folder}/`}.git/info/exclude` : short(path);
  return text === undefined ? undefined : { text, file: named };
};

/** Rules of the machine that the extension runs on: that of the files. What git may not read it goes on without. */
const ownRules = async (watch: Watch): Promise<RuleFile | undefined> => {
  const home = { home: homedir(), configHome: process.env['XDG_CONFIG_HOME'] ?? '' };
  const read = (path: string): Promise<string | undefined> => textAt(vscode.Uri.file(path)).catch(() => undefined);
  const path = await ownRulesFileOf(home, read);
  watch(vscode.Uri.file(posix.dirname(path)), posix.basename(path));
  const text = await read(path);
  return text === undefined ? undefined : { text, file: short(path) };
};

/** Without the name of the person. */
const short = (path: string): string => {
  const home = vscode.Uri.file(homedir()).path;
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
};
