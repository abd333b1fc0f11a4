import type { Around } from './counterpart.ts';

/** Answers requests inside this process: the SDKs and the wire run as always, only the socket is left out. */

interface Asked {
  readonly body: string;
}

export interface InProcess {
  /** What the next requests are answered with, piece by piece; `around` where a call is more than one request. */
  readonly answerWith: (pieces: readonly (string | Uint8Array)[], around?: Around) => void;
  /** Every call so far: its first request, where it has several. */
  readonly asked: readonly Asked[];
}

const encoder = new TextEncoder();

const bodyOf = (pieces: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      for (const piece of pieces) controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      controller.close();
    },
  });

interface Network {
  pieces: readonly (string | Uint8Array)[];
  around: Around | undefined;
  readonly asked: Asked[];
}

/** Set while `inProcess` runs. */
let network: Network | undefined;

// From the moment this file is loaded, before any client exists: SDKs keep the `fetch` that they find.
const { fetch } = globalThis;
globalThis.fetch = (url, init) => {
  if (!network) return fetch(url, init);
  if (init?.signal?.aborted) return Promise.reject(init.signal.reason);
  const { around, pieces } = network;
  const { origin, pathname, search } = new URL(url instanceof Request ? url.url : url);
  const asked = { method: init?.method ?? 'GET', url: pathname + search, origin };
  if (around?.begins(asked) !== false) network.asked.push({ body: typeof init?.body === 'string' ? init.body : '' });
  const json = around?.reply(asked, pieces);
  if (json !== undefined)
    return Promise.resolve(new Response(json, { headers: { 'content-type': 'application/json' } }));
  return Promise.resolve(new Response(bodyOf(pieces), { headers: { 'content-type': 'text/event-stream' } }));
};

/** Nobody lives there: a request that goes to the network after all fails. */
export const nowhere = 'http://in-process.invalid';

/** Requests are answered here while `run` runs. */
export const inProcess = async <T>(run: (network: InProcess) => Promise<T>): Promise<T> => {
  const own: Network = { pieces: [], around: undefined, asked: [] };
  network = own;
  try {
    return await run({
      asked: own.asked,
      answerWith: (pieces, around) => {
        own.pieces = pieces;
        own.around = around;
      },
    });
  } finally {
    network = undefined;
  }
};
