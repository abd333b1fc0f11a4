import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { isLoose, textOf } from './loose.ts';
import type { Access } from './wire.ts';

/** The failure of a request that got no response, from what `fetch` or an SDK around it threw. */
export const unreachable = (thrown: unknown, access: Access): ChatFailure =>
  new ChatFailure({ kind: 'network', what: clauseOf(innermostCode(thrown), access.baseUrl), cause: thrown });

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

/** fetch wraps the reason twice: `TypeError: fetch failed`, below it what the socket said. */
const innermostCode = (thrown: unknown): string => {
  if (!isLoose<'cause' | 'code' | 'message' | 'errors'>(thrown)) return '';
  if (thrown.cause !== undefined) return innermostCode(thrown.cause);
  // Of `localhost` both addresses are tried.
  if (Array.isArray(thrown.errors)) return innermostCode(thrown.errors[0]);
  return textOf(thrown.code) ?? textOf(thrown.message) ?? '';
};
