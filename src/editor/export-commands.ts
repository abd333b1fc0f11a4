import * as vscode from 'vscode';
import type { Note } from '../usage/audit-entry.ts';
import { exportUsage } from '../usage/export.ts';
import { forget, whatIsIn } from '../usage/forget.ts';
import type { Ledger } from '../usage/ledger.ts';
import { askForPlace } from './export-target.ts';
import { exportAttempts, exportByQuestions, type ExportDesk } from './export-usage.ts';
import { forgetByQuestions, type ForgetDesk } from './forget-usage.ts';
import type { CommandId } from './names.ts';
import { progressIn } from './progress.ts';
import { questionsIn } from './quick-input.ts';

export interface ExportCommandParts {
  readonly ledger: Pick<Ledger, 'shared' | 'summary'>;
  /** Into the audit log. */
  readonly note: Note;
  /** Has the usage page and the status bar read anew. */
  readonly refresh: () => void;
}

/** The commands that take usage out of the ledger: into a file, or away. What runs when they are disposed is given up. */
export const registerExportCommands = (parts: ExportCommandParts): vscode.Disposable => {
  const closing = new AbortController();
  const exporting = exportDesk(parts, closing.signal);
  const forgetting = forgetDesk(parts, exporting);
  const commands = {
    'keyway.exportUsage': () => exportByQuestions(exporting),
    'keyway.forgetUsage': () => forgetByQuestions(forgetting),
  } satisfies Partial<Record<CommandId, () => unknown>>;
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, command]) => vscode.commands.registerCommand(id, command)),
    { dispose: () => closing.abort() },
  );
};

const exportDesk = ({ ledger, note }: ExportCommandParts, closing: AbortSignal): ExportDesk => ({
  questions: questionsIn(vscode.window),
  clock: Date.now,
  place: askForPlace,
  exportUsage: ({ signal, ...request }) =>
    exportUsage(ledger.shared, { ...request, signal: AbortSignal.any([closing, ...(signal ? [signal] : [])]) }),
  during: progressIn(vscode.window),
  note,
});

const forgetDesk = ({ ledger, note, refresh }: ExportCommandParts, exporting: ExportDesk): ForgetDesk => ({
  questions: exporting.questions,
  clock: Date.now,
  whatIsIn: (what) => whatIsIn(ledger.shared, what),
  forget: (what, onProgress) => forget(ledger.shared, what, { onProgress }),
  saved: async (period) => (await ledger.summary(period)).saved?.usd,
  decide: async ({ sentence, detail, actions }) => {
    const pressed = await vscode.window.showWarningMessage(sentence, { modal: true, detail }, ...actions);
    return actions.find((action) => action === pressed);
  },
  exportFirst: (chosen) => exportAttempts(exporting, chosen),
  during,
  note,
  refresh,
});

/** VS Code adds up what it is told. */
const during: ForgetDesk['during'] = async (title, work) =>
  vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, (progress) => {
    let shown = 0;
    return work((done) => {
      progress.report({ increment: 100 * done - shown });
      shown = 100 * done;
    });
  });
