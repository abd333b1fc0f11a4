import picomatch from 'picomatch';
import { glob } from '../core/glob.ts';
import { isTable } from '../core/table.ts';
import { fileName } from './file-name.ts';

/** Globs as VS Code's settings have them: a table of glob to true or false. Paths are relative, with `/`. */

export type Fits = (path: string) => boolean;

export interface GlobOptions {
  /** A glob without a slash means names in every folder, as it does in .gitignore. `files.exclude` means the top alone. */
  readonly names: boolean;
  /** What they fit may be sent: one that is not understood fits nothing, instead of more than it says. */
  readonly allow?: boolean;
}

/** Whether a path, or a folder it lies in, fits one of the globs. Capitals do not matter: less is sent, never more. */
export const globs = (patterns: readonly string[], options: GlobOptions): Fits => {
  const fits = patterns.flatMap((pattern) => {
    const plain = pattern.replace(/\/+$/, '');
    if (isSimple(plain)) return plain === '' ? [] : [exactly(plain, options)];
    return options.allow ? [] : [broadly(plain)];
  });
  return (path) => {
    const parts = partsOf(path);
    return fits.some((one) => parts.some((part) => one(part)));
  };
};

const exactly = (pattern: string, { names }: GlobOptions): Fits =>
  picomatch(pattern.replaceAll(/[()|+]/g, String.raw`\$&`), {
    windows: false,
    dot: true,
    nocase: true,
    noextglob: true,
    nonegate: true,
    basename: names && !pattern.includes('/'),
  });

/**
 * A workspace names globs too, and picomatch 4.0.7 makes a regular expression of them whose time grows with the power of
 * their asterisks: six took half a minute for a name of 120 letters.
 */
const isSimple = (pattern: string): boolean =>
  starsIn(pattern) <= 4 && pattern.split('/').every((part) => starsIn(part) <= 3) && pattern.length <= 500;

const starsIn = (pattern: string): number => pattern.match(/\*+/g)?.length ?? 0;

/** All that the pattern fits, and more: what else it says is taken for an asterisk. */
const broadly = (pattern: string): Fits =>
  glob(`*${pattern.replaceAll('**/', '*').replace(/[?{}[\]\\].*[?{}[\]\\]|[?{}[\]\\]/, '*')}`);

/** `a`, `a/b` and `a/b/c` of `a/b/c`. */
const partsOf = (path: string): readonly string[] => {
  const ends = [...path.matchAll(/\//g)].map(({ index }) => index);
  return [...ends, path.length].filter((end) => end > 0).map((end) => path.slice(0, end));
};

/** The globs of a table that have this value. */
export const globsSaid = (table: unknown, value: boolean): readonly string[] =>
  isTable(table) ? Object.keys(table).filter((glob) => table[glob] === value) : [];

/** A glob that holds only beside a file of another name: JavaScript beside TypeScript, `{ "when": "$(basename).ts" }`. */
export interface Conditional {
  readonly fits: Fits;
  /** The name of that file, for a path that fits. */
  readonly sibling: (path: string) => string;
}

export const conditionalGlobs = (table: unknown): readonly Conditional[] => {
  if (!isTable(table)) return [];
  return Object.entries(table).flatMap(([glob, value]) => {
    const when = isTable(value) ? value['when'] : undefined;
    if (typeof when !== 'string') return [];
    return [{ fits: globs([glob], { names: false }), sibling: (path) => when.replaceAll('$(basename)', stemOf(path)) }];
  });
};

const stemOf = (path: string): string => {
  const name = fileName(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
};
