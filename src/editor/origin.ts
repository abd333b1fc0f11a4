import { ChatFailure } from '../core/failure.ts';
import { filled } from '../core/key-fields.ts';
import type { Key } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { sentencesText } from '../core/listed.ts';
import type { Provider } from '../core/provider.ts';
import type { Reading } from './reading.ts';

/** A base URL as it is kept: normalised, without a trailing slash. */
export interface BaseUrl {
  readonly baseUrl: string;
  /** `https://api.openai.com`: what a key is bound to. */
  readonly origin: string;
}

const longest = 2_000;

/** Reads a base URL a person typed or a file holds; one sentence per problem, in the order a person would mend them. */
export const readBaseUrl = (typed: string): Reading<BaseUrl> => {
  const text = typed.trim();
  const mistake = mistakeOfText(text);
  if (mistake !== undefined) return { problem: mistake };
  const url = URL.parse(text);
  if (url === null || url.hostname === '') return { problem: sentencesText([t('That is not a URL.'), example()]) };
  const wrong = mistakeOfUrl(url);
  if (wrong !== undefined) return { problem: wrong };
  const value = { baseUrl: url.origin + url.pathname.replace(/\/+$/, ''), origin: url.origin };
  const warning = warningOf(url);
  return warning === undefined ? { value } : { value, warning };
};

const example = (): string => t('A base URL looks like {0}.', 'https://api.example.com/v1');

const mistakeOfText = (text: string): string | undefined => {
  if (text === '') return sentencesText([t('Enter a base URL.'), example()]);
  if (text.length > longest)
    return t('That is {0} characters long: a base URL is not.', text.length.toLocaleString('en'));
  // URL parsers drop line breaks and turn backslashes into slashes: the host read would not be the host seen.
  if (/[\s\p{Cc}\p{Cf}]/u.test(text))
    return t('A base URL cannot contain spaces, line breaks or invisible characters.');
  if (text.includes('\\')) return t('A base URL cannot contain a backslash.');
  // `localhost:11434` is a valid URL of the scheme `localhost`, hence a look at the text.
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined)
    return sentencesText([t('A base URL starts with https:// (or http:// on your own network).'), example()]);
  if (scheme !== 'https' && scheme !== 'http') return t('Only https and http can be used, not {0}.', scheme);
  return undefined;
};

const mistakeOfUrl = (url: URL): string | undefined => {
  if (url.username !== '' || url.password !== '') {
    return t('A base URL cannot contain a user name or password: keys have their own field.');
  }
  // Not `search` and `hash` alone: they are empty for a lone `?` or `#`.
  if (/[?#]/.test(url.href)) return t('A base URL cannot contain a query (?…) or a fragment (#…).');
  return undefined;
};

const warningOf = (url: URL): string | undefined => {
  const warnings: string[] = [];
  if (url.protocol === 'http:' && !isNearby(url.hostname)) {
    warnings.push(t('http sends the key unencrypted to {0}: use https unless you know better.', url.hostname));
  }
  const odd = hostWarning(url.hostname);
  if (odd !== undefined) warnings.push(odd);
  const endpoint = /\/(chat\/completions|completions|responses|messages|embeddings|models)\/*$/.exec(url.pathname)?.[1];
  if (endpoint !== undefined) warnings.push(t('A base URL usually ends before {0}.', `/${endpoint}`));
  return warnings.length === 0 ? undefined : sentencesText(warnings);
};

/** Letters that only look like others have been used to fake hosts. */
export const hostWarning = (hostname: string): string | undefined =>
  /(^|\.)xn--/.test(hostname)
    ? t('The host has letters outside ASCII and is really {0}: check that it is the one you mean.', hostname)
    : undefined;

/** True for the machine itself and for private networks, by the ranges of RFC 1918, 3927, 4193, 6598 and 6762. */
export const isNearby = (hostname: string): boolean => {
  if (hostname.startsWith('['))
    return /^\[(::1\]|::ffff:7f[0-9a-f]{2}:|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/.test(hostname);
  const octets = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(hostname);
  if (octets !== null) return isPrivateIpv4(Number(octets[1]), Number(octets[2]));
  // A name without a dot is a machine of this network or a container.
  return !hostname.includes('.') || /\.(localhost|local|lan|internal|home\.arpa)\.?$/.test(hostname);
};

const isPrivateIpv4 = (first: number, second: number): boolean =>
  first === 127 ||
  first === 10 ||
  (first === 172 && second >= 16 && second <= 31) ||
  (first === 192 && second === 168) ||
  (first === 169 && second === 254) ||
  (first === 100 && second >= 64 && second <= 127);

/** True if both URLs have scheme, host and port in common; false where one is no URL. */
export const sameOrigin = (one: string, other: string): boolean => {
  const origin = URL.parse(one)?.origin;
  return origin !== undefined && origin !== 'null' && origin === URL.parse(other)?.origin;
};

/**
 * Where a key's provider is reached: the machine-scoped setting, else the key's own base URL, else the record's, with
 * the key's plain fields filled in. Throws `ChatFailure` of kind `key` where the first of them is unusable: falling
 * back to the next would send the key to a server the person did not name.
 */
export const effectiveBaseUrl = (provider: Provider, key?: Pick<Key, 'plain'>, override?: string): BaseUrl => {
  const own = key?.plain['baseUrl'];
  const text = override ?? own ?? recordsBaseUrl(provider, key);
  if (text === undefined) throw new ChatFailure({ kind: 'key', what: t('no base URL is set for {0}', provider.name) });
  const read = readBaseUrl(text);
  if (read.value !== undefined) return read.value;
  const what =
    override === undefined
      ? t('the base URL of {0} cannot be used: {1}', provider.name, read.problem)
      : t('the base URL of {0} in the setting keyway.baseUrls cannot be used: {1}', provider.name, read.problem);
  throw new ChatFailure({ kind: 'key', what });
};

const recordsBaseUrl = ({ baseUrl, name }: Provider, key?: Pick<Key, 'plain'>): string | undefined => {
  if (baseUrl === undefined) return undefined;
  const text = filled(baseUrl, key?.plain ?? {});
  // A segment of dots would lead out of the path it fills.
  if (text !== undefined && !/\/\.{1,2}(?:\/|$)/.test(text)) return text;
  throw new ChatFailure({ kind: 'key', what: t('the key lacks a part of the address of {0}: update it', name) });
};
