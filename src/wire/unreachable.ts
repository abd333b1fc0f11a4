import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { isLoose, textOf } from './loose.ts';
import type { Access } from './wire.ts';

/**
 * The failure of a request that got no response, from what `fetch` or an SDK around it threw. `unbilled`: it was only on
 * the way to what is billed.
 */
export const unreachable = (thrown: unknown, { baseUrl }: Pick<Access, 'baseUrl'>, unbilled = false): ChatFailure => {
  const reason = innermost(thrown);
  const what = clauseOf(troubleOf(reason, baseUrl), baseUrl);
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

/** What kept a request from its server; undefined where nobody knows. */
export type Unreached = 'no-address' | 'refused' | 'unknown-host' | 'redirect' | 'timeout' | 'certificate' | undefined;

/** What `fetch` or an SDK around it threw, as far as its kind is known. */
export const unreached = (thrown: unknown, baseUrl: string): Unreached => troubleOf(innermost(thrown), baseUrl);

const troubleOf = ({ code }: Reason, baseUrl: string): Unreached => {
  if (!URL.canParse(baseUrl)) return 'no-address';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknown-host';
  if (code === 'unexpected redirect') return 'redirect';
  if (/TIMEOUT|TIMEDOUT/.test(code)) return 'timeout';
  return /CERT|SELF_SIGNED|UNABLE_TO/.test(code) ? 'certificate' : undefined;
};

export const clauseOf = (trouble: Unreached, baseUrl: string): string => {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
  switch (trouble) {
    case 'no-address':
      return t('its address “{0}” is none: check the base URL', baseUrl);
    case 'refused':
      return t('nothing answers at {0}: is the server running?', host);
    case 'unknown-host':
      return t('the address {0} cannot be found', host);
    case 'redirect':
      return t('{0} redirects to another address: check the base URL', host);
    case 'timeout':
      return t('{0} did not answer in time', host);
    case 'certificate':
      return t('the certificate of {0} is not trusted', host);
    case undefined:
      return clauses.network;
  }
};

/** A clause without its question, for whoever says in the next sentence what to do. */
export const unasked = (clause: string): string => {
  const [before = '', after = ''] = t('nothing answers at {0}: is the server running?').split('{0}');
  return clause.startsWith(before) && clause.endsWith(after)
    ? t('nothing answers at {0}', clause.slice(before.length, clause.length - after.length))
    : clause;
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
