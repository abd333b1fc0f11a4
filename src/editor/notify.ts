import * as vscode from 'vscode';

export type Level = 'info' | 'warning' | 'error';

/** VS Code cuts a notification without buttons to one line, of about so many characters (1.139): the advice at its end is lost. */
const oneLine = 60;

/** Shows a sentence whole. Resolves with the button that was pressed, if one was. */
export const tell = (level: Level, sentence: string, ...buttons: readonly string[]): Thenable<string | undefined> => {
  const shown = buttons.length === 0 && sentence.length > oneLine ? ['OK'] : buttons;
  switch (level) {
    case 'info':
      return vscode.window.showInformationMessage(sentence, ...shown);
    case 'warning':
      return vscode.window.showWarningMessage(sentence, ...shown);
    case 'error':
      return vscode.window.showErrorMessage(sentence, ...shown);
  }
};
