import type { Key } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import type { Field, Provider } from '../core/provider.ts';
import { keysText, type ShownKey } from '../panel/keys-state.ts';
import type { StateOf } from '../panel/messages.ts';
import type { KeyDesk } from './key-desk.ts';
import { freeNickname } from './key-draft.ts';
import { nicknamesOf, providerChoices } from './key-providers.ts';

type Offered = StateOf<'keys'>['offered'];

/** The providers a key can be added for, in the order in which people are offered them. */
export const offeredNow = (desk: Pick<KeyDesk, 'providers' | 'keyring'>): Offered =>
  providerChoices(desk).map(({ value }) => offered(value, desk));

const offered = (provider: Provider, desk: Pick<KeyDesk, 'keyring'>): Offered[number] => {
  const taken = nicknamesOf(desk, provider);
  return {
    id: provider.id,
    name: provider.name,
    about: provider.about ?? '',
    has: taken.length === 0 ? t('not configured') : keysText(taken.length),
    notice: provider.uncertain === undefined ? '' : t('It may no longer exist: {0}', provider.uncertain),
    hasKeyPage: provider.urls.key !== undefined,
    testCosts: provider.check.costs ?? '',
    nickname: freeNickname('default', taken),
    fields: provider.fields.map((field) => fieldShown(field, {})),
  };
};

/** A field as the page asks for it. Of a secret one nothing that is stored. */
export const fieldShown = (field: Field, plain: Key['plain']): ShownKey['fields'][number] => ({
  name: field.name,
  label: field.label,
  hint: field.hint ?? '',
  secret: field.secret,
  optional: field.optional === true,
  format: field.format ?? '',
  choices: [...(field.choices ?? [])],
  insteadOf: field.insteadOf ?? '',
  value: field.secret ? '' : (plain[field.name] ?? ''),
});
