import * as vscode from 'vscode';
import { fileName } from '../code/file-name.ts';

/** As a person knows it: inside the workspace, else its name. No path of a machine is told to a provider. */
export const pathOf = (uri: vscode.Uri): string =>
  vscode.workspace.getWorkspaceFolder(uri) ? vscode.workspace.asRelativePath(uri) : fileName(uri.path);
