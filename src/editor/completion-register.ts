import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import type { Ledger } from '../usage/ledger.ts';
import type { House } from './answer.ts';
import type { Cursor } from './completion-flight.ts';
import { completionMenu } from './completion-menu.ts';
import { acceptedCommand, completionProvider } from './completion-provider.ts';
import { CompletionSession } from './completion-session.ts';
import {
  completesLanguage,
  completionDailyBudget,
  completionsEnabled,
  saveCompletionLanguage,
  saveCompletionsEnabled,
} from './completion-settings.ts';
import { CompletionStatus, menuCommand } from './completion-status.ts';
import { consentText } from './completion-words.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import type { GuardCuts } from './guard-cuts.ts';
import type { Answering } from './kept-answers.ts';
import type { Log } from './log.ts';
import type { CommandId } from './names.ts';
import { tell } from './notify.ts';
import type { Offers } from './offers.ts';
import { questionsIn } from './quick-input.ts';

export interface CompletionParts {
  readonly house: House;
  /** The way through the house. */
  readonly answer: Answering['answer'];
  readonly offers: Pick<Offers, 'ready' | 'onDidChange'>;
  readonly guard: Pick<GuardCuts, 'beforeCut'>;
  readonly excluded: Pick<ExcludedFiles, 'reasonFor' | 'onDidChange'>;
  readonly ledger: Pick<Ledger, 'summary'>;
  /** What was agreed to: `context.globalState`. */
  readonly memory: vscode.Memento;
  readonly log: Log;
}

/** `true` from the day the person agreed to what is sent and what it may cost. */
const agreed = 'keyway.completionsAgreed';

/** Inline completions: nothing of them is there until they are switched on. */
export const registerCompletions = (parts: CompletionParts): vscode.Disposable => {
  let open: Open | undefined;
  let asking: Promise<void> | undefined;
  const close = (): void => {
    open?.dispose();
    open = undefined;
  };
  const look = async (): Promise<void> => {
    if (!completionsEnabled()) return close();
    if (!(await isAgreed(parts))) return saveCompletionsEnabled(false);
    // What the keys unlock, from local files.
    await parts.offers.ready();
    // It may have been turned off while the person read.
    if (completionsEnabled()) open ??= opened(parts);
  };
  /** One after the other: the question is asked once. */
  const lookNext = (): void => {
    asking = (asking ?? Promise.resolve())
      .then(look)
      .catch((error: unknown) => parts.log.error('Inline completions:', error));
  };
  const commands = {
    'keyway.toggleCompletions': () => toggle(parts),
    [menuCommand]: () => completionMenu(menuOf(() => open?.session.about() ?? '')),
    [acceptedCommand]: () => open?.session.accepted(),
  } satisfies Partial<Record<CommandId, () => unknown>> & Record<string, () => unknown>;
  lookNext();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('keyway.completions.enabled')) lookNext();
    }),
    ...Object.entries(commands).map(([id, command]) => vscode.commands.registerCommand(id, command)),
    { dispose: close },
  );
};

interface Open extends vscode.Disposable {
  readonly session: CompletionSession;
}

/** From here on proposals are made. */
const opened = (parts: CompletionParts): Open => {
  const { excluded, offers } = parts;
  const status = new CompletionStatus();
  const session = new CompletionSession({ ...parts, status });
  const provider = completionProvider({
    completions: session.completions,
    excluded,
    isOn: completesLanguage,
    isElsewhere,
    onShown: session.shown,
    onBug: session.failed,
  });
  void session.look();
  const subscriptions = vscode.Disposable.from(
    status,
    vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, provider),
    follow(session),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('keyway')) session.begin();
    }),
    excluded.onDidChange(session.begin),
    offers.onDidChange(session.begin),
    { dispose: () => session.completions.forget() },
  );
  return { session, dispose: () => subscriptions.dispose() };
};

/** Tells what the person does in the editor that has the keyboard. */
const follow = ({ completions, look }: CompletionSession): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // Logs and other files change by themselves.
      if (document !== vscode.window.activeTextEditor?.document) return;
      const file = document.uri.toString();
      for (const { rangeOffset: offset, rangeLength: removed, text } of contentChanges)
        completions.changed({ file, offset, removed, text });
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor) completions.moved(cursorIn(editor));
      void look();
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor) completions.moved(cursorIn(textEditor));
    }),
  );

const cursorIn = ({ document, selection }: vscode.TextEditor): Cursor => ({
  file: document.uri.toString(),
  offset: document.offsetAt(selection.active),
});

/** In the editor that has the keyboard; a document that no editor shows has no cursor. */
const isElsewhere: Parameters<typeof completionProvider>[0]['isElsewhere'] = (document, position) => {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.toString() !== document.uri.toString()) return editor !== undefined;
  return !editor.selection.active.isEqual(position);
};

const isAgreed = async ({ memory }: CompletionParts): Promise<boolean> => {
  if (memory.get(agreed) === true) return true;
  const { sentence, detail } = consentText(completionDailyBudget());
  const action = t('Turn On');
  const pressed = await vscode.window.showInformationMessage(sentence, { modal: true, detail }, action);
  if (pressed !== action) return false;
  await memory.update(agreed, true);
  return true;
};

const toggle = async (parts: CompletionParts): Promise<void> => {
  const isOn = completionsEnabled();
  if (!isOn && !(await isAgreed(parts))) return;
  await saveCompletionsEnabled(!isOn);
  void tell('info', isOn ? t('Inline completions are off.') : t('Inline completions are on.'));
};

const menuOf = (about: () => string): Parameters<typeof completionMenu>[0] => ({
  questions: questionsIn(vscode.window),
  language: () => vscode.window.activeTextEditor?.document.languageId,
  isOnFor: completesLanguage,
  turnOff: () => saveCompletionsEnabled(false),
  turnLanguage: saveCompletionLanguage,
  openSettings: () => vscode.commands.executeCommand('workbench.action.openSettings', 'keyway.completions'),
  showReceipts: () => vscode.commands.executeCommand('keyway.showReceipts'),
  showBudgets: () => vscode.commands.executeCommand('keyway.showBudgets'),
  about,
});
