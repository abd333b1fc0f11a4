import type { Key } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import type { Provider, Tombstone } from '../core/provider.ts';
import type { Trouble } from './key-secrets.ts';

/** What the keyring tells people. Clauses for a `ChatFailure` begin small, sentences for a `KeyringFailure` do not. */

export const unusable = (key: Pick<Key, 'nickname'>, trouble: Trouble): string => {
  switch (trouble.type) {
    case 'silent':
      return t(
        'the keychain did not answer, so key “{0}” cannot be used now: try again, or restart VS Code',
        key.nickname,
      );
    case 'gone':
      return t('the secret of key “{0}” is gone from the keychain: update the key', key.nickname);
    case 'garbled':
      return t('the secret of key “{0}” in the keychain is damaged: update the key', key.nickname);
  }
};

export const wrongOrigin = (key: Pick<Key, 'nickname'>, saved: string, asked: string): string =>
  t('key “{0}” was saved for {1} and is not sent to {2} until you confirm', key.nickname, saved, asked);

/** `labels`: `its region and its API key`. */
export const lacking = (key: Pick<Key, 'nickname'>, labels: string): string =>
  t('the key “{0}” lacks {1}: update it', key.nickname, labels);

export const unproven = (key: Pick<Key, 'nickname'>, provider: Pick<Provider, 'name'>): string =>
  t(
    '{0} may no longer exist, so the key “{1}” is not used until a test shows that it works: test it',
    provider.name,
    key.nickname,
  );

export const closedClause = ({ name, closed }: Tombstone): string =>
  t('{0} closed on {1}, so its keys are sent nowhere', name, closed);

export const notStored = (trouble: Trouble): string => {
  switch (trouble.type) {
    case 'silent':
      return t('The keychain did not answer, so the key was not saved: try again, or restart VS Code.');
    case 'gone':
      return t(
        'The keychain accepted the key and forgot it at once, so it was not saved. On Linux this happens where no keyring is running.',
      );
    case 'garbled':
      return t('The keychain gave back something else than was stored, so the key was not saved.');
  }
};

export const notDeleted = (key: Pick<Key, 'nickname'>): string =>
  t(
    'The keychain did not delete the secret of key “{0}”, so the key was not removed: try again, or restart VS Code.',
    key.nickname,
  );

export const leftBehind = t(
  'The list of keys could not be written and the keychain did not delete the secret again: "Keyway: Recover Lost Keys" brings it back.',
);

export const notListed = t(
  'The keychain did not answer, so lost keys cannot be looked for: try again, or restart VS Code.',
);

export const removedElsewhere = t('That key is no longer in the list: it may have been removed in another window.');

export const lostSentence = (count: number): string =>
  count === 1
    ? t('A key is in the keychain but not in the list of keys: "Keyway: Recover Lost Keys" brings it back.')
    : t(
        '{0} keys are in the keychain but not in the list of keys: "Keyway: Recover Lost Keys" brings them back.',
        count,
      );
