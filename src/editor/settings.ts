import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { Provider } from '../core/provider.ts';
import type { Patience } from '../core/watchdog.ts';
import type { Overrides } from './key-access.ts';

/**
 * A setting as the person or the machine has it. What a workspace or folder says is passed over, whatever the scope:
 * a cloned repository must not redirect a key.
 */
const own = (name: string): unknown => {
  const found = vscode.workspace.getConfiguration('keyway').inspect<unknown>(name);
  return found?.globalValue ?? found?.defaultValue;
};

const Texts = z.record(z.string(), z.string());
const Headers = z.record(z.string(), Texts);

const parsed = <T>(schema: z.ZodMiniType<T>, value: unknown, otherwise: T): T => {
  const result = schema.safeParse(value);
  return result.success ? result.data : otherwise;
};

/** The person's own base URLs and headers. */
export const overrides: Overrides = {
  baseUrl: ({ id }: Provider) => parsed(Texts, own('baseUrls'), {})[id] || undefined,
  headers: ({ id }: Provider) => parsed(Headers, own('headers'), {})[id] ?? {},
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

export const showsStatusBar = (): boolean => own('statusBar') !== false;
