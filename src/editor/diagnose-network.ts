import type { Provider } from '../core/provider.ts';
import type { Server, ServerState } from './diagnosis.ts';

/** Asks servers whether they are there. No key, no header of ours and no prompt is sent; nothing is read but the date. */

export interface Door {
  readonly provider: Pick<Provider, 'name' | 'local'>;
  /** Where its keys are sent: a base URL. */
  readonly address: string;
}

/** Servers that are asked at most, and milliseconds each of them has. */
const mostServers = 12;
const patience = 6_000;

/** Each origin once. Never rejects. */
export const knockAt = async (doors: readonly Door[], milliseconds = patience): Promise<readonly Server[]> => {
  const origins = new Map(doors.map((door) => [URL.parse(door.address)?.origin ?? door.address, door]));
  return Promise.all([...origins.values()].slice(0, mostServers).map((door) => knock(door, milliseconds)));
};

const knock = async ({ provider, address }: Door, milliseconds: number): Promise<Server> => {
  const about = { provider: provider.name, isLocal: provider.local === true };
  const begun = Date.now();
  try {
    const signal = AbortSignal.timeout(milliseconds);
    // Whatever it answers, it answers: most refuse a question without a key.
    const { headers } = await fetch(address, { method: 'HEAD', redirect: 'error', signal });
    const date = Date.parse(headers.get('date') ?? '');
    // In the middle of the question, as far as anybody can tell.
    const now = (begun + Date.now()) / 2;
    return { ...about, state: 'answers', aheadMs: Number.isNaN(date) ? undefined : Math.round(date - now) };
  } catch (error) {
    return { ...about, state: stateOf(codeOf(error)) };
  }
};

interface Thrown {
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly code?: unknown;
  readonly name?: unknown;
  readonly message?: unknown;
}

const isThrown = (error: unknown): error is Thrown => typeof error === 'object' && error !== null;

/** fetch wraps the reason: `TypeError: fetch failed`, below it what the socket said; of two addresses a list. */
const codeOf = (error: unknown): string => {
  if (!isThrown(error)) return '';
  const { cause, errors, code, name, message } = error;
  if (cause !== undefined) return codeOf(cause);
  if (Array.isArray(errors)) return codeOf(errors[0]);
  return [code, name, message].filter((part) => typeof part === 'string').join(' ');
};

/** Codes of Node 24, OpenSSL and undici 7. A server that redirects is there. */
const stateOf = (code: string): ServerState => {
  if (/unexpected redirect/.test(code)) return 'answers';
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code)) return 'certificate';
  if (/ENOTFOUND|EAI_AGAIN/.test(code)) return 'not-found';
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(code)) return 'refused';
  return /TIMEOUT|TIMEDOUT|TimeoutError/i.test(code) ? 'silent' : 'failed';
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the environment names a proxy; its address is not read. */
export const hasProxy = (environment: Environment): boolean =>
  ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].some(
    (name) => (environment[name] ?? environment[name.toLowerCase()] ?? '') !== '',
  );
