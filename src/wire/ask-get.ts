import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import type { Provider } from '../core/provider.ts';
import { accessHeaders } from './api-key.ts';
import { unreachable } from './unreachable.ts';
import type { Access } from './wire.ts';

export interface Question {
  readonly provider: Provider;
  readonly access: Access;
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; undefined where the body is none. */
  readonly body: unknown;
}

/** Milliseconds for the whole question, the body included. */
const patience = 10_000;

/** Bytes a body may have: OpenRouter's list, the largest known, has about one and a half million. */
const largest = 4 * 1024 * 1024;

/**
 * Where a path of a record leads: relative to the base URL, or, with a leading slash, to its origin. The latter is for
 * endpoints outside it: DeepSeek's `/user/balance` beside `/v1` and `/beta`, Ollama's `/api/tags` beside `/v1`.
 */
const addressOf = (path: string, baseUrl: string): URL => new URL(path, `${baseUrl}/`);

/** Sends a plain GET. Throws `ChatFailure` of kind `key`, `network`, `stream` or `aborted`; a refusal is an answer. */
export const get = async ({ access, provider, signal }: Question, path: string): Promise<Answered> => {
  const headers = accessHeaders(access, provider.auth);
  headers.set('accept', 'application/json');
  if (!headers.has('user-agent')) headers.set('user-agent', 'Keyway');
  const deadline = AbortSignal.timeout(patience);
  try {
    // A redirect would carry the key to an address nobody agreed to.
    const options: RequestInit = { headers, redirect: 'error', signal: AbortSignal.any([signal, deadline]) };
    const response = await fetch(addressOf(path, access.baseUrl), options);
    return { status: response.status, headers: response.headers, body: parse(await read(response)) };
  } catch (thrown) {
    if (signal.aborted) throw new ChatFailure({ kind: 'aborted', what: clauses.aborted });
    if (thrown instanceof ChatFailure) throw thrown;
    if (deadline.aborted)
      throw new ChatFailure({ kind: 'network', what: `no answer came within ${patience / 1000} seconds` });
    throw unreachable(thrown, access);
  }
};

const read = async (response: Response): Promise<string> => {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const bytes of response.body ?? []) {
    size += bytes.length;
    if (size > largest) throw new ChatFailure({ kind: 'stream', what: 'its answer is far too large' });
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
