import * as vscode from 'vscode';
import type { Refreshed } from '../catalog/refresh.ts';
import { t } from '../core/l10n.ts';
import type { Log } from './log.ts';
import type { ModelFacts } from './model-facts.ts';
import type { CommandId, SettingTypes } from './names.ts';
import { tell } from './notify.ts';
import type { Offers } from './offers.ts';
import type { Filed, Receipts } from './receipts.ts';
import { factsRefresh } from './settings.ts';
import { stopSmallTasks, useForSmallTasks } from './small-tasks.ts';
import { setUpChat } from './unlock.ts';

export interface CommandParts {
  readonly offers: Offers;
  readonly facts: Pick<ModelFacts, 'refresh'>;
  readonly receipts: Receipts;
  /** Shows one whole, with the plan it came from. */
  readonly openReceipt: (filed: Filed) => Promise<void>;
  readonly log: Log;
  /** What was asked before: `context.globalState`. */
  readonly memory: vscode.Memento;
}

/** The commands that are not about keys. */
export const registerCommands = ({
  offers,
  facts,
  receipts,
  openReceipt,
  log,
  memory,
}: CommandParts): vscode.Disposable => {
  const commands = {
    'keyway.refreshModels': () => refreshModels(offers),
    'keyway.refreshModelFacts': () => refreshFacts(facts, offers),
    'keyway.setUpChat': () => tellWhenSetUp(memory),
    'keyway.useForSmallTasks': () => useForSmallTasks(memory),
    'keyway.stopSmallTasks': () => stopSmallTasks(memory),
    'keyway.showReceipts': () => receipts.browse(openReceipt),
    'keyway.showLog': () => log.show(),
  } satisfies Partial<Record<CommandId, () => unknown>>;
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, command]) => vscode.commands.registerCommand(id, command)),
  );
};

const refreshModels = async (offers: Offers): Promise<void> => {
  const location = vscode.ProgressLocation.Notification;
  await vscode.window.withProgress({ location, title: t('Keyway asks your providers for their models…') }, () =>
    offers.refresh({ all: true }),
  );
  const models = offers.all().length;
  const sentence = models === 1 ? t('Your keys unlock 1 model.') : t('Your keys unlock {0} models.', models);
  void vscode.window.showInformationMessage(sentence);
};

const refreshFacts = async (facts: CommandParts['facts'], offers: Offers): Promise<void> => {
  if (factsRefresh() === 'off') return offerSetting(await facts.refresh());
  const location = vscode.ProgressLocation.Notification;
  const { kind, sentence } = await vscode.window.withProgress(
    { location, title: t('Keyway asks models.dev for newer model facts…') },
    facts.refresh,
  );
  if (kind === 'new') await offers.rebuild();
  await tell(kind === 'failed' ? 'warning' : 'info', sentence);
};

/** Nobody is asked, so nothing says that somebody is. */
const offerSetting = async ({ sentence }: Refreshed): Promise<void> => {
  const open = t('Open Setting');
  const setting: keyof SettingTypes = 'keyway.modelFacts.refresh';
  if ((await tell('info', sentence, open)) === open)
    await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${setting}`);
};

const tellWhenSetUp = async (memory: vscode.Memento): Promise<void> => {
  if ((await setUpChat(memory)) === 'ready')
    void vscode.window.showInformationMessage(t('VS Code’s chat is open to your models.'));
};
