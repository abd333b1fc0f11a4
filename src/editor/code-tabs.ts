import * as vscode from 'vscode';
import { proposalScheme } from './code-proposal-files.ts';

/** The proposal a tab shows, alone or beside the file. */
const shownIn = ({ input }: vscode.Tab): vscode.Uri | undefined => {
  if (input instanceof vscode.TabInputTextDiff) return input.modified;
  return input instanceof vscode.TabInputText ? input.uri : undefined;
};

/** Open tabs with proposals. */
const proposalTabs = (): readonly { readonly tab: vscode.Tab; readonly uri: vscode.Uri }[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap((tab) => {
      const uri = shownIn(tab);
      return uri?.scheme === proposalScheme ? [{ tab, uri }] : [];
    });

/** The proposals that are shown. */
export const shownProposals = (): ReadonlySet<string> => new Set(proposalTabs().map(({ uri }) => uri.toString()));

/** The proposal of the tab in front. */
export const activeProposal = (): vscode.Uri | undefined => {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const uri = tab && shownIn(tab);
  return uri?.scheme === proposalScheme ? uri : undefined;
};

/** Closes the tabs of one proposal, or of all; without a question. */
export const closeProposals = async (which?: vscode.Uri): Promise<void> => {
  const tabs = proposalTabs().filter(({ uri }) => which === undefined || uri.toString() === which.toString());
  // VS Code asks before it closes what is not saved. Saved is it in our memory only.
  const open = vscode.workspace.textDocuments.filter(
    ({ uri, isDirty }) => isDirty && tabs.some((one) => one.uri.toString() === uri.toString()),
  );
  for (const document of open) await document.save();
  await vscode.window.tabGroups.close(tabs.map(({ tab }) => tab));
};
