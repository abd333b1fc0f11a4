import { hash, sign } from 'node:crypto';
import * as z from 'zod/mini';
import { classify, clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';
import { maybe } from './ask-fields.ts';
import { isLoose, textOf } from './loose.ts';
import { unreachable } from './unreachable.ts';
import type { Access } from './wire.ts';

/** Where tokens are bought. The file of a service account names an address too, which is not asked: a file may lie. */
const google = 'https://oauth2.googleapis.com/token';
const scope = 'https://www.googleapis.com/auth/cloud-platform';
const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Seconds. */
const lifetime = 3_600;
/** Milliseconds before its end at which a token is no longer used. */
const margin = 300_000;
/** Milliseconds. */
const patience = 15_000;

const file = z.object({
  client_email: z.string().check(z.minLength(3), z.maxLength(300)),
  private_key: z.string().check(z.startsWith('-----BEGIN')),
  private_key_id: maybe(z.string()),
  project_id: maybe(z.string()),
});

type ServiceAccount = z.infer<typeof file>;

/** What the file of a service account says; undefined where it is none. */
export const serviceAccountIn = ({ secrets }: Pick<Access, 'secrets'>): ServiceAccount | undefined => {
  try {
    return z.safeParse(file, JSON.parse(secrets['serviceAccount'] ?? '')).data;
  } catch {
    return undefined;
  }
};

interface Token {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** By the hash of the file and of the address, in memory only. */
const tokens = new Map<string, Token>();

interface Buying {
  readonly access: Access;
  readonly provider: Pick<Provider, 'auth'>;
  readonly signal: AbortSignal;
}

/**
 * The access with a token of the service account in its `Authorization`, where the key is one; else the access as it is.
 * Throws a `ChatFailure`: `key` where the file cannot be used, `auth` where Google refuses it, `network`, `server`, `rate`.
 */
export const withToken = async ({ access, provider, signal }: Buying, address = google): Promise<Access> => {
  const text = access.secrets['serviceAccount'];
  if (provider.auth.scheme !== 'google' || access.secrets['apiKey'] || !text) return access;
  const name = hash('sha256', `${address}\n${text}`);
  const known = tokens.get(name);
  const token = known && known.until > Date.now() ? known : await bought(access, { address, signal });
  tokens.set(name, token);
  return {
    ...access,
    // The person's own headers win. The token and the private key must not be quoted in any sentence either.
    headers: { authorization: `Bearer ${token.value}`, ...access.headers },
    secrets: { ...access.secrets, token: token.value, privateKey: serviceAccountIn(access)?.private_key ?? '' },
  };
};

interface Counter {
  readonly address: string;
  readonly signal: AbortSignal;
}

const bought = async (access: Access, { address, signal }: Counter): Promise<Token> => {
  const account = serviceAccountIn(access);
  if (!account)
    throw new ChatFailure({
      kind: 'key',
      what: t('the service account is no key file of Google: update the key, and paste the whole JSON file'),
    });
  const now = Date.now();
  const body = new URLSearchParams({ grant_type: grant, assertion: assertionOf(account, now) });
  const deadline = AbortSignal.timeout(patience);
  const options = { method: 'POST', body, redirect: 'error', headers: { 'user-agent': 'Keyway' } } as const;
  try {
    const response = await fetch(address, { ...options, signal: AbortSignal.any([signal, deadline]) });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw refusalIn(answer, response, account);
    return tokenIn(answer, now);
  } catch (thrown) {
    if (signal.aborted) throw new ChatFailure({ kind: 'aborted', what: clauses.aborted });
    throw thrown instanceof ChatFailure ? thrown : unreachable(thrown, { baseUrl: address }, true);
  }
};

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** RFC 7523: who asks, for what, and until when, signed by the service account. */
const assertionOf = (
  { client_email: issuer, private_key: key, private_key_id: id }: ServiceAccount,
  now: number,
): string => {
  const at = Math.floor(now / 1_000);
  const head = encoded({ alg: 'RS256', typ: 'JWT', ...(id && { kid: id }) });
  const claims = encoded({ iss: issuer, scope, aud: google, iat: at, exp: at + lifetime });
  try {
    return `${head}.${claims}.${sign('RSA-SHA256', Buffer.from(`${head}.${claims}`), key).toString('base64url')}`;
  } catch {
    // The cause is left out: it may quote the key.
    throw new ChatFailure({
      kind: 'key',
      what: t('the private key of the service account cannot be read: paste the whole JSON'),
    });
  }
};

const granted = z.object({
  access_token: z.string().check(z.regex(/^[\x21-\x7e]+$/)),
  expires_in: z.number().check(z.gt(0)),
});

const tokenIn = (answer: unknown, now: number): Token => {
  const { data } = z.safeParse(granted, answer);
  if (!data) throw new ChatFailure({ kind: 'server', what: t('Google gave no token for the service account') });
  return { value: data.access_token, until: now + data.expires_in * 1_000 - margin };
};

/** `{error: 'invalid_grant', error_description}`: a service account that is gone, switched off or signed wrongly, or a clock that is off. */
const refusalIn = (answer: unknown, response: Response, { private_key: key, client_email: email }: ServiceAccount) => {
  const said = isLoose<'error' | 'error_description'>(answer) ? answer : {};
  const code = textOf(said.error);
  const isRefused = code === 'invalid_grant' || code === 'invalid_client' || code === 'unauthorized_client';
  return classify({
    status: response.status,
    code: isRefused ? 'unauthenticated' : code,
    text: textOf(said.error_description),
    header: (name) => response.headers.get(name),
    secrets: [key, email],
  });
};
