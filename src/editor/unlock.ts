import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { vendor } from './names.ts';
import { tell } from './notify.ts';
import { planSmallTasks } from './small-tasks.ts';

/**
 * Opens VS Code's chat to people without a GitHub sign-in (VS Code 1.139, tried live): chat unlocks when a provider group
 * of another vendor exists and the built-in chat extension, disabled on a fresh profile, is enabled.
 */
const chatExtension = 'GitHub.copilot-chat';

export type Unlocked = 'ready' | 'off' | 'declined' | 'manual';

/** Undefined means disabled: by the editor on a fresh profile, or by the person; the two look the same. */
export const chatIsEnabled = (): boolean => vscode.extensions.getExtension(chatExtension) !== undefined;

/** A person who switched AI features off is left alone; enabling the extension would silently remove that setting. */
const chatIsOff = (): boolean => vscode.workspace.getConfiguration('chat').get('disableAIFeatures') === true;

/** The group that opens chat: `added` where it was missing; `unknown` where the editor does not say. */
export type Group = 'there' | 'added' | 'unknown';

/** The command rejects where the group exists already; it is undocumented and may be missing. */
const addGroup = async (): Promise<Group> => {
  try {
    await vscode.commands.executeCommand('lm.addLanguageModelsProviderGroup', { name: 'Keyway', vendor });
    return 'added';
  } catch (error) {
    // Either way there is nothing to do: models work without the group, only signed-out chat does not.
    return /already exists/i.test(String(error)) ? 'there' : 'unknown';
  }
};

/** True where signed-out chat cannot use our models and a click could change that. */
export const chatIsLocked = (): boolean => !chatIsOff() && !chatIsEnabled();

/** Chat can use our models, as far as the editor tells. */
export const chatIsReady = (): boolean => !chatIsOff() && chatIsEnabled();

/** At every start with a key: keeps the group. Asks nothing and enables nothing. */
export const keepUnlocked = async (): Promise<Group> => (chatIsOff() ? 'unknown' : addGroup());

/** From an action of the person only: the editor itself asks for consent before it enables the chat extension. */
const unlockChat = async (): Promise<Unlocked> => {
  if (chatIsOff()) return 'off';
  await addGroup();
  if (chatIsEnabled()) return 'ready';
  await keepWalkthroughs();
  try {
    await vscode.commands.executeCommand('workbench.extensions.installExtension', chatExtension, {
      enable: true,
      justification: {
        reason: t(
          'VS Code’s chat needs its built-in chat extension to show your own models. No GitHub sign-in is needed.',
        ),
        action: t('Use Keyway Models'),
      },
    });
  } catch (error) {
    if (/cancel/i.test(String(error))) return 'declined';
  }
  return (await chatComesUp()) ? 'ready' : 'manual';
};

/**
 * VS Code reads walkthroughs when it first needs one, and then only those of the extensions that came last: ours would be
 * gone until the next reload (`ExtensionPoint.setHandler`, 1.139). This command makes it read them; no step has that name.
 */
const keepWalkthroughs = async (): Promise<void> => {
  try {
    await vscode.commands.executeCommand('welcome.markStepIncomplete', 'keyway.keyway#getStarted#none');
  } catch {
    // It says that there is no such step.
  }
};

/** The command resolves a little before the extension is to be seen. */
const chatComesUp = async (): Promise<boolean> => {
  for (let look = 0; look < 40 && !chatIsEnabled(); look++) await new Promise((resolve) => setTimeout(resolve, 250));
  return chatIsEnabled();
};

const sentences: Readonly<Record<Unlocked, string | undefined>> = {
  ready: undefined,
  off: t('AI features are switched off in your settings (chat.disableAIFeatures), so Keyway leaves the chat as it is.'),
  declined: t('The chat stays as it is. Run “Keyway: Set Up Chat” when you want your models in it.'),
  manual: t(
    'VS Code’s chat could not be opened to your models. Run “Chat: Manage Language Models” once, then open the chat.',
  ),
};

/** Unlocks, and says so where something is left to do. */
export const setUpChat = async (memory: vscode.Memento): Promise<Unlocked> => {
  const unlocked = await unlockChat();
  const sentence = sentences[unlocked];
  if (sentence !== undefined) void tell('info', sentence);
  if (unlocked === 'ready') await planSmallTasks(memory);
  return unlocked;
};
