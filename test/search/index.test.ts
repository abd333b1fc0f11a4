import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { chunksOf } from '../../src/search/chunks.ts';
import { openIndex } from '../../src/search/index-file.ts';
import { troubleOf } from '../../src/search/index-trouble.ts';
import type { About, IndexFile } from '../../src/search/index-types.ts';
import { Searcher } from '../../src/search/query.ts';
import { type FoundFile, survey } from '../../src/search/survey.ts';
import { sync, type Synced } from '../../src/search/sync.ts';
import { dimensions, vectorOf } from './embedder.ts';

const about: About = {
  model: 'acme/embed',
  chunkLimit: 400,
  paused: false,
  complete: false,
  folders: ['file:///work'],
};
const never = new AbortController().signal;

/** Files in memory with their dates, and what was embedded of them. */
const workspace = (files: Readonly<Record<string, string>>) => {
  const texts = new Map(Object.entries(files));
  const dates = new Map([...texts.keys()].map((name) => [name, 1_000]));
  const embedded: string[] = [];
  let now = 1_000;
  return {
    texts,
    embedded,
    write: (name: string, text: string): void => {
      texts.set(name, text);
      dates.set(name, (now += 1_000));
    },
    found: (): readonly FoundFile[] =>
      [...texts].map(([name, text]) => ({ path: name, mtime: dates.get(name) ?? 0, size: Buffer.byteLength(text) })),
    read: async (name: string) => {
      const text = texts.get(name);
      return text === undefined ? undefined : Buffer.from(text);
    },
    embed: async (some: readonly string[]) => {
      embedded.push(...some);
      return some.map(vectorOf);
    },
  };
};
type Workspace = ReturnType<typeof workspace>;

const brought = async (index: IndexFile, from: Workspace, chunkLimit = 400): Promise<Synced> => {
  const { read, embed } = from;
  const found = await survey(index, { found: from.found(), chunkLimit, read, signal: never });
  return sync({ index, survey: found, read, embed, signal: never });
};

const steps = (count: number, change = ''): string =>
  Array.from(
    { length: count },
    (_, at) => `/** Step ${at}. */
export const step${at} = (value: number): number => {
  const doubled = value * 2;${at === 3 ? change : ''}
  const shifted = doubled + ${at};
  const halved = shifted / 2;
  const bounded = halved > 1_000 ? halved - 1_000 : halved + ${at * 7};
  return bounded * ${at} + doubled - shifted;
};
`,
  ).join('\n');

describe('an index of files', () => {
  let folder: string;
  let index: IndexFile;
  const file = (): string => path.join(folder, 'search', 'one.db');

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-search-'));
    index = await openIndex(file());
    index.begin(about);
  });

  afterEach(() => {
    index.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('is made with its folder, for nobody else to read', () => {
    assert.equal(fs.statSync(file()).mode & 0o777, 0o600);
    for (const part of ['-wal', '-shm']) assert.equal(fs.statSync(file() + part).mode & 0o777, 0o600);
  });

  it('holds vectors and words, and no line of the text', async () => {
    const line = 'export const quite = unmistakably("a line of its own");';
    await brought(index, workspace({ 'a.ts': `${line}\n` }));
    index.close();
    const bytes = fs.readFileSync(file());
    assert.ok(bytes.includes('unmistak'), 'the word is there, as its stem');
    assert.ok(!bytes.includes('unmistakably("a line'));
    index = await openIndex(file());
  });

  it('remembers what it is of, over a restart', async () => {
    const one = workspace({ 'a.ts': steps(8) });
    await brought(index, one);
    index.note({ ...about, dimensions, complete: true });
    index.close();
    index = await openIndex(file());
    assert.deepEqual(index.about(), { ...about, dimensions, complete: true });
    assert.equal(index.counts().files, 1);
    assert.deepEqual(await brought(index, one), { files: 0, embedded: 0 });
  });

  it('embeds of an edited file only the chunk that has changed', async () => {
    const one = workspace({ 'a.ts': steps(20), 'b.ts': steps(5) });
    const { embedded: first } = await brought(index, one);
    assert.ok(first >= 8, `${first} chunks`);
    one.write('a.ts', steps(20, ' // seen'));
    one.embedded.length = 0;
    assert.deepEqual(await brought(index, one), { files: 1, embedded: 1 });
    assert.match(one.embedded[0] ?? '', /^a\.ts › step3\n[^]*\/\/ seen/);
  });

  it('embeds nothing where a file is only saved again, moved, or copied', async () => {
    const one = workspace({ 'a.ts': steps(6), 'deep/b.ts': 'export const other = () => "else";\n' });
    await brought(index, one);
    one.write('a.ts', steps(6));
    assert.deepEqual(await brought(index, one), { files: 0, embedded: 0 });
    one.write('moved/a.ts', steps(6));
    one.write('copy.ts', steps(6));
    one.texts.delete('a.ts');
    assert.deepEqual(await brought(index, one), { files: 3, embedded: 0 });
    assert.deepEqual([...index.files().keys()].toSorted(), ['copy.ts', 'deep/b.ts', 'moved/a.ts']);
  });

  it('embeds nothing twice when a branch comes back', async () => {
    const one = workspace({ 'a.ts': steps(12) });
    await brought(index, one);
    one.write('a.ts', steps(12, ' // of the branch'));
    assert.equal((await brought(index, one)).embedded, 1);
    one.write('a.ts', steps(12));
    assert.equal((await brought(index, one)).embedded, 0);
    one.write('a.ts', steps(12, ' // of the branch'));
    assert.equal((await brought(index, one)).embedded, 0);
  });

  it('forgets what is gone, and what holds nothing any more', async () => {
    const one = workspace({ 'a.ts': steps(3), 'b.ts': steps(4, ''), 'c.ts': 'export const c = "only here";\n' });
    await brought(index, one);
    one.texts.delete('a.ts');
    one.write('c.ts', '// @generated\nexport const c = "only here";\n');
    await brought(index, one);
    const found = await new Searcher(index).find({ text: 'only here', most: 5 });
    assert.deepEqual(found, []);
    assert.equal(index.counts().files, 1);
    assert.equal(index.placesOf([...index.vectorIds()]).size, index.vectorIds().size);
  });

  it('keeps what is done when it is stopped, and goes on with the rest', async () => {
    const one = workspace(
      Object.fromEntries(
        Array.from({ length: 60 }, (_, at) => [`f${at}.ts`, steps(4).replaceAll('Step', `Step of ${at}`)]),
      ),
    );
    const { read } = one;
    const found = await survey(index, { found: one.found(), chunkLimit: 400, read, signal: never });
    let calls = 0;
    const embed = async (texts: readonly string[]): Promise<readonly Float32Array[]> => {
      calls += 1;
      if (calls === 2) throw new Error('no money');
      return one.embed(texts);
    };
    await assert.rejects(sync({ index, survey: found, read, embed, signal: never }), /no money/);
    const paid = one.embedded.length;
    assert.ok(paid > 0);
    const rest = await brought(index, one);
    assert.equal(paid + rest.embedded, found.chunks);
    assert.equal(new Set(one.embedded).size, one.embedded.length, 'nothing was paid for twice');
    assert.equal(index.counts().files, 60);
  });

  it('stops at the signal before the next text is sent', async () => {
    const one = workspace({ 'a.ts': steps(30) });
    const found = await survey(index, { found: one.found(), chunkLimit: 200, read: one.read, signal: never });
    await assert.rejects(
      sync({ index, survey: found, read: one.read, embed: one.embed, signal: AbortSignal.abort() }),
      { name: 'AbortError' },
    );
    assert.deepEqual(one.embedded, []);
  });

  it('says before what it will take: as many chunks as are embedded then', async () => {
    const one = workspace({
      'a.ts': steps(20),
      'copy.ts': steps(20),
      'package-lock.json': '{}',
      'x.png': 'PNG',
      'g.ts': '// @generated\n',
    });
    const found = await survey(undefined, { found: one.found(), chunkLimit: 400, read: one.read, signal: never });
    const { embedded } = await sync({ index, survey: found, read: one.read, embed: one.embed, signal: never });
    assert.equal(embedded, found.chunks);
    assert.deepEqual([found.files, found.unfit], [2, 3]);
    assert.equal(
      found.tokens,
      chunksOf({ path: 'a.ts', text: steps(20) }, 400).reduce((sum, { tokens }) => sum + tokens, 0),
    );
  });

  it('refuses vectors of another length than it has', async () => {
    const one = workspace({ 'a.ts': steps(2) });
    await brought(index, one);
    one.write('a.ts', steps(3));
    const found = await survey(index, { found: one.found(), chunkLimit: 400, read: one.read, signal: never });
    const short = async (texts: readonly string[]) => texts.map(() => new Float32Array(8).fill(1));
    await assert.rejects(
      sync({ index, survey: found, read: one.read, embed: short, signal: never }),
      /has to be made anew/,
    );
  });

  it('drops the oldest vectors that nothing uses, once they are many', async () => {
    const keep = (name: string, count: number): void =>
      index.keep(Array.from({ length: count }, (_, at) => ({ hash: `${name}${at}`, vector: Float32Array.of(1, at) })));
    keep('old', 1_500);
    keep('new', 1_500);
    index.prune();
    assert.equal(index.kept(Array.from({ length: 1_500 }, (_, at) => `new${at}`)).size, 1_500);
    assert.equal(index.kept(Array.from({ length: 1_500 }, (_, at) => `old${at}`)).size, 500);
  });

  it('lets one window work at a time, until it has done or vanished', async () => {
    const other = await openIndex(file());
    assert.equal(index.claim('one', 60_000), true);
    assert.equal(other.claim('two', 60_000), false);
    assert.equal(index.claim('one', 60_000), true, 'its own claim is renewed');
    other.release('two');
    assert.equal(other.claim('two', 60_000), false, 'and nobody else gives it back');
    index.release('one');
    assert.equal(other.claim('two', 0), true);
    assert.equal(index.claim('one', 60_000), true, 'a claim that is over binds nobody');
    other.close();
  });

  it('shows in one window what another has written', async () => {
    const searcher = new Searcher(index);
    const one = workspace({ 'a.ts': 'export const apples = () => "in the garden";\n' });
    await brought(index, one);
    const question = { text: 'pears', vector: vectorOf('pears in the cellar'), most: 1 };
    assert.equal((await searcher.find(question))[0]?.path, 'a.ts');
    const other = await openIndex(file());
    one.write('b.ts', 'export const pears = () => "in the cellar";\n');
    await brought(other, one);
    assert.equal((await searcher.find(question))[0]?.path, 'b.ts');
    one.texts.delete('b.ts');
    await brought(other, one);
    other.close();
    assert.equal((await searcher.find(question))[0]?.path, 'a.ts');
  });

  it('is empty after it is begun for another model, and old vectors are found no more', async () => {
    const searcher = new Searcher(index);
    const one = workspace({ 'a.ts': steps(3) });
    await brought(index, one);
    assert.equal((await searcher.find({ text: 'step', vector: vectorOf('step'), most: 1 })).length, 1);
    index.begin({ ...about, model: 'best/embed' });
    assert.deepEqual(await searcher.find({ text: 'step', vector: vectorOf('step'), most: 1 }), []);
    assert.deepEqual(index.counts().chunks, 0);
  });

  it('knows that another file has its name now', async () => {
    assert.equal(index.isReplaced(), false);
    fs.rmSync(file());
    assert.equal(index.isReplaced(), true);
  });

  it('forgets what was embedded without a question once it is older than the time asked for', async () => {
    index.addUnasked({ chunks: 3, usd: 0.01 }, 1_000);
    index.addUnasked({ chunks: 2, usd: 0.02 }, 2_000);
    index.addUnasked({ chunks: 5, usd: undefined }, 2_000);
    assert.deepEqual(index.unaskedSince(1_500), { usd: 0.02, unpriced: 5 });
    assert.deepEqual(index.unaskedSince(3_000), { usd: 0, unpriced: 0 });
  });

  it('opens the file of an older Keyway, whose folders have to be agreed to once more', async () => {
    const older = path.join(folder, 'older.db');
    const database = new DatabaseSync(older);
    database.exec(`
      CREATE TABLE about (
        only INTEGER PRIMARY KEY CHECK (only = 1), model TEXT NOT NULL, dimensions INTEGER, chunk_limit INTEGER NOT NULL,
        paused INTEGER NOT NULL, complete INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE worker (only INTEGER PRIMARY KEY CHECK (only = 1), owner TEXT NOT NULL, until INTEGER NOT NULL) STRICT;
      CREATE TABLE file (
        id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, mtime REAL NOT NULL, size INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE vector (
        id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, scale REAL NOT NULL, numbers BLOB NOT NULL
      ) STRICT;
      CREATE TABLE chunk (
        id INTEGER PRIMARY KEY, file INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, symbol TEXT NOT NULL,
        vector INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX chunk_file ON chunk (file);
      CREATE INDEX chunk_vector ON chunk (vector);
      CREATE VIRTUAL TABLE word USING fts5 (
        path, symbol, body, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2'
      );
      INSERT INTO about VALUES (1, 'acme/embed', 8, 400, 0, 1);
      PRAGMA user_version = 1;
    `);
    database.close();
    const opened = await openIndex(older);
    const said = opened.about();
    opened.close();
    assert.deepEqual(said, {
      model: 'acme/embed',
      dimensions: 8,
      chunkLimit: 400,
      paused: false,
      complete: true,
      folders: [],
    });
  });

  it('says in a clause what is wrong with its file', async () => {
    const broken = path.join(folder, 'broken.db');
    fs.writeFileSync(broken, 'this is no database, '.repeat(400));
    const error: unknown = await openIndex(broken).catch((thrown: unknown) => thrown);
    assert.deepEqual([troubleOf(error)?.message, troubleOf(error)?.isDamage], ['the file is damaged', true]);
    const newer = path.join(folder, 'newer.db');
    const database = new DatabaseSync(newer);
    database.exec('PRAGMA user_version = 99');
    database.close();
    await assert.rejects(openIndex(newer), /made by a newer version of Keyway/);
    assert.equal(troubleOf(new Error('a bug')), undefined);
  });
});

/** Everything that can be found, and by which vector. */
const contentOf = (index: IndexFile): readonly string[] => {
  const places = index.placesOf([...index.vectorIds()]);
  const all = [...places].flatMap(([id, some]) =>
    some.map(({ path: file, first, last, symbol }) => {
      const { scale = 0, numbers = new Int8Array() } = index.vector(id) ?? {};
      return `${file}:${first}-${last} ${symbol} ${scale} ${numbers.slice(0, 40).join()}`;
    }),
  );
  return all.toSorted();
};

describe('an index that follows', () => {
  it('is at every step what one made anew would be', async () => {
    const name = fc.constantFrom('a.ts', 'b.ts', 'deep/c.ts', 'deep/d.py', 'e.md');
    const step = fc.oneof(
      fc.record({
        does: fc.constant('write' as const),
        name,
        count: fc.nat(12),
        change: fc.constantFrom('', ' // x', ' // y'),
      }),
      fc.record({ does: fc.constant('delete' as const), name }),
      fc.record({ does: fc.constant('move' as const), name, to: name }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (stepsToTake) => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-search-'));
        const [index, anew] = [await openIndex(path.join(folder, 'a.db')), await openIndex(path.join(folder, 'b.db'))];
        index.begin(about);
        const made = workspace({ 'a.ts': steps(4) });
        // A vector keeps the path it was first made with: here it is made without.
        const embed: typeof made.embed = (texts) => made.embed(texts.map((text) => text.slice(text.indexOf('\n') + 1)));
        const one = { ...made, embed };
        for (const taken of stepsToTake) {
          const text = one.texts.get(taken.name);
          if (taken.does === 'write') one.write(taken.name, steps(taken.count, taken.change));
          else one.texts.delete(taken.name);
          if (taken.does === 'move' && text !== undefined) one.write(taken.to, text);
          await brought(index, one);
          anew.begin(about);
          await brought(anew, one);
          assert.deepEqual(contentOf(index), contentOf(anew));
          for (const word of ['step', 'halved', 'deep', 'x'])
            assert.deepEqual(
              index
                .byWords([word], 100)
                .map(({ path: file, first }) => `${file}:${first}`)
                .toSorted(),
              anew
                .byWords([word], 100)
                .map(({ path: file, first }) => `${file}:${first}`)
                .toSorted(),
            );
        }
        index.close();
        anew.close();
        fs.rmSync(folder, { recursive: true, force: true });
      }),
      { numRuns: 25 },
    );
  });
});

describe('finding in an index', () => {
  let folder: string;
  let index: IndexFile;
  let searcher: Searcher;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-search-'));
    index = await openIndex(path.join(folder, 'one.db'));
    index.begin(about);
    searcher = new Searcher(index);
    await brought(
      index,
      workspace({
        'server/retry.ts':
          'export const persevere = (work) => {\n  // attempt with backoff after each fault\n  return backoff(work);\n};\n',
        'server/sums.ts': 'export const total = (numbers) => numbers.reduce((sum, one) => sum + one, 0);\n',
        'client/parseHTTPHeader.ts': 'export const parseHTTPHeader = (line) => line.split(":");\n',
        'client/retries.ts': 'export const retries = 3;\n',
        'server-old/retry.ts':
          'export const tryAgain = (work) => {\n  // attempt with backoff after each fault, as before\n  return again(work);\n};\n',
      }),
    );
  });

  after(() => {
    index.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const paths = async (text: string, more: object = {}): Promise<readonly string[]> =>
    (await searcher.find({ text, vector: vectorOf(text), most: 3, ...more })).map((hit) => hit.path);

  it('goes by meaning where the words are others', async () => {
    assert.match((await paths('repeats what failed'))[0] ?? '', /retry\.ts$/);
  });

  it('goes by words where they are there, parts of names included', async () => {
    assert.deepEqual(
      (await searcher.find({ text: 'http header', most: 5 })).map((hit) => hit.path),
      ['client/parseHTTPHeader.ts'],
    );
    assert.equal((await searcher.find({ text: 'parseHTTPHeader', most: 5 })).length, 1);
  });

  it('stays below a folder where one is named, not in one that begins like it', async () => {
    const found = await paths('repeats what failed with backoff', { folder: 'server', most: 10 });
    assert.deepEqual(found, ['server/retry.ts']);
    assert.ok((await paths('repeats what failed with backoff', { most: 10 })).includes('server-old/retry.ts'));
    assert.deepEqual(await paths('anything', { folder: 'nowhere' }), []);
  });

  it('scores from 0 to 1, the best first, 1 for what is first in both', async () => {
    const hits = await searcher.find({
      text: 'sum of numbers total',
      vector: vectorOf('sum of numbers total'),
      most: 5,
    });
    assert.deepEqual([hits[0]?.path, hits[0]?.score], ['server/sums.ts', 1]);
    const scores = hits.map(({ score }) => score);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
    assert.ok(scores.every((score) => score >= 0 && score <= 1));
  });

  it('takes questions of signs and quotes for what they are', async () => {
    for (const text of ['"', "it's * OR AND ( NEAR", ') AND path:', '-^:"a"', '世界', ''])
      await searcher.find({ text, vector: vectorOf('x'), most: 3 });
  });

  it('finds nothing with the vector of another model, and the words all the same', async () => {
    const hits = await searcher.find({ text: 'total', vector: new Float32Array(8).fill(1), most: 3 });
    assert.deepEqual(
      hits.map((hit) => hit.path),
      ['server/sums.ts'],
    );
    assert.match((await paths('repeats what failed'))[0] ?? '', /retry\.ts$/, 'and is itself again');
  });
});
