import type { Key, KeySecret, Verdict } from '../core/key.ts';
import { freeNickname } from './key-draft.ts';
import { ofProvider } from './key-order.ts';
import { removedElsewhere } from './key-sentences.ts';
import { KeyringFailure } from './keyring-failure.ts';

/** A key about to be saved. */
export interface KeyDraft {
  /** Id of the provider's record. */
  readonly provider: string;
  readonly nickname: string;
  readonly plain: Readonly<Record<string, string>>;
  readonly secret: KeySecret;
  /** What a test of the draft found; absent where it was not tested. */
  readonly verdict?: Verdict | undefined;
}

/** What may change about a key. Id and priority stay; what is absent stays. */
export interface KeyChange extends Partial<Omit<KeyDraft, 'provider'>> {
  /** Ids of the only models it may be used for, `*` allowed; undefined: all. As before where absent. */
  readonly models?: readonly string[] | undefined;
  /** `2026-12-01`; undefined: none. As before where absent, but gone with the secret it was for. */
  readonly expiresOn?: string | undefined;
}

/** A key before it has found its place among the others. */
export type NewKey = Omit<Key, 'priority'>;

/** With a key added, last in its provider's order. Another window may have taken the nickname, or added the key itself. */
export const withKey = (keys: readonly Key[], key: NewKey): readonly Key[] => {
  if (keys.some((one) => one.id === key.id)) return keys;
  const others = ofProvider(keys, key.provider);
  const nickname = freeNickname(key.nickname, nicknames(others));
  return [...keys, { ...key, nickname, priority: others.length + 1 }];
};

/** With a key changed in place. Throws `KeyringFailure` where another window has removed it. */
export const replaced = (keys: readonly Key[], id: string, change: (key: Key) => Key): readonly Key[] => {
  const old = keys.find((key) => key.id === id);
  if (old === undefined) throw new KeyringFailure(removedElsewhere);
  const key = change(old);
  const taken = nicknames(keys.filter((one) => one.provider === key.provider && one.id !== id));
  const named = { ...key, nickname: freeNickname(key.nickname, taken) };
  return keys.map((one) => (one.id === id ? named : one));
};

const nicknames = (keys: readonly Key[]): readonly string[] => keys.map((key) => key.nickname);
