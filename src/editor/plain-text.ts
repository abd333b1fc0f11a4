import type { PlainText } from './plain-keys.ts';
import { bareKey } from './plain-keys.ts';

/** Values that are looked at, at most: a few times what VS Code and many extensions have. */
const mostValues = 50_000;
const deepest = 8;

/** A text within a tree of settings, by the names that lead to it. */
export interface Leaf {
  readonly path: readonly string[];
  readonly text: string;
}

/** The texts of a tree that could be keys. Stops after so many values: a look must cost little, whatever is set. */
export const leavesIn = (tree: unknown, most = mostValues): readonly Leaf[] => {
  const leaves: Leaf[] = [];
  const budget = { left: most };
  const visit = (value: unknown, path: readonly string[]): void => {
    if (budget.left <= 0 || path.length > deepest) return;
    budget.left -= 1;
    if (typeof value === 'string') {
      if (bareKey(value) !== undefined) leaves.push({ path, text: value });
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, below] of Object.entries(value)) visit(below, [...path, name]);
    }
  };
  visit(tree, []);
  return leaves;
};

export const placeOf = ({ path, text }: Leaf): PlainText => ({ place: path.join('.'), text });

/**
 * The texts of JSON with comments that could be keys, each with the name before it, also where that is a level or an array
 * away. Reads what no parser would: a file that is being typed. At most a line each.
 */
export const textsInJson = (json: string, most = mostValues): readonly PlainText[] => {
  const texts: PlainText[] = [];
  let place = '';
  let left = most;
  for (const [, inner = '', colon] of json.matchAll(/"((?:[^"\\\n]|\\.){0,10000})"(\s*:)?/g)) {
    if (left-- <= 0) break;
    if (colon !== undefined) place = inner;
    else if (!inner.includes('\\') && bareKey(inner) !== undefined) texts.push({ place, text: inner });
  }
  return texts;
};

/** The value without what this path leads to; an object that has nothing else is gone with it. */
export const without = (value: unknown, path: readonly string[]): unknown => {
  const [name, ...rest] = path;
  if (name === undefined) return undefined;
  if (Array.isArray(value))
    return value.flatMap((one, at) => (String(at) === name ? present(without(one, rest)) : [one]));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, one]) =>
    key === name ? present(without(one, rest)).map((kept): [string, unknown] => [key, kept]) : [[key, one] as const],
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

const present = (value: unknown): readonly unknown[] => (value === undefined ? [] : [value]);
