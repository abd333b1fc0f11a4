/** Answers requests inside this process: the SDKs and the wire run as always, only the socket is left out. */

interface Asked {
  readonly body: string;
}

export interface InProcess {
  /** What the next requests are answered with, piece by piece. */
  readonly answerWith: (pieces: readonly (string | Uint8Array)[]) => void;
  /** Every request so far. */
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
  readonly asked: Asked[];
}

/** Set while `inProcess` runs. */
let network: Network | undefined;

// From the moment this file is loaded, before any client exists: SDKs keep the `fetch` that they find.
const { fetch } = globalThis;
globalThis.fetch = (url, init) => {
  if (!network) return fetch(url, init);
  if (init?.signal?.aborted) return Promise.reject(init.signal.reason);
  network.asked.push({ body: typeof init?.body === 'string' ? init.body : '' });
  return Promise.resolve(new Response(bodyOf(network.pieces), { headers: { 'content-type': 'text/event-stream' } }));
};

/** Nobody lives there: a request that goes to the network after all fails. */
export const nowhere = 'http://in-process.invalid';

/** Requests are answered here while `run` runs. */
export const inProcess = async <T>(run: (network: InProcess) => Promise<T>): Promise<T> => {
  const own: Network = { pieces: [], asked: [] };
  network = own;
  try {
    return await run({
      asked: own.asked,
      answerWith: (pieces) => {
        own.pieces = pieces;
      },
    });
  } finally {
    network = undefined;
  }
};
