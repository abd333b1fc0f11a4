import { lookBy } from '../guard/look.ts';
import { shapeFinders } from '../guard/shapes.ts';
import type { Provider } from '../core/provider.ts';
import { likenessOf } from './key-shape.ts';

/** Recognises keys that stand somewhere as plain text: in a setting, in a `.env` file. Pure; nothing is kept of a value. */

/** A text, and the name of what it stands in: `openai.apiKey`. */
export interface PlainText {
  readonly place: string;
  readonly text: string;
}

export interface PlainKey {
  readonly place: string;
  /** The key alone. Never shown, logged or remembered. */
  readonly value: string;
  /** Whose it is, where its shape or its place tells. */
  readonly provider?: Provider;
  /** One of the person's own, stored already. */
  readonly isStored: boolean;
}

/** Characters. Shorter keys cannot be told from words; the longest known have about 2 kB. */
const shortest = 20;
const longest = 10_000;

/** Different characters that a key has at least: a row of zeros or `x` stands for one. */
const leastDifferent = 8;

/** The key in a text that holds nothing else, but for the word before it in a header; undefined where it cannot be one. */
export const bareKey = (text: string): string | undefined => {
  if (text.length > longest) return undefined;
  const bare = text.trim().replace(/^(?:bearer|token)\s+/i, '');
  const mayBe = bare.length >= shortest && /\d/.test(bare) && !/\s/.test(bare);
  return mayBe && new Set(bare).size >= leastDifferent ? bare : undefined;
};

const shapes = lookBy(shapeFinders);

/** A shape that is known, from its first character to its last. */
const isKnownShape = (value: string): boolean =>
  shapes(value).some(({ start, end }) => start === 0 && end === value.length);

export interface Known {
  readonly providers: readonly Provider[];
  /** Whether this is one of the stored keys. */
  readonly isStored: (value: string) => Promise<boolean>;
}

/** The key that this text is, if it is one. */
export const plainKeyIn = async ({ place, text }: PlainText, known: Known): Promise<PlainKey | undefined> => {
  const value = bareKey(text);
  if (value === undefined) return undefined;
  const provider = ownerOf(place, value, known.providers);
  if (await known.isStored(value)) return { place, value, isStored: true, ...(provider && { provider }) };
  if (provider === undefined && !isKnownShape(value)) return undefined;
  return { place, value, isStored: false, ...(provider && { provider }) };
};

/** By the shape, where only one provider's keys have it; else by who is named where it stands. */
const ownerOf = (place: string, value: string, providers: readonly Provider[]): Provider | undefined => {
  const likeness = likenessOf(value, providers);
  if (likeness?.isAlone === true) return likeness.provider;
  return namedIn(place, value, providers);
};

/** What a setting or variable is called that holds a key. */
const namesKey = /(?:key|token|secret|authorization)s?\d*$/i;

/** A place that speaks of a key and of a provider whose keys look like this one. The longest name counts: `azure-openai`. */
const namedIn = (place: string, value: string, providers: readonly Provider[]): Provider | undefined => {
  if (!namesKey.test(place)) return undefined;
  const said = dense(place);
  const named = providers.filter((provider) => said.includes(dense(provider.id)) && isFormatOf(provider, value));
  return named.toSorted((a, b) => b.id.length - a.id.length)[0];
};

const dense = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** A record without a format takes anything: a place that merely names it says too little. */
const isFormatOf = ({ fields }: Provider, value: string): boolean =>
  fields.some(({ name, format }) => name === 'apiKey' && format !== undefined && new RegExp(format).test(value));
