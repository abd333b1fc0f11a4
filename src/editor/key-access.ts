import type { Key } from '../core/key.ts';
import type { Provider } from '../core/provider.ts';
import type { Keyring } from './keyring.ts';
import { type BaseUrl, effectiveBaseUrl } from './origin.ts';

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
}

/** Opens a saved key for one call. Throws `ChatFailure` of kind `key` as `Keyring.secretOf` and `baseUrlOf` do. */
export const accessOf = async ({ keyring, overrides }: Opener, provider: Provider, key: Key): Promise<Access> => {
  const url = baseUrlOf(provider, key, overrides);
  const { fields } = await keyring.secretOf(key, url.origin);
  return accessWith(provider, url, { secrets: fields, plain: key.plain, overrides });
};
