import * as vscode from 'vscode';
import { reasons } from '../code/exclusion-reasons.ts';
import type { Judge } from './excluded-judge.ts';

/** Files whose content is never sent. */
export interface ExcludedFiles {
  /**
   * A clause why the content of this file is never sent: "it is ignored by .gitignore". Undefined where it may be.
   * Never throws: a file that cannot be judged is excluded.
   */
  readonly reasonFor: (uri: vscode.Uri) => Promise<string | undefined>;
  /** What is excluded may have changed: a rule or a setting did. */
  readonly onDidChange: vscode.Event<void>;
}

/** Nothing is read or watched before the first question. */
export const openExcludedFiles = (): ExcludedFiles & vscode.Disposable => {
  const changed = new vscode.EventEmitter<void>();
  let judge: Promise<Judge> | undefined;
  let isClosed = false;
  const open = async (): Promise<Judge> => {
    const { openJudge } = await import('./excluded-judge.ts');
    const opened = openJudge(() => changed.fire());
    if (isClosed) opened.dispose();
    return opened;
  };
  return {
    reasonFor: async (uri) => {
      try {
        judge ??= open();
        return await (await judge).reasonFor(uri);
      } catch {
        return reasons.unknown;
      }
    },
    onDidChange: changed.event,
    dispose: () => {
      isClosed = true;
      changed.dispose();
      void judge?.then((opened) => opened.dispose());
    },
  };
};
