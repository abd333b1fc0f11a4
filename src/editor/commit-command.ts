import * as vscode from 'vscode';
import { once } from '../core/once.ts';
import type { CommitParts } from './commit-run.ts';
import type { CommandId } from './names.ts';

/** The button in the title of source control, and the command of the same name. What they need is read when one is used. */
export const registerCommit = (parts: CommitParts): vscode.Disposable => {
  const loaded = once(async () => {
    const { commitDesk, commitMessage } = await import('./commit-run.ts');
    const desk = commitDesk(parts);
    return (argument: unknown) => commitMessage(desk, argument);
  });
  const commands = {
    'keyway.commitMessage': async (argument?: unknown) => (await loaded())(argument),
  } satisfies Partial<Record<CommandId, (argument?: unknown) => unknown>>;
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, command]) => vscode.commands.registerCommand(id, command)),
  );
};
