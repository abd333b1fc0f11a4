import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { ProposalFiles, proposalScheme } from './code-proposal-files.ts';
import { activeProposal, closeProposals, shownProposals } from './code-tabs.ts';
import type { ContextTypes } from './names.ts';
import { tell } from './notify.ts';

/** What becomes of code that is accepted. */
export interface Destination {
  /** The file it is written into. */
  readonly uri: vscode.Uri;
  /** The text it was made from; undefined where the file is a new one. */
  readonly base: string | undefined;
}

export interface Draft {
  readonly destination: Destination;
  /** Of the destination, as a person knows it. */
  readonly path: string;
  /** In the title of its tab. */
  readonly title: string;
  /** VS Code's id; undefined where the file's ending tells it. */
  readonly languageId?: string | undefined;
  /** One step of indentation, for what the person types; undefined where VS Code is to guess. */
  readonly indent?: string | undefined;
  /** Ends the request that writes it. */
  readonly stop: () => void;
}

/** Code that is shown to a person, and in no file yet. */
export interface Proposal extends Draft {
  readonly uri: vscode.Uri;
}

/** Milliseconds between two views of code that is being written. */
const pace = 100;

interface Standing {
  readonly proposal: Proposal;
  shownAt?: number;
  /** As the model wrote it. */
  written?: string;
  /** Its tab is known to be there: before that it cannot have been closed. */
  isSeen: boolean;
}

/** The proposals of this window, one for each file at most. A tab that is closed takes its proposal with it. */
export class Proposals implements vscode.Disposable {
  readonly #files = new ProposalFiles();
  readonly #standing = new Map<string, Standing>();
  readonly #listening: vscode.Disposable;
  #count = 0;

  constructor() {
    this.#listening = vscode.window.tabGroups.onDidChangeTabs(() => this.#lookForClosed());
    // A window that was reloaded brings its tabs back, and not what they held.
    void closeProposals();
  }

  /** The one for a file. */
  for(destination: vscode.Uri): Proposal | undefined {
    const same = ({ proposal }: Standing): boolean => proposal.destination.uri.toString() === destination.toString();
    return [...this.#standing.values()].find(same)?.proposal;
  }

  /** The one in front, or that a button was pressed of. */
  at(uri: unknown): Proposal | undefined {
    const pressed = uri instanceof vscode.Uri && uri.scheme === proposalScheme ? uri : activeProposal();
    return pressed && this.#standing.get(pressed.toString())?.proposal;
  }

  begin(draft: Draft): Proposal {
    // The path is what VS Code shows above the code.
    const path = `/${t('Proposed by Keyway')}/${draft.path}`;
    const uri = vscode.Uri.from({ scheme: proposalScheme, path, query: String(++this.#count) });
    const proposal = { ...draft, uri };
    this.#standing.set(uri.toString(), { proposal, isSeen: false });
    return proposal;
  }

  /** Shows the whole text as far as it is written; opens its tab the first time. */
  async show(proposal: Proposal, text: string): Promise<void> {
    const standing = this.#standing.get(proposal.uri.toString());
    const now = performance.now();
    if (!standing || now - (standing.shownAt ?? -pace) < pace) return;
    const isFirst = standing.shownAt === undefined;
    standing.shownAt = now;
    this.#files.put(proposal.uri, text, false);
    if (isFirst) await this.#open(proposal);
  }

  /** The text is whole, and may be edited and accepted. */
  async finish(proposal: Proposal, text: string): Promise<void> {
    const standing = this.#standing.get(proposal.uri.toString());
    if (!standing) return;
    this.#files.put(proposal.uri, text, true);
    standing.written = text;
    if (standing.shownAt === undefined) await this.#open(proposal);
    standing.shownAt = performance.now();
    await this.#tellFinished();
  }

  /** What its tab shows; undefined where it has none yet. */
  shown({ uri }: Proposal): string | undefined {
    return this.#files.textOf(uri);
  }

  isFinished({ uri }: Proposal): boolean {
    return this.#files.finished().includes(uri.toString());
  }

  /** As the person has edited it, saved or not. */
  textOf({ uri }: Proposal): string {
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
    return document?.isDirty === true ? document.getText() : (this.#files.textOf(uri) ?? '');
  }

  async drop(proposal: Proposal): Promise<void> {
    await closeProposals(proposal.uri);
    this.#forget(proposal);
  }

  dispose(): void {
    for (const { proposal } of this.#standing.values()) proposal.stop();
    vscode.Disposable.from(this.#listening, this.#files).dispose();
  }

  async #open(proposal: Proposal): Promise<void> {
    await opened(proposal);
    // It may have been dropped on the way.
    if (!this.#standing.has(proposal.uri.toString())) await closeProposals(proposal.uri);
  }

  #lookForClosed(): void {
    const shown = shownProposals();
    for (const standing of this.#standing.values()) {
      const isShown = shown.has(standing.proposal.uri.toString());
      if (standing.isSeen && !isShown) void this.#closed(standing);
      standing.isSeen ||= isShown;
    }
  }

  /** Nothing a person wrote is lost by a tab that was closed. */
  async #closed({ proposal, written }: Standing): Promise<void> {
    const text = this.#files.textOf(proposal.uri);
    this.#forget(proposal);
    if (text === undefined || written === undefined || text === written) return;
    await this.#offerAgain(
      { ...proposal, stop: () => undefined },
      { text, sentence: t('The proposal for {0} is discarded, with what you edited in it.', proposal.path) },
    );
  }

  /** Another one may have come for the file before the person answered: it stays, and so does this offer. */
  async #offerAgain(
    draft: Draft,
    { text, sentence }: { readonly text: string; readonly sentence: string },
  ): Promise<void> {
    const again = t('Show Again');
    if ((await tell('info', sentence, again)) !== again) return;
    if (!this.for(draft.destination.uri)) return this.finish(this.begin(draft), text);
    const other = t('{0} has another proposal now: accept or discard it first.', draft.path);
    await this.#offerAgain(draft, { text, sentence: other });
  }

  #forget(proposal: Proposal): void {
    if (!this.#standing.delete(proposal.uri.toString())) return;
    proposal.stop();
    this.#files.drop(proposal.uri);
    void this.#tellFinished();
  }

  async #tellFinished(): Promise<void> {
    const name: keyof ContextTypes = 'keyway.finishedProposals';
    await vscode.commands.executeCommand('setContext', name, this.#files.finished());
  }
}

/** Beside the file: as differences where it changes one, else in a column of its own. */
const opened = async ({ uri, destination, title, languageId, indent }: Proposal): Promise<void> => {
  const document = await vscode.workspace.openTextDocument(uri);
  if (languageId !== undefined && document.languageId !== languageId)
    await vscode.languages.setTextDocumentLanguage(document, languageId);
  if (destination.base === undefined)
    await vscode.window.showTextDocument(uri, { preview: false, viewColumn: vscode.ViewColumn.Beside });
  else await vscode.commands.executeCommand('vscode.diff', destination.uri, uri, title, { preview: false });
  const editor = vscode.window.visibleTextEditors.find((one) => one.document.uri.toString() === uri.toString());
  // VS Code guesses from the first words that have come.
  if (editor && indent !== undefined)
    editor.options = indent === '\t' ? { insertSpaces: false } : { insertSpaces: true, tabSize: indent.length };
};
