import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import type { Pointed } from './code-here.ts';
import { isWritable } from './code-here.ts';
import { codeKinds, type CodeKind } from './code-kinds.ts';
import { proposalScheme } from './code-proposal-files.ts';

const { QuickFix, RefactorRewrite } = vscode.CodeActionKind;

/** What the light bulb offers, as long as there is a key: to fix what is marked, and for selected code the rest. */
export const registerCodeActions = (hasKeys: () => boolean): vscode.Disposable =>
  vscode.languages.registerCodeActionsProvider(
    // Not what other extensions only show, nor settings.
    [{ scheme: 'file' }, { scheme: 'untitled' }, { scheme: 'vscode-vfs' }, { scheme: 'vscode-remote' }],
    { provideCodeActions: (document, range, context) => (hasKeys() ? [...actionsFor(document, range, context)] : []) },
    { providedCodeActionKinds: [QuickFix, RefactorRewrite] },
  );

const actionsFor = (
  document: vscode.TextDocument,
  range: vscode.Range,
  { diagnostics, triggerKind, only }: vscode.CodeActionContext,
): readonly vscode.CodeAction[] => {
  if (document.uri.scheme === proposalScheme) return [];
  const isWanted = (kind: vscode.CodeActionKind): boolean => only === undefined || only.intersects(kind);
  const marked = diagnostics.filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning);
  const fixes = marked.length > 0 && isWritable(document) && isWanted(QuickFix) ? [fixOf(document, range, marked)] : [];
  // A bulb at every line that the cursor passes would say nothing: only where code is selected, or the person asks.
  const isAsked = triggerKind === vscode.CodeActionTriggerKind.Invoke || !range.isEmpty;
  return isAsked && isWanted(RefactorRewrite) ? [...fixes, ...rewritesOf(document, range)] : fixes;
};

const fixOf = (
  document: vscode.TextDocument,
  range: vscode.Range,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction => {
  const action = actionOf(codeKinds.fix, t('Fix with Keyway'), { uri: document.uri, range });
  action.kind = QuickFix;
  action.diagnostics = [...diagnostics];
  return action;
};

const rewritesOf = (document: vscode.TextDocument, range: vscode.Range): readonly vscode.CodeAction[] => {
  const at = { uri: document.uri, range };
  const explaining = actionOf(codeKinds.explain, t('Explain with Keyway'), at);
  if (!isWritable(document)) return [explaining];
  return [
    actionOf(codeKinds.refactor, t('Refactor with Keyway…'), at),
    actionOf(codeKinds.document, t('Document with Keyway'), at),
    explaining,
  ];
};

const actionOf = ({ command }: CodeKind, title: string, pointed: Pointed): vscode.CodeAction => {
  const action = new vscode.CodeAction(title, RefactorRewrite);
  action.command = { command, title, arguments: [pointed] };
  return action;
};
