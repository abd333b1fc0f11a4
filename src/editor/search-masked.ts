import type { Read } from '../search/survey.ts';
import { textIn } from '../search/text-file.ts';
import type { SecretGuard } from './guard-open.ts';

/**
 * Files as an index may know them. Secrets are masked in the whole text: in a chunk there may be a part of one that nobody
 * recognises any more. Every line keeps its number.
 */
export const maskedRead =
  (read: Read, maskIn: SecretGuard['maskIn']): Read =>
  async (path) => {
    const bytes = await read(path);
    const file = bytes && textIn(bytes);
    if (!file || !('text' in file)) return bytes;
    const { text, found } = await maskIn(file.text);
    if (found.length === 0) return bytes;
    const lined = found.reduce(
      (whole, { placeholder, secret }) => whole.replaceAll(placeholder, placeholder + '\n'.repeat(breaksIn(secret))),
      text,
    );
    return new TextEncoder().encode(lined);
  };

const breaksIn = (text: string): number => text.split('\n').length - 1;
