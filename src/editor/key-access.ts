import { ChatFailure } from '../core/failure.ts';
import { filled, missingFields, missingPlainFields } from '../core/key-fields.ts';
import { type Key, works } from '../core/key.ts';
import type { Field, Model, Provider, Tombstone } from '../core/provider.ts';
import { closedClause, lacking, unproven } from './key-sentences.ts';
import { labelsOf } from './key-words.ts';
import type { Keyring } from './keyring.ts';
import { type BaseUrl, effectiveBaseUrl, readBaseUrl } from './origin.ts';

/** What a call needs to reach a provider; the wire's own shape. Exists only while the call runs. */
export interface Access {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** By the names of the record's fields. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The key's plain fields: region, account, … */
  readonly plain: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** The person's own, from machine-scoped settings. */
export interface Overrides {
  /** `keyway.baseUrls` of this provider. */
  readonly baseUrl: (provider: Provider) => string | undefined;
  readonly headers?: (provider: Provider) => Readonly<Record<string, string>>;
}

/** Where a key of this provider is sent. Throws `ChatFailure` of kind `key` where no usable base URL is set. */
export const baseUrlOf = (provider: Provider, key: Pick<Key, 'plain'>, overrides: Overrides): BaseUrl =>
  effectiveBaseUrl(provider, key, overrides.baseUrl(provider));

export const accessWith = (
  provider: Provider,
  { baseUrl }: BaseUrl,
  parts: { readonly secrets: Access['secrets']; readonly plain: Access['plain']; readonly overrides: Overrides },
): Access => ({
  baseUrl,
  secrets: parts.secrets,
  plain: parts.plain,
  headers: { ...provider.headers, ...parts.overrides.headers?.(provider) },
});

export interface Opener {
  readonly keyring: Keyring;
  readonly overrides: Overrides;
  /** Providers that closed: their keys are never sent anywhere. */
  readonly tombstones?: readonly Tombstone[];
}

/**
 * Opens a saved key for one call. Throws `ChatFailure` of kind `key` as `accessForTest` does, and where its provider may
 * no longer exist and no test has shown that the key works.
 */
export const accessOf = async (opener: Opener, provider: Provider, key: Key): Promise<Access> => {
  if (provider.uncertain !== undefined && !works(key.verdict)) refuse(unproven(key, provider));
  return accessForTest(opener, provider, key);
};

/**
 * Opens a saved key in order to test it. Throws `ChatFailure` of kind `key` as `Keyring.secretOf` and `baseUrlOf` do,
 * where the key lacks a field, and where its provider closed.
 */
export const accessForTest = async (
  { keyring, overrides, tombstones = [] }: Opener,
  provider: Provider,
  key: Key,
): Promise<Access> => {
  const closed = tombstones.find((one) => one.id === key.provider);
  if (closed !== undefined) refuse(closedClause(closed));
  const url = addressOf(provider, key, overrides.baseUrl(provider));
  const { fields } = await keyring.secretOf(key, url.origin);
  refuseHalf(key, missingFields(provider, { ...key.plain, ...fields }));
  return accessWith(provider, url, { secrets: fields, plain: key.plain, overrides });
};

interface Address {
  readonly provider: Provider;
  readonly override: string | undefined;
  readonly url: BaseUrl;
}

/** By a key's plain fields, which are other ones as soon as one of them changes: an address is read once, not by each request. */
const addresses = new WeakMap<Key['plain'], Address>();

const addressOf = (provider: Provider, key: Key, override: string | undefined): BaseUrl => {
  const known = addresses.get(key.plain);
  if (known?.provider === provider && known.override === override) return known.url;
  refuseHalf(key, missingPlainFields(provider, key.plain));
  const url = effectiveBaseUrl(provider, key, override);
  addresses.set(key.plain, { provider, override, url });
  return url;
};

const refuse = (what: string): never => {
  throw new ChatFailure({ kind: 'key', what });
};

const refuseHalf = (key: Key, missing: readonly Field[]): void => {
  if (missing.length > 0) refuse(lacking(key, labelsOf(missing)));
};

/**
 * The access for a model that is spoken to in another protocol: at the address its record names for that, unless the
 * person has named a server, which then is asked for everything.
 */
export const accessFor = (access: Access, model: Pick<Model, 'protocol'>, provider: Provider): Access => {
  const other = model.protocol === undefined ? undefined : provider.others?.[model.protocol]?.baseUrl;
  if (other === undefined || provider.baseUrl === undefined) return access;
  const own = readBaseUrl(filled(provider.baseUrl, access.plain) ?? '').value;
  const address = readBaseUrl(filled(other, access.plain) ?? '').value;
  return own?.baseUrl === access.baseUrl && address !== undefined ? { ...access, baseUrl: address.baseUrl } : access;
};

/** What must not appear in a log while a call runs: the secrets, and the private key inside a service account's file. */
export const hidden = (secrets: Access['secrets']): readonly string[] =>
  Object.values(secrets).flatMap((secret) => [secret, ...privateKeys(secret)]);

const privateKeys = (secret: string): readonly string[] => {
  if (!secret.startsWith('{')) return [];
  try {
    const file: unknown = JSON.parse(secret);
    const key = typeof file === 'object' && file !== null && 'private_key' in file ? file.private_key : undefined;
    return typeof key === 'string' ? [key] : [];
  } catch {
    return [];
  }
};
