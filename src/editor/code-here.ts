import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { proposalScheme } from './code-proposal-files.ts';
import type { Here } from './code-target.ts';

/** What the light bulb hands to a command. */
export interface Pointed {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

const isPointed = (argument: unknown): argument is Pointed =>
  typeof argument === 'object' &&
  argument !== null &&
  'uri' in argument &&
  argument.uri instanceof vscode.Uri &&
  'range' in argument &&
  argument.range instanceof vscode.Range;

/** Where a command was called: the light bulb says it, menus and the palette mean the editor in front. Or a sentence why nowhere. */
export const hereFrom = async (argument: unknown): Promise<Here | string> => {
  const editor = vscode.window.activeTextEditor;
  const document = isPointed(argument) ? await vscode.workspace.openTextDocument(argument.uri) : editor?.document;
  if (!document) return t('Open a file with code first.');
  if (document.uri.scheme === proposalScheme) return t('This code is not in a file yet: accept or discard it first.');
  const selection = isPointed(argument) ? argument.range : (editor?.selection ?? new vscode.Range(0, 0, 0, 0));
  return { document, version: document.version, selection, indent: indentOf(document) };
};

/** As the editor guessed it from the file, where it is open in one. */
const indentOf = (document: vscode.TextDocument): string => {
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  const { insertSpaces, indentSize, tabSize } = editor?.options ?? {};
  if (insertSpaces === false) return '\t';
  const size = typeof indentSize === 'number' ? indentSize : tabSize;
  return ' '.repeat(typeof size === 'number' ? size : 4);
};

/** False where nothing can be written into a document: it shows what is somewhere else. */
export const isWritable = ({ uri, isUntitled }: vscode.TextDocument): boolean =>
  isUntitled || uri.scheme === 'vscode-notebook-cell' || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;
