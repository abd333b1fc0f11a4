import * as vscode from 'vscode';
import type { Books } from './books.ts';
import type { Keyring } from './keyring.ts';
import type { CommandId, ContextTypes } from './names.ts';
import { own } from './settings.ts';
import { chatIsReady } from './unlock.ts';

export interface GetStartedParts {
  readonly context: Pick<vscode.ExtensionContext, 'extension'>;
  readonly keyring: Pick<Keyring, 'list' | 'onDidChange'>;
  readonly books: Pick<Books, 'receipts' | 'onDidChange'>;
}

/** As the manifest calls it. VS Code opens it by itself after an installation (1.139). */
const walkthrough = 'getStarted';

/** Milliseconds in which the editor reads the walkthrough it was told to open. */
const reading = 1_000;

type Step = keyof ContextTypes & `keyway.done.${string}`;

/** The walkthrough: the command that opens it, and what its steps wait for. */
export const registerGetStarted = ({ context, keyring, books }: GetStartedParts): vscode.Disposable => {
  const steps = stepsDone({
    'keyway.done.key': () => keyring.list().length > 0,
    'keyway.done.chat': () => keyring.list().length > 0 && chatIsReady(),
    'keyway.done.answer': () => books.receipts.all().some(({ isBeside, cost }) => !isBeside && cost !== undefined),
    'keyway.done.budget': hasBudgets,
  });
  const commands = {
    'keyway.getStarted': async () => {
      steps.forget();
      await vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        `${context.extension.id}#${walkthrough}`,
      );
      setTimeout(steps.look, reading).unref();
    },
  } satisfies Partial<Record<CommandId, () => unknown>>;
  steps.look();
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, command]) => vscode.commands.registerCommand(id, command)),
    keyring.onDidChange(steps.look),
    books.onDidChange(steps.look),
    // The editor enables its chat extension some time after it was asked to.
    vscode.extensions.onDidChange(steps.look),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('chat') || change.affectsConfiguration('keyway.budgets')) steps.look();
    }),
  );
};

const hasBudgets = (): boolean => {
  const budgets = own('budgets');
  return Array.isArray(budgets) && budgets.length > 0;
};

interface StepsDone {
  readonly look: () => void;
  /** Until the next look nothing is done. */
  readonly forget: () => void;
}

/**
 * Keeps a context key for each step. The editor hears only of changes: what is true already when it reads the walkthrough
 * never counts as done (`registerDoneListeners`, VS Code 1.139).
 */
const stepsDone = (isDone: Readonly<Record<Step, () => boolean>>): StepsDone => {
  const known = new Set<Step>();
  const set = (step: Step, value: boolean): void => {
    if (known.has(step) === value) return;
    if (value) known.add(step);
    else known.delete(step);
    void vscode.commands.executeCommand('setContext', step, value);
  };
  const steps = Object.keys(isDone) as Step[];
  return {
    look: () => {
      for (const step of steps) set(step, isDone[step]());
    },
    forget: () => {
      for (const step of steps) set(step, false);
    },
  };
};
