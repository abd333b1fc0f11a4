import * as vscode from 'vscode';
import type { PlainText } from './plain-keys.ts';
import { type Leaf, leavesIn, placeOf, without } from './plain-text.ts';

/** Settings as VS Code has them, of every folder. What a key may hide in is read anew at each look and kept nowhere. */

const mostFolders = 20;

const scopes = (): readonly (vscode.Uri | undefined)[] => [
  undefined,
  ...(vscode.workspace.workspaceFolders ?? []).slice(0, mostFolders).map(({ uri }) => uri),
];

const configOf = (scope: vscode.Uri | undefined): vscode.WorkspaceConfiguration =>
  vscode.workspace.getConfiguration(undefined, scope ?? null);

/** Each once, however many folders have it. */
export const settingsLeaves = (): readonly Leaf[] => {
  const all = scopes().flatMap((scope) => leavesIn(configOf(scope)));
  return [...new Map(all.map((leaf) => [`${placeOf(leaf).place} ${leaf.text}`, leaf])).values()];
};

/** Milliseconds a change may take to come back as configuration, and between two looks. */
const patience = 3_000;
const pause = 100;

/** Takes a text out of every setting of the person, workspace or folder that has it at this place. */
export const takeOutOfSettings = async ({ path }: Leaf, { text }: Pick<PlainText, 'text'>): Promise<boolean> => {
  for (const scope of scopes()) {
    for (const layer of layers) {
      // The longest name first: what no extension declares is a setting of its own, what one declares may be a table.
      for (let length = path.length; length > 0 && holds({ scope, layer, path }, text); length--) {
        await removeFrom({ scope, layer, path }, length);
        await settled(() => !holds({ scope, layer, path }, text));
      }
    }
  }
  return !scopes().some((scope) => layers.some((layer) => holds({ scope, layer, path }, text)));
};

interface Layer {
  readonly field: 'globalValue' | 'workspaceValue' | 'workspaceFolderValue';
  readonly target: vscode.ConfigurationTarget;
}

const layers: readonly Layer[] = [
  { field: 'globalValue', target: vscode.ConfigurationTarget.Global },
  { field: 'workspaceValue', target: vscode.ConfigurationTarget.Workspace },
  { field: 'workspaceFolderValue', target: vscode.ConfigurationTarget.WorkspaceFolder },
];

interface Spot {
  readonly scope: vscode.Uri | undefined;
  readonly layer: Layer;
  readonly path: readonly string[];
}

const valueOf = ({ scope, layer, path }: Spot, length: number): unknown =>
  configOf(scope).inspect<unknown>(path.slice(0, length).join('.'))?.[layer.field];

const holds = (spot: Spot, text: string): boolean => {
  for (let length = spot.path.length; length > 0; length--) {
    const found = spot.path.slice(length).reduce<unknown>(below, valueOf(spot, length));
    if (typeof found === 'string' && found.includes(text)) return true;
  }
  return false;
};

const below = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;

/** VS Code takes out what no extension declares, but writes nothing there: it refuses, and a shorter name is tried. */
const removeFrom = async (spot: Spot, length: number): Promise<void> => {
  const value = valueOf(spot, length);
  if (value === undefined) return;
  const name = spot.path.slice(0, length).join('.');
  const rest = without(value, spot.path.slice(length));
  await configOf(spot.scope)
    .update(name, rest, spot.layer.target)
    .then(undefined, () => undefined);
};

const settled = async (isDone: () => boolean): Promise<void> => {
  for (let waited = 0; waited < patience / 4 && !isDone(); waited += pause)
    await new Promise((resolve) => setTimeout(resolve, pause));
};
