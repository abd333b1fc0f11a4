import type * as vscode from 'vscode';
import { t } from '../core/l10n.ts';

/*
 * The slice of the built-in Git extension's API that is used (`vscode.git`, `getAPI(1)`; VS Code 1.139). It is another
 * extension's object: each part is looked at before it is believed, and methods stay on the objects they came on.
 */

/** Where the person writes the message of the next commit. */
export interface InputBox {
  value: string;
}

/** One changed file of Git's status. */
export interface GitChange {
  readonly uri: vscode.Uri;
  /** Where it was before, for what was renamed. */
  readonly before: vscode.Uri | undefined;
  readonly isUntracked: boolean;
}

export interface GitCommit {
  readonly message: string;
  /** A merge has more than one. */
  readonly parents: number;
}

export interface GitRepository {
  readonly root: vscode.Uri;
  readonly inputBox: InputBox;
  /** Shown as selected in the view of source control. */
  readonly isSelected: boolean;
  readonly branch: string | undefined;
  /** Asks Git for its status: what was written a moment ago is not in it yet. */
  readonly refresh: () => Promise<void>;
  /** What is staged, as Git's status said last. */
  readonly staged: () => readonly GitChange[];
  /** Everything else that changed: in the working tree, in conflicts, and files that Git does not follow yet. */
  readonly unstaged: () => readonly GitChange[];
  /** As text. Rejects with what Git said. */
  readonly diff: (isStaged: boolean) => Promise<string>;
  /** Newest first; none where there is no commit yet. */
  readonly log: (count: number) => Promise<readonly GitCommit[]>;
}

export interface Git {
  readonly repositories: () => readonly GitRepository[];
  /** The repository a folder is the root of, or is in. */
  readonly repositoryOf: (root: vscode.Uri) => GitRepository | undefined;
}

/** Its message is for a person. */
export class NoGit extends Error {
  override readonly name = 'NoGit';
}

const absent = t(
  'Keyway cannot reach VS Code’s Git extension. Enable it (“Git” among the built-in extensions); in a remote window, let both run on the same side with the setting remote.extensionKind.',
);
const off = t(
  'VS Code’s Git extension is switched off or finds no Git: look at the setting git.enabled, and whether Git is installed.',
);

/** The Git extension, started where it was not. Throws `NoGit`. */
export const gitIn = async (extensions: Pick<typeof vscode.extensions, 'getExtension'>): Promise<Git> => {
  const extension = extensions.getExtension<unknown>('vscode.git');
  if (!extension) throw new NoGit(absent);
  const exported = await extension.activate();
  const getApi = methodIn(exported, 'getAPI');
  if (!getApi || valueIn(exported, 'enabled') !== true) throw new NoGit(off);
  const api = getApi(1);
  await initialized(api);
  return {
    repositories: () => listIn(api, 'repositories').flatMap((one) => repositoryIn(one) ?? []),
    repositoryOf: (root) => repositoryIn(methodIn(api, 'getRepository')?.(root)),
  };
};

/** Milliseconds: right after the start it still looks for repositories. */
const patience = 10_000;

const initialized = async (api: unknown): Promise<void> => {
  const listen = methodIn(api, 'onDidChangeState');
  if (valueIn(api, 'state') !== 'uninitialized' || !listen) return;
  let subscription: unknown;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
    subscription = listen((state: unknown) => {
      if (state === 'initialized') resolve();
    });
  });
  clearTimeout(timer);
  methodIn(subscription, 'dispose')?.();
};

const valueIn = (object: unknown, name: string): unknown =>
  typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined;

const listIn = (object: unknown, name: string): readonly unknown[] => {
  const value = valueIn(object, name);
  return Array.isArray(value) ? value : [];
};

const methodIn = (object: unknown, name: string): ((...given: unknown[]) => unknown) | undefined => {
  const method = valueIn(object, name);
  return typeof method === 'function' ? (...given) => Reflect.apply(method, object, given) : undefined;
};

/** A `vscode.Uri` by what is used of it. */
const uriIn = (object: unknown, name: string): vscode.Uri | undefined => {
  const value = valueIn(object, name);
  const isUri = typeof valueIn(value, 'path') === 'string' && typeof valueIn(value, 'scheme') === 'string';
  return isUri ? (value as vscode.Uri) : undefined;
};

const repositoryIn = (repository: unknown): GitRepository | undefined => {
  const root = uriIn(repository, 'rootUri');
  const inputBox = valueIn(repository, 'inputBox');
  const [diff, log] = [methodIn(repository, 'diff'), methodIn(repository, 'log')];
  if (!root || !isInputBox(inputBox) || !diff || !log) return undefined;
  const state = (): unknown => valueIn(repository, 'state');
  const branch = valueIn(valueIn(state(), 'HEAD'), 'name');
  return {
    root,
    inputBox,
    isSelected: valueIn(valueIn(repository, 'ui'), 'selected') === true,
    branch: typeof branch === 'string' ? branch : undefined,
    refresh: async () => void (await methodIn(repository, 'status')?.()),
    staged: () => changesIn(state(), ['indexChanges']),
    unstaged: () => changesIn(state(), ['workingTreeChanges', 'untrackedChanges', 'mergeChanges']),
    diff: async (isStaged) => {
      const text: unknown = await diff(isStaged);
      return typeof text === 'string' ? text : '';
    },
    log: async (count) => {
      // A repository without a commit has no log: Git says so with an error.
      const commits: unknown = await Promise.resolve(log({ maxEntries: count })).catch(() => []);
      return Array.isArray(commits) ? commits.flatMap((commit) => commitOf(commit) ?? []) : [];
    },
  };
};

const isInputBox = (value: unknown): value is InputBox => typeof valueIn(value, 'value') === 'string';

/** `Status` of Git's API: `UNTRACKED`. */
const untracked = 7;

const changesIn = (state: unknown, groups: readonly string[]): readonly GitChange[] =>
  groups
    .flatMap((group) => listIn(state, group))
    .flatMap((change) => {
      const uri = uriIn(change, 'renameUri') ?? uriIn(change, 'uri');
      if (!uri) return [];
      const before = uriIn(change, 'originalUri');
      return [
        {
          uri,
          before: before?.path === uri.path ? undefined : before,
          isUntracked: valueIn(change, 'status') === untracked,
        },
      ];
    });

const commitOf = (commit: unknown): GitCommit | undefined => {
  const message = valueIn(commit, 'message');
  return typeof message === 'string' ? { message, parents: listIn(commit, 'parents').length } : undefined;
};
