import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { type RefreshMode, refreshModes } from '../catalog/refresh-modes.ts';
import type { Provider } from '../core/provider.ts';
import type { Patience } from '../core/watchdog.ts';
import { type MoneyMode, moneyModes } from '../panel/money-state.ts';
import { type GuardMode, guardModes } from './guard-modes.ts';
import type { Overrides } from './key-access.ts';

/**
 * A setting as the person or the machine has it. What a workspace or folder says is passed over, whatever the scope:
 * a cloned repository must not redirect a key.
 */
export const own = (name: string): unknown => {
  const found = vscode.workspace.getConfiguration('keyway').inspect<unknown>(name);
  return found?.globalValue ?? found?.defaultValue;
};

const Table = z.record(z.string(), z.unknown());
const Headers = z.record(z.string(), z.string());

/** What a setting that is a table says of one provider; whatever it is, so that one bad entry hides no other. */
const entryOf = (name: string, { id }: Provider): unknown => {
  const table = Table.safeParse(own(name));
  return table.success ? table.data[id] : undefined;
};

/** The person's own base URLs and headers. A base URL that is none is handed on and refused with a sentence, never passed over. */
export const overrides: Overrides = {
  baseUrl: (provider) => {
    const entry = entryOf('baseUrls', provider);
    if (entry === undefined || entry === null) return undefined;
    return typeof entry === 'string' ? entry : JSON.stringify(entry);
  },
  headers: (provider) => {
    const entry = Headers.safeParse(entryOf('headers', provider));
    return entry.success ? entry.data : {};
  },
};

const seconds = (name: string, otherwise: number): number => {
  const value = own(`timeouts.${name}`);
  return (typeof value === 'number' && value > 0 ? value : otherwise) * 1_000;
};

/** Loading a model into memory takes minutes. */
const localPatience = 5;

export const patienceFor = (provider: Provider): Patience => ({
  firstByte: seconds('firstByteSeconds', 60) * (provider.local ? localPatience : 1),
  idle: seconds('idleSeconds', 60) * (provider.local ? localPatience : 1),
  progress: seconds('progressSeconds', 600),
});

export const importsFromEnvironment = (): boolean => own('importKeysFromEnvironment') === true;

/** Stored keys may be tested again, in the background and only where it is free. */
export const retestsKeys = (): boolean => own('retestKeys') !== false;

/** What the status bar shows of money; what nobody offers is the default. */
export const moneyMode = (): MoneyMode => {
  const value = own('statusBar');
  return moneyModes.find((mode) => mode === value) ?? 'today';
};

/** Two routes may race for the first word of Auto · Fast. */
export const hedgesRequests = (): boolean => own('routing.hedging') === true;

/** Answers to the editor's small questions, and vectors, are kept for the next time. */
export const keepsAnswers = (): boolean => own('responseCache') === true;

/** What savings are counted against, as the person wrote it: `provider/model`. */
export const usageBaseline = (): unknown => own('usage.baseline');

/** What the person says of models, as they wrote it. */
export const modelOverrides = (): unknown => own('models');

/** When models.dev may be asked; what nobody offers is the default. */
export const factsRefresh = (): RefreshMode => {
  const value = own('modelFacts.refresh');
  return refreshModes.find((mode) => mode === value) ?? 'onDemand';
};

/** What happens to requests that hold secrets; what nobody offers is the default. */
export const secretGuard = (): GuardMode => {
  const value = own('secretGuard');
  return guardModes.find((mode) => mode === value) ?? 'mask';
};

/** `keyway.usage.retentionDays`, whatever it holds. */
export const usageRetention = (): unknown => own('usage.retentionDays');
