import { GoogleGenerativeAI, type GenerativeModel, type SingleRequestOptions } from '@google/generative-ai';
import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { accessHeaders } from './api-key.ts';
import { placeOf } from './google-place.ts';
import { unreachable } from './unreachable.ts';
import type { Call } from './wire.ts';

/** The SDK wants a key for its header. This one is never sent: the headers are ours. */
const placeholder = 'none';

/** What the SDK reads instead of the answer. */
const nothing = (): Response => new Response('');

/**
 * Asks through the SDK, and gives back the response itself. `send` calls the one method of the SDK that is meant.
 *
 * SDK 0.24.1 has no option for `fetch`, and its own reading is not good enough: it follows redirects and hands
 * `x-goog-api-key` to wherever they lead, it stops at a comment, an `event:` line, a third line end or a U+2028, it shows
 * no headers, and it puts the address into every error. It looks `fetch` up in the moment it is called, so ours stands
 * there for exactly that synchronous moment, seen by nobody else.
 * Throws a `ChatFailure`: `network` where nothing answers, `key` where a header cannot be sent, `model-missing`
 * where the model's id is no name.
 */
export const ask = async (
  call: Pick<Call<'gemini'>, 'access' | 'model' | 'provider' | 'signal'>,
  send: (model: GenerativeModel, options: SingleRequestOptions) => Promise<unknown>,
): Promise<Response> => {
  call.signal.throwIfAborted();
  if (!isName(call.model.id)) throw new ChatFailure({ kind: 'model-missing', what: clauses['model-missing'] });
  const headers = accessHeaders(call.access, call.provider.auth);
  headers.set('content-type', 'application/json');
  if (!headers.has('user-agent')) headers.set('user-agent', 'Keyway');
  // Below `models/`, unless the name has a slash.
  const place = call.provider.quirks?.publisher ? placeOf(call) : undefined;
  const { baseUrl, apiVersion } = splitVersion(place?.baseUrl ?? call.access.baseUrl);
  const name = place ? `${place.models}/${call.model.id}` : call.model.id;
  const model = new GoogleGenerativeAI(placeholder).getGenerativeModel({ model: name }, { baseUrl, apiVersion });
  const { fetch } = globalThis;
  let reply: Promise<Response> | undefined;
  globalThis.fetch = (url, init) => {
    reply = fetch(url, { ...init, headers, redirect: 'error' });
    return reply.then(nothing);
  };
  let asked: Promise<unknown>;
  try {
    asked = send(model, { signal: call.signal });
  } finally {
    globalThis.fetch = fetch;
  }
  await asked.catch((cause: unknown) => {
    // Its own error only repeats the reply's, with the address in it.
    if (!reply) throw cause;
  });
  if (!reply) throw new Error('The Gemini SDK did not ask');
  return reply.catch((cause: unknown) => {
    throw call.signal.aborted ? cause : unreachable(cause, call.access);
  });
};

/** The SDK puts names into the path as they are. Lists, tables and settings bring them: none may lead to another question. */
const isName = (id: string): boolean => /^[^\s?#%\\]+$/.test(id) && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(id);

/** The SDK wants `https://host/v1beta` in two parts. */
const splitVersion = (address: string): { readonly baseUrl: string; readonly apiVersion: string } => {
  const [, baseUrl, apiVersion] = /^(.+)\/(v\d\w*)$/.exec(address) ?? [];
  return { baseUrl: baseUrl ?? address, apiVersion: apiVersion ?? 'v1beta' };
};
