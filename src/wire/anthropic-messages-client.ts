import Anthropic from '@anthropic-ai/sdk';
import type { Access, Call } from './wire.ts';

/** Milliseconds; the longest a timer can hold. How long to wait is the watchdog's business. */
const longest = 2 ** 31 - 1;

const clients = new WeakMap<Access, Anthropic>();

/** One client per access: building it costs more than asking. */
export const clientOf = ({ access, provider }: Call<'anthropic-messages'>): Anthropic => {
  const known = clients.get(access);
  if (known) return known;
  const client = unaffected(() => create(access, provider.auth));
  clients.set(access, client);
  return client;
};

/**
 * Since 1.0 the SDK sends the key as a bearer token and `anthropic-version: 2026-10-21`. A record may name another header
 * for the key (`x-api-key`) and, in its headers, another version: compatible servers know `2023-06-01`.
 */
const create = (access: Access, auth: Call['provider']['auth']): Anthropic => {
  const key = access.secrets['apiKey'] ?? '';
  const isBearer = auth.scheme === 'bearer' && key !== '';
  return new Anthropic({
    // Never null: with no credential at all the SDK looks for one in variables and files of this machine.
    apiKey: key,
    webhookKey: null,
    baseURL: access.baseUrl,
    defaultHeaders: {
      ...(isBearer ? {} : { authorization: null }),
      ...(auth.scheme === 'header' && key !== '' ? { [auth.header]: key } : {}),
      ...access.headers,
    },
    // A redirect would carry the key to a place it was not saved for.
    fetchOptions: { redirect: 'error' },
    maxRetries: 0,
    timeout: longest,
    logLevel: 'off',
    openTelemetry: false,
  });
};

const customHeaders = 'ANTHROPIC_CUSTOM_HEADERS';

/** The SDK reads one variable that no option turns off. Nothing else can run in between: the constructor is synchronous. */
const unaffected = <T>(construct: () => T): T => {
  const value = process.env[customHeaders];
  if (value === undefined) return construct();
  delete process.env[customHeaders];
  try {
    return construct();
  } finally {
    process.env[customHeaders] = value;
  }
};
