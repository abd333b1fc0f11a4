import type { Provider } from '../core/provider.ts';
import type { Note } from '../usage/audit-entry.ts';
import { keysIn } from './environment.ts';
import { baseUrlOf, type Overrides } from './key-access.ts';
import { freeNickname } from './key-draft.ts';
import { noteKey } from './key-notes.ts';
import { ofProvider } from './key-order.ts';
import type { Keyring } from './keyring.ts';

export interface StartImport {
  readonly keyring: Keyring;
  readonly providers: readonly Provider[];
  readonly overrides: Overrides;
  readonly variables: NodeJS.ProcessEnv;
  /** The audit log's. */
  readonly note: Note;
}

/**
 * Imports keys from the environment that are not stored yet, for people who asked for it with a setting: containers and
 * cloud machines have a fresh keychain at every start. Returns how many came in; throws as the keyring does.
 */
export const importAtStart = async ({
  keyring,
  providers,
  overrides,
  variables,
  note,
}: StartImport): Promise<number> => {
  let imported = 0;
  for (const { provider, plain, secrets, variable } of keysIn(variables, providers).found) {
    // Wherever it is sent: the person may have changed its region since.
    if (await keyring.holderOf(provider.id, secrets)) continue;
    const { origin } = baseUrlOf(provider, { plain }, overrides);
    const taken = ofProvider(keyring.list(), provider.id).map((key) => key.nickname);
    const nickname = freeNickname('environment', taken);
    const key = await keyring.add({ provider: provider.id, nickname, plain, secret: { origin, fields: secrets } });
    const detail = `at the start, from ${variable}, for ${origin}`;
    noteKey({ note, ownerOf: () => provider }, { action: 'key-imported', key, detail, by: 'keyway' });
    imported += 1;
  }
  return imported;
};
