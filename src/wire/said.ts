import { isLoose, textOf, type Loose } from './loose.ts';

/** What an error object says, in the many shapes of OpenAI-compatible servers. */
export interface Said {
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly text?: string | undefined;
}

type Names =
  | 'error'
  | 'errors'
  | 'base_resp'
  | 'message'
  | 'msg'
  | 'status_msg'
  | 'detail'
  | 'details'
  | 'code'
  | 'error_code'
  | 'reason'
  | 'type'
  | 'status'
  | 'status_code'
  | 'metadata';

/** Longer sentences are whole documents; what matters stands at their head. */
const longest = 1000;

/** Errors in errors, as gateways wrap them. */
const deepest = 4;

/**
 * Reads `{error: {message, code}}`, `{error: "…"}`, `{message, code}`, FastAPI's `{detail}` and lists of one of them,
 * Cloudflare's `{errors: […]}`, MiniMax's `{base_resp: {status_code, status_msg}}`, Google's reason in `details`.
 */
export const saidIn = (raw: unknown, depth = 0): Said => {
  if (typeof raw === 'string') return { text: raw.slice(0, longest) };
  if (!isLoose<Names>(raw) || depth > deepest) return {};
  if (Array.isArray(raw)) return saidIn(raw[0], depth + 1);
  const held = raw.error ?? raw.errors ?? raw.base_resp;
  const inner = isLoose(held) || typeof held === 'string' ? saidIn(held, depth + 1) : undefined;
  const outer: Said = {
    status: statusIn(raw.code) ?? statusIn(raw.status) ?? statusIn(raw.status_code) ?? statusIn(raw.error_code),
    code: reasonIn(raw) ?? codeIn(raw),
    text: textIn(raw, depth),
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

const codeIn = (raw: Loose<Names>): string | undefined =>
  [raw.code, raw.status_code, raw.error_code, raw.reason, raw.type, raw.status]
    .map(nameIn)
    .find((name) => name !== undefined);

/** Numbers of more digits than a status are codes: Z.ai's 1113, MiniMax's 1008. */
const nameIn = (raw: unknown): string | undefined => {
  if (statusIn(raw) !== undefined) return undefined;
  return Number.isInteger(raw) && Number(raw) >= 1000 ? String(raw) : textOf(raw);
};

/** Google's `{details: [{reason: 'API_KEY_INVALID'}]}`, which knows more than the `INVALID_ARGUMENT` beside it. */
const reasonIn = ({ details }: Loose<Names>): string | undefined =>
  Array.isArray(details)
    ? details.map((one: unknown) => (isLoose<'reason'>(one) ? textOf(one.reason) : undefined)).find(Boolean)
    : undefined;

const textIn = (raw: Loose<Names>, depth: number): string | undefined => {
  const detail = isLoose(raw.detail) ? saidIn(raw.detail, depth + 1).text : textOf(raw.detail);
  const text = textOf(raw.message) ?? textOf(raw.msg) ?? textOf(raw.status_msg) ?? detail;
  // OpenRouter says "Provider returned error" and keeps the upstream's own words in `metadata.raw`.
  const upstream = isLoose<'raw'>(raw.metadata) ? textOf(raw.metadata.raw) : undefined;
  return (upstream === undefined ? text : `${text ?? ''} ${upstream}`)?.slice(0, longest);
};
