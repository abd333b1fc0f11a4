import * as vscode from 'vscode';
import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import type { Note } from '../usage/audit.ts';
import type { CommandId } from './names.ts';
import type { Pages } from './pages.ts';
import { type Progress, progressIn } from './progress.ts';
import { type KeyFinding, type ReconcileDesk, reconcileKeys } from './reconcile-keys.ts';
import { reconcilePage } from './reconcile-page.ts';

export interface ReconcileParts extends ReconcileDesk {
  readonly pages: Pages;
  readonly note: Note;
}

/** The command that asks providers what they billed, and shows it beside the ledger. */
export const registerReconcile = (parts: ReconcileParts): vscode.Disposable => {
  const commands = {
    'keyway.reconcile': () =>
      progressIn(vscode.window)(t('Asking providers what they billed…'), (progress) => reconciled(parts, progress)),
  } satisfies Partial<Record<CommandId, () => unknown>>;
  return vscode.commands.registerCommand('keyway.reconcile', commands['keyway.reconcile']);
};

const reconciled = async (parts: ReconcileParts, progress: Progress): Promise<void> => {
  const at = parts.clock();
  const findings = await reconcileKeys(parts, progress);
  parts.note({ action: 'reconciled', by: 'person', subject: 'Usage ledger', detail: detailOf(findings) });
  await parts.pages.show(t('Reconcile'), reconcilePage({ at, findings, stopped: progress.signal.aborted }));
};

const detailOf = (findings: readonly KeyFinding[]): string => {
  const told = findings.filter(({ kind }) => kind === 'compared').length;
  return `${count.format(told)} of ${count.format(findings.length)} keys told what was billed`;
};
