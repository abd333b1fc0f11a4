import type { Key } from '../core/key.ts';
import { works } from '../core/key.ts';
import type { Provider } from '../core/provider.ts';
import { isUsable } from '../core/usable.ts';
import type { Memory } from './caller-decisions.ts';
import type { KeyFacts, KeyRef } from './diagnosis.ts';
import type { Door } from './diagnose-network.ts';
import { baseUrlOf } from './key-access.ts';
import { type KeyDesk, ownerOf } from './key-desk.ts';
import { readSecret, type SecretStore, within } from './key-secrets.ts';
import { isClosed } from './key-words.ts';

export interface KeyLook {
  readonly desk: Pick<KeyDesk, 'keyring' | 'providers' | 'tombstones' | 'overrides'>;
  /** `context.secrets`. */
  readonly secrets: SecretStore;
  /** `context.globalState`. */
  readonly memory: Memory;
  /** Of this window's session, another one after a restart. */
  readonly session: string;
  readonly mayLackKeyring: boolean;
  /** Milliseconds the keychain has. */
  readonly patience?: number;
}

interface Named {
  readonly key: Key;
  readonly provider: Provider;
}

/** What the keys and their keychain are like. Each secret is read once and nothing of it is kept. Never rejects. */
export const keyFacts = async (look: KeyLook): Promise<KeyFacts> => {
  const { desk, mayLackKeyring } = look;
  const keys = desk.keyring.list();
  const owned = ownedBy(desk, keys);
  const usable = owned.filter(({ key, provider }) => isUsable(provider, key));
  const keychain = await keychainOf(look);
  // A keychain that is silent would be silent for each of them.
  const secrets = keychain === 'silent' ? { lost: [], redirected: [] } : await secretsOf(look, owned);
  return {
    total: keys.length,
    usable: usable.length,
    providers: new Set(keys.map(({ provider }) => provider)).size,
    keychain,
    mayLackKeyring,
    ...secrets,
    refused: owned.flatMap(({ key, provider }) =>
      key.enabled && key.verdict && bad.has(key.verdict) ? [{ ...refOf({ key, provider }), verdict: key.verdict }] : [],
    ),
    unproven: owned
      .filter(({ key, provider }) => key.enabled && provider.uncertain !== undefined && !works(key.verdict))
      .map(refOf),
  };
};

const bad = new Set<Key['verdict']>(['invalid', 'expired', 'no-credit', 'elsewhere']);

/** Where the keys in use are sent. An address that cannot be read is nobody's door. */
export const doorsOf = (desk: KeyLook['desk']): readonly Door[] =>
  ownedBy(desk, desk.keyring.list()).flatMap(({ key, provider }) => {
    const address = isUsable(provider, key) ? addressOf(desk, { key, provider }) : undefined;
    return address === undefined ? [] : [{ provider, address: address.baseUrl }];
  });

const addressOf = (desk: KeyLook['desk'], { key, provider }: Named): ReturnType<typeof baseUrlOf> | undefined => {
  try {
    return baseUrlOf(provider, key, desk.overrides);
  } catch {
    // The request that needs it says so in a sentence of its own.
    return undefined;
  }
};

/** Of providers that are there: nothing is to be done about the others' keys. */
const ownedBy = (desk: KeyLook['desk'], keys: readonly Key[]): readonly Named[] =>
  keys.flatMap((key) => {
    const owner = ownerOf(desk, key.provider);
    return owner === undefined || isClosed(owner) ? [] : [{ key, provider: owner }];
  });

const refOf = ({ key, provider }: Named): KeyRef => ({
  id: key.id,
  provider: provider.name,
  name: `${provider.name} “${key.nickname}”`,
});

const secretsOf = async (look: KeyLook, owned: readonly Named[]): Promise<Pick<KeyFacts, 'lost' | 'redirected'>> => {
  const { secrets: store, patience = 10_000, desk } = look;
  const lost: KeyRef[] = [];
  const redirected: KeyRef[] = [];
  for (const one of owned) {
    const read = await readSecret({ store, patience }, one.key.id);
    const now = addressOf(desk, one)?.origin;
    if (read.type === 'gone' || read.type === 'garbled') lost.push(refOf(one));
    if (read.type === 'secret' && now !== undefined && read.secret.origin !== now) redirected.push(refOf(one));
  }
  return { lost, redirected };
};

/** A word of no meaning: it stays, so that the next start can tell whether the keychain keeps anything. */
const probeName = 'keyway.probe';

const keychainOf = async ({ secrets, memory, session, patience = 10_000 }: KeyLook): Promise<KeyFacts['keychain']> => {
  try {
    const before = await within(secrets.get(probeName), patience);
    const left = memory.get(probeName);
    const isLost = before === undefined && typeof left === 'string' && left !== session;
    await within(secrets.store(probeName, session), patience);
    if ((await within(secrets.get(probeName), patience)) !== session) return 'forgets';
    await memory.update(probeName, session);
    return isLost ? 'session' : 'keeps';
  } catch {
    // It threw, or gave no answer: nobody knows more.
    return 'silent';
  }
};
