import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { unlinked } from './unlinked.ts';

export type Level = 'info' | 'warning' | 'error';

/** VS Code cuts a notification without buttons to one line, of about so many characters (1.139): the advice at its end is lost. */
const oneLine = 60;

/** Shows a sentence whole. Resolves with the button that was pressed, if one was. */
export const tell = (level: Level, sentence: string, ...buttons: readonly string[]): Thenable<string | undefined> => {
  const shown = buttons.length === 0 && sentence.length > oneLine ? [t('OK')] : buttons;
  const text = unlinked(sentence);
  switch (level) {
    case 'info':
      return vscode.window.showInformationMessage(text, ...shown);
    case 'warning':
      return vscode.window.showWarningMessage(text, ...shown);
    case 'error':
      return vscode.window.showErrorMessage(text, ...shown);
  }
};
