import { parseEnv } from 'node:util';
import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import type { Reading } from './reading.ts';

/** Bytes. A `.env` file has a few kilobytes; this is where a picked file is certainly something else. */
export const largestEnvFile = 1_000_000;

/** The variables of a `.env` file. Names the problem of a file that is none; never quotes what is in it. */
export const readEnvFile = (bytes: Uint8Array): Reading<Readonly<Record<string, string | undefined>>> => {
  if (bytes.byteLength > largestEnvFile) {
    const size = count.format(bytes.byteLength);
    return { problem: t('That file has {0} bytes: a .env file has at most 1 MB.', size) };
  }
  const text = decodedText(bytes);
  if (text === undefined || text.includes('\0')) return { problem: t('That is not a text file in UTF-8.') };
  const variables = parseEnv(text);
  if (Object.keys(variables).length === 0) return { problem: t('That file has no lines like NAME=value.') };
  return { value: variables };
};

/** The text of a file in UTF-8; undefined where it is none. */
export const decodedText = (bytes: Uint8Array): string | undefined => {
  // What `echo … > .env` writes in Windows PowerShell 5.
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
