import { t } from '../core/l10n.ts';
import type { KeySecret } from '../core/key.ts';
import { isTable } from '../core/table.ts';
import { secretPrefix } from './names.ts';
import type { Disposable } from './signal.ts';

/** SecretStorage, and how many milliseconds it has to answer a question. */
export interface Keychain {
  readonly store: SecretStore;
  readonly patience: number;
}

/** The slice of VS Code's SecretStorage that keys need. */
export interface SecretStore {
  get(name: string): PromiseLike<string | undefined>;
  store(name: string, value: string): PromiseLike<void>;
  delete(name: string): PromiseLike<void>;
  /** Absent in editors older than its API. */
  keys?(): PromiseLike<string[]>;
  readonly onDidChange: (listener: (event: { readonly key: string }) => unknown) => Disposable;
}

/** A secret as it is stored: with enough beside it to write its record again should `keys.json` be lost. */
export interface StoredSecret extends KeySecret {
  readonly provider: string;
  /** As it was when the secret was saved; renaming a key does not touch the keychain. */
  readonly nickname: string;
  readonly plain: Readonly<Record<string, string>>;
  readonly addedAt: number;
}

/** By hand, since every request opens a key: zod 4.6 takes as long for it as choosing a route does. */
const isStored = (value: unknown): value is StoredSecret => {
  if (!isTable(value)) return false;
  const { origin, fields, provider, nickname, plain, addedAt } = value;
  return [origin, provider, nickname].every(isText) && [fields, plain].every(holdsTexts) && Number.isFinite(addedAt);
};

const isText = (value: unknown): value is string => typeof value === 'string';

const holdsTexts = (value: unknown): boolean => isTable(value) && Object.values(value).every(isText);

/** Why a secret could not be had. `silent`: the keychain threw or did not answer, which says nothing about the secret. */
export type Trouble =
  | { readonly type: 'silent'; readonly cause: unknown }
  | { readonly type: 'gone' }
  | { readonly type: 'garbled' };

export type ReadSecret = { readonly type: 'secret'; readonly secret: StoredSecret } | Trouble;

const nameOf = (id: string): string => secretPrefix + id;

/** The key's id, of a SecretStorage name of ours. */
export const idOf = (name: string): string | undefined =>
  name.startsWith(secretPrefix) ? name.slice(secretPrefix.length) : undefined;

/** Never throws: what SecretStorage does wrong comes back as trouble. */
export const readSecret = async ({ store, patience }: Keychain, id: string): Promise<ReadSecret> => {
  try {
    const text = await within(store.get(nameOf(id)), patience);
    return text === undefined ? { type: 'gone' } : parsed(text);
  } catch (cause) {
    return { type: 'silent', cause };
  }
};

const parsed = (text: string): ReadSecret => {
  try {
    const stored: unknown = JSON.parse(text);
    return isStored(stored) ? { type: 'secret', secret: stored } : { type: 'garbled' };
  } catch {
    // Not the parser's error as a cause: it quotes the text, and the text is a secret.
    return { type: 'garbled' };
  }
};

/** Rejects where there is no answer within so many milliseconds. */
export const within = async <T>(promise: PromiseLike<T>, milliseconds: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(t('no answer within {0} s', milliseconds / 1_000))), milliseconds);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
};

/** Stores a secret and reads it back: some keychains accept and forget. Returns what went wrong, if anything. */
export const writeSecret = async (
  { store, patience }: Keychain,
  id: string,
  secret: StoredSecret,
): Promise<Trouble | undefined> => {
  const text = JSON.stringify(secret);
  try {
    await within(store.store(nameOf(id), text), patience);
    const found = await within(store.get(nameOf(id)), patience);
    if (found === undefined) return { type: 'gone' };
    return found === text ? undefined : { type: 'garbled' };
  } catch (cause) {
    return { type: 'silent', cause };
  }
};

/** Deletes a secret and looks whether it is gone. Returns what went wrong, if anything. */
export const deleteSecret = async ({ store, patience }: Keychain, id: string): Promise<Trouble | undefined> => {
  try {
    await within(store.delete(nameOf(id)), patience);
    const found = await within(store.get(nameOf(id)), patience);
    return found === undefined ? undefined : { type: 'garbled' };
  } catch (cause) {
    return { type: 'silent', cause };
  }
};

/** Ids of all stored secrets; undefined where this editor cannot list them. Throws what SecretStorage throws. */
export const storedIds = async ({ store, patience }: Keychain): Promise<readonly string[] | undefined> => {
  if (store.keys === undefined) return undefined;
  const names = await within(store.keys(), patience);
  return names.map(idOf).filter((id) => id !== undefined);
};
