import type { Key } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { loadKeptRules } from '../guard/kept-rules.ts';
import { lookBy, remembered } from '../guard/look.ts';
import { ownKeys, type OwnSecret } from '../guard/own-keys.ts';
import { shapeFinders } from '../guard/shapes.ts';
import type { Look } from '../guard/span.ts';
import { hidden } from './key-access.ts';
import { idOf, readSecret, type SecretStore } from './key-secrets.ts';
import type { Keyring } from './keyring.ts';
import type { Disposable } from './signal.ts';

/** What a request is looked through for. */
export interface Looks {
  /** The person's own keys, and well-known shapes of anybody's secrets. */
  readonly all: Look;
  /** The person's own keys alone. */
  readonly own: Look;
  /** The keychain gave every key there is. */
  readonly isWhole: boolean;
}

export interface LooksParts {
  /** `context.secrets`. */
  readonly secrets: SecretStore;
  readonly keyring: Pick<Keyring, 'list' | 'onDidChange'>;
  /** Of a provider, by its id. */
  readonly nameOf: (provider: string) => string;
  /** Hears one sentence when the person's own keys cannot be read. */
  readonly log: (sentence: string) => void;
  /** Milliseconds the keychain has; as many as a request gives it for the key that it is sent with. */
  readonly patience?: number | undefined;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Milliseconds after which a keychain that did not answer is asked again. */
const again = 60_000;

interface Current {
  readonly looks: Looks;
  /** The keys they were made of. */
  readonly keys: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Reads each stored key once, and again after a change. Of the keys only what recognises them is kept. */
export class GuardLooks {
  readonly #parts: LooksParts;
  readonly #subscriptions: readonly Disposable[];
  #current: Current | undefined;
  #reading: Promise<Looks> | undefined;
  #changes = 0;
  #isTold = false;

  constructor(parts: LooksParts) {
    this.#parts = parts;
    const { secrets, keyring } = parts;
    this.#subscriptions = [
      secrets.onDidChange(({ key }) => {
        if (idOf(key) !== undefined) this.#forget();
      }),
      // It also fires for what is learnt of a key.
      keyring.onDidChange(() => {
        if (this.#current?.keys !== namesOf(keyring.list())) this.#forget();
      }),
    ];
  }

  /** A promise where keys or rules have to be read first: at the first request, and after a key has changed. */
  readonly get = (): Looks | Promise<Looks> => {
    const current = this.#current;
    if (current && this.#parts.clock() < current.until) return current.looks;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    if (!current) return this.#reading;
    // The keychain is asked again, and nobody waits for it a second time.
    this.#reading.catch(() => undefined);
    return current.looks;
  };

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #forget(): void {
    this.#changes += 1;
    this.#current = undefined;
  }

  async #read(): Promise<Looks> {
    const { keyring, clock } = this.#parts;
    const before = this.#changes;
    const keys = keyring.list();
    const [rules, own] = await Promise.all([loadKeptRules(), ownSecrets(keys, this.#parts)]);
    // A key that came meanwhile is not among them.
    if (before !== this.#changes) return this.#read();
    if (!own.isWhole) this.#tell();
    const looks = { ...looksOf(own.secrets, [...rules, ...shapeFinders]), isWhole: own.isWhole };
    const until = own.isWhole ? Number.POSITIVE_INFINITY : clock() + again;
    this.#current = { looks, keys: namesOf(keys), until };
    return looks;
  }

  #tell(): void {
    if (!this.#isTold) this.#parts.log(unreadable);
    this.#isTold = true;
  }
}

const unreadable =
  'The keychain did not give your keys to the secret guard: until it does, requests are searched for well-known kinds of secrets only. It is asked again every minute.';

interface Read {
  readonly secrets: readonly OwnSecret[];
  readonly isWhole: boolean;
}

const namesOf = (keys: readonly Key[]): string =>
  JSON.stringify(keys.map(({ id, provider, nickname, updatedAt }) => [id, provider, nickname, updatedAt]));

const looksOf = (secrets: readonly OwnSecret[], finders: Parameters<typeof lookBy>[0]): Omit<Looks, 'isWhole'> => {
  const own = ownKeys(secrets);
  return { own: remembered(lookBy([own])), all: remembered(lookBy([own, ...finders])) };
};

/** A key whose secret is gone has none that could leave; what the keychain keeps back may still leave. */
const ownSecrets = async (
  keys: readonly Key[],
  { secrets: store, patience = 30_000, nameOf }: LooksParts,
): Promise<Read> => {
  const reads = await Promise.all(
    keys.map(async (key) => ({ key, read: await readSecret({ store, patience }, key.id) })),
  );
  const secrets = reads.flatMap(({ key, read }) => {
    if (read.type !== 'secret') return [];
    const name = nameOf(key.provider);
    // The label reaches the model, and is recognised there: it is English for everybody.
    const kind = { words: t('your {0} key {1}', name, key.nickname), label: `your ${name} key`, isOwn: true };
    return hidden(read.secret.fields).map((value) => ({ value, kind }));
  });
  return { secrets, isWhole: reads.every(({ read }) => read.type !== 'silent') };
};
