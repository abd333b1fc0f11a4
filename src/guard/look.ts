import { hash } from 'node:crypto';
import { keepNewest } from '../core/newest.ts';
import { once } from '../core/once.ts';
import { type Finder, sieve } from './grams.ts';
import { type Look, merged, nothing, type Span } from './span.ts';

/** No secret that is looked for is shorter. */
const shortest = 8;

/**
 * Line ends and quotes without the backslashes of JSON: rules want no letter before a token, and the `n` of `\nghp_…` is one;
 * and they want a quote right behind a name and right before a value. Spaces take their place: offsets stay what they are.
 */
const withoutEscapes = (text: string): string =>
  text.includes('\\') ? text.replaceAll(/\\{1,16}(?:[nrt]|(["'])(?=([\w+/])?))/g, unescaped) : text;

const unescaped = (matched: string, quote?: string, value?: string): string => {
  if (quote === undefined) return ' '.repeat(matched.length);
  const blanks = ' '.repeat(matched.length - 1);
  return value === undefined ? quote + blanks : blanks + quote;
};

/**
 * What these finders find, as one: the first names what two of them find. Those that cannot find anything in a text are not
 * asked.
 */
export const lookBy = (finders: readonly Finder<Span>[]): Look => {
  const worth = sieve(finders);
  return (text) => {
    if (text.length < shortest) return nothing;
    const asked = worth(text);
    if (asked.length === 0) return nothing;
    const plain = once(() => withoutEscapes(text));
    return merged(asked.flatMap(({ finder, ends }) => finder.find(finder.isLiteral ? text : plain(), ends)));
  };
};

/** Texts that are remembered: those of a few long conversations. Of each its digest is kept, and where it held what. */
const most = 5_000;

/** Shorter ones are looked at as fast as they are recognised. */
const longEnough = 400;

/** The same look, which remembers texts: every turn of a conversation brings all of it again. */
export const remembered = (look: Look, capacity = most): Look => {
  const verdicts = new Map<string, readonly Span[]>();
  return (text) => {
    if (text.length < longEnough) return look(text);
    const digest = hash('sha256', text, 'base64');
    const known = verdicts.get(digest);
    const spans = known ?? look(text);
    // What was asked for last is forgotten last.
    if (known) verdicts.delete(digest);
    verdicts.set(digest, spans);
    keepNewest(verdicts, capacity);
    return spans;
  };
};
