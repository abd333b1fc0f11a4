import type * as vscode from 'vscode';
import type { House } from './answer.ts';
import type { Shelf } from './compare-shelf.ts';
import type { CompareParts } from './compare.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import type { GuardCuts } from './guard-cuts.ts';
import type { Guarded } from './guard.ts';
import type { Keyring } from './keyring.ts';
import type { Offers } from './offers.ts';
import { vendor } from './names.ts';
import type { ownCallers } from './own-callers.ts';

export const participantId = 'keyway.participant' satisfies typeof ownCallers.participant;

export interface ParticipantParts extends CompareParts {
  readonly house: House;
  readonly offers: Offers;
  readonly keyring: Keyring;
  /** What goes to a model that is not ours passes the guard as well. */
  readonly checked: Guarded['checked'];
  readonly excluded: Pick<ExcludedFiles, 'reasonFor'>;
  /** Files, results of tools and changes are shown in part. */
  readonly guard: GuardCuts;
  /** What was chosen before: `context.globalState`. */
  readonly memory: vscode.Memento;
  /** Comparisons, to be opened as pages. */
  readonly shelf: Shelf;
  /** The ledger's answer to `/usage`, as Markdown. */
  readonly usage: (words: string) => string | Promise<string>;
}

/** One prompt, and what it is answered with. */
export interface Visit extends ParticipantParts {
  readonly request: vscode.ChatRequest;
  readonly context: vscode.ChatContext;
  readonly stream: vscode.ChatResponseStream;
  readonly token: vscode.CancellationToken;
}

export const isOurs = ({ request }: Visit): boolean => request.model.vendor === vendor;
