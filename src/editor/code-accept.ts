import * as vscode from 'vscode';
import { merged } from '../code/merge.ts';
import { t } from '../core/l10n.ts';
import { changeBetween } from './code-edit.ts';
import type { Proposal, Proposals } from './code-proposals.ts';
import { tell } from './notify.ts';

/** Writes a proposal into its file, as one step that can be undone. What keeps it out is said, and the proposal stays. */
export const accept = async (proposals: Proposals, proposal: Proposal): Promise<void> => {
  const text = proposals.textOf(proposal);
  const { uri, base } = proposal.destination;
  const done = base === undefined ? await create(uri, text) : await change({ uri, base, text });
  if (typeof done === 'string') return void tell('warning', done);
  const editor = await vscode.window.showTextDocument(uri, { preview: false, viewColumn: columnOf(uri) });
  if (done) editor.revealRange(done, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  await proposals.drop(proposal);
};

/** Where the file is open already, if it is. */
const columnOf = (uri: vscode.Uri): vscode.ViewColumn => {
  const isHere = ({ input }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
  const group = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(isHere));
  return group?.viewColumn ?? vscode.ViewColumn.Active;
};

interface Changing {
  readonly uri: vscode.Uri;
  readonly base: string;
  readonly text: string;
}

/** Where it changed, or a sentence why not. */
const change = async ({ uri, base, text }: Changing): Promise<vscode.Range | string | undefined> => {
  const name = vscode.workspace.asRelativePath(uri);
  const document = await opened(uri);
  if (!document) return t('{0} is no longer there. The proposal is kept.', name);
  const now = document.getText();
  const result = merged({ base, ours: now, theirs: text });
  if (result.text === undefined) return t('The proposal does not fit {0} any more: {1}. It is kept.', name, result.why);
  const edit = changeBetween(now, result.text);
  if (!edit) return undefined;
  const range = new vscode.Range(document.positionAt(edit.start), document.positionAt(edit.end));
  const workspaceEdit = new vscode.WorkspaceEdit();
  workspaceEdit.replace(uri, range, edit.text);
  if (!(await vscode.workspace.applyEdit(workspaceEdit)))
    return t('VS Code did not let {0} be changed: it may be read-only. The proposal is kept.', name);
  return new vscode.Range(range.start, document.positionAt(edit.start + edit.text.length));
};

const opened = async (uri: vscode.Uri): Promise<vscode.TextDocument | undefined> => {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
};

const create = async (uri: vscode.Uri, text: string): Promise<string | undefined> => {
  const workspaceEdit = new vscode.WorkspaceEdit();
  const contents = new TextEncoder().encode(text);
  workspaceEdit.createFile(uri, { overwrite: false, ignoreIfExists: false, contents });
  return (await vscode.workspace.applyEdit(workspaceEdit))
    ? undefined
    : t(
        '{0} could not be created: perhaps it is there by now. The proposal is kept.',
        vscode.workspace.asRelativePath(uri),
      );
};
