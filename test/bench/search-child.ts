/**
 * Run as `node --expose-gc search-child.ts <folder>`: prints what an index of 50,000 chunks of 1,536 numbers takes in time
 * and in memory, as JSON. The files are generated, the way from them to the index is the product's; vectors come at once.
 */
import { join } from 'node:path';
import { openIndex } from '../../src/search/index-file.ts';
import type { IndexFile } from '../../src/search/index-types.ts';
import { Searcher } from '../../src/search/query.ts';
import { survey } from '../../src/search/survey.ts';
import { sync } from '../../src/search/sync.ts';

const [folder = ''] = process.argv.slice(2);
const dimensions = 1_536;
const fileCount = 2_500;
/** Each is a chunk by itself. */
const functions = 20;
const never = new AbortController().signal;

/** Always the same numbers: a linear congruential generator. */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
};

const next = numbersFrom(1);
const syllables = ['ba', 'co', 'di', 'fe', 'gu', 'ka', 'lo', 'mi', 'ne', 'pu', 'ra', 'so', 'ti', 've', 'zu'];
const vocabulary = Array.from({ length: 4_000 }, () =>
  Array.from({ length: 2 + Math.floor(next() * 2) }, () => syllables[Math.floor(next() * syllables.length)]).join(''),
);
/** Some words are everywhere, most are rare. */
const word = (): string => vocabulary[Math.floor(next() ** 3 * vocabulary.length)] ?? 'word';

const functionOf = (name: string): string => {
  const lines = Array.from(
    { length: 10 },
    () => `  const ${word()} = ${word()}(${word()}, ${word()}) + ${word()}.${word()};`,
  );
  return `/** ${[word(), word(), word(), word()].join(' ')}. */\nexport const ${name} = (${word()}, ${word()}) => {\n${lines.join('\n')}\n};\n`;
};

const files = new Map(
  Array.from({ length: fileCount }, (_, at) => [
    `src/${vocabulary[at % 60]}/${vocabulary[at % vocabulary.length]}-${at}.ts`,
    Array.from({ length: functions }, (__, place) => functionOf(`${word()}_${at}_${place}`)).join('\n'),
  ]),
);

const vectorFrom = (random: () => number): Float32Array =>
  Float32Array.from({ length: dimensions }, () => random() + random() - 1);
/** Made once: what is measured is not how quickly one makes numbers up. */
const pool = Array.from({ length: 997 }, () => vectorFrom(next));

let made = 0;
const embed = async (texts: readonly string[]): Promise<readonly Float32Array[]> =>
  texts.map(() => {
    const vector = Float32Array.from(pool[made % pool.length] ?? []);
    // No two are alike.
    vector[made % dimensions] = 1 + Math.floor(made / dimensions) / 10;
    made += 1;
    return vector;
  });

const read = async (path: string) => {
  const text = files.get(path);
  return text === undefined ? undefined : Buffer.from(text);
};

const found = (mtime: number, paths: Iterable<string> = files.keys()) =>
  [...paths].map((path) => ({ path, mtime, size: files.get(path)?.length ?? 0 }));

const timed = async <T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> => {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
};

const built = async (index: IndexFile) => {
  index.begin({ model: 'bench/none', chunkLimit: 500, paused: false, complete: false, folders: [] });
  const looked = await timed(() => survey(index, { found: found(1), chunkLimit: 500, read, signal: never }));
  const done = await timed(() => sync({ index, survey: looked.result, read, embed, signal: never }));
  return { surveyMs: looked.ms, syncMs: done.ms, chunks: done.result.embedded };
};

const memory = (): number => {
  if (!globalThis.gc) throw new Error('started without --expose-gc');
  globalThis.gc();
  return process.memoryUsage().rss;
};

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? Number.NaN;

const queried = async (index: IndexFile) => {
  const searcher = new Searcher(index);
  const random = numbersFrom(2);
  const question = () => ({
    text: `how does the ${word()} ${word()} become a ${word()} when ${word()} is ${word()}`,
    vector: vectorFrom(random),
    most: 20,
  });
  const before = memory();
  const first = await timed(() => searcher.find(question()));
  const times: number[] = [];
  for (let round = 0; round < 300; round++) times.push((await timed(() => searcher.find(question()))).ms);
  const sorted = times.toSorted((a, b) => a - b);
  return {
    firstMs: first.ms,
    p50: at(sorted, 0.5),
    p95: at(sorted, 0.95),
    vectorBytes: searcher.bytes,
    grownBytes: memory() - before,
  };
};

/** One line within one function of one file. */
const edited = async (index: IndexFile) => {
  const [path = '', text = ''] = [...files][1_234] ?? [];
  const place = text.indexOf(') + ', text.length / 2);
  files.set(path, `${text.slice(0, place)}) * 2 + ${text.slice(place + 4)}`);
  const { ms, result } = await timed(async () => {
    const changed = await survey(index, { found: found(2, [path]), gone: [], chunkLimit: 500, read, signal: never });
    return sync({ index, survey: changed, read, embed, signal: never });
  });
  return { ms, embedded: result.embedded };
};

const index = await openIndex(join(folder, 'search.db'));
const build = await built(index);
const { files: count, chunks, bytes } = index.counts();
const query = await queried(index);
const edit = await edited(index);
index.close();
process.stdout.write(JSON.stringify({ files: count, chunks, fileBytes: bytes, build, query, edit }));
