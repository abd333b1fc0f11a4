import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the counterpart sends for one request. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Each piece becomes one chunk of the body, and one chunk for whoever reads it. */
  readonly body: readonly (string | Uint8Array)[];
  /** `finish` ends cleanly, `open` leaves the connection waiting, `silent` sends not even the status. */
  readonly end?: 'finish' | 'open' | 'silent';
}

/** One request as it came in over the socket. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Settles when the connection of this request is gone or its answer is complete. */
  readonly closed: Promise<unknown>;
}

/** A provider's server on a real socket of 127.0.0.1. */
export interface Counterpart {
  readonly origin: string;
  /** Every request since the last `script`, in order. */
  readonly exchanges: readonly Exchange[];
  /** What the next requests get: one reply each, the last one again and again. */
  readonly script: (...replies: readonly Reply[]) => void;
  /** Settles when the next request is here. */
  readonly nextRequest: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

export const openCounterpart = async (): Promise<Counterpart> => {
  const exchanges: Exchange[] = [];
  let replies: readonly Reply[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const closed = once(response, 'close');
    const body = Buffer.concat(await Array.fromAsync(request)).toString('utf8');
    const { method = '', url = '', headers } = request;
    exchanges.push({ method, url, headers, body, closed });
    server.emit('exchange');
    await send(response, replies[Math.min(exchanges.length, replies.length) - 1]);
  };
  const server = createServer((request, response) => {
    // A request that is cut while it comes in ends here; the test sees it on its own side.
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    script: (...next) => {
      replies = next;
      exchanges.length = 0;
    },
    nextRequest: () => once(server, 'exchange'),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const send = async (response: ServerResponse, reply: Reply | undefined): Promise<void> => {
  if (reply === undefined) throw new Error('the test scripted no reply');
  if (reply.end === 'silent') return;
  response.writeHead(reply.status ?? 200, { 'content-type': 'text/event-stream', ...reply.headers });
  response.flushHeaders();
  for (const piece of reply.body) if (piece.length > 0) await write(response, piece);
  if (reply.end !== 'open') response.end();
};

/** Waits until the piece has left, so that the reader gets it on its own. */
const write = (response: ServerResponse, piece: string | Uint8Array): Promise<void> =>
  new Promise((resolve) => response.write(piece, () => resolve()));
