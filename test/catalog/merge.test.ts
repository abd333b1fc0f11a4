import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tableOf } from '../../src/catalog/catalog.ts';
import { merge, ownPrice, servedModel } from '../../src/catalog/merge.ts';
import { overridesIn } from '../../src/catalog/overrides.ts';
import type { ListedModel } from '../../src/core/listing.ts';
import type { Model, Provider } from '../../src/core/provider.ts';
import { row } from './rows.ts';

/** Of no real provider, so that no real record's changes matter here; `openai` for what is known by name. */
const record = (id: string, facts: Partial<Provider<'openai-chat'>> = {}): Provider => ({
  id,
  name: id,
  protocol: 'openai-chat',
  baseUrl: `https://${id}.example/v1`,
  urls: { docs: `https://${id}.example` },
  fields: [],
  environment: [],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'models', shape: 'openai' },
  ...facts,
});

const acme = record('acme');
const local = record('local', { local: true });

const rows = [
  row('acme/big', { aliases: ['big-latest'], price: { input: 5, output: 25, cacheRead: 0.5 } }),
  row('acme/small', { images: false, contextTokens: 128_000 }),
  row('acme/small-20260101', { price: { input: 3, output: 4 } }),
  row('acme/vectors', { kind: 'embedding', dimensions: 1_536, maxOutputTokens: 0, tools: false, images: false }),
  row('acme/old', { retired: { on: '2026-11-01', successor: 'big' } }),
  row('acme/going', { retired: { on: '2026-12-01' } }),
  row('acme/elsewhere', { protocol: 'openai-responses' }),
  row('other/big', { price: { input: 9, output: 9 } }),
];
const table = tableOf(rows);
const now = Date.UTC(2026, 10, 20);

const merged = (provider: Provider, listed?: readonly ListedModel[]): readonly Model[] =>
  merge({ provider, table, listed, now });
const ids = (models: readonly Model[]): readonly string[] => models.map(({ id }) => id);
const one = (item: ListedModel, provider = acme): Model => {
  const [model] = merged(provider, [item]);
  assert.ok(model, `${item.id} is offered`);
  return model;
};

describe('models without a list', () => {
  it('are those of the table that are not retired and that the record can speak to', () => {
    assert.deepEqual(ids(merged(acme)), ['big', 'small', 'small-20260101', 'vectors', 'going']);
    assert.deepEqual(merged(acme, []), merged(acme));
  });

  it('are none where the table has none', () => assert.deepEqual(merged(record('nobody')), []));

  it('are gone on the day they are retired', () => {
    const on = (time: number) => ids(merge({ provider: acme, table, now: time }));
    assert.ok(on(Date.UTC(2026, 10, 30, 23, 59)).includes('going'));
    assert.ok(!on(Date.UTC(2026, 11, 1)).includes('going'));
  });
});

describe('models of a list', () => {
  it('are those the key unlocks and no others', () => {
    assert.deepEqual(ids(merged(acme, [{ id: 'small' }, { id: 'unheard-of' }])), ['small', 'unheard-of']);
  });

  it('take their facts and their dated price from the table', () => {
    assert.deepEqual(one({ id: 'big' }), {
      provider: 'acme',
      id: 'big',
      name: 'BIG',
      kind: 'chat',
      contextTokens: 200_000,
      maxOutputTokens: 32_000,
      tools: true,
      images: true,
      reasoning: false,
      price: { input: 5, output: 25, cacheRead: 0.5 },
      priceAsOf: '2026-11-10',
    });
  });

  it('are offered although the table calls them retired: shutdowns are put off', () => {
    assert.equal(one({ id: 'old' }).price?.input, 1);
  });

  it('have the facts and the price of the model they are an alias of in the table', () => {
    const model = one({ id: 'big-latest' });
    assert.deepEqual([model.id, model.price?.output, model.contextTokens], ['big-latest', 25, 200_000]);
  });

  it('believe what the list itself says', () => {
    const listed = { id: 'big', contextTokens: 2_000_000, maxOutputTokens: 100_000, name: 'Listed', tools: false };
    const model = one(listed);
    assert.deepEqual(
      [model.contextTokens, model.maxOutputTokens, model.name, model.tools],
      [2_000_000, 100_000, 'Listed', false],
    );
    assert.equal(model.price?.input, 5);
  });

  it('fill gaps where the list says so, and where the person does in spite of it', () => {
    const fills = (listed: ListedModel, own?: boolean): boolean | undefined => {
      const overrides = overridesIn({ 'acme/big': own === undefined ? {} : { fills: own } }, () => true);
      const [model] = merge({ provider: acme, table, listed: [listed], own: overrides.of('acme') });
      return model?.fills;
    };
    assert.deepEqual(overridesIn({ 'acme/big': { fills: true } }, () => true).troubles, []);
    assert.equal(overridesIn({ 'acme/big': { fills: 'yes' } }, () => true).troubles.length, 1);
    assert.equal(fills({ id: 'big' }), undefined);
    assert.equal(fills({ id: 'big', fills: true }), true);
    assert.equal(fills({ id: 'big', fills: false }, true), true);
    assert.equal(fills({ id: 'big', fills: true }, false), false);
  });

  it('ignore limits of 0, which some lists give for "unknown"', () => {
    const model = one({ id: 'big', contextTokens: 0, maxOutputTokens: 0 });
    assert.deepEqual([model.contextTokens, model.maxOutputTokens], [200_000, 32_000]);
  });

  it('never answer more than their window holds', () => {
    assert.equal(one({ id: 'a/b', contextTokens: 4_096 }).maxOutputTokens, 4_096);
  });

  it('take the price of the list, with the list’s own date, before that of the table', () => {
    const listed = [{ id: 'big', price: { input: 1, output: 2 } }];
    const [model] = merge({ provider: acme, table, listed, listedAt: Date.UTC(2026, 10, 20, 23) });
    assert.deepEqual([model?.price, model?.priceAsOf], [{ input: 1, output: 2 }, '2026-11-20']);
  });

  it('inherit abilities from the undated model, but never its price or name', () => {
    for (const id of ['big-2026-11-02', 'big-20261102', 'big-1102']) {
      const model = one({ id });
      assert.deepEqual([model.price, model.name, model.contextTokens, model.images], [undefined, id, 200_000, true]);
    }
  });

  it('keep the price of a dated model that the table knows', () => {
    assert.equal(one({ id: 'small-20260101' }).price?.output, 4);
  });

  it('are never priced by the beginning of their name', () => {
    for (const id of ['big-turbo', 'bigger', 'big-5-5', 'acme/big', 'BIG'])
      assert.equal(one({ id }).price, undefined, id);
  });

  it('keep embeddings apart by kind, with the length of their vectors', () => {
    assert.deepEqual([one({ id: 'vectors' }).kind, one({ id: 'vectors' }).dimensions], ['embedding', 1_536]);
    assert.equal(one({ id: 'vectors', kind: 'chat' }).kind, 'embedding');
    const listed = one({ id: 'unheard-of', kind: 'embedding', dimensions: 384 });
    assert.deepEqual([listed.kind, listed.dimensions], ['embedding', 384]);
    assert.equal(one({ id: 'big', dimensions: 384 }).dimensions, undefined);
  });

  it('cost nothing where they are local, whatever the list says', () => {
    const model = one({ id: 'qwen3:8b', price: { input: 3, output: 3 } }, local);
    assert.deepEqual([model.price, model.priceAsOf], [{ input: 0, output: 0 }, undefined]);
  });

  it('are taken for little where nothing is known of them', () => {
    const model = one({ id: 'mystery' });
    assert.deepEqual(
      [model.contextTokens, model.maxOutputTokens, model.tools, model.images, model.reasoning, model.price],
      [128_000, 8_192, true, false, false, undefined],
    );
    assert.equal(one({ id: 'mystery' }, local).contextTokens, 32_768);
  });

  it('are no chat models where they are known to be something else', () => {
    const openai = record('openai');
    assert.deepEqual(merged(openai, [{ id: 'whisper-1' }, { id: 'dall-e-3' }]), []);
    assert.equal(merged(acme, [{ id: 'whisper-1' }]).length, 1);
  });
});

describe('a model that answers in another protocol', () => {
  const speaking = record('acme', { others: { 'openai-responses': {} } });

  it('is offered in it where the record speaks it', () => {
    assert.equal(one({ id: 'elsewhere' }, speaking).protocol, 'openai-responses');
    assert.equal(one({ id: 'new', protocol: 'openai-responses' }, speaking).protocol, 'openai-responses');
  });

  it('is not offered where the record does not: it could not be asked', () => {
    assert.deepEqual(merged(acme, [{ id: 'elsewhere' }, { id: 'new', protocol: 'gemini' }]), []);
  });

  it('is spoken to as its list says, before the table', () => {
    assert.equal(one({ id: 'elsewhere', protocol: 'openai-chat' }).protocol, undefined);
  });
});

describe('a model under a name of the person’s own', () => {
  it('has the facts and the price of what was deployed', () => {
    const azure = record('acme', { listing: { shape: 'deployments' } });
    const misleading = one({ id: 'small', alias: 'big-latest' }, azure);
    assert.deepEqual([misleading.name, misleading.price?.input, misleading.contextTokens], ['small', 5, 200_000]);
    assert.equal(one({ id: 'big', alias: 'unheard-of' }, azure).price, undefined);
    const model = one({ id: 'my-deployment', alias: 'big' }, azure);
    assert.deepEqual([model.id, model.name, model.price?.input], ['my-deployment', 'my-deployment', 5]);
    assert.equal(model.contextTokens, 200_000);
  });

  it('has the facts alone where it is a profile that may cost more', () => {
    const bedrock = record('acme', { listing: { shape: 'bedrock' } });
    const model = one({ id: 'eu.big', alias: 'big' }, bedrock);
    assert.deepEqual([model.price, model.contextTokens], [undefined, 200_000]);
    const exact = tableOf([...rows, row('acme/eu.big', { price: { input: 5.5, output: 27.5 } })]);
    const [priced] = merge({ provider: bedrock, table: exact, listed: [{ id: 'eu.big', alias: 'big' }] });
    assert.equal(priced?.price?.input, 5.5);
  });
});

describe('what the person says', () => {
  const own = (setting: unknown) => overridesIn(setting, () => true).of('acme');
  const mergedWith = (setting: unknown, listed?: readonly ListedModel[], provider = acme): readonly Model[] =>
    merge({ provider, table, listed, listedAt: 0, own: overridesIn(setting, () => true).of(provider.id), now });

  it('wins over table and list, fact by fact', () => {
    const price = { input: 0.25, output: 0.5 };
    const setting = { 'acme/big': { name: 'Mine', contextTokens: 64_000, tools: false, price } };
    const [model] = mergedWith(setting, [{ id: 'big', contextTokens: 9_000, price: { input: 7, output: 7 } }]);
    assert.deepEqual(
      [model?.name, model?.contextTokens, model?.maxOutputTokens, model?.tools, model?.images],
      ['Mine', 64_000, 32_000, false, true],
    );
    assert.deepEqual([model?.price, model?.priceAsOf], [price, ownPrice]);
  });

  it('leaves the price of table or list alone where it names none', () => {
    const [model] = mergedWith({ 'acme/big': { tools: false } }, [{ id: 'big' }]);
    assert.deepEqual([model?.price?.input, model?.priceAsOf], [5, '2026-11-10']);
  });

  it('offers a model that nobody lists', () => {
    const models = mergedWith({ 'acme/team/secret': { contextTokens: 32_000 } }, [{ id: 'small' }]);
    assert.deepEqual(ids(models), ['small', 'team/secret']);
    assert.equal(models[1]?.contextTokens, 32_000);
  });

  it('makes a chat model of what looks like none', () => {
    const [model] = mergedWith({ 'openai/whisper-1': { kind: 'chat' } }, [{ id: 'whisper-1' }], record('openai'));
    assert.equal(model?.kind, 'chat');
  });

  it('hides a model, listed or not', () => {
    assert.deepEqual(ids(mergedWith({ 'acme/big': { hidden: true } }, [{ id: 'big' }, { id: 'small' }])), ['small']);
    assert.ok(!ids(mergedWith({ 'acme/big': { hidden: true } })).includes('big'));
  });

  it('can give a local model a price', () => {
    const [model] = mergedWith({ 'local/qwen': { price: { input: 1, output: 1 } } }, [{ id: 'qwen' }], local);
    assert.equal(model?.price?.input, 1);
  });

  it('says nothing about the models of another provider', () => {
    const models = merge({ provider: record('other'), table, listed: [{ id: 'big' }], own: undefined });
    assert.equal(models[0]?.price?.input, 9);
    assert.equal(own({ 'other/big': { hidden: true } }), undefined);
  });
});

describe('the model behind an answer', () => {
  const served = (id: string, provider = acme) => servedModel({ provider, table }, id);

  it('is found by exactly its id or an alias, retired or not', () => {
    assert.equal(served('big')?.price?.input, 5);
    assert.equal(served('big-latest')?.price?.input, 5);
    assert.equal(served('old')?.price?.input, 1);
    assert.equal(served('elsewhere')?.price?.input, 1);
  });

  it('is not guessed from a name that is like it', () => {
    for (const id of ['big-2026-11-02', 'bi', 'big-turbo', '']) assert.equal(served(id), undefined, id);
    assert.equal(served('small', record('other')), undefined);
  });
});

describe('any list', () => {
  const known = rows.map(({ id }) => id);
  const price = fc.record({
    input: fc.double({ min: 0, max: 1_000, noNaN: true }),
    output: fc.double({ min: 0, max: 1_000, noNaN: true }),
  });
  const item: fc.Arbitrary<ListedModel> = fc.record(
    {
      id: fc.oneof(
        fc.constantFrom(...known),
        fc.constantFrom(...known).map((id) => `${id}-2026-01-01`),
        fc.string(),
        fc.constantFrom('__proto__', 'constructor', 'toString'),
      ),
      contextTokens: fc.integer(),
      maxOutputTokens: fc.integer(),
      price,
      kind: fc.constantFrom('chat' as const, 'embedding' as const),
      alias: fc.constantFrom(...known),
    },
    { requiredKeys: ['id'] },
  );
  const list = fc.array(item, { minLength: 1, maxLength: 30 });
  const anyProvider = fc.constantFrom(acme, local, record('other'), record('openai'));

  it('yields no id twice, and none that the list does not have', () => {
    fc.assert(
      fc.property(anyProvider, list, (provider, listed) => {
        const found = ids(merged(provider, listed));
        assert.equal(new Set(found).size, found.length);
        const named = new Set(listed.map(({ id }) => id));
        assert.ok(found.every((id) => named.has(id)));
      }),
    );
  });

  it('yields no price that neither the table nor the list had for this very model', () => {
    fc.assert(
      fc.property(anyProvider, list, (provider, listed) => {
        for (const model of merged(provider, listed)) {
          if (model.price === undefined || provider.local) continue;
          const found = table.of(provider.id).get(model.id);
          const said = listed.filter(({ id }) => id === model.id).map((entry) => entry.price);
          assert.ok(
            [found?.price, ...said].some(
              (source) => source?.input === model.price?.input && source?.output === model.price?.output,
            ),
          );
        }
      }),
    );
  });

  it('yields limits that a request can be planned with', () => {
    fc.assert(
      fc.property(anyProvider, list, (provider, listed) => {
        for (const model of merged(provider, listed)) {
          assert.ok(model.contextTokens > 0, model.id);
          assert.ok(model.maxOutputTokens <= model.contextTokens, model.id);
          assert.ok(model.kind === 'embedding' || model.maxOutputTokens > 0, model.id);
        }
      }),
    );
  });

  it('gives the same model whatever stands beside it', () => {
    fc.assert(
      fc.property(anyProvider, list, (provider, listed) => {
        const alone = new Map(
          listed
            .toReversed()
            .flatMap((single) => merged(provider, [single]))
            .map((model) => [model.id, model]),
        );
        for (const model of merged(provider, listed)) assert.deepEqual(model, alone.get(model.id));
      }),
    );
  });
});

describe('the strength of a model', () => {
  const at = (id: string, facts: Partial<Provider<'openai-chat'>> = {}, setting: unknown = {}) => {
    const provider = record(id, facts);
    const own = overridesIn(setting, () => true).of(id);
    return (listed: readonly ListedModel[]) =>
      merge({ provider, table, listed, own, now }).map(({ strength }) => strength);
  };
  const [opus] = at('acme')([{ id: 'claude-opus-5-5' }]);

  it('is what was measured of it, wherever it is served', () => {
    assert.deepEqual(opus, { general: 4, code: 4, reasoning: 4 });
    assert.deepEqual(at('bedrock')([{ id: 'eu.anthropic.claude-opus-5-5' }, { id: 'x', alias: 'claude-opus-5-5' }]), [
      opus,
      opus,
    ]);
  });

  it('comes with how many tokens it makes of a text, where that is known to be more than are counted here', () => {
    const tokens = (id: string) => merged(acme, [{ id }]).map((model) => model.tokens);
    assert.deepEqual([...tokens('claude-haiku-5-5'), ...tokens('anthropic/claude-opus-4.7')], [1.3, 1.3]);
    assert.deepEqual(
      [...tokens('claude-haiku-4-5'), ...tokens('gpt-6-luna'), ...tokens('big')],
      [undefined, undefined, undefined],
    );
  });

  it('is absent where nobody has measured it', () => {
    const [model] = merged(acme, [{ id: 'big' }]);
    assert.ok(model && !('strength' in model));
  });

  it('is that of the model behind a deployment, never that of its name', () => {
    const azure = at('azure-openai', { listing: { path: 'models', shape: 'deployments' } });
    assert.deepEqual(azure([{ id: 'gpt-4o-mini', alias: 'claude-opus-5-5' }]), [opus]);
    assert.deepEqual(azure([{ id: 'claude-opus-5-5', alias: 'nobody-knows' }]), [undefined]);
  });

  it('is that of the row which the table says it is another name of', () => {
    const rows = tableOf([row('acme/claude-opus-5-5', { aliases: ['the-best'] })]);
    const [model] = merge({ provider: acme, table: rows, listed: [{ id: 'the-best' }], now });
    assert.deepEqual(model?.strength, opus);
  });

  it('is what the person says, of each skill they speak of', () => {
    const setting = {
      'acme/claude-opus-5-5': { strength: { code: 'fair' } },
      'acme/mine': { strength: { general: 'strong' } },
    };
    assert.deepEqual(at('acme', {}, setting)([{ id: 'claude-opus-5-5' }]), [{ ...opus, code: 2 }, { general: 3 }]);
  });
});
