import { loadKeptRules } from '../../src/guard/kept-rules.ts';
import { lookBy } from '../../src/guard/look.ts';
import { ownKeys } from '../../src/guard/own-keys.ts';
import { shapeFinders } from '../../src/guard/shapes.ts';
import type { Kind, Look } from '../../src/guard/span.ts';

export const keptRules = await loadKeptRules();

/** Well-known shapes: the kept rules and our own. */
export const shapesLook: Look = lookBy([...keptRules, ...shapeFinders]);

export const own = (nickname: string): Kind => ({
  words: `your Acme key ${nickname}`,
  label: 'your Acme key',
  isOwn: true,
});

/** These keys of the person's, and the shapes. */
export const lookWith = (...keys: readonly string[]): Look =>
  lookBy([ownKeys(keys.map((value, at) => ({ value, kind: own(`k${at + 1}`) }))), ...keptRules, ...shapeFinders]);

/** Nothing of a secret stays in a text: no stretch of so many characters. */
export const staysOf = (secret: string, text: string, length = 10): string | undefined => {
  for (let at = 0; at + length <= secret.length; at++)
    if (text.includes(secret.slice(at, at + length))) return secret.slice(at, at + length);
  return undefined;
};
