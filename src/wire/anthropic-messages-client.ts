import Anthropic from '@anthropic-ai/sdk';
import { accessHeaders } from './api-key.ts';
import { refusalText } from './whole-body.ts';
import type { Access, Call } from './wire.ts';

/** The SDK looks for a credential in variables and files of this machine unless it is given one. This is never sent: the headers are ours. */
const placeholder = 'none';

/** Milliseconds, the longest timer of Node. How long an answer may take is decided by Keyway's watchdog, through the signal. */
const never = 2 ** 31 - 1;

const clients = new WeakMap<Access, Anthropic>();

/** One client per access. Throws a `ChatFailure` of kind `key` where a header cannot be sent. */
export const clientOf = (call: Call<'anthropic-messages'>): Anthropic => {
  const known = clients.get(call.access);
  if (known) return known;
  const client = create(call);
  clients.set(call.access, client);
  return client;
};

/**
 * A client that no `ANTHROPIC_*` variable and no credential file can change: everything that would be read from one is
 * given, and `ANTHROPIC_CUSTOM_HEADERS`, which no option turns off, ends at `fetch`, where exactly our headers are sent.
 */
const create = ({ access, provider }: Call<'anthropic-messages'>): Anthropic => {
  const headers = accessHeaders(access, provider.auth);
  for (const [name, value] of ownHeaders) if (!headers.has(name)) headers.set(name, value);
  return new Anthropic({
    apiKey: placeholder,
    webhookKey: null,
    baseURL: access.baseUrl,
    maxRetries: 0,
    timeout: never,
    logLevel: 'off',
    openTelemetry: false,
    // A redirect would carry the prompt, and on the same host the key, to an address nobody agreed to.
    fetchOptions: { redirect: 'error' },
    fetch: async (url, init) => boundedRefusal(await fetch(url, { ...init, headers })),
  });
};

/** The SDK reads the whole body of a refusal, however long it is (1.0). */
const boundedRefusal = async (response: Response): Promise<Response> => {
  if (response.ok) return response;
  const { status, statusText, headers } = response;
  return new Response((await refusalText(response)) || null, { status, statusText, headers });
};

/**
 * The version is the SDK's own since 1.0, which sends the key as a bearer token. The record of a compatible server names
 * `x-api-key` and `2023-06-01` instead, where it knows nothing newer.
 */
const ownHeaders = [
  ['accept', 'application/json'],
  ['anthropic-version', '2026-10-21'],
  ['content-type', 'application/json'],
  ['user-agent', 'Keyway'],
] as const;
