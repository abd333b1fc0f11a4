import { setTimeout as pause } from 'node:timers/promises';
import { t } from '../core/l10n.ts';
import { clauseOf, unreached, type Unreached } from './unreachable.ts';

/**
 * Sends one batch to a collector. Not by the SDK's own exporters (0.301): they send through `node:http`, which VS Code
 * does not lead through its proxy and its certificates in an ES module (1.139 patches `require` and `fetch`), and they
 * take headers from the machine's `OTEL_EXPORTER_OTLP_HEADERS`.
 */

export interface Destination {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds a batch has, retries included. */
  readonly patience: number;
  /** Gives up what is on its way. */
  readonly signal: AbortSignal;
}

/** Pauses between tries, as in the SDK: a fifth up or down, so that windows do not knock together. */
const pauses = [1_000, 1_500, 2_250, 3_375, 5_000] as const;

export interface Sent {
  /** One clause for a person; absent where the collector answered that it took the batch, or sending was given up. */
  readonly trouble?: string | undefined;
  /** What it answered. */
  readonly answer?: Uint8Array | undefined;
}

interface Tried extends Sent {
  readonly again?: boolean;
  /** Milliseconds the collector asked to wait. */
  readonly after?: number | undefined;
}

/** Never rejects. */
export const send = async (to: Destination, body: Uint8Array<ArrayBuffer>): Promise<Sent> => {
  const deadline = Date.now() + to.patience;
  let tried = await once(to, body, to.patience);
  for (const usual of pauses) {
    const wait = tried.after ?? usual * (0.8 + Math.random() * 0.4);
    if (tried.again !== true || to.signal.aborted || Date.now() + wait > deadline) break;
    await pause(wait, undefined, { signal: to.signal, ref: false }).catch(() => undefined);
    tried = await once(to, body, Math.max(1, deadline - Date.now()));
  }
  return to.signal.aborted ? {} : tried;
};

const once = async (to: Destination, body: Uint8Array<ArrayBuffer>, milliseconds: number): Promise<Tried> => {
  const leash = leashOf(to.signal, milliseconds);
  try {
    const response = await fetch(to.url, {
      method: 'POST',
      headers: { ...to.headers, 'content-type': 'application/x-protobuf' },
      body,
      redirect: 'error',
      signal: leash.signal,
    });
    return judged(response, to.url, await head(response));
  } catch (thrown) {
    if (leash.signal.aborted) return { trouble: t('{0} did not answer in time', new URL(to.url).host), again: true };
    const kind = unreached(thrown, to.url);
    // Another address tomorrow is a setting to change, not a thing to wait for.
    return { trouble: clauseAt(kind, to.url), again: kind !== 'redirect' && kind !== 'certificate' };
  } finally {
    leash.off();
  }
};

/** A collector has an endpoint, and no base URL. */
const clauseAt = (kind: Unreached, url: string): string => {
  if (kind === 'redirect') return t('{0} redirects to another address: check the endpoint', new URL(url).host);
  return kind === 'no-address' ? t('its address “{0}” is none: check the endpoint', url) : clauseOf(kind, url);
};

/** Not `AbortSignal.any` of a timeout: nothing else holds those, and a collector that hangs would outlive them. */
const leashOf = (
  given: AbortSignal,
  milliseconds: number,
): { readonly signal: AbortSignal; readonly off: () => void } => {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, milliseconds);
  if (given.aborted) abort();
  given.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    off: () => {
      clearTimeout(timer);
      given.removeEventListener('abort', abort);
    },
  };
};

/** Bytes of an answer that are read: a few say what was not taken. */
const longestAnswer = 64 * 1024;

/** The beginning of a body. What breaks it off changes nothing of its status. */
const head = async (response: Response): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const bytes of response.body ?? []) {
      pieces.push(bytes);
      size += bytes.length;
      // Leaving the loop closes the connection.
      if (size > longestAnswer) break;
    }
  } catch {
    return Buffer.concat(pieces);
  }
  return Buffer.concat(pieces);
};

/** Statuses that time cures, by the OTLP specification 1.x. */
const passing = new Set([429, 502, 503, 504]);

const judged = (response: Response, url: string, answer: Uint8Array): Tried => {
  const { status } = response;
  if (response.ok) return { answer };
  if (passing.has(status)) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return { trouble: t('it answers {0}', status), again: true, after: seconds > 0 ? seconds * 1_000 : undefined };
  }
  // Not the whole path: some collectors have their token in it (Sumo Logic, “OTLP/HTTP source”, 2026-11).
  return {
    trouble: clauses[status] ?? t('it answers {0} at {1}', status, /\/v1\/[a-z]+$/.exec(url)?.[0] ?? t('its address')),
  };
};

const clauses: Readonly<Record<number, string>> = {
  401: t('it refuses the token (401): run “Keyway: Set OpenTelemetry Token”'),
  403: t('it refuses the token (403): run “Keyway: Set OpenTelemetry Token”'),
};
