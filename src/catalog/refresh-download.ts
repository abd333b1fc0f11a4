import { t } from '../core/l10n.ts';

/** How long and how much may be read. */
export interface DownloadLimits {
  readonly milliseconds: number;
  /** Of the text, after it was unpacked. */
  readonly bytes: number;
}

export interface DownloadRequest {
  readonly address: string;
  /** Tag of the copy at hand: the same file is not sent again. */
  readonly etag?: string | undefined;
  readonly limits: DownloadLimits;
}

export type Download = { readonly text: string; readonly etag?: string | undefined } | 'unchanged';

/** What is wrong with a download, as a clause for a person. */
export class BadDownload extends Error {}

/** Reads a file of JSON, at most as long and as much as the limits say. Throws `BadDownload`. */
export const download = async ({ address, etag, limits }: DownloadRequest): Promise<Download> => {
  const signal = AbortSignal.timeout(limits.milliseconds);
  try {
    const headers = { accept: 'application/json', ...(etag !== undefined && { 'if-none-match': etag }) };
    const response = await fetch(address, { headers, signal, redirect: 'error' });
    if (response.status === 304 && etag !== undefined) return 'unchanged';
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new BadDownload(t('it answered with status {0}', response.status));
    }
    const text = await bounded(response, limits.bytes);
    const tag = response.headers.get('etag') ?? '';
    return { text, etag: /^(?:W\/)?"[\x21\x23-\x7e]{1,200}"$/.test(tag) ? tag : undefined };
  } catch (error) {
    if (error instanceof BadDownload) throw error;
    if (signal.aborted)
      throw new BadDownload(t('it took longer than {0} seconds', limits.milliseconds / 1_000), { cause: error });
    throw new BadDownload(reasonOf(error), { cause: error });
  }
};

const bounded = async (response: Response, most: number): Promise<string> => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (size > most) throw new BadDownload(t('it is larger than {0} MB', Math.round(most / 1_000_000)));
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
};

/** fetch says "unexpected redirect" and the socket's words in the cause; half a body and half a character are errors too. */
const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const words = cause instanceof Error ? cause.message : '';
  if (/^(?:connect|getaddrinfo) /.test(words)) return t('it could not be reached');
  if (words === 'unexpected redirect') return t('it redirects to another address');
  return error instanceof TypeError && /encoded/.test(words)
    ? t('it is no text')
    : t('it could not be read to its end');
};
