import type * as vscode from 'vscode';

export interface Cancellation extends Disposable {
  readonly signal: AbortSignal;
}

/** The editor's cancellation token as an `AbortSignal`, for as long as it is held. */
export const abortSignalOf = (token: vscode.CancellationToken): Cancellation => {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const subscription = token.onCancellationRequested(() => controller.abort());
  return { signal: controller.signal, [Symbol.dispose]: () => subscription.dispose() };
};
