import * as fs from 'node:fs';
import * as path from 'node:path';
import type { IndexFile } from '../../src/search/index-types.ts';
import { survey } from '../../src/search/survey.ts';
import { sync } from '../../src/search/sync.ts';
import { embedderOf } from './embedder.ts';

const root = path.join(import.meta.dirname, '../../node_modules');

/** Sources of two packages, whose versions the lock file fixes. */
export const corpus: ReadonlyMap<string, string> = new Map(
  ['undici', 'mocha'].flatMap((name) => {
    const folder = path.join(root, name, 'lib');
    return fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js') && !file.includes('llhttp'))
      .toSorted()
      .map((file) => [`${name}/${file.replaceAll('\\', '/')}`, fs.readFileSync(path.join(folder, file), 'utf8')]);
  }),
);

export const vectorOf = embedderOf([...corpus.values()]);

/** Brings the corpus into an index with the embedder of the tests. */
export const indexed = async (index: IndexFile, chunkLimit = 500): Promise<void> => {
  index.begin({ model: 'test/concepts', chunkLimit, paused: false, complete: false, folders: [] });
  const signal = new AbortController().signal;
  const read = async (file: string) => {
    const text = corpus.get(file);
    return text === undefined ? undefined : Buffer.from(text);
  };
  const found = [...corpus].map(([file, text]) => ({ path: file, mtime: 1, size: text.length }));
  const surveyed = await survey(index, { found, chunkLimit, read, signal });
  await sync({ index, survey: surveyed, read, embed: async (texts) => texts.map(vectorOf), signal });
};

const idle = new Set(
  'a an and are as at be by for from has have how in into is it its not of on one or other so still than that the them then these this those to too up was we what when where whether which while who whose with'.split(
    ' ',
  ),
);

/**
 * Files as a search for the words finds them: those with most of the question's words, whole and in any case, first, then those
 * with most matches. What one gets from `ripgrep -iw` with all the words, at its best.
 */
export const byText = (question: string): readonly string[] => {
  const words = [...new Set(question.toLowerCase().match(/[a-z]+/g) ?? [])].filter((word) => !idle.has(word));
  const ranked = [...corpus].map(([file, text]) => {
    const counts = words.map((word) => [...text.matchAll(new RegExp(`\\b${word}\\b`, 'gi'))].length);
    return {
      file,
      words: counts.filter((count) => count > 0).length,
      matches: counts.reduce((sum, count) => sum + count, 0),
    };
  });
  return ranked
    .filter(({ matches }) => matches > 0)
    .toSorted((a, b) => b.words - a.words || b.matches - a.matches || (a.file < b.file ? -1 : 1))
    .map(({ file }) => file);
};
