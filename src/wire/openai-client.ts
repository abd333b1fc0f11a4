import { APIConnectionError, APIError, OpenAI } from 'openai';
import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { accessHeaders } from './api-key.ts';
import { textOf } from './loose.ts';
import { fetchWholeErrors } from './openai-errors.ts';
import { refusalOf } from './openai-refusal.ts';
import type { Asked } from './refused.ts';
import { saidIn } from './said.ts';
import { unreachable } from './unreachable.ts';
import type { Call } from './wire.ts';

/** The SDK insists on a key. This one is never sent: the headers are ours. */
const placeholder = 'none';

/** The longest timer of Node. How long an answer may take is decided by Keyway's watchdog, through the signal. */
const never = 2 ** 31 - 1;

/** By base URL, without any key. One for every request would add a fifth to the time before the first byte. */
const clients = new Map<string, OpenAI>();

export const clientOf = (baseURL: string): OpenAI => {
  const known = clients.get(baseURL);
  if (known) return known;
  // Whatever is not said here would be read from an `OPENAI_*` variable.
  const client = new OpenAI({
    apiKey: placeholder,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL,
    maxRetries: 0,
    timeout: never,
    logLevel: 'off',
    fetch: fetchWholeErrors,
  });
  clients.set(baseURL, client);
  return client;
};

/**
 * Exactly our headers go out: they replace the SDK's, which tell of the machine, and those of `OPENAI_CUSTOM_HEADERS`,
 * which no option turns off.
 */
export const headersOf = ({ access, provider }: Pick<Call, 'access' | 'provider'>): Headers => {
  const headers = accessHeaders(access, provider.auth);
  for (const [name, value] of ownHeaders) if (!headers.has(name)) headers.set(name, value);
  return headers;
};

/** A redirect would carry the prompt, and on the same host the key, to an address nobody agreed to. */
export const refusesRedirects = { redirect: 'error' } as const;

/** How the SDK sends one request. */
export const sending = (call: Pick<Call, 'access' | 'provider' | 'signal'>) => {
  const fetchOptions = { ...refusesRedirects };
  // The SDK spreads these options over its own request, headers included, though its types leave them out (7.55).
  Object.assign(fetchOptions, { headers: headersOf(call) });
  return { signal: call.signal, fetchOptions };
};

const ownHeaders = [
  ['accept', 'application/json'],
  ['content-type', 'application/json'],
  ['user-agent', 'Keyway'],
] as const;

/** What was thrown while a call ran, as the failure it is; anything that no provider can cause comes back as it was. */
export const failureOf = (thrown: unknown, call: Asked & Pick<Call, 'signal'>): unknown => {
  if (call.signal.aborted) return new ChatFailure({ kind: 'aborted', what: clauses.aborted });
  if (thrown instanceof APIConnectionError) return unreachable(thrown, call.access);
  if (!(thrown instanceof APIError) || typeof thrown.status !== 'number') return thrown;
  const said = saidIn(thrown.error);
  // The SDK's error is not kept as the cause: it holds the body, which may quote the key and the prompt.
  return refusalOf(call, {
    ...said,
    text: said.text ?? bodyText(thrown),
    status: thrown.status,
    headers: thrown.headers,
  });
};

/** A body that is no JSON, which the SDK keeps in its message only: `502 Bad Gateway`. The other sentence is its own. */
const bodyText = ({ error, message }: APIError): string | undefined =>
  error === undefined && !message.endsWith(' status code (no body)')
    ? textOf(saidIn(message.replace(/^\d{3} /, '')).text)
    : undefined;
