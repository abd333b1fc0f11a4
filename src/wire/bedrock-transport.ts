import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';
import { accessHeaders } from './api-key.ts';
import { refusalOf, saidInBody } from './bedrock-refusal.ts';
import type { Asked } from './refused.ts';
import { unreachable } from './unreachable.ts';
import { refusalText, wholeJson } from './whole-body.ts';

/** A request as the SDK hands it over: its path is encoded, its headers are signed. */
interface Request {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Answered {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

/** The part of the SDK that is replaced (`requestHandler`). */
interface Handler {
  readonly handle: (request: Request) => Promise<Answered>;
  readonly updateHttpClientConfig: () => void;
  readonly httpHandlerConfigs: () => object;
}

/** Who asks: the key, and the prompt that no failure may quote. */
interface Asker extends Asked {
  readonly provider: Pick<Provider, 'auth'>;
}

/** One request on its way. The SDK hangs the whole response on every error it lets through, so ours does not pass through it. */
export interface Exchange {
  readonly asker: Asker;
  readonly signal: AbortSignal;
  readonly onAlive: () => void;
  /** Frames go to the SDK one by one as they come; JSON is kept here, whole. */
  readonly reads: 'frames' | 'json';
  /** Headers of the answer, once it has begun. */
  headers?: Headers;
  failure?: ChatFailure;
  json?: unknown;
}

/**
 * Sends the SDK's requests with `fetch`: over HTTP/2 where the editor's fetch offers it, else over HTTP/1.1, which Bedrock
 * answers everywhere but for streams in both directions. The SDK's own handler speaks HTTP/2 through `node:http2`, which the
 * editor's proxies and certificates do not reach (microsoft/vscode#185098 and #310124), and ends an answer that is silent
 * for five minutes.
 */
export const handlerOf = (exchange: Exchange): Handler => ({
  handle: async (request) => {
    try {
      const response = await send(request, exchange);
      const headers = Object.fromEntries(response.headers);
      return { response: { statusCode: response.status, headers, body: await bodyOf(response, exchange) } };
    } catch (thrown) {
      exchange.failure ??= thrown instanceof ChatFailure ? thrown : unreachable(thrown, exchange.asker.access);
      throw new Error('The request failed');
    }
  },
  updateHttpClientConfig: () => undefined,
  httpHandlerConfigs: () => ({}),
});

const send = async (request: Request, exchange: Exchange): Promise<Response> => {
  const { asker, signal } = exchange;
  const response = await fetch(addressOf(request), {
    method: request.method,
    headers: headersOf(request, asker),
    body: textOf(request.body) ?? null,
    // A redirect would carry the key and the prompt to an address nobody agreed to.
    redirect: 'error',
    signal,
  });
  exchange.headers = response.headers;
  if (response.ok) return response;
  const said = saidInBody(parsed(await refusalText(response)), response.headers);
  throw refusalOf(asker, { ...said, status: response.status, headers: response.headers });
};

const addressOf = ({ protocol, hostname, port, path, query }: Request): URL => {
  const address = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
  for (const [name, value] of Object.entries(query ?? {}))
    for (const each of typeof value === 'string' ? [value] : (value ?? [])) address.searchParams.append(name, each);
  return address;
};

/** What fetch sets itself, from the address and the body. */
const ownToFetch = new Set(['host', 'content-length']);

/** The signed headers, then the person's own. A Bedrock API key is sent by us, as the keys of all providers are. */
const headersOf = (request: Request, { access, provider }: Asker): Headers => {
  const headers = new Headers({ 'user-agent': 'Keyway' });
  for (const [name, value] of Object.entries(request.headers)) if (!ownToFetch.has(name)) headers.set(name, value);
  for (const [name, value] of accessHeaders(access, provider.auth)) headers.set(name, value);
  return headers;
};

const decoder = new TextDecoder();

const textOf = (body: unknown): string | undefined => {
  if (body instanceof Uint8Array) return decoder.decode(body);
  return typeof body === 'string' ? body : undefined;
};

const bodyOf = async (response: Response, exchange: Exchange): Promise<unknown> => {
  if (exchange.reads === 'frames') return framesIn(response, exchange);
  exchange.json = await wholeJson(response);
  return new Uint8Array();
};

/** Characters kept of a body that should be an event stream and is something else. */
const longest = 64 * 1_024;

/** The bytes of an event stream. A frame begins with its length, and so, below 16 MB, with a 0; a web page or JSON does not. */
async function* framesIn(response: Response, exchange: Exchange): AsyncGenerator<Uint8Array> {
  let text: string | undefined;
  let isFirst = true;
  for await (const bytes of chunksOf(response, exchange)) {
    exchange.onAlive();
    if (isFirst && bytes.length > 0) {
      isFirst = false;
      text = bytes[0] === 0 ? undefined : '';
    }
    if (text === undefined) yield bytes;
    else if (text.length < longest) text += decoder.decode(bytes);
  }
  if (text === undefined) return;
  exchange.failure = noFrames(text, response, exchange.asker);
  throw new Error('The answer is no event stream');
}

async function* chunksOf(response: Response, exchange: Exchange): AsyncGenerator<Uint8Array> {
  try {
    yield* response.body ?? [];
  } catch (cause) {
    exchange.failure = new ChatFailure({
      kind: 'stream',
      what: t('the connection was cut in the middle of the answer'),
      cause,
    });
    throw cause;
  }
}

/** A gateway may send an error with status 200; a hotel's network sends a web page. */
const noFrames = (text: string, { headers }: Response, asker: Asker): ChatFailure => {
  const body = parsed(text);
  if (typeof body !== 'object') return new ChatFailure({ kind: 'stream', what: t('its answer is no event stream') });
  return refusalOf(asker, { ...saidInBody(body, headers), headers });
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
