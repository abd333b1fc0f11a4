import * as z from 'zod/mini';
import { speak } from '../src/panel/words.ts';

declare global {
  /** Set by the script of a language, which stands before ours in the page. English has none. */
  var keywayWords: unknown;
}

const words = z.safeParse(z.record(z.string(), z.string()), globalThis.keywayWords);
if (words.success) speak(words.data);
