import * as vscode from 'vscode';
import type { House } from './answer.ts';
import type { Books } from './books.ts';
import type { Answering } from './kept-answers.ts';
import type { Keyring } from './keyring.ts';
import type { Log } from './log.ts';
import type { Offers } from './offers.ts';
import type { Pages } from './pages.ts';
import { registerParticipant } from './participant.ts';
import { usageAnswer } from './usage-answer.ts';

export interface JobParts {
  readonly context: vscode.ExtensionContext;
  readonly house: House;
  /** The way through the house. */
  readonly answering: Answering;
  readonly offers: Offers;
  readonly keyring: Keyring;
  readonly books: Books;
  readonly pages: Pages;
  readonly log: Log;
}

/** What Keyway does with models by itself: the participant, code, commit messages, completions and search. */
export const registerJobs = (parts: JobParts): vscode.Disposable => {
  const { house, answering, offers, keyring, books } = parts;
  const { answer } = answering;
  return vscode.Disposable.from(
    // The participant, and comparing models.
    registerParticipant({ house, answer, offers, keyring, usage: (words) => usageAnswer(books.usage, words) }),
    // Code commands.
    // Commit messages.
    // Inline completions.
    // Search by meaning.
  );
};
