import type * as vscode from 'vscode';
import { type DiffFile, parseDiff } from '../code/commit-diff.ts';
import { seen, type SeenFile } from '../code/commit-kind.ts';
import { t } from '../core/l10n.ts';
import { type GitChange, type GitRepository, NoGit } from './commit-git.ts';
import { withoutSecrets } from './commit-secrets.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import type { GuardCuts } from './guard-cuts.ts';

/** What the next commit would hold. */
export interface CommitChanges {
  readonly files: readonly SeenFile[];
  /** Paths of files that Git does not follow yet: only where nothing is staged. */
  readonly untracked: readonly string[];
  /** Else it is everything that changed, since nothing is staged. */
  readonly isStaged: boolean;
}

export interface ChangesParts {
  readonly excluded: Pick<ExcludedFiles, 'reasonFor'>;
  /** Only parts of a long diff are sent. */
  readonly guard: Pick<GuardCuts, 'beforeCut'>;
}

/**
 * Reads what is staged, or where nothing is, all that changed. No content of an excluded file is in it, and no secret that
 * goes over several lines. Throws `NoGit` where Git does not answer (what Git says may hold parts of the diff), and as
 * `beforeCut` does.
 */
export const changesOf = async (
  repository: GitRepository,
  { excluded, guard }: ChangesParts,
): Promise<CommitChanges> => {
  const changes = await gitsChanges(repository, excluded);
  return { ...changes, files: await withoutSecrets(changes.files, guard) };
};

const gitsChanges = async (
  repository: GitRepository,
  excluded: Pick<ExcludedFiles, 'reasonFor'>,
): Promise<CommitChanges> => {
  try {
    return await readChanges(repository, excluded);
  } catch {
    throw new NoGit(t('Git could not show the changes: its output (“Git: Show Git Output”) says why.'));
  }
};

const readChanges = async (
  repository: GitRepository,
  excluded: Pick<ExcludedFiles, 'reasonFor'>,
): Promise<CommitChanges> => {
  await repository.refresh();
  const staged = await repository.diff(true);
  const isStaged = staged !== '' || repository.staged().length > 0;
  const text = isStaged ? staged : await repository.diff(false);
  const { root } = repository;
  const changes = isStaged ? repository.staged() : repository.unstaged();
  const followed = changes.filter(({ isUntracked }) => !isUntracked);
  const files = parseDiff(text, new Set(followed.flatMap((change) => pathsOf(root, change))));
  // A diff tool of the person's own writes no diff that could be read: then the status has the names.
  const known = files.length > 0 ? files : followed.map((change) => nameOnly(root, change));
  const reasons = new Map(
    await Promise.all(known.map(async (file) => [file, await reasonFor(file, root, excluded)] as const)),
  );
  return {
    files: seen(known, (file) => reasons.get(file)),
    untracked: isStaged ? [] : changes.filter(({ isUntracked }) => isUntracked).map(({ uri }) => pathIn(root, uri)),
    isStaged,
  };
};

/** Of both its names: what was in a file of secrets is a secret under its new name too. */
const reasonFor = async (
  { path, from, hunks }: DiffFile,
  root: vscode.Uri,
  { reasonFor: ask }: Pick<ExcludedFiles, 'reasonFor'>,
): Promise<string | undefined> => {
  if (hunks.length === 0) return undefined;
  const names = from === undefined ? [path] : [path, from];
  const reasons = await Promise.all(names.map((name) => ask(root.with({ path: folderOf(root) + name }))));
  return reasons.find((reason) => reason !== undefined);
};

const folderOf = ({ path }: vscode.Uri): string => (path.endsWith('/') ? path : `${path}/`);

const pathIn = (root: vscode.Uri, uri: vscode.Uri): string => {
  const folder = folderOf(root);
  return uri.path.startsWith(folder) ? uri.path.slice(folder.length) : uri.path;
};

const pathsOf = (root: vscode.Uri, { uri, before }: GitChange): readonly string[] => [
  pathIn(root, uri),
  ...(before ? [pathIn(root, before)] : []),
];

const nameOnly = (root: vscode.Uri, { uri }: GitChange): DiffFile => ({
  path: pathIn(root, uri),
  change: 'changed',
  binary: false,
  hunks: [],
  added: 0,
  removed: 0,
});
