import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { openIndex } from '../../src/search/index-file.ts';
import type { IndexFile } from '../../src/search/index-types.ts';
import { type Question, Searcher } from '../../src/search/query.ts';
import { byText, corpus, indexed, vectorOf } from './corpus.ts';
import { questions } from './questions.ts';

/** How many questions have a right file among the first five, and the mean of one by its place. */
interface Quality {
  readonly found: number;
  readonly rank: number;
}

const qualityOf = async (search: (asks: string) => Promise<readonly string[]>): Promise<Quality> => {
  let [found, sum] = [0, 0];
  for (const { asks, answers } of questions) {
    const files = [...new Set(await search(asks))];
    const place = files.findIndex((file) => answers.includes(file));
    if (place >= 0 && place < 5) found += 1;
    if (place >= 0) sum += 1 / (place + 1);
  }
  return { found, rank: sum / questions.length };
};

const line = (name: string, { found, rank }: Quality): string =>
  `      ${name}: ${found} of ${questions.length} found among five files, mean reciprocal rank ${rank.toFixed(2)}`;

describe('the quality of a search over two packages, with an embedder that knows a table of words', function () {
  this.timeout(60_000);
  let folder: string;
  let index: IndexFile;
  let searcher: Searcher;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-search-'));
    index = await openIndex(path.join(folder, 'one.db'));
    await indexed(index);
    searcher = new Searcher(index);
  });

  after(() => {
    index.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const finding =
    (part: (asks: string) => Omit<Question, 'most'>) =>
    async (asks: string): Promise<readonly string[]> =>
      (await searcher.find({ ...part(asks), most: 50 })).map((hit) => hit.path);

  it('has right answers that are there', () => {
    for (const { answers } of questions) for (const file of answers) assert.ok(corpus.has(file), file);
  });

  it('is better than that of a search for the text, and no worse for joining meaning and words', async () => {
    const text = await qualityOf(async (asks) => byText(asks));
    const words = await qualityOf(finding((asks) => ({ text: asks })));
    const meaning = await qualityOf(finding((asks) => ({ text: '', vector: vectorOf(asks) })));
    const both = await qualityOf(finding((asks) => ({ text: asks, vector: vectorOf(asks) })));
    const named = { 'plain text': text, 'words of the index': words, meaning, 'meaning and words': both };
    for (const [name, quality] of Object.entries(named)) console.log(line(name, quality));
    assert.ok(both.found >= text.found * 2, `${both.found} beside ${text.found}`);
    assert.ok(both.found >= Math.max(words.found, meaning.found), 'no worse than either alone');
    assert.ok(both.found >= 20, `${both.found} found`);
  });

  it('is perfect for what is named by its name', async () => {
    for (const [name, file] of [
      ['RetryHandler', 'undici/handler/retry-handler.js'],
      ['parseSetCookie', 'undici/web/cookies/parse.js'],
      ['NyanCat', 'mocha/reporters/nyan.js'],
      ['lookupFiles', 'mocha/cli/lookup-files.js'],
    ] as const) {
      const files = await finding((asks) => ({ text: asks, vector: vectorOf(asks) }))(name);
      assert.ok(files.slice(0, 3).includes(file), `${name}: ${files.slice(0, 3).join()}`);
    }
  });
});
