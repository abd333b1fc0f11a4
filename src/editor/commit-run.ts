import * as vscode from 'vscode';
import { CommitTooLate, writtenCommit, type WrittenCommit } from '../code/commit-write.ts';
import { t } from '../core/l10n.ts';
import { RunFailure } from '../core/run.ts';
import { autoId, type House } from './answer.ts';
import { heldBox, type HeldBox } from './commit-box.ts';
import { changesOf } from './commit-changes.ts';
import { type Git, type GitRepository, gitIn, NoGit } from './commit-git.ts';
import { noChangesText, noMessageText, noRepositoryText, shortcomings } from './commit-words.ts';
import { aboutText, type Typed, workOf } from './commit-work.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import type { GuardCuts } from './guard-cuts.ts';
import type { Answering } from './kept-answers.ts';
import { tell } from './notify.ts';
import type { Offers } from './offers.ts';
import { ownCallers } from './own-callers.ts';
import { type Progress, progressIn } from './progress.ts';
import type { Questions } from './questions.ts';
import { questionsIn } from './quick-input.ts';
import { fileName } from '../code/file-name.ts';

export interface CommitParts {
  readonly house: House;
  /** The way through the house. */
  readonly answer: Answering['answer'];
  readonly offers: Pick<Offers, 'ready' | 'all'>;
  readonly excluded: Pick<ExcludedFiles, 'reasonFor'>;
  readonly guard: Pick<GuardCuts, 'beforeCut'>;
  /** Hears of what is neither the person's nor a provider's doing. */
  readonly onBug: (message: string, error: unknown) => void;
}

const caller = ownCallers.commit;

interface Desk extends CommitParts {
  /** The message written last, by repository: where it still stands there, another one is wanted. */
  readonly written: Map<string, string>;
  /** Repositories for which one is being written. */
  readonly underWay: Set<string>;
  readonly questions: Questions;
}

/** What was written in this window, and what is being written. */
export const commitDesk = (parts: CommitParts): Desk => ({
  ...parts,
  written: new Map(),
  underWay: new Set(),
  questions: questionsIn(vscode.window),
});

/** Writes the message for the repository whose button was pressed (`argument`), and tells what has to be told. */
export const commitMessage = async (desk: Desk, argument: unknown): Promise<void> => {
  try {
    await run(desk, argument);
  } catch (error) {
    const isForPerson = error instanceof NoGit || error instanceof RunFailure || error instanceof CommitTooLate;
    if (!isForPerson) desk.onBug('Writing a commit message failed:', error);
    void tell('error', isForPerson ? error.message : t('No commit message was written: see “Keyway: Show Log”.'));
  }
};

const run = async (desk: Desk, argument: unknown): Promise<void> => {
  const repository = await chosen(await gitIn(vscode.extensions), argument, desk.questions);
  if (!repository) return;
  const id = repository.root.toString();
  if (desk.underWay.has(id)) return void tell('info', t('A commit message is being written already.'));
  desk.underWay.add(id);
  try {
    await written(desk, repository);
  } finally {
    desk.underWay.delete(id);
  }
};

/** The one whose button was pressed, the only one, or the one the person picks. */
const chosen = async (git: Git, argument: unknown, questions: Questions): Promise<GitRepository | undefined> => {
  const root = rootIn(argument);
  const pressed = root && git.repositoryOf(root);
  if (pressed) return pressed;
  const all = git.repositories();
  if (all.length === 0) throw new NoGit(noRepositoryText());
  if (all.length === 1) return all[0];
  const picked = await questions.choose({
    title: t('Write Commit Message'),
    placeholder: t('For which repository?'),
    choices: all.map((repository) => ({
      value: repository,
      label: fileName(repository.root.path),
      description: vscode.workspace.asRelativePath(repository.root),
      picked: repository.isSelected,
    })),
  });
  return picked.type === 'answer' ? picked.value : undefined;
};

/** A button in the title of source control passes its `SourceControl`. */
const rootIn = (argument: unknown): vscode.Uri | undefined => {
  const root: unknown =
    typeof argument === 'object' && argument !== null ? Reflect.get(argument, 'rootUri') : undefined;
  return root instanceof vscode.Uri ? root : undefined;
};

/** What became of one press of the button. */
type End = 'stopped' | 'nothing' | { readonly written: WrittenCommit; readonly isShown: boolean };

const written = async (desk: Desk, repository: GitRepository): Promise<void> => {
  const box = heldBox(repository.inputBox);
  let end: End = 'stopped';
  try {
    end = await progressIn(vscode.window)(t('Writing commit message'), (progress) =>
      write(desk, repository, { box, progress }),
    );
  } finally {
    const isKept = typeof end === 'object' && end.written.message !== '';
    if (!isKept) box.restore();
  }
  if (end === 'nothing') return void tell('info', noChangesText());
  if (end !== 'stopped') await told(end, { repository, desk });
};

interface Writing {
  readonly box: HeldBox;
  readonly progress: Progress;
}

const write = async (desk: Desk, repository: GitRepository, { box, progress }: Writing): Promise<End> => {
  const { house, answer, offers, guard } = desk;
  const { signal } = progress;
  await offers.ready();
  const changes = await changesOf(repository, desk);
  if (changes.files.length === 0 && changes.untracked.length === 0) return 'nothing';
  progress.tell(0, 1, aboutText(changes));
  const typed = typedIn(box, repository, desk);
  const work = await workOf(repository, changes, { typed, offers: offers.all(), guard });
  if (signal.aborted) return 'stopped';
  let isShown = true;
  try {
    const result = await writtenCommit(work, {
      ask: (request, ended) => answer(house, { request, pick: autoId, caller, task: 'utility' }, ended),
      signal,
      onRead: (done, of) => progress.tell(done, of + 1, t('{0}: {1} of {2} parts read', aboutText(changes), done, of)),
      onText: (text) => (isShown = box.write(text)),
    });
    if (result.message !== '') isShown = box.write(result.message);
    return { written: result, isShown };
  } catch (error) {
    if (signal.aborted) return 'stopped';
    throw error;
  }
};

/** A message of ours that still stands there says that another one is wanted; anything else was typed. */
const typedIn = ({ before }: HeldBox, { root }: GitRepository, { written: last }: Desk): Typed => {
  if (before.trim() === '') return {};
  return last.get(root.toString()) === before ? { unwanted: before } : { hint: before };
};

interface Telling {
  readonly repository: GitRepository;
  readonly desk: Desk;
}

/** What the person has to know of a message that was written; mostly nothing. */
const told = async (
  { written: { message, unread, isCut }, isShown }: Exclude<End, string>,
  { repository, desk }: Telling,
): Promise<void> => {
  if (message === '') return void tell('warning', noMessageText());
  desk.written.set(repository.root.toString(), message);
  for (const sentence of shortcomings({ isCut, unread })) void tell('warning', sentence);
  if (isShown) return;
  const use = t('Use the Written One');
  const answer = await tell('info', t('You typed meanwhile: your text was left as it is.'), use);
  if (answer === use) repository.inputBox.value = message;
};
