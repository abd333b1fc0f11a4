import * as z from 'zod/mini';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { accessHeaders } from './api-key.ts';
import { maybe } from './ask-fields.ts';
import { refused } from './refused.ts';
import { creationOf } from './replicate-request.ts';
import { saidIn } from './said.ts';
import { readEvents } from './sse.ts';
import { unreachable } from './unreachable.ts';
import { refusalText } from './whole-body.ts';
import type { Call } from './wire.ts';

type ReplicateCall = Call<'replicate'>;

const count = maybe(z.int().check(z.gte(0)));

const schema = z.object({
  status: z.string(),
  model: maybe(z.string()),
  /** A text, or its pieces so far. */
  output: maybe(z.union([z.string(), z.array(z.string())])),
  error: z.optional(z.unknown()),
  urls: maybe(z.object({ get: maybe(z.string()), cancel: maybe(z.string()), stream: maybe(z.string()) })),
  metrics: maybe(z.object({ input_token_count: count, output_token_count: count })),
});

/** One run of a model, as far as it is read. */
export type Prediction = z.infer<typeof schema>;

/** Creates a prediction: the model begins to work, and to cost. Throws `ChatFailure`. */
export const create = async (call: ReplicateCall): Promise<Prediction> => {
  const { path, body } = creationOf(call);
  const headers = keyed(call);
  headers.set('content-type', 'application/json');
  const url = `${call.access.baseUrl}/${path}`;
  return predictionIn(call, await send(call, url, { method: 'POST', headers, body: JSON.stringify(body) }));
};

/** How a prediction stands now. Throws `ChatFailure`. */
export const look = async (call: ReplicateCall, url: string): Promise<Prediction> =>
  predictionIn(call, await send(call, url, { headers: keyed(call) }));

/** Milliseconds for telling Replicate to stop; nobody waits for it. */
const goodbye = 10_000;

/** Stops a prediction that nobody listens to any more: it would go on, and be billed. */
export const cancel = (call: ReplicateCall, { urls }: Prediction): void => {
  if (!isOwn(urls?.cancel, call)) return;
  const options = { method: 'POST', headers: keyed(call), redirect: 'error' } as const;
  fetch(urls.cancel, { ...options, signal: AbortSignal.timeout(goodbye) })
    .then((response) => response.body?.cancel())
    .catch(() => undefined);
};

/**
 * Opens the stream of a prediction, which lives on a host of its own (`stream.replicate.com`). Its address is a secret of
 * this prediction and all it needs: npm replicate 1.4.0 sends no key there either. Throws `ChatFailure`.
 */
export const listen = (call: ReplicateCall, url: string): Promise<Response> =>
  send(call, url, { headers: { accept: 'text/event-stream', 'cache-control': 'no-store', 'user-agent': 'Keyway' } });

/** An address that gets the key: of the very origin that was asked. */
export const isOwn = (url: string | undefined, { access }: Pick<ReplicateCall, 'access'>): url is string =>
  url !== undefined && URL.canParse(url) && new URL(url).origin === new URL(access.baseUrl).origin;

/** An address that is listened to: of Replicate, or of the origin that was asked. */
export const isTrusted = (url: string | undefined, call: Pick<ReplicateCall, 'access'>): url is string => {
  if (isOwn(url, call)) return true;
  if (url === undefined || !URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (protocol !== 'https:' || username !== '' || password !== '') return false;
  return hostname === 'replicate.com' || hostname.endsWith('.replicate.com');
};

const keyed = ({ access, provider }: ReplicateCall): Headers => {
  const headers = accessHeaders(access, provider.auth);
  headers.set('accept', 'application/json');
  if (!headers.has('user-agent')) headers.set('user-agent', 'Keyway');
  return headers;
};

/** Sends a request and gives its good answer. A redirect would carry the key or the prompt to an address nobody agreed to. */
const send = async (call: ReplicateCall, url: string, init: RequestInit): Promise<Response> => {
  let response: Response;
  try {
    response = await fetch(url, { ...init, redirect: 'error', signal: call.signal });
  } catch (thrown) {
    if (call.signal.aborted) throw thrown;
    throw unreachable(thrown, { ...call.access, baseUrl: URL.canParse(url) ? new URL(url).origin : url });
  }
  if (response.ok) return response;
  const said = saidIn(json(await refusalText(response)));
  const status = init.method === 'POST' ? response.status : laterStatus(response.status);
  throw refused(call, { ...said, status, header: (name) => response.headers.get(name) });
};

/** Once a prediction is created, a 404 or 401 says nothing of its model or key any more. */
const laterStatus = (status: number): number | undefined => (status === 429 || status >= 500 ? status : undefined);

const predictionIn = async (call: ReplicateCall, response: Response): Promise<Prediction> => {
  for await (const { data } of readEvents(response, call.onAlive)) {
    const read = z.safeParse(schema, json(data));
    if (read.success) return read.data;
  }
  throw new ChatFailure({ kind: 'stream', what: t('its answer is no prediction') });
};

export const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
