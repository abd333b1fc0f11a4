import type * as vscode from 'vscode';
import type { WithProgress } from './progress.ts';
import { unlinked } from './unlinked.ts';

/** `ProgressLocation.Window` of VS Code 1.122: tests have no `vscode` to import it from. */
const statusBar = 10;

/** In the status bar, where it is in nobody's way. */
export const quietProgressIn =
  (window: Pick<typeof vscode.window, 'withProgress'>): WithProgress =>
  (title, work) =>
    Promise.resolve(
      window.withProgress({ location: statusBar, title: unlinked(title) }, (report) =>
        work({
          signal: new AbortController().signal,
          tell: (_done, _of, what) => {
            if (what !== undefined) report.report({ message: unlinked(what) });
          },
        }),
      ),
    );
