import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { isLoose, textOf } from './loose.ts';
import type { Access } from './wire.ts';

/**
 * The failure of a request that got no response, from what `fetch` or an SDK around it threw. `unbilled`: it was only on
 * the way to what is billed.
 */
export const unreachable = (thrown: unknown, { baseUrl }: Pick<Access, 'baseUrl'>, unbilled = false): ChatFailure => {
  const reason = innermost(thrown);
  const what = clauseOf(reason.code, baseUrl);
  return new ChatFailure({ kind: 'network', what, unbilled: unbilled || isUnsent(reason, baseUrl), cause: thrown });
};

/**
 * Whether nobody can have received the request: its server was never found, reached or trusted. A connection that broke
 * later may have carried all of it: who resets it then may well have begun to answer.
 */
const isUnsent = ({ code, call, said }: Reason, baseUrl: string): boolean =>
  !URL.canParse(baseUrl) ||
  unsentCalls.has(call) ||
  unsent.test(code) ||
  /before secure TLS connection/.test(said) ||
  // It answered, with another address.
  code === 'unexpected redirect';

/** What the socket was doing (`syscall` of Node's errors). */
const unsentCalls = new Set(['connect', 'getaddrinfo']);

/** Codes of Node 24, OpenSSL and undici 7. Of TLS all but those of a record that was spoilt on its way. */
const unsent =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$|^ERR_SSL_(?!.*(?:_MAC|DECRYPT))|CERT|SELF_SIGNED|UNABLE_TO/;

const clauseOf = (code: string, baseUrl: string): string => {
  if (!URL.canParse(baseUrl)) return `its address “${baseUrl}” is none: check the base URL`;
  const { host } = new URL(baseUrl);
  if (code === 'ECONNREFUSED') return `nothing answers at ${host}: is the server running?`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the address ${host} cannot be found`;
  if (code === 'unexpected redirect') return `${host} redirects to another address: check the base URL`;
  if (/TIMEOUT|TIMEDOUT/.test(code)) return `${host} did not answer in time`;
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code)) return `the certificate of ${host} is not trusted`;
  return clauses.network;
};

interface Reason {
  /** The code, or the message where there is none. */
  readonly code: string;
  readonly call: string;
  readonly said: string;
}

/** fetch wraps the reason twice: `TypeError: fetch failed`, below it what the socket said. */
const innermost = (thrown: unknown): Reason => {
  if (!isLoose<'cause' | 'code' | 'message' | 'errors' | 'syscall'>(thrown)) return { code: '', call: '', said: '' };
  if (thrown.cause !== undefined) return innermost(thrown.cause);
  // Of `localhost` both addresses are tried.
  if (Array.isArray(thrown.errors)) return innermost(thrown.errors[0]);
  const said = textOf(thrown.message) ?? '';
  return { code: textOf(thrown.code) ?? said, call: textOf(thrown.syscall) ?? '', said };
};
