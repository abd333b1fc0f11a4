/** Answers requests inside this process: the SDKs and the wire run as always, only the socket is left out. */

export interface Asked {
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

/** Puts itself in the place of `fetch` while `run` runs. */
export const inProcess = async <T>(run: (network: InProcess) => Promise<T>): Promise<T> => {
  const { fetch } = globalThis;
  const asked: Asked[] = [];
  let pieces: readonly (string | Uint8Array)[] = [];
  globalThis.fetch = (_url, init) => {
    if (init?.signal?.aborted) return Promise.reject(init.signal.reason);
    asked.push({ body: typeof init?.body === 'string' ? init.body : '' });
    return Promise.resolve(new Response(bodyOf(pieces), { headers: { 'content-type': 'text/event-stream' } }));
  };
  try {
    return await run({
      asked,
      answerWith: (next) => {
        pieces = next;
      },
    });
  } finally {
    globalThis.fetch = fetch;
  }
};
