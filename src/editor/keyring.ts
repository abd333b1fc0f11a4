import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ChatFailure } from '../core/failure.ts';
import type { Key, KeySecret, Verdict } from '../core/key.ts';
import { type KeyChange, type KeyDraft, replaced, withKey } from './key-changes.ts';
import { ofProvider, moved } from './key-order.ts';
import { lostKeys } from './key-recovery.ts';
import { KeyRecords, type RecordParts } from './key-records.ts';
import {
  deleteSecret,
  idOf,
  type Keychain,
  readSecret,
  type SecretStore,
  type StoredSecret,
  type Trouble,
  writeSecret,
} from './key-secrets.ts';
import {
  leftBehind,
  lostSentence,
  notDeleted,
  notStored,
  removedElsewhere,
  unusable,
  wrongOrigin,
} from './key-sentences.ts';
import { KeyringFailure } from './keyring-failure.ts';
import { type Disposable, Signal } from './signal.ts';

export interface KeyringParts extends RecordParts {
  /** `context.secrets`. */
  readonly secrets: SecretStore;
  /** Milliseconds the keychain has to answer; 30 s, as it may be asking the person for a password. */
  readonly patience?: number;
}

/**
 * The person's keys. Secrets are in SecretStorage and nowhere else; what else is known about a key is in `keys.json`.
 * Its own failures are `KeyringFailure`; `secretOf`, which requests call, throws `ChatFailure`.
 */
export class Keyring {
  readonly #keychain: Keychain;
  readonly #clock: () => number;
  readonly #warn: (sentence: string) => void;
  readonly #records: KeyRecords;
  readonly #changed = new Signal();
  readonly #subscriptions: readonly Disposable[];

  /** Fires after a change of a key or its secret, from any window; more than once for some changes. */
  readonly onDidChange = this.#changed.event;

  /** Reads the keys. Throws only where the folder cannot be made. */
  static async open(parts: KeyringParts): Promise<Keyring> {
    const keyring = new Keyring(parts);
    // Not awaited: opening must not wait for a keychain.
    if ((await keyring.#records.open()) === 'missing') void keyring.#tellOfLostKeys();
    return keyring;
  }

  private constructor(parts: KeyringParts) {
    this.#keychain = { store: parts.secrets, patience: parts.patience ?? 30_000 };
    this.#clock = parts.clock;
    this.#warn = parts.warn;
    this.#records = new KeyRecords(parts);
    const secretChanged = parts.secrets.onDidChange(({ key }) => {
      if (idOf(key) !== undefined) void this.#records.reload().then(() => this.#changed.fire());
    });
    this.#subscriptions = [this.#records.onDidChange(() => this.#changed.fire()), secretChanged];
  }

  /** All keys, those of retired providers and disabled ones included. */
  list(): readonly Key[] {
    return this.#records.list();
  }

  /** The enabled keys of a provider, first tried first. */
  keysOf(provider: string): readonly Key[] {
    return ofProvider(this.list(), provider).filter((key) => key.enabled);
  }

  /** The secret goes first: a record without a secret would be a key that cannot work. */
  async add(draft: KeyDraft): Promise<Key> {
    const { provider, nickname, plain } = draft;
    const key = {
      id: randomBytes(8).toString('hex'),
      provider,
      nickname,
      plain,
      enabled: true,
      addedAt: this.#clock(),
    };
    await this.#store(key, draft.secret);
    await this.#record(key.id, (keys) => withKey(keys, { ...key, ...this.#tested(draft.verdict) }));
    return this.#keyOf(key.id);
  }

  /** Changes a key in place. With a new secret the old verdict no longer counts. */
  async update(id: string, change: KeyChange): Promise<Key> {
    const old = this.#keyOf(id);
    const { secret, nickname = old.nickname, plain = old.plain } = change;
    const models = 'models' in change ? change.models : old.models;
    const isDated = 'expiresOn' in change || (secret && old.expiresOn !== undefined);
    const shown = { nickname, plain, ...(isDated && { expiresOn: change.expiresOn }) };
    if (secret === undefined) {
      await this.#records.change((keys) => replaced(keys, id, (key) => ({ ...key, ...shown, models })));
      return this.#keyOf(id);
    }
    await this.#store({ ...old, nickname, plain }, secret);
    const updatedAt = this.#clock();
    const verdict = { testedAt: undefined, verdict: undefined, ...this.#tested(change.verdict) };
    await this.#record(id, (keys) => replaced(keys, id, (key) => ({ ...key, ...shown, updatedAt, ...verdict })));
    return this.#keyOf(id);
  }

  async setEnabled(id: string, enabled: boolean): Promise<void> {
    await this.#records.change((keys) => replaced(keys, id, (key) => ({ ...key, enabled })));
  }

  /** 1 is tried first; the provider's other keys make room. */
  async setPriority(id: string, priority: number): Promise<void> {
    this.#keyOf(id);
    await this.#records.change((keys) => moved(keys, id, priority));
  }

  /** The secret goes first: were the record gone first, nobody would know of a secret that stayed. */
  async remove(id: string): Promise<void> {
    const key = this.#keyOf(id);
    const trouble = await deleteSecret(this.#keychain, id);
    if (trouble !== undefined) throw new KeyringFailure(notDeleted(key), causeOf(trouble));
    await this.#records.change((keys) => keys.filter((one) => one.id !== id));
  }

  /**
   * The secret of a key, to be sent to `origin` now and kept nowhere. Throws `ChatFailure` of kind `key` where the
   * keychain does not answer, has lost it, or it was saved for another origin.
   */
  async secretOf(key: Key, origin: string): Promise<KeySecret> {
    const secret = await this.#read(key);
    if (secret.origin !== origin) {
      throw new ChatFailure({ kind: 'key', what: wrongOrigin(key, secret.origin, origin) });
    }
    return { origin: secret.origin, fields: secret.fields };
  }

  /** The origin a key was saved for. Throws as `secretOf` does. */
  async originOf(key: Key): Promise<string> {
    return (await this.#read(key)).origin;
  }

  /** The person has seen `origin` and wants the key to be sent there from now on. */
  async confirmOrigin(id: string, origin: string): Promise<void> {
    const key = this.#keyOf(id);
    const { fields } = await this.#read(key);
    await this.#store(key, { origin, fields });
    this.#changed.fire();
  }

  /**
   * The key of a provider that has these very secrets, if one has. One secret may open several regions: `isMeant` leaves
   * keys out. Throws as `secretOf` does.
   */
  async holderOf(
    provider: string,
    fields: KeySecret['fields'],
    isMeant: (key: Key) => boolean = () => true,
  ): Promise<Key | undefined> {
    for (const key of ofProvider(this.list(), provider).filter(isMeant)) {
      if (isDeepStrictEqual({ ...(await this.#read(key)).fields }, { ...fields })) return key;
    }
    return undefined;
  }

  noteUsed(id: string): void {
    this.#records.note(id, { usedAt: this.#clock() });
  }

  noteTested(id: string, verdict: Verdict, expiresOn?: string): void {
    this.#records.note(id, { tested: { at: this.#clock(), verdict, ...(expiresOn !== undefined && { expiresOn }) } });
  }

  /**
   * Writes records for secrets that have none, as after the loss of `keys.json`. Returns the keys that came back, or
   * undefined where this editor cannot list its secrets.
   */
  async recover(): Promise<readonly Key[] | undefined> {
    await this.#records.reload();
    const found = await lostKeys(this.#keychain, this.list());
    if (found === undefined) return undefined;
    if (found.length === 0) return [];
    await this.#records.change((keys) => found.reduce(withKey, keys));
    return found.map((key) => this.#keyOf(key.id));
  }

  /** Writes what has been noted; to be awaited when the extension goes. */
  flush(): Promise<void> {
    return this.#records.flush();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#records.dispose();
  }

  #keyOf(id: string): Key {
    const key = this.list().find((one) => one.id === id);
    if (key === undefined) throw new KeyringFailure(removedElsewhere);
    return key;
  }

  async #read(key: Key): Promise<StoredSecret> {
    const read = await readSecret(this.#keychain, key.id);
    if (read.type === 'secret') return read.secret;
    throw new ChatFailure({ kind: 'key', what: unusable(key, read), cause: causeOf(read) });
  }

  async #store(key: Omit<Key, 'priority'>, secret: KeySecret): Promise<void> {
    const { provider, nickname, plain, addedAt } = key;
    const trouble = await writeSecret(this.#keychain, key.id, { ...secret, provider, nickname, plain, addedAt });
    if (trouble === undefined) return;
    // It may be there for all that; the secret of a key that stays in the list is left for the next attempt.
    if (!this.list().some((one) => one.id === key.id)) await deleteSecret(this.#keychain, key.id);
    throw new KeyringFailure(notStored(trouble), causeOf(trouble));
  }

  /** Records what has just been stored. Where that fails and no record names it, the secret is deleted again. */
  async #record(id: string, change: (keys: readonly Key[]) => readonly Key[]): Promise<void> {
    try {
      await this.#records.change(change);
    } catch (error) {
      await this.#records.reload();
      const isRecorded = this.list().some((key) => key.id === id);
      if (!isRecorded && (await deleteSecret(this.#keychain, id))) throw new KeyringFailure(leftBehind, error);
      throw error;
    }
  }

  #tested(verdict: Verdict | undefined): Pick<Key, 'testedAt' | 'verdict'> {
    return verdict === undefined ? {} : { testedAt: this.#clock(), verdict };
  }

  /** A fresh installation has no file either, and no secrets. */
  async #tellOfLostKeys(): Promise<void> {
    const lost = await lostKeys(this.#keychain, this.list()).catch(() => undefined);
    if (lost !== undefined && lost.length > 0) this.#warn(lostSentence(lost.length));
  }
}

const causeOf = (trouble: Trouble): unknown => (trouble.type === 'silent' ? trouble.cause : undefined);
