import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { listed, sentencesText } from '../core/listed.ts';
import { autoId } from './answer.ts';
import type { Memory } from './caller-decisions.ts';
import { vendor } from './names.ts';
import { tell } from './notify.ts';
import {
  giveBackSmallTasks,
  type OwnSettings,
  type SmallTasksBook,
  smallTaskSettings,
  takeSmallTasks,
} from './small-tasks-book.ts';

/**
 * VS Code asks small questions of its own: chat titles, summaries, progress lines. Signed out it has no model for them,
 * shows a banner in every chat, and its titles are the raw prompts (VS Code 1.139).
 */

const settings: OwnSettings = {
  read: (name) => vscode.workspace.getConfiguration().inspect<unknown>(name)?.globalValue,
  write: async (name, value) =>
    vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global),
};

const bookOf = (memory: Memory): SmallTasksBook => ({ settings, memory, ours: `${vendor}/` });

const isSet = (): boolean =>
  [...smallTaskSettings, 'chat.byokUtilityModelDefault'].some((name) => settings.read(name) !== undefined);

/** Writes the person's own settings: only after they said so. */
const take = async (memory: Memory): Promise<void> => {
  await takeSmallTasks(bookOf(memory), `${vendor}/${autoId}`);
  void tell(
    'info',
    t(
      'Chat titles, summaries and other utility tasks of VS Code now go to Keyway’s Auto. “Keyway: Stop Using Keyway for Utility Tasks” takes that back.',
    ),
  );
};

/** From the palette: says first what is changed, and what it costs. */
export const useForSmallTasks = async (memory: Memory): Promise<void> => {
  const use = t('Use Keyway');
  const detail = t(
    'VS Code then asks Keyway’s Auto for chat titles, summaries, commit messages and the like, at the price of your cheapest model that is good enough. Your settings chat.utilityModel and chat.utilitySmallModel are changed; what they are now is remembered.',
  );
  const sentence = t('Use Keyway for VS Code’s utility tasks?');
  if ((await vscode.window.showInformationMessage(sentence, { modal: true, detail }, use)) === use) await take(memory);
};

/** Gives back what was set before, and says what became of each setting. */
export const stopSmallTasks = async (memory: Memory): Promise<void> => {
  const { restored, left } = await giveBackSmallTasks(bookOf(memory));
  const sentences = [
    restored.length > 0
      ? t('{0}: as before Keyway.', listed(restored))
      : t('VS Code’s utility tasks do not go to Keyway: nothing was changed.'),
    ...(left.length > 0 ? [t('{0}: left as you have set it since.', listed(left))] : []),
  ];
  void tell('info', sentencesText(sentences));
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
  const use = t('Use Keyway');
  const answer = await vscode.window.showInformationMessage(
    t(
      'VS Code asks a small model for chat titles and summaries. Should Keyway’s Auto answer those too, at the price of your cheapest model?',
    ),
    use,
    t('Not Now'),
  );
  if (answer === use) await take(memory);
};
