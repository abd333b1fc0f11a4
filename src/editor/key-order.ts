import type { Key } from '../core/key.ts';

/** Order of the keys of a provider: priorities are 1, 2, 3 … without gaps, whatever a file said. */

const byPriority = (one: Key, other: Key): number => one.priority - other.priority || one.addedAt - other.addedAt;

/** The provider's keys, first tried first. */
export const ofProvider = (keys: readonly Key[], provider: string): readonly Key[] =>
  keys.filter((key) => key.provider === provider).toSorted(byPriority);

const numbered = (keys: readonly Key[], ordered: readonly Key[]): readonly Key[] => {
  const place = new Map(ordered.map((key, index) => [key.id, index + 1]));
  const result = keys.map((key) => {
    const priority = place.get(key.id);
    return priority === undefined || priority === key.priority ? key : { ...key, priority };
  });
  // The same list where nothing changed tells callers that nothing needs to be written.
  return result.every((key, index) => key === keys[index]) ? keys : result;
};

/** Closes gaps and settles ties, provider by provider. */
export const renumbered = (keys: readonly Key[]): readonly Key[] => {
  let result = keys;
  for (const provider of new Set(keys.map((key) => key.provider)))
    result = numbered(result, ofProvider(keys, provider));
  return result;
};

/** Moves a key to a place among its provider's keys (1 is first; beyond the end is last) and renumbers these. */
export const moved = (keys: readonly Key[], id: string, place: number): readonly Key[] => {
  const key = keys.find((one) => one.id === id);
  if (key === undefined) return keys;
  const others = ofProvider(keys, key.provider).filter((one) => one.id !== id);
  return numbered(keys, others.toSpliced(Math.max(0, place - 1), 0, key));
};
