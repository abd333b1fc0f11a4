import { tokensShown } from '../code/commit-budget.ts';
import { styleOf } from '../code/commit-style.ts';
import type { CommitWork } from '../code/commit-write.ts';
import { count } from '../core/count.ts';
import { filesText } from '../core/counted.ts';
import { t } from '../core/l10n.ts';
import type { Offer } from '../core/plan.ts';
import type { CommitChanges } from './commit-changes.ts';
import type { GitRepository } from './commit-git.ts';
import { logWithoutSecrets, typedWithoutSecrets } from './commit-secrets.ts';
import type { GuardCuts } from './guard-cuts.ts';

/** Commits whose style is learnt: merges and what tools wrote are among them, so more than are needed. */
const commitsRead = 60;

/** What the person had in the box. */
export interface Typed {
  readonly hint?: string | undefined;
  /** A message that was written here and is asked for anew. */
  readonly unwanted?: string | undefined;
  /** What the person asks of the message, in the chat. */
  readonly wish?: string | undefined;
}

export interface WorkParts {
  readonly typed: Typed;
  readonly offers: readonly Offer[];
  readonly guard: Pick<GuardCuts, 'beforeCut'>;
}

/** Everything a message is written from. Throws as `beforeCut` does. */
export const workOf = async (
  repository: GitRepository,
  { files, untracked }: CommitChanges,
  { typed, offers, guard }: WorkParts,
): Promise<CommitWork> => ({
  files,
  untracked,
  style: styleOf(await logWithoutSecrets(await repository.log(commitsRead), guard)),
  branch: repository.branch,
  ...(await typedWithoutSecrets(typed, guard)),
  tokens: roomIn(offers),
});

/** The share of a window that the diff may take, beside rules, examples and the answer. */
const share = 0.25;
/** Less says nothing of a change; a window so small is refused by the plan, in its own words. */
const least = 2_000;

/** Tokens of diff for one request: less than usual only where every model's window is small. */
const roomIn = (offers: readonly Offer[]): number => {
  const windows = offers.flatMap(({ model }) => (model.kind === 'chat' ? [model.contextTokens] : []));
  return Math.max(least, Math.min(tokensShown, Math.floor(Math.max(0, ...windows) * share)));
};

/** What the message is about, in a few words: the person may have thought that something is staged. */
export const aboutText = ({ isStaged, files: changed, untracked }: CommitChanges): string => {
  const files = filesText(changed.length);
  if (isStaged) return t('about what is staged ({0})', files);
  const added = count.format(untracked.length);
  return untracked.length === 0
    ? t('nothing is staged, so about all changes ({0})', files)
    : t('nothing is staged, so about all changes ({0} and {1} new by name)', files, added);
};
