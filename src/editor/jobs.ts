import * as vscode from 'vscode';
import type { House } from './answer.ts';
import type { Books } from './books.ts';
import { registerCode } from './code-commands.ts';
import { registerCommit } from './commit-command.ts';
import { registerCompare } from './compare-command.ts';
import { comparisonShelf } from './compare-shelf.ts';
import { registerCompletions } from './completion-register.ts';
import { type ExcludedFiles, openExcludedFiles } from './excluded-files.ts';
import type { Guarded } from './guard.ts';
import type { GuardCuts } from './guard-cuts.ts';
import type { SecretGuard } from './guard-open.ts';
import type { Keyring } from './keyring.ts';
import type { Log } from './log.ts';
import type { Offers } from './offers.ts';
import type { Pages } from './pages.ts';
import { registerParticipant } from './participant.ts';
import type { Routing } from './routing.ts';
import { registerSearch } from './search.ts';
import { usageAnswer } from './usage-answer.ts';

export interface JobParts {
  readonly context: vscode.ExtensionContext;
  readonly house: House;
  /** The way through the house. */
  readonly answering: Guarded;
  readonly offers: Offers;
  readonly keyring: Keyring;
  readonly books: Books;
  readonly routing: Pick<Routing, 'budgets'>;
  readonly pages: Pages;
  readonly log: Log;
  /** Code gets back what it masked, where it is written into the file it came from. */
  readonly guard: Pick<SecretGuard, 'maskIn' | keyof GuardCuts>;
}

/** What Keyway does with models by itself: the participant, code, commit messages, completions and search. */
export const registerJobs = (parts: JobParts): vscode.Disposable => {
  const { context, house, answering, offers, keyring, books, pages, log } = parts;
  const { answer, embeddings, checked } = answering;
  const { guard } = parts;
  const { maskIn } = guard;
  const { ledger } = books;
  const excluded = openExcludedFiles();
  const comparing = comparingIn(parts, excluded);
  const common = { house, answer, offers, excluded, guard, log };
  return vscode.Disposable.from(
    excluded,
    registerParticipant({ ...comparing, guard, checked, keyring, usage: (words) => usageAnswer(books.usage, words) }),
    registerCompare(comparing),
    registerCode({ ...common, keyring, pages, maskIn }),
    registerCommit({ ...common, onBug: log.error }),
    registerCompletions({ ...common, ledger, memory: context.globalState }),
    registerSearch({ ...common, context, embeddings, maskIn }),
  );
};

/** What the participant and the command that compares models have in common. */
const comparingIn = (
  { context, house, answering: { answer }, offers, routing, pages, log }: JobParts,
  excluded: Pick<ExcludedFiles, 'reasonFor'>,
) => ({
  house,
  answer,
  offers,
  excluded,
  gate: routing.budgets.gate,
  memory: context.globalState,
  shelf: comparisonShelf(pages),
  onBug: log.error,
});
