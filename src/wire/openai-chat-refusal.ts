import { classify, clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { echoes } from './echo.ts';
import { isLoose, textOf, type Loose } from './loose.ts';
import type { Call } from './wire.ts';

/** What an error object says, in the many shapes of OpenAI-compatible servers. */
export interface Said {
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly text?: string | undefined;
}

type Names = 'error' | 'message' | 'msg' | 'detail' | 'code' | 'type' | 'status' | 'status_code' | 'metadata';

/** Longer sentences are whole documents; what matters stands at their head. */
const longest = 1000;

/** Reads `{error: {message, code}}`, `{error: "…"}`, `{message, code}`, FastAPI's `{detail}` and lists of one of them. */
export const saidIn = (raw: unknown): Said => {
  if (typeof raw === 'string') return { text: raw.slice(0, longest) };
  if (Array.isArray(raw)) return saidIn(raw[0]);
  if (!isLoose<Names>(raw)) return {};
  const inner = raw.error === undefined || raw.error === null ? undefined : saidIn(raw.error);
  const outer: Said = {
    status: statusIn(raw.code) ?? statusIn(raw.status) ?? statusIn(raw.status_code),
    code: nameIn(raw.code) ?? nameIn(raw.type) ?? nameIn(raw.status),
    text: textIn(raw),
  };
  return {
    status: inner?.status ?? outer.status,
    code: inner?.code ?? outer.code,
    text: inner?.text ?? outer.text,
  };
};

/** `402`, and `"402"` as LiteLLM and Azure write it. */
const statusIn = (raw: unknown): number | undefined => {
  const status = typeof raw === 'string' && /^\d{3}$/.test(raw) ? Number(raw) : raw;
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : undefined;
};

const nameIn = (raw: unknown): string | undefined => (statusIn(raw) === undefined ? textOf(raw) : undefined);

const textIn = (raw: Loose<Names>): string | undefined => {
  const detail = isLoose(raw.detail) ? saidIn(raw.detail).text : textOf(raw.detail);
  const text = textOf(raw.message) ?? textOf(raw.msg) ?? detail;
  // OpenRouter says "Provider returned error" and keeps the upstream's own words in `metadata.raw`.
  const upstream = isLoose<'raw'>(raw.metadata) ? textOf(raw.metadata.raw) : undefined;
  return (upstream === undefined ? text : `${text ?? ''} ${upstream}`)?.slice(0, longest);
};

/** A chunk that is an error, with status 200 around it. */
export const isRefusal = (chunk: Loose<'error' | 'choices' | 'object' | 'message' | 'detail'>): boolean =>
  isLoose(chunk.error) ||
  textOf(chunk.error) !== undefined ||
  (chunk.choices === undefined &&
    (chunk.object === 'error' || textOf(chunk.message) !== undefined || chunk.detail !== undefined));

export interface Answered extends Said {
  readonly headers?: Headers | undefined;
}

/** The failure of what a server said, as a person may read it: without secrets, and without a word of the prompt. */
export const refusalOf = (call: Call<'openai-chat'>, { headers, ...said }: Answered): ChatFailure => {
  const requestId = headers?.get('x-request-id') ?? undefined;
  const failure = classify({
    ...said,
    header: headers && ((name) => headers.get(name)),
    requestId,
    secrets: Object.values(call.access.secrets),
  });
  if (said.text === undefined || !echoes(said.text, call.request.messages)) return failure;
  const { kind, status, retryAfter } = failure;
  return new ChatFailure({ kind, what: clauses[kind], status, retryAfter, requestId });
};
