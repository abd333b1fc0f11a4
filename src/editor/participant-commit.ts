import * as vscode from 'vscode';
import { CommitTooLate, writtenCommit, type WrittenCommit } from '../code/commit-write.ts';
import type { ChatRequest } from '../core/chat.ts';
import { t } from '../core/l10n.ts';
import { plain } from '../core/markdown.ts';
import type { Receipt } from '../core/receipt.ts';
import { RunFailure, type RunEvent } from '../core/run.ts';
import { abortSignalOf } from './abort.ts';
import { autoId } from './answer.ts';
import { changesOf } from './commit-changes.ts';
import { type GitRepository, gitIn, NoGit } from './commit-git.ts';
import { noChangesText, noMessageText, noRepositoryText, shortcomings } from './commit-words.ts';
import { aboutText, workOf } from './commit-work.ts';
import { isOurs, participantId, type Visit } from './participant-visit.ts';
import { pathOf } from './path-of.ts';
import { questionsIn } from './quick-input.ts';
import { promptLines } from './tool-receipts.ts';
import { rule } from './turns.ts';

/** Puts a message that stands in the chat into the box of its repository: for buttons there, so not in the palette. */
const useCommand = 'keyway.useCommitMessage';

/** `/commit`: the message of the next commit in the chat. Into the box of source control it goes only by its button. */
export const commitInChat = async (visit: Visit): Promise<vscode.ChatResult> => {
  using cancellation = abortSignalOf(visit.token);
  try {
    const repository = await repositoryIn();
    const isWritten = await write(visit, repository, cancellation.signal);
    return { metadata: { answered: isWritten, command: 'commit' } };
  } catch (error) {
    if (visit.token.isCancellationRequested) return {};
    const isForPerson = error instanceof NoGit || error instanceof RunFailure || error instanceof CommitTooLate;
    if (!isForPerson) throw error;
    return { errorDetails: { message: error.message } };
  }
};

/** The only one, or the one that is selected in the view of source control, or that of the editor in front. */
const repositoryIn = async (): Promise<GitRepository> => {
  const git = await gitIn(vscode.extensions);
  const all = git.repositories();
  const inFront = vscode.window.activeTextEditor?.document.uri;
  const repository = all.find(({ isSelected }) => isSelected) ?? (inFront && git.repositoryOf(inFront)) ?? all[0];
  if (!repository) throw new NoGit(noRepositoryText());
  return repository;
};

/** False where there is nothing to write about. */
const write = async (visit: Visit, repository: GitRepository, signal: AbortSignal): Promise<boolean> => {
  const { stream, guard, offers, request } = visit;
  const changes = await changesOf(repository, visit);
  if (changes.files.length === 0 && changes.untracked.length === 0) {
    stream.markdown(noChangesText());
    return false;
  }
  stream.progress(t('Writing a commit message, {0}…', aboutText(changes)));
  const typed = request.prompt.trim() === '' ? {} : { wish: request.prompt };
  const work = await workOf(repository, changes, { typed, offers: offers.all(), guard });
  const receipts: Receipt[] = [];
  const written = await writtenCommit(work, {
    ask: (one, ended) => heard(visit, one, { signal: ended, receipts }),
    signal,
    onRead: (done, of) => stream.progress(t('{0} of {1} parts read…', done, of)),
    onText: () => undefined,
  });
  show(visit, repository, { written, receipts });
  return true;
};

async function* heard(
  visit: Visit,
  request: ChatRequest,
  { signal, receipts }: { readonly signal: AbortSignal; readonly receipts: Receipt[] },
): AsyncGenerator<RunEvent> {
  const pick = isOurs(visit) ? visit.request.model.id : autoId;
  const asking = { request, pick, caller: participantId, command: 'commit', task: 'utility' } as const;
  for await (const event of visit.answer(visit.house, asking, signal)) {
    if (event.type === 'receipt') receipts.push(event.receipt);
    yield event;
  }
}

interface Ending {
  readonly written: WrittenCommit;
  readonly receipts: readonly Receipt[];
}

/** The button last: VS Code 1.139 folds away what stands before a part that is no text. */
const show = ({ stream }: Visit, repository: GitRepository, { written, receipts }: Ending): void => {
  const { message } = written;
  const said = [
    message === '' ? noMessageText() : quoted(message),
    ...shortcomings(written).map((sentence) => `*${sentence}*`),
  ];
  stream.markdown(`${said.join('\n\n')}${rule}${promptLines(receipts).map(plain).join('  \n')}`);
  if (message === '') return;
  const repositoryAndMessage = [repository.root.toString(), message];
  stream.button({ command: useCommand, title: t('Use as Commit Message'), arguments: repositoryAndMessage });
};

/** A block of code would hide the ends of its lines: the chat is narrow. */
const quoted = (message: string): string =>
  message
    .split('\n')
    .map((line) => `> ${plain(line)}`)
    .join('  \n');

/** Registers what the button does. */
export const registerUseCommitMessage = (): vscode.Disposable =>
  vscode.commands.registerCommand(useCommand, async (root: unknown, message: unknown) => {
    if (typeof root !== 'string' || typeof message !== 'string') return;
    const repository = (await gitIn(vscode.extensions)).repositoryOf(vscode.Uri.parse(root));
    if (!repository || !(await mayReplace(repository, message))) return;
    repository.inputBox.value = message;
    await vscode.commands.executeCommand('workbench.view.scm');
  });

/** What the person typed is theirs. */
const mayReplace = async ({ inputBox, root }: GitRepository, message: string): Promise<boolean> => {
  const typed = inputBox.value.trim();
  if (typed === '' || typed === message.trim()) return true;
  return questionsIn(vscode.window).confirm({
    sentence: t('Replace the message that is typed for {0}?', pathOf(root)),
    detail: t('It says: {0}', typed.slice(0, 500)),
    action: t('Replace'),
  });
};
