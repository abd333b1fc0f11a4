import { isLoose, textOf, type Loose } from './loose.ts';

/** What an error object says, in the many shapes of OpenAI-compatible servers. */
export interface Said {
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly text?: string | undefined;
}

type Names = 'error' | 'message' | 'msg' | 'detail' | 'code' | 'type' | 'status' | 'status_code' | 'metadata';

/** Longer sentences are whole documents; what matters stands at their head. */
const longest = 1000;

/** Errors in errors, as gateways wrap them. */
const deepest = 4;

/** Reads `{error: {message, code}}`, `{error: "…"}`, `{message, code}`, FastAPI's `{detail}` and lists of one of them. */
export const saidIn = (raw: unknown, depth = 0): Said => {
  if (typeof raw === 'string') return { text: raw.slice(0, longest) };
  if (!isLoose<Names>(raw) || depth > deepest) return {};
  if (Array.isArray(raw)) return saidIn(raw[0], depth + 1);
  const inner = isLoose(raw.error) || typeof raw.error === 'string' ? saidIn(raw.error, depth + 1) : undefined;
  const outer: Said = {
    status: statusIn(raw.code) ?? statusIn(raw.status) ?? statusIn(raw.status_code),
    code: nameIn(raw.code) ?? nameIn(raw.type) ?? nameIn(raw.status),
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

const nameIn = (raw: unknown): string | undefined => (statusIn(raw) === undefined ? textOf(raw) : undefined);

const textIn = (raw: Loose<Names>, depth: number): string | undefined => {
  const detail = isLoose(raw.detail) ? saidIn(raw.detail, depth + 1).text : textOf(raw.detail);
  const text = textOf(raw.message) ?? textOf(raw.msg) ?? detail;
  // OpenRouter says "Provider returned error" and keeps the upstream's own words in `metadata.raw`.
  const upstream = isLoose<'raw'>(raw.metadata) ? textOf(raw.metadata.raw) : undefined;
  return (upstream === undefined ? text : `${text ?? ''} ${upstream}`)?.slice(0, longest);
};
