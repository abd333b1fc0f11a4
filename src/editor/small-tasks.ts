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

/** Remembered for good, so that a person who said no is not asked again. */
const askedBefore = 'keyway.askedForSmallTasks';

/** Asks once after the chat was set up; a person who chose a model for these tasks before is not asked. */
export const offerSmallTasks = async (memory: vscode.Memento): Promise<void> => {
  if (isSet() || memory.get(askedBefore) === true) return;
  const use = 'Use Keyway';
  const answer = await vscode.window.showInformationMessage(
    'VS Code asks a small model for chat titles and summaries. Should Keyway’s Auto answer those too, at the price of your cheapest model?',
    use,
    'Not Now',
  );
  await memory.update(askedBefore, true);
  if (answer === use) await useForSmallTasks();
};
