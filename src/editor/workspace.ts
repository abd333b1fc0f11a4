import { createHash } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The open folder as ledger, rules and budgets know it: its name, and eight digits that tell two of the same name apart.
 * Its path is not in it. Undefined where no folder is open.
 */
export const workspaceName = (): string | undefined => {
  const { name, workspaceFile, workspaceFolders } = vscode.workspace;
  const place = (workspaceFile ?? workspaceFolders?.[0]?.uri)?.toString();
  if (name === undefined || place === undefined) return undefined;
  if (last?.name !== name || last.place !== place) last = { name, place, made: named(name, place) };
  return last.made;
};

/** Every request asks several times, and folders seldom change. */
let last: { readonly name: string; readonly place: string; readonly made: string } | undefined;

const named = (name: string, place: string): string =>
  `${name.slice(0, 100)} ${createHash('sha256').update(place).digest('hex').slice(0, 8)}`;

/** VS Code's id of the language that is worked on. */
export const languageId = (): string | undefined => vscode.window.activeTextEditor?.document.languageId;
