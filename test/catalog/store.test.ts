import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openListStore, stale } from '../../src/catalog/store.ts';

describe('the store of lists', () => {
  let folder = '';
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'keyway-lists-')), 'lists');
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true }));

  it('gives back what was written, and when, to another window too', async () => {
    const models = [{ id: 'a', name: 'A', contextTokens: 10, tools: true, price: { input: 1, output: 2 } }];
    await openListStore(folder).write('key-1', models, 1_000);
    assert.deepEqual(await openListStore(folder).read('key-1'), { fetchedAt: 1_000, models });
  });

  it('keeps everything a list can say', async () => {
    const models = [
      { id: 'mine', kind: 'embedding', dimensions: 384, alias: 'text-embedding-3-small', protocol: 'openai-responses' },
      { id: 'b', name: 'B', contextTokens: 1, maxOutputTokens: 1, tools: false, images: true, reasoning: true },
    ] as const;
    await openListStore(folder).write('k', models, 1);
    assert.deepEqual((await openListStore(folder).read('k'))?.models, models);
  });

  it('sees what another window has written since', async () => {
    const [mine, theirs] = [openListStore(folder), openListStore(folder)];
    await mine.write('k', [{ id: 'a' }], 1);
    await mine.read('k');
    await theirs.write('k', [{ id: 'b' }], 1);
    assert.equal((await mine.read('k'))?.models[0]?.id, 'b');
  });

  it('knows nothing of a key that was never asked', async () => {
    assert.equal(await openListStore(folder).read('key-1'), undefined);
  });

  it('keeps the lists of two keys apart, whatever their ids are made of', async () => {
    const store = openListStore(folder);
    await store.write('../a', [{ id: 'one' }]);
    await store.write('a/../..', [{ id: 'two' }]);
    assert.equal((await store.read('../a'))?.models[0]?.id, 'one');
    assert.equal((await store.read('a/../..'))?.models[0]?.id, 'two');
    assert.equal((await readdir(folder)).length, 2);
  });

  it('does not let an empty list replace a good one', async () => {
    const store = openListStore(folder);
    await store.write('k', [{ id: 'a' }], 1);
    await store.write('k', [], 2);
    assert.deepEqual(await store.read('k'), { fetchedAt: 1, models: [{ id: 'a' }] });
  });

  it('ignores a broken file', async () => {
    const store = openListStore(folder);
    await store.write('k', [{ id: 'a' }]);
    for (const text of [
      '',
      '{',
      '[]',
      '{"fetchedAt":1}',
      '{"fetchedAt":1,"models":[]}',
      '{"fetchedAt":1,"models":[{"id":5}]}',
      'null',
    ]) {
      await writeFile(join(folder, 'k.json'), text);
      assert.equal(await openListStore(folder).read('k'), undefined, text);
    }
  });

  it('keeps the good list it has read when the file breaks later', async () => {
    const store = openListStore(folder);
    await store.write('k', [{ id: 'a' }], 1);
    await store.read('k');
    await writeFile(join(folder, 'k.json'), '{"fetc');
    assert.equal((await store.read('k'))?.models[0]?.id, 'a');
  });

  it('loses an impossible price, not the list', async () => {
    const store = openListStore(folder);
    const impossible = [
      { input: -1, output: 1 },
      { input: 1_001, output: 1 },
      { input: Number.NaN, output: 1 },
      { input: 1, output: Infinity },
      { input: 1, output: 1, tiers: [{ above: 9, input: -1, output: 1 }] },
    ];
    const models = impossible.map((price, index) => ({ id: `${index}`, price }));
    await store.write('k', [...models, { id: 'b', price: { input: 1, output: 0 } }]);
    assert.deepEqual(
      (await store.read('k'))?.models.map(({ price }) => price),
      [...impossible.map(() => undefined), { input: 1, output: 0 }],
    );
  });

  it('leaves out what another program wrote and no list may name', async () => {
    const path = join(folder, 'k.json');
    await openListStore(folder).write('k', [{ id: 'a' }], 1);
    const odd = [
      { id: 'x'.repeat(301) },
      { id: 'two\nlines' },
      { id: 'b', name: 'turned \u202e around' },
      { id: 'c', alias: 'y'.repeat(301) },
    ];
    await writeFile(path, JSON.stringify({ fetchedAt: 1, models: [...odd, { id: 'good' }] }));
    assert.deepEqual((await openListStore(folder).read('k'))?.models, [{ id: 'good' }]);
  });

  it('is never half written, also when many write at once', async () => {
    const store = openListStore(folder);
    const models = Array.from({ length: 2_000 }, (_, index) => ({ id: `model-${index}` }));
    const writes = Array.from({ length: 20 }, (_, index) => store.write('k', models, index));
    const reads = Array.from({ length: 20 }, async () => {
      const text = await readFile(join(folder, 'k.json'), 'utf8').catch(() => undefined);
      if (text !== undefined) JSON.parse(text);
    });
    await Promise.all([...writes, ...reads]);
    assert.equal((await store.read('k'))?.models.length, 2_000);
    assert.deepEqual(await readdir(folder), ['k.json']);
  });

  it('says so when the disk refuses, and leaves no draft behind', async () => {
    await writeFile(folder, 'a file where the folder should be');
    await assert.rejects(openListStore(folder).write('k', [{ id: 'a' }]));
    assert.equal(await openListStore(folder).read('k'), undefined);
  });
});

describe('a list', () => {
  it('is stale after an hour', () => {
    assert.equal(stale({ fetchedAt: 0 }, 3_600_000), false);
    assert.equal(stale({ fetchedAt: 0 }, 3_600_001), true);
  });

  it('of the future is stale: the clock was set back', () => {
    assert.equal(stale({ fetchedAt: 5_000 }, 4_999), true);
  });
});
