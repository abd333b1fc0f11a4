import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';
import { accessHeaders } from './api-key.ts';
import { placed } from './google-place.ts';
import { withToken } from './google-token.ts';
import { unreachable } from './unreachable.ts';
import type { Access } from './wire.ts';

export interface Question {
  readonly provider: Provider;
  readonly access: Access;
  readonly signal: AbortSignal;
  /** A refused key is shown to no other region of its provider: nobody is there who asked for that. */
  readonly stays?: boolean;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; undefined where the body is none. */
  readonly body: unknown;
}

/** What is sent: nothing with GET, JSON or a form with POST. */
export interface Sent {
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>> | undefined;
}

/** Milliseconds for the whole question, the body included. */
const patience = 15_000;

/** Bytes a body may have: OpenRouter's list, the largest known, has about one and a half million, and grows. */
const largest = 8 * 1024 * 1024;

/**
 * The question with all that its headers need: Google's token is bought with a service account's file. The token is one of
 * its secrets from then on, so that no sentence quotes it. Throws `ChatFailure`: also `auth`, `server` and `rate`.
 */
export const ready = async (question: Question): Promise<Question> => ({
  ...question,
  access: await withToken(question),
});

/** Asks one address. Throws `ChatFailure` of kind `key`, `network`, `stream` or `aborted`; a refusal is an answer. */
export const get = async (question: Question, address: URL, sent: Sent = {}): Promise<Answered> => {
  const { access, signal } = question;
  const target = placed(address, question);
  const init = { ...messageOf(question, sent), redirect: 'error' } as const;
  const deadline = AbortSignal.timeout(patience);
  try {
    // A redirect would carry the key to an address nobody agreed to.
    const response = await fetch(target, { ...init, signal: AbortSignal.any([signal, deadline]) });
    return { status: response.status, headers: response.headers, body: parse(await read(response)) };
  } catch (thrown) {
    if (signal.aborted) throw new ChatFailure({ kind: 'aborted', what: clauses.aborted });
    if (thrown instanceof ChatFailure) throw thrown;
    if (deadline.aborted)
      throw new ChatFailure({ kind: 'network', what: t('no answer came within {0} seconds', patience / 1000) });
    throw unreachable(thrown, { ...access, baseUrl: target.origin });
  }
};

const messageOf = (
  { access, provider }: Question,
  { json, form }: Sent,
): Pick<RequestInit, 'headers' | 'body' | 'method'> => {
  const headers = accessHeaders(access, provider.auth);
  headers.set('accept', 'application/json');
  if (!headers.has('user-agent')) headers.set('user-agent', 'Keyway');
  if (form) {
    // NVIDIA's key service takes the key in the form, and says nothing of a header (trufflehog sends none, 2026-08-21).
    headers.delete('authorization');
    return { method: 'POST', headers, body: new URLSearchParams(formWith(form, access)) };
  }
  if (json === undefined) return { headers };
  headers.set('content-type', 'application/json');
  return { method: 'POST', headers, body: JSON.stringify(json) };
};

const formWith = (form: Readonly<Record<string, string>>, { secrets }: Access): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, value.replaceAll('{apiKey}', () => secrets['apiKey'] ?? '')]),
  );

const read = async (response: Response): Promise<string> => {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const bytes of response.body ?? []) {
    size += bytes.length;
    if (size > largest) throw new ChatFailure({ kind: 'stream', what: t('its answer is far too large') });
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
