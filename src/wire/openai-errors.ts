import { isLoose } from './loose.ts';
import { refusalText } from './whole-body.ts';

/**
 * fetch for the SDK, which keeps what stands under `error` in a refusal and drops every other body (7.55): Mistral's
 * and Cerebras' `{message}`, FastAPI's `{detail}`, Cloudflare's `{errors}`, Google's lists. Here all of it stands there.
 */
export const fetchWholeErrors: typeof fetch = async (address, init) => {
  const response = await fetch(address, init);
  if (response.ok) return response;
  const { status, statusText, headers } = response;
  const text = wrapped(await refusalText(response));
  return new Response(text === '' ? null : text, { status, statusText, headers });
};

const wrapped = (text: string): string => {
  try {
    const body: unknown = JSON.parse(text);
    if (!isLoose<'error'>(body) || (!Array.isArray(body) && (body.error ?? undefined) !== undefined)) return text;
    return JSON.stringify({ error: body });
  } catch {
    return text;
  }
};
