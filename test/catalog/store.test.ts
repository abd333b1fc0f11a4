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
    await store.write('k', [{ id: 'a', price: { input: Number.NaN, output: -1 } }, { id: 'b' }]);
    assert.deepEqual(
      (await store.read('k'))?.models.map(({ id, price }) => [id, price]),
      [
        ['a', undefined],
        ['b', undefined],
      ],
    );
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
