import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableOf } from '../../src/catalog/catalog.ts';
import { overridesIn } from '../../src/catalog/overrides.ts';
import { openListStore } from '../../src/catalog/store.ts';
import type { Key } from '../../src/core/key.ts';
import type { ListedModel } from '../../src/core/listing.ts';
import { modelKey, type Provider } from '../../src/core/provider.ts';
import { Offers } from '../../src/editor/offers.ts';
import { Signal } from '../../src/editor/signal.ts';
import { row } from '../catalog/rows.ts';

/** A record that no list of ours has. */
const acme: Provider = {
  id: 'acme',
  name: 'Acme',
  protocol: 'openai-chat',
  baseUrl: 'https://{region}.acme.example/v1',
  urls: { docs: 'https://acme.example' },
  fields: [
    { name: 'apiKey', label: 'API key', secret: true },
    { name: 'region', label: 'Region', secret: false },
  ],
  environment: [],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'models', shape: 'openai' },
};
const doubtful: Provider = { ...acme, id: 'doubtful', name: 'Doubtful', uncertain: 'Nobody has heard of it.' };

const table = tableOf([
  row('acme/big', { aliases: ['big-latest'] }),
  row('acme/old', { retired: { on: '2020-01-01' } }),
  row('doubtful/big'),
]);

const key = (id: string, facts: Partial<Key> = {}): Key => ({
  id,
  provider: 'acme',
  nickname: id,
  priority: 1,
  enabled: true,
  plain: { region: 'eu' },
  addedAt: 0,
  ...facts,
});

describe('what the keys unlock', () => {
  let folder = '';
  let keys: Key[] = [];
  let setting: unknown;
  let asked: string[] = [];
  let troubles: string[] = [];
  let list: (key: Key) => readonly ListedModel[] | Promise<readonly ListedModel[]> = () => [];
  let offers: Offers;
  const changed = new Signal();

  const open = (): Offers => {
    offers = new Offers({
      keyring: { list: () => keys, onDidChange: changed.event },
      store: openListStore(folder),
      providerOf: (id) => [acme, doubtful].find((provider) => provider.id === id),
      table: () => Promise.resolve(table),
      own: (provider) => overridesIn(setting, () => true).of(provider),
      list: async (_provider, of) => {
        asked.push(of.id);
        return list(of);
      },
      onTrouble: (sentence) => void troubles.push(sentence),
    });
    return offers;
  };
  const models = (): readonly string[] => offers.all().map(({ model }) => modelKey(model));
  const settle = async (): Promise<void> => {
    await offers.refresh();
    await offers.rebuild();
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyway-offers-'));
    [keys, setting, asked, troubles, list] = [[key('one')], undefined, [], [], () => []];
  });
  afterEach(async () => {
    offers.dispose();
    await rm(folder, { recursive: true });
  });

  it('is the table’s until a list has come, and the list’s from then on', async () => {
    await open().ready();
    assert.deepEqual(models(), ['acme/big']);
    assert.deepEqual(asked, [], 'nobody is asked before the models are there');
    list = () => [{ id: 'big-latest' }, { id: 'new' }];
    await offers.refresh();
    assert.deepEqual(models(), ['acme/big-latest', 'acme/new']);
  });

  it('survives a provider that cannot be asked', async () => {
    list = () => [{ id: 'new' }];
    await open().refresh();
    list = () => Promise.reject(new Error('the sky fell'));
    await offers.refresh({ all: true });
    assert.deepEqual(models(), ['acme/new']);
    assert.deepEqual(troubles, ['Acme: the models of key one could not be listed: the sky fell']);
  });

  it('is not asked for all the time of a provider that lists nothing', async () => {
    await open().refresh();
    await offers.refresh();
    assert.deepEqual([models(), asked], [['acme/big'], ['one']]);
  });

  it('has the keys of a model in their order', async () => {
    keys = [key('second', { priority: 2 }), key('first')];
    await open().ready();
    assert.deepEqual(
      offers.all()[0]?.keys.map(({ id }) => id),
      ['first', 'second'],
    );
  });

  it('is nothing for keys that are switched off, half filled or of nobody, and none of them is asked', async () => {
    keys = [key('off', { enabled: false }), key('half', { plain: {} }), key('gone', { provider: 'octoai' })];
    await open().refresh({ all: true });
    assert.deepEqual([models(), asked], [[], []]);
  });

  it('needs a test that went well where the provider may be gone', async () => {
    keys = [key('k', { provider: 'doubtful' })];
    await open().refresh({ all: true });
    assert.deepEqual([models(), asked], [[], []]);
    keys = [key('k', { provider: 'doubtful', verdict: 'valid', testedAt: 1 })];
    changed.fire();
    await settle();
    assert.deepEqual([models(), asked], [['doubtful/big'], ['k']]);
  });

  it('is asked for again when a key becomes another one, and not when it was merely used or tested', async () => {
    list = () => [{ id: 'new' }];
    await open().refresh();
    keys = [key('one', { usedAt: 5, testedAt: 6 })];
    changed.fire();
    await settle();
    assert.deepEqual(asked, ['one']);
    list = () => [{ id: 'newer' }];
    keys = [key('one', { plain: { region: 'us' } })];
    changed.fire();
    await settle();
    assert.deepEqual([asked, models()], [['one', 'one'], ['acme/newer']]);
    keys = [key('one', { plain: { region: 'us' }, updatedAt: 7 })];
    changed.fire();
    await settle();
    assert.equal(asked.length, 3, 'another secret unlocks other models');
  });

  it('tells of a change once, and not of a key that was merely used', async () => {
    await open().ready();
    let told = 0;
    offers.onDidChange(() => (told += 1));
    keys = [key('one', { usedAt: 5 })];
    changed.fire();
    await settle();
    assert.equal(told, 0);
    setting = { 'acme/mine': {} };
    await offers.rebuild();
    await offers.rebuild();
    assert.deepEqual([told, models()], [1, ['acme/big', 'acme/mine']]);
  });

  it('counts what the person says, for models that nobody lists too', async () => {
    setting = { 'acme/big': { hidden: true }, 'acme/mine': { price: { input: 7, output: 7 } } };
    await open().ready();
    assert.deepEqual(models(), ['acme/mine']);
    keys = [];
    changed.fire();
    await offers.rebuild();
    assert.deepEqual(models(), [], 'without a key there is nobody to ask for it');
  });

  it('has no model that no key may be used for', async () => {
    list = () => [{ id: 'big' }, { id: 'small' }];
    keys = [key('one', { models: ['sm*'] })];
    await open().refresh();
    assert.deepEqual(models(), ['acme/small']);
    keys = [key('one', { models: ['sm*'] }), key('two')];
    changed.fire();
    await settle();
    assert.deepEqual(models().toSorted(), ['acme/big', 'acme/small']);
  });

  it('prices an answer by the model that served it, under any of its names', async () => {
    setting = { 'acme/big-latest': { price: { input: 7, output: 7 } } };
    list = () => [{ id: 'big-latest' }];
    await open().refresh();
    assert.equal(offers.modelOf('acme', 'big-latest')?.price?.input, 7);
    assert.equal(
      offers.modelOf('acme', 'big')?.price?.input,
      7,
      'the person’s price holds for the model, not for a name',
    );
    assert.equal(offers.modelOf('acme', 'big-latest-2026-11-01')?.price?.input, 7);
    assert.equal(offers.modelOf('acme', 'old')?.price?.input, 1, 'retired');
    assert.equal(offers.modelOf('acme', 'big-2026-11-01'), undefined, 'no guess from a name');
    assert.equal(offers.modelOf('nobody', 'big'), undefined);
  });

  it('ends with what was said last, however many changes come at once', async () => {
    open();
    const rebuilds: Promise<void>[] = [];
    for (let count = 0; count < 20; count += 1) {
      setting = { [`acme/mine-${count}`]: {} };
      rebuilds.push(offers.rebuild());
    }
    await Promise.all(rebuilds);
    assert.deepEqual(models(), ['acme/big', 'acme/mine-19']);
  });
});
