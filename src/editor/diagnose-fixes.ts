import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import type { Fix, FixDeed, SettingLayer } from './diagnosis.ts';
import { tell } from './notify.ts';

const targets: Readonly<Record<SettingLayer, vscode.ConfigurationTarget>> = {
  user: vscode.ConfigurationTarget.Global,
  workspace: vscode.ConfigurationTarget.Workspace,
  folder: vscode.ConfigurationTarget.WorkspaceFolder,
};

/** Does what the button says. True where it is worth to look again. */
export const runFix = async ({ does }: Fix): Promise<boolean> =>
  does.type === 'setting' ? change(does) : command(does);

const change = async ({ name, value, layers }: Extract<FixDeed, { type: 'setting' }>): Promise<boolean> => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  for (const layer of layers)
    await vscode.workspace.getConfiguration(undefined, folder ?? null).update(name, value, targets[layer]);
  return true;
};

/** Commands of VS Code's own are not in every editor. */
const command = async ({ id, argument, looksAgain }: Extract<FixDeed, { type: 'command' }>): Promise<boolean> => {
  if (!(await vscode.commands.getCommands()).includes(id)) {
    void tell('warning', t('This editor has no command for that ({0}).', id));
    return false;
  }
  await vscode.commands.executeCommand(id, ...(argument === undefined ? [] : [argument]));
  return looksAgain === true;
};
