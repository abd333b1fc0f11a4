import { once } from 'node:events';
import { createSecureServer, type Http2Session } from 'node:http2';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the counterpart sends for one request. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Each piece becomes one chunk of the body, and one chunk for whoever reads it. */
  readonly body: readonly (string | Uint8Array)[];
  /**
   * `finish` ends cleanly, `open` leaves the connection waiting, `cut` breaks it. `silent` sends not even the status,
   * `reset` hangs up instead.
   */
  readonly end?: 'finish' | 'open' | 'cut' | 'silent' | 'reset';
}

/** A call that is more than one request (Replicate creates an answer, then listens to it). */
export interface Around {
  /** This request begins a call: it is the one that carries the prompt, and that a refusal is for. */
  readonly begins: (asked: Asked) => boolean;
  /** The JSON that a request around the answer gets; undefined for the request that gets the answer itself. */
  readonly reply: (asked: Asked, answer: Reply['body']) => string | undefined;
}

interface Asked {
  readonly method: string;
  /** Without its origin. */
  readonly url: string;
  readonly origin: string;
}

/** One request as it came in over the socket. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Of HTTP. */
  readonly version: string;
  /** Settles when the connection of this request is gone or its answer is complete. */
  readonly closed: Promise<unknown>;
}

/** A provider's server on a real socket of 127.0.0.1. */
export interface Counterpart {
  readonly origin: string;
  /** Every call since the last `script`, in order: its first request, where it has several. */
  readonly exchanges: readonly Exchange[];
  /** What the next requests get: one reply each, the last one again and again. */
  readonly script: (...replies: readonly Reply[]) => void;
  /** Settles when the next request is here. */
  readonly nextRequest: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** How a provider is met: with several requests a call, and over HTTP/2. */
export interface Manner {
  readonly around?: Around;
  readonly http2?: Certificate;
}

/** PEM. */
interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export const openCounterpart = async ({ around, http2 }: Manner = {}): Promise<Counterpart> => {
  const exchanges: Exchange[] = [];
  const closes: ((gone: unknown) => void)[] = [];
  let origin = '';
  let replies: readonly Reply[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = once(response, 'close');
    const body = Buffer.concat(await Array.fromAsync(request)).toString('utf8');
    const { method = '', url = '', headers } = request;
    const asked = { method, url, origin };
    if (around?.begins(asked) !== false) {
      const { promise: closed, resolve: close } = Promise.withResolvers<unknown>();
      exchanges.push({ method, url, headers, body, version: request.httpVersion, closed });
      closes.push(close);
      server.emit('exchange');
    }
    const reply = replies[Math.min(exchanges.length, replies.length) - 1];
    const json = reply && isAnswer(reply) ? around?.reply(asked, reply.body) : undefined;
    if (json !== undefined) return send(response, { ...asJson(asked), body: [json] });
    void gone.then(closes.at(-1));
    await send(response, reply);
  };
  const { server, closeAll } = serverOf(http2, (request, response) => {
    // A request that is cut while it comes in ends here; the test sees it on its own side.
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `${http2 ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    exchanges,
    script: (...next) => {
      replies = next;
      exchanges.length = 0;
    },
    nextRequest: () => once(server, 'exchange'),
    close: async () => {
      closeAll();
      server.close();
      await once(server, 'close');
    },
  };
};

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

const serverOf = (certificate: Certificate | undefined, answering: Answering) => {
  if (!certificate) {
    const server = createServer(answering);
    return { server, closeAll: () => server.closeAllConnections() };
  }
  const sessions = new Set<Http2Session>();
  // Requests and responses look the same over HTTP/2 (node:http2's compatibility API), apart from what is not used here.
  const server = createSecureServer({ ...certificate, allowHTTP1: false }, answering as never);
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  const closeAll = (): void => {
    for (const session of sessions) session.destroy();
  };
  return { server, closeAll };
};

/** A refusal, or silence, is for the request that begins the call. */
const isAnswer = ({ status = 200, end }: Reply): boolean => status < 300 && end !== 'silent' && end !== 'reset';

const asJson = ({ method }: Asked): Omit<Reply, 'body'> => ({
  status: method === 'POST' ? 201 : 200,
  headers: { 'content-type': 'application/json' },
});

const send = async (response: ServerResponse, reply: Reply | undefined): Promise<void> => {
  if (reply === undefined) throw new Error('the test scripted no reply');
  if (reply.end === 'silent') return;
  if (reply.end === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(reply.status ?? 200, { 'content-type': 'text/event-stream', ...reply.headers });
  response.flushHeaders();
  for (const piece of reply.body) if (piece.length > 0) await write(response, piece);
  if (reply.end === 'cut') response.destroy();
  else if (reply.end !== 'open') response.end();
};

/** Waits until the piece has left, so that the reader gets it on its own. */
const write = (response: ServerResponse, piece: string | Uint8Array): Promise<void> =>
  new Promise((resolve) => response.write(piece, () => resolve()));
