import * as vscode from 'vscode';
import type { ChatFacts, SettingLayer } from './diagnosis.ts';
import { vendor } from './names.ts';
import { chatIsEnabled, keepUnlocked } from './unlock.ts';

/** Switches of VS Code's chat that a policy can set, with the value that takes something away (VS Code 1.139). */
const switches: readonly (readonly [name: string, off: boolean])[] = [
  ['chat.disableAIFeatures', true],
  ['chat.agent.enabled', false],
  ['chat.extensionTools.enabled', false],
];

/** Milliseconds another part of the editor has to answer. */
const patience = 4_000;

const soon = async <T>(answer: Thenable<T>): Promise<T | undefined> => {
  const silence = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience).unref());
  try {
    return await Promise.race([answer, silence]);
  } catch {
    // An editor without it answers with an error: nobody knows.
    return undefined;
  }
};

const inspected = (name: string) => vscode.workspace.getConfiguration().inspect<unknown>(name);

const layersWith = (name: string, value: unknown): readonly SettingLayer[] => {
  const found = inspected(name);
  const layers: readonly (readonly [SettingLayer, unknown])[] = [
    ['user', found?.globalValue],
    ['workspace', found?.workspaceValue],
    ['folder', found?.workspaceFolderValue],
  ];
  return layers.flatMap(([layer, here]) => (here === value ? [layer] : []));
};

/** It is so, and neither a setting nor the default says so. Extensions are told of no policy. */
const isPolicy = ([name, off]: (typeof switches)[number]): boolean =>
  vscode.workspace.getConfiguration().get(name) === off &&
  inspected(name)?.defaultValue !== off &&
  layersWith(name, off).length === 0;

const text = (name: string): string => {
  const value = vscode.workspace.getConfiguration().get<unknown>(name);
  return typeof value === 'string' ? value : '';
};

const agentHostModels = (): boolean | undefined => {
  const value = vscode.workspace.getConfiguration().get<unknown>('chat.agentHost.byokModels.enabled');
  return typeof value === 'boolean' ? value : undefined;
};

/** What VS Code's chat is like. Without a key its group is left alone. Never rejects. */
export const chatFacts = async (hasKeys: boolean): Promise<ChatFacts> => {
  const accounts = await soon(vscode.authentication.getAccounts('github'));
  return {
    offIn: layersWith('chat.disableAIFeatures', true),
    policies: switches.filter(isPolicy).map(([name]) => name),
    isEnabled: chatIsEnabled(),
    group: hasKeys ? await keepUnlocked() : 'unknown',
    isSignedIn: accounts && accounts.length > 0,
    agentHostModels: agentHostModels(),
    utilityModels: [text('chat.utilityModel'), text('chat.utilitySmallModel')],
    utilityDefault: text('chat.byokUtilityModelDefault'),
  };
};

/** Ids of our models as VS Code lists them; undefined where it does not answer in time. */
export const listedModels = async (): Promise<readonly string[] | undefined> =>
  (await soon(vscode.lm.selectChatModels({ vendor })))?.map(({ id }) => id);
