import * as vscode from 'vscode';
import { autoId } from './answer.ts';
import { vendor } from './names.ts';

/**
 * VS Code asks small questions of its own: chat titles, summaries, progress lines. Signed out it has no model for them,
 * shows a banner in every chat, and its titles are the raw prompts (VS Code 1.139).
 */
const settings = ['utilityModel', 'utilitySmallModel'] as const;

const chosen = `${vendor}/${autoId}`;

const isSet = (): boolean => {
  const chat = vscode.workspace.getConfiguration('chat');
  return [...settings, 'byokUtilityModelDefault'].some((name) => chat.inspect(name)?.globalValue !== undefined);
};

/** Writes the person's own settings: only after they said so. */
export const useForSmallTasks = async (): Promise<void> => {
  const chat = vscode.workspace.getConfiguration('chat');
  for (const name of settings) await chat.update(name, chosen, vscode.ConfigurationTarget.Global);
  void vscode.window.showInformationMessage(
    'VS Code’s small tasks, such as chat titles, now go to Keyway’s Auto. The settings are chat.utilityModel and chat.utilitySmallModel.',
  );
};

/** `true` from the day the chat was set up until the person was asked; remembered for good, so that a no is not asked again. */
const toAsk = 'keyway.askForSmallTasks';

/** The chat was set up here: after its first answer the person is asked. A person who chose a model for these tasks is not. */
export const planSmallTasks = async (memory: vscode.Memento): Promise<void> => {
  if (!isSet() && memory.get(toAsk) === undefined) await memory.update(toAsk, true);
};

/** Asks once, where it was planned. */
export const offerSmallTasks = async (memory: vscode.Memento): Promise<void> => {
  if (memory.get(toAsk) !== true) return;
  await memory.update(toAsk, false);
  const use = 'Use Keyway';
  const answer = await vscode.window.showInformationMessage(
    'VS Code asks a small model for chat titles and summaries. Should Keyway’s Auto answer those too, at the price of your cheapest model?',
    use,
    'Not Now',
  );
  if (answer === use) await useForSmallTasks();
};
