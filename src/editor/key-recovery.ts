import type { Key } from '../core/key.ts';
import type { NewKey } from './key-changes.ts';
import { type Keychain, readSecret, storedIds } from './key-secrets.ts';
import { notListed } from './key-sentences.ts';
import { KeyringFailure } from './keyring-failure.ts';

/**
 * Keys whose secret is in the keychain and whose record is not in the list. Undefined where this editor cannot list its
 * secrets; throws `KeyringFailure` where the keychain does not answer.
 */
export const lostKeys = async (keychain: Keychain, known: readonly Key[]): Promise<readonly NewKey[] | undefined> => {
  const ids = await idsOf(keychain);
  if (ids === undefined) return undefined;
  const lost: NewKey[] = [];
  for (const id of ids) {
    if (known.some((key) => key.id === id)) continue;
    const read = await readSecret(keychain, id);
    if (read.type === 'silent') throw new KeyringFailure(notListed, read.cause);
    if (read.type !== 'secret') continue;
    const { provider, nickname, plain, addedAt } = read.secret;
    lost.push({ id, provider, nickname, plain, addedAt, enabled: true });
  }
  return lost;
};

const idsOf = async (keychain: Keychain): Promise<readonly string[] | undefined> => {
  try {
    return await storedIds(keychain);
  } catch (error) {
    throw new KeyringFailure(notListed, error);
  }
};
