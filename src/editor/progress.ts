import type * as vscode from 'vscode';
import { abortSignalOf } from './abort.ts';
import { unlinked } from './unlinked.ts';

/** How long work tells a person where it is, and hears that it should stop. */
export interface Progress {
  /** Aborted where the person stops waiting: the work ends then. */
  readonly signal: AbortSignal;
  /** How much is done; `what` is a few words about what is next. */
  readonly tell: (done: number, of: number, what?: string) => void;
}

/** Shows that work is going on until it has ended, stopped or not. Rejects with what the work throws. */
export type WithProgress = <T>(title: string, work: (progress: Progress) => Promise<T>) => Promise<T>;

/** `ProgressLocation.Notification` of VS Code 1.122: tests have no `vscode` to import it from. */
const notification = 15;

/** In a notification that can be cancelled. */
export const progressIn =
  (window: Pick<typeof vscode.window, 'withProgress'>): WithProgress =>
  (title, work) =>
    Promise.resolve(
      window.withProgress(
        { location: notification, title: unlinked(title), cancellable: true },
        async (report, token) => {
          using stopping = abortSignalOf(token);
          let shown = 0;
          const tell: Progress['tell'] = (done, of, what) => {
            const percent = Math.floor((100 * done) / Math.max(1, of));
            if (percent <= shown && what === undefined) return;
            const message = what === undefined ? {} : { message: unlinked(what) };
            report.report({ increment: Math.max(0, percent - shown), ...message });
            shown = Math.max(shown, percent);
          };
          // Without `await` the token would no longer be listened to as soon as the work has begun.
          return await work({ signal: stopping.signal, tell });
        },
      ),
    );
