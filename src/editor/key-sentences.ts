import type { Key } from '../core/key.ts';
import type { Provider, Tombstone } from '../core/provider.ts';
import type { Trouble } from './key-secrets.ts';

/** What the keyring tells people. Clauses for a `ChatFailure` begin small, sentences for a `KeyringFailure` do not. */

export const unusable = (key: Pick<Key, 'nickname'>, trouble: Trouble): string => {
  switch (trouble.type) {
    case 'silent':
      return `the keychain did not answer, so key “${key.nickname}” cannot be used now: try again, or restart VS Code`;
    case 'gone':
      return `the secret of key “${key.nickname}” is gone from the keychain: update the key`;
    case 'garbled':
      return `the secret of key “${key.nickname}” in the keychain is damaged: update the key`;
  }
};

export const wrongOrigin = (key: Pick<Key, 'nickname'>, saved: string, asked: string): string =>
  `key “${key.nickname}” was saved for ${saved} and is not sent to ${asked} until you confirm`;

/** `labels`: `its region and its API key`. */
export const lacking = (key: Pick<Key, 'nickname'>, labels: string): string =>
  `the key “${key.nickname}” lacks ${labels}: update it`;

export const unproven = (key: Pick<Key, 'nickname'>, provider: Pick<Provider, 'name'>): string =>
  `${provider.name} may no longer exist, so the key “${key.nickname}” is not used until a test shows that it works: test it`;

export const closedClause = ({ name, closed }: Tombstone): string =>
  `${name} closed on ${closed}, so its keys are sent nowhere`;

export const notStored = (trouble: Trouble): string => {
  switch (trouble.type) {
    case 'silent':
      return 'The keychain did not answer, so the key was not saved: try again, or restart VS Code.';
    case 'gone':
      return 'The keychain accepted the key and forgot it at once, so it was not saved. On Linux this happens where no keyring is running.';
    case 'garbled':
      return 'The keychain gave back something else than was stored, so the key was not saved.';
  }
};

export const notDeleted = (key: Pick<Key, 'nickname'>): string =>
  `The keychain did not delete the secret of key “${key.nickname}”, so the key was not removed: try again, or restart VS Code.`;

export const leftBehind =
  'The list of keys could not be written and the keychain did not delete the secret again: "Keyway: Recover Lost Keys" brings it back.';

export const notListed =
  'The keychain did not answer, so lost keys cannot be looked for: try again, or restart VS Code.';

export const removedElsewhere = 'That key is no longer in the list: it may have been removed in another window.';

export const lostSentence = (count: number): string =>
  `${count === 1 ? 'A key is' : `${count} keys are`} in the keychain but not in the list of keys: "Keyway: Recover Lost Keys" brings ${count === 1 ? 'it' : 'them'} back.`;
