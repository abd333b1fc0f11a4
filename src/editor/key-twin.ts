import { filled } from '../core/key-fields.ts';
import type { Key } from '../core/key.ts';
import type { Provider } from '../core/provider.ts';
import type { KeyDesk } from './key-desk.ts';
import type { Entry, partsOf } from './key-entry.ts';
import { belongsTo } from './key-shape.ts';

/** What was entered, for the provider whose key it seems to be. */
export const entryElsewhere = (
  desk: KeyDesk,
  provider: Provider,
  secrets: Record<string, string>,
): Entry | undefined => {
  const owner = belongsTo({ provider, secrets, providers: desk.providers });
  return owner && { provider: owner.provider, values: { [owner.field.name]: owner.secret } };
};

type Parts = ReturnType<typeof partsOf>;

/**
 * The key with these secrets at this address: one secret may open several regions. A keychain that does not answer is
 * told of when the key is saved; servers without keys are no twins.
 */
export const twinOf = async (
  desk: KeyDesk,
  provider: Provider,
  { plain, secrets }: Parts,
): Promise<Key | undefined> => {
  if (Object.keys(secrets).length === 0) return undefined;
  const addressOf = (values: Key['plain']): string | undefined =>
    values['baseUrl'] ?? filled(provider.baseUrl ?? '', values);
  const isThere = (key: Key): boolean => addressOf(key.plain) === addressOf(plain);
  return desk.keyring.holderOf(provider.id, secrets, isThere).catch(() => undefined);
};
