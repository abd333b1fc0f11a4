import { concepts } from './concepts.ts';

/**
 * An embedder without a model, for tests: the same text has the same vector everywhere. A text is the bag of its stems and
 * of the concepts they belong to, hashed into a fixed number of numbers. It knows nothing of meaning but what its table of
 * concepts says: figures made with it speak of the pipeline around it, and say little of what a model would find.
 */

export const dimensions = 1_024;

const endings = /(?:ations?|ings?|ments?|ness|ables?|ibles?|ers?|ors?|ed|ies|es|s|ly|al|ions?|e)$/;

/** Words of one family mostly have one stem: parse, parser, parsing. */
const stemOf = (word: string): string => {
  const stem = word.replace(endings, '');
  return stem.length < 3 ? word : stem.replace(/(.)\1$/, '$1');
};

const conceptsOf = new Map<string, readonly number[]>();
for (const [number, line] of concepts.entries())
  for (const stem of new Set(line.split(' ').map(stemOf)))
    conceptsOf.set(stem, [...(conceptsOf.get(stem) ?? []), number]);

/** Words of every program and every sentence, which tell nothing apart. */
const common = new Set(
  'the a an of to in is it if for and or not be this that with on by as are was we you i from at has have do does one its so they them these those const let var function return new import export class async await null undefined true false void number string boolean type interface readonly public private static require module exports use strict param returns else then when where what which how who can will would should there'.split(
    ' ',
  ),
);

const wordsIn = (text: string): readonly string[] =>
  text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .match(/[\p{L}]{2,30}/gu) ?? [];

/** What a text is made of, and how often. */
const featuresOf = (text: string): ReadonlyMap<string, number> => {
  const features = new Map<string, number>();
  const note = (feature: string): void => void features.set(feature, (features.get(feature) ?? 0) + 1);
  for (const word of wordsIn(text)) {
    if (common.has(word)) continue;
    const stem = stemOf(word);
    note(`stem ${stem}`);
    for (const concept of conceptsOf.get(stem) ?? []) note(`concept ${concept}`);
  }
  return features;
};

const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
};

/** Makes a vector of a text. `weightOf` says how much a feature tells. */
const vectorWith =
  (weightOf: (feature: string) => number) =>
  (text: string): Float32Array => {
    const vector = new Float32Array(dimensions);
    for (const [feature, count] of featuresOf(text)) {
      const value = hash(feature);
      const place = value % dimensions;
      const weight = (1 + Math.log(count)) * weightOf(feature);
      vector[place] = (vector[place] ?? 0) + (value & 0x100000 ? weight : -weight);
    }
    const length = Math.hypot(...vector);
    return length === 0 ? vector.fill(1 / Math.sqrt(dimensions)) : vector.map((value) => value / length);
  };

export const vectorOf = vectorWith(() => 1);

/** The same for a corpus: what is in every text tells nothing, as a model has learnt from more texts than these. */
export const embedderOf = (texts: readonly string[]): ((text: string) => Float32Array) => {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const feature of featuresOf(text).keys()) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  return vectorWith((feature) => Math.log((texts.length + 1) / ((counts.get(feature) ?? 0) + 1)));
};
