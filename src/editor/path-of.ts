import * as vscode from 'vscode';

/** As a person knows it: inside the workspace, else its name. No path of a machine is told to a provider. */
export const pathOf = (uri: vscode.Uri): string =>
  vscode.workspace.getWorkspaceFolder(uri)
    ? vscode.workspace.asRelativePath(uri)
    : uri.path.slice(uri.path.lastIndexOf('/') + 1);
