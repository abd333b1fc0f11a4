import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import type { AuditBook, AuditFinding } from '../usage/audit.ts';
import { findingText } from '../usage/audit-words.ts';
import { reasonOf } from '../usage/trouble.ts';
import { auditPage, mostShown } from './audit-page.ts';
import type { CommandId } from './names.ts';
import { tell } from './notify.ts';
import type { Pages } from './pages.ts';

export interface AuditCommandParts {
  readonly audit: AuditBook;
  readonly pages: Pick<Pages, 'show'>;
}

/** The commands about the audit log. */
export const registerAuditCommands = (parts: AuditCommandParts): vscode.Disposable => {
  const commands = {
    'keyway.verifyAuditLog': () => told(() => verify(parts)),
    'keyway.showAuditLog': () => told(() => show(parts)),
  } satisfies Partial<Record<CommandId, () => unknown>>;
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, command]) => vscode.commands.registerCommand(id, command)),
  );
};

const told = async (command: () => Promise<void>): Promise<void> => {
  try {
    await command();
  } catch (error) {
    void tell('error', t('Keyway cannot read its audit log: {0}.', reasonOf(error)));
  }
};

const show = async ({ audit, pages }: AuditCommandParts): Promise<void> =>
  pages.show(t('Audit Log'), auditPage(await audit.read(mostShown)));

const verify = async (parts: AuditCommandParts): Promise<void> => {
  const location = vscode.ProgressLocation.Notification;
  const title = t('Keyway looks through its audit log…');
  const found = await vscode.window.withProgress({ location, title }, () => parts.audit.verify());
  const buttons = { show: t('Show Audit Log'), resume: t('Go On From Here…') };
  const isWhole = found.kind === 'whole';
  const offered = isWhole ? [buttons.show] : [buttons.show, buttons.resume];
  const level = isWhole && found.unchecked === 0 ? 'info' : 'warning';
  const pressed = await tell(level, findingText(found), ...offered);
  if (pressed === buttons.show) await show(parts);
  if (pressed === buttons.resume) await resume(parts.audit, found);
};

/** Asks before the log is checked from here on only. */
export const resume = async (audit: Pick<AuditBook, 'resume'>, found: AuditFinding): Promise<void> => {
  const goOn = t('Go On');
  const detail = t(
    '{0} Keyway writes this into the log and checks it anew from that entry on. What was lost or changed does not come back.',
    findingText(found),
  );
  const sentence = t('Go on with the log as it is?');
  const answer = await vscode.window.showWarningMessage(sentence, { modal: true, detail }, goOn);
  if (answer === goOn) await audit.resume(found);
};
