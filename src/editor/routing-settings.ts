import * as vscode from 'vscode';
import { type PolicySettings, readPolicy } from '../core/policy-settings.ts';
import type { Policy } from '../core/policy.ts';
import { own } from './settings.ts';
import type { Disposable } from './signal.ts';

export interface RoutingSettings extends Disposable {
  /** The same object until a setting changes. */
  readonly policy: () => Policy;
  readonly onDidChange: (listener: () => void) => Disposable;
}

/** Every list counts, of the person, the workspace and each of its folders: what one of them leaves out is not used. */
const allowedProviders = (): readonly unknown[] => {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = [undefined, ...folders.map(({ uri }) => uri)].map((uri) =>
    vscode.workspace.getConfiguration('keyway', uri ?? null).inspect<unknown>('workspace.allowedProviders'),
  );
  const [general] = found;
  return [general?.globalValue, general?.workspaceValue, ...found.map((one) => one?.workspaceFolderValue)];
};

const settingsNow = (): PolicySettings => ({
  rules: own('routing.rules'),
  floors: own('routing.floors'),
  unratedModels: own('routing.unratedModels'),
  preferredModels: own('routing.preferredModels'),
  defaultProvider: own('routing.defaultProvider'),
  fallbackProvider: own('routing.fallbackProvider'),
  maxTokensPerRequest: own('routing.maxTokensPerRequest'),
  costOptimisation: own('routing.costOptimisation'),
  allowedProviders: allowedProviders(),
});

/** Reads the settings about routing again whenever one changes, and says once what is wrong with them. */
export const routingSettings = (
  isProvider: (id: string) => boolean,
  warn: (sentence: string) => void,
): RoutingSettings => {
  const changed = new vscode.EventEmitter<void>();
  const told = new Set<string>();
  const read = (): Policy => {
    const { policy, mistakes } = readPolicy(settingsNow(), isProvider);
    for (const mistake of mistakes) {
      if (!told.has(mistake)) warn(mistake);
      told.add(mistake);
    }
    return policy;
  };
  let policy: Policy | undefined;
  const again = (): void => {
    policy = undefined;
    changed.fire();
  };
  const subscriptions = vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('keyway.routing') || change.affectsConfiguration('keyway.workspace')) again();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(again),
    changed,
  );
  return { policy: () => (policy ??= read()), onDidChange: changed.event, dispose: () => subscriptions.dispose() };
};
