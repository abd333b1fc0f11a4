import { t } from '../core/l10n.ts';
import type { Key } from '../core/key.ts';
import { works } from '../core/key.ts';
import type { Offer } from '../core/plan.ts';
import type { Field, Provider } from '../core/provider.ts';
import { sumText } from '../core/summary.ts';
import { waitText } from '../core/wait-text.ts';
import {
  bestOf,
  keysText,
  modelsText,
  saidOf,
  stateTitle,
  unlocksText,
  type ShownKey,
  type ShownProvider,
} from '../panel/keys-state.ts';
import type { KeyState } from '../panel/messages-keys.ts';
import type { StateOf } from '../panel/messages.ts';
import { thisMonth } from '../usage/period.ts';
import { LedgerTrouble } from '../usage/trouble.ts';
import { keysIn } from './environment.ts';
import { baseUrlOf } from './key-access.ts';
import { farewell, inGroups, ownerName, ownerOf, sentenceOf } from './key-desk.ts';
import { freeNickname } from './key-draft.ts';
import { nicknamesOf, providerChoices } from './key-providers.ts';
import { datesOf, isClosed, maskOf, stateOf, type Owner } from './key-words.ts';
import type { KeysHostParts } from './panel-keys.ts';

/** Reads what the section shows: secrets only as their masks, each asked of the keychain once until the key changes. */
export const keysShown = (parts: KeysHostParts): (() => Promise<StateOf<'keys'>>) => {
  const { desk, offers, environment } = parts;
  const masks = new Map<string, string>();
  return async () => {
    await offers.ready();
    const keys = inGroups(desk, desk.keyring.list());
    const shown = await Promise.all(keys.map((key) => shownKey(key, { ...parts, masks })));
    const ids = [...new Set(keys.map(({ provider }) => provider))];
    const providers = await Promise.all(
      ids.map((id) => shownProvider(id, { ...parts, keys: shown.filter((_, index) => keys[index]?.provider === id) })),
    );
    return {
      type: 'keys',
      said: saidOf(providers, offers.all().length),
      trouble: '',
      providers,
      offered: providerChoices(desk).map(({ value, description = '' }) => offeredOf(value, description, parts)),
      found: keysIn(environment, desk.providers).found.length,
    };
  };
};

interface Masked extends KeysHostParts {
  readonly masks: Map<string, string>;
}

const shownKey = async (key: Key, parts: Masked): Promise<ShownKey> => {
  const { desk, offers } = parts;
  const owner = ownerOf(desk, key.provider);
  const siblings = desk.keyring.list().filter(({ provider }) => provider === key.provider);
  const unlocked = offers.all().filter((offer) => offer.keys.some(({ id }) => id === key.id));
  const isRetired = isClosed(owner);
  return {
    id: key.id,
    nickname: key.nickname,
    mask: await maskFor(key, owner, parts),
    state: stateFor(key, owner, restOf(unlocked, key, parts)),
    stateText: stateOf(key, owner),
    dates: datesOf(key, desk.clock()),
    health: restOf(unlocked, key, parts) ?? '',
    spent: await spentBy(parts, { key: key.id }),
    models: unlocked.length === 0 ? '' : modelsText(unlocked.length),
    isEnabled: key.enabled,
    priority: key.priority,
    isLast: siblings.every(({ priority }) => priority <= key.priority),
    isRedirected: !isRetired && owner !== undefined && (await isRedirected(key, owner, parts)),
    fields: isRetired || owner === undefined ? [] : owner.fields.map((field) => fieldOf(field, key.plain)),
  };
};

/** Until when it rests and why, where every model it unlocks does. */
const restOf = (unlocked: readonly Offer[], key: Key, { health, desk }: KeysHostParts): string | undefined => {
  const now = desk.clock();
  const resting = unlocked.map(({ provider, model }) => health.coolingOf({ provider, model, key }, now));
  const first = resting[0];
  if (first === undefined || !resting.every((one) => one !== undefined)) return undefined;
  return t('rests for {0}', waitText(first.until - now));
};

const stateFor = (key: Key, owner: Owner | undefined, rest: string | undefined): KeyState => {
  if (isClosed(owner)) return 'retired';
  if (!key.enabled) return 'disabled';
  if (key.verdict === undefined || key.verdict === 'unclear' || key.verdict === 'unreachable') return 'untested';
  if (!works(key.verdict)) return 'failed';
  return key.verdict === 'limited' || rest !== undefined ? 'limited' : 'working';
};

/** Why there is none stands in its place. */
const maskFor = async (key: Key, owner: Owner | undefined, { desk, masks }: Masked): Promise<string> => {
  const name = `${key.id} ${key.updatedAt ?? key.addedAt}`;
  const known = masks.get(name);
  if (known !== undefined) return known;
  if (isClosed(owner)) return '';
  try {
    const { fields } = await desk.keyring.secretOf(key, await desk.keyring.originOf(key));
    const mask = maskOf(owner, fields) ?? t('no key needed');
    masks.set(name, mask);
    return mask;
  } catch (error) {
    return sentenceOf(desk, error);
  }
};

const isRedirected = async (key: Key, owner: Provider, { desk }: KeysHostParts): Promise<boolean> => {
  try {
    return (await desk.keyring.originOf(key)) !== baseUrlOf(owner, key, desk.overrides).origin;
  } catch {
    // What is wrong with it stands where its mask would.
    return false;
  }
};

/** `$1.24`; '' where the ledger cannot be read, which the section about usage tells. */
const spentBy = async (
  { ledger }: Pick<KeysHostParts, 'ledger'>,
  whose: { readonly key: string } | { readonly provider: string },
): Promise<string> => {
  try {
    const summary = await ledger.summary(thisMonth(), whose);
    return summary.attempts === 0 ? '' : t('{0} this month', sumText(summary));
  } catch (error) {
    if (error instanceof LedgerTrouble) return '';
    throw error;
  }
};

interface Grouped extends KeysHostParts {
  readonly keys: readonly ShownKey[];
}

const shownProvider = async (id: string, { keys, ...parts }: Grouped): Promise<ShownProvider> => {
  const { desk, offers } = parts;
  const owner = ownerOf(desk, id);
  const state = bestOf(keys.map((key) => key.state));
  const unlocked = offers.all().filter(({ provider }) => provider.id === id);
  return {
    id,
    name: ownerName(desk, id),
    state,
    stateText: stateTitle(state),
    unlocks: unlocked.length === 0 ? '' : unlocksText(unlocked.length, abilitiesOf(unlocked)),
    spent: await spentBy(parts, { provider: id }),
    notice: noticeOf(parts, owner),
    isRetired: isClosed(owner),
    keys,
  };
};

const abilitiesOf = (offers: readonly Offer[]) => {
  const some = (can: (model: Offer['model']) => boolean): boolean => offers.some(({ model }) => can(model));
  return {
    chat: some(({ kind }) => kind === 'chat'),
    tools: some(({ tools }) => tools),
    images: some(({ images }) => images),
    reasoning: some(({ reasoning }) => reasoning),
    embeddings: some(({ kind }) => kind === 'embedding'),
  };
};

const noticeOf = ({ desk }: Pick<KeysHostParts, 'desk'>, owner: Owner | undefined): string => {
  if (owner === undefined) return t('This version of Keyway does not know this provider.');
  if (isClosed(owner)) return t('Closed on {0}. {1}', owner.closed, farewell(desk, owner));
  return owner.uncertain === undefined ? '' : t('It may no longer exist: {0}', owner.uncertain);
};

const offeredOf = (
  provider: Provider,
  about: string,
  { desk }: Pick<KeysHostParts, 'desk'>,
): StateOf<'keys'>['offered'][number] => {
  const taken = nicknamesOf(desk, provider);
  return {
    id: provider.id,
    name: provider.name,
    about,
    has: taken.length === 0 ? '' : keysText(taken.length),
    hasKeyPage: provider.urls.key !== undefined,
    testCosts: provider.check.costs ?? '',
    nickname: freeNickname('default', taken),
    fields: provider.fields.map((field) => fieldOf(field, {})),
  };
};

const fieldOf = (field: Field, plain: Key['plain']): ShownKey['fields'][number] => ({
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
