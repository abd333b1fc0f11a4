import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bundled, merge, type Table } from '../../src/catalog/catalog.ts';
import type { ListedModel } from '../../src/core/listing.ts';
import type { Model, Provider } from '../../src/core/provider.ts';
import { providerOf, providers } from '../../src/providers/index.ts';

const known = (id: string): Provider => {
  const provider = providerOf(id);
  assert.ok(provider, `a record of ${id}`);
  return provider;
};

const table = await bundled();
const merged = (id: string, listed?: readonly ListedModel[]): readonly Model[] =>
  merge({ provider: known(id), table, listed });
const one = (id: string, item: ListedModel): Model => {
  const [model] = merged(id, [item]);
  assert.ok(model, `${id}/${item.id} is offered`);
  return model;
};

describe('the bundled table', () => {
  it('names each model once and only models of providers there are', () => {
    const keys = table.models.map((row) => `${row.provider}/${row.id}`);
    assert.equal(new Set(keys).size, keys.length);
    for (const row of table.models) assert.ok(providerOf(row.provider), row.provider);
  });

  it('is sorted, so that a refresh shows as a readable difference', () => {
    const keys = table.models.map((row) => `${row.provider}/${row.id}`);
    assert.deepEqual(keys, keys.toSorted());
  });

  it('dates every price and has no cache price of 0, which would mean free', () => {
    for (const { id, price, priceAsOf } of table.models) {
      assert.equal(price === undefined, priceAsOf === undefined, id);
      for (const part of price ? [price, ...(price.tiers ?? [])] : []) {
        assert.notEqual(part.cacheRead, 0, id);
        assert.notEqual(part.cacheWrite, 0, id);
        assert.ok((part.cacheRead ?? 0) <= part.input, `${id}: a cached token is never dearer`);
      }
    }
  });

  it('has tiers that a prompt can reach and that are dearer than the price below them', () => {
    for (const { id, price, contextTokens } of table.models)
      for (const tier of price?.tiers ?? []) {
        assert.ok(tier.above < contextTokens, `${id}: ${tier.above} of ${contextTokens}`);
        assert.ok(tier.input > (price?.input ?? Infinity), id);
      }
  });

  it('has chat models with room for an answer', () => {
    for (const row of table.models.filter(({ kind }) => kind === 'chat')) {
      assert.ok(row.maxOutputTokens >= 4_096 && row.maxOutputTokens <= row.contextTokens, row.id);
    }
  });
});

describe('models without a list', () => {
  it('are those of the table', () => {
    const ids = merged('deepseek').map((model) => model.id);
    assert.deepEqual(ids, ['deepseek-flash', 'deepseek-v4-pro']);
    assert.deepEqual(merged('deepseek', []), merged('deepseek'));
  });

  it('are none where the provider is not in the table', () => {
    assert.deepEqual(merged('ollama'), []);
    assert.deepEqual(merged('custom'), []);
  });

  it('are none that answer only on the Responses API', () => {
    const ids = new Set(merged('openai').map((model) => model.id));
    for (const id of ['o1-pro', 'o3-pro', 'gpt-5-pro', 'gpt-5.5-pro', 'gpt-5.3-codex', 'gpt-daybreak-red-latest'])
      assert.ok(!ids.has(id), id);
    assert.ok(ids.has('gpt-5.5'));
  });
});

describe('models of a list', () => {
  it('are those the key unlocks and no others', () => {
    const ids = merged('openai', [{ id: 'gpt-4o' }, { id: 'gpt-5-mini' }]).map((model) => model.id);
    assert.deepEqual(ids, ['gpt-4o', 'gpt-5-mini']);
  });

  it('take their facts and their dated price from the table', () => {
    assert.deepEqual(one('openai', { id: 'gpt-4o' }), {
      provider: 'openai',
      id: 'gpt-4o',
      name: 'GPT-4o',
      kind: 'chat',
      contextTokens: 128_000,
      maxOutputTokens: 16_384,
      tools: true,
      images: true,
      reasoning: false,
      price: { input: 2.5, output: 10, cacheRead: 1.25 },
      priceAsOf: '2026-11-10',
    });
  });

  it('believe what the list itself says', () => {
    const model = one('gemini', {
      id: 'gemini-2.5-pro',
      contextTokens: 2_000_000,
      maxOutputTokens: 100_000,
      name: 'Pro',
    });
    assert.deepEqual([model.contextTokens, model.maxOutputTokens, model.name], [2_000_000, 100_000, 'Pro']);
    assert.equal(model.price?.input, 1.25);
  });

  it('ignore limits of 0, which some lists give for "unknown"', () => {
    const model = one('gemini', { id: 'gemini-2.5-pro', contextTokens: 0, maxOutputTokens: 0 });
    assert.deepEqual([model.contextTokens, model.maxOutputTokens], [1_048_576, 65_536]);
  });

  it('never answer more than their window holds', () => {
    assert.equal(one('openrouter', { id: 'a/b', contextTokens: 4_096 }).maxOutputTokens, 4_096);
  });

  it('take the price of the list with the list’s own date', () => {
    const [model] = merge({
      provider: known('openrouter'),
      table,
      listed: [{ id: 'a/b', price: { input: 1, output: 2 } }],
      listedAt: Date.UTC(2026, 10, 20, 23),
    });
    assert.deepEqual(model?.price, { input: 1, output: 2 });
    assert.equal(model?.priceAsOf, '2026-11-20');
  });

  it('have no price rather than an impossible one', () => {
    for (const input of [-1, 1_001, Number.NaN, Infinity])
      assert.equal(
        one('openrouter', { id: 'openrouter/auto', price: { input, output: 1 } }).price,
        undefined,
        String(input),
      );
    assert.equal(
      one('openrouter', { id: 'x', price: { input: 1, output: 1, tiers: [{ above: 9, input: -1, output: 1 }] } }).price,
      undefined,
    );
  });

  it('keep a table price where the list’s is impossible', () => {
    assert.equal(one('openai', { id: 'gpt-4o', price: { input: -1, output: -1 } }).price?.input, 2.5);
  });

  it('inherit abilities from the undated model, but never its price', () => {
    for (const id of ['gpt-4o-mini-2024-07-18', 'gpt-5-2025-08-07', 'gpt-4-0613']) {
      const model = one('openai', { id });
      const base = one('openai', { id: id.replace(/-(?:\d{4}-\d\d-\d\d|\d{4})$/, '') });
      assert.equal(model.price, undefined, id);
      assert.deepEqual(
        [model.contextTokens, model.tools, model.images, model.reasoning],
        [base.contextTokens, base.tools, base.images, base.reasoning],
      );
      assert.equal(model.name, id);
    }
  });

  it('keep the price of a dated model that the table knows', () => {
    assert.equal(one('anthropic', { id: 'claude-haiku-4-5-20251001' }).price?.output, 5);
    assert.equal(one('openai', { id: 'gpt-4o-2024-05-13' }).price?.input, 5);
  });

  it('offer no tools where chat completions refuse them at every effort', () => {
    for (const id of ['gpt-6-astra', 'gpt-6.1-sol', 'gpt-5-chat-latest'])
      assert.equal(one('openai', { id }).tools, false, id);
  });

  it('drop what cannot chat', () => {
    const openai = [
      'whisper-1',
      'tts-1-hd',
      'dall-e-3',
      'gpt-image-1',
      'sora-2',
      'omni-moderation-latest',
      'gpt-3.5-turbo-instruct',
      'gpt-realtime',
      'gpt-4o-audio-preview',
      'gpt-4o-mini-transcribe',
      'o3-deep-research',
      'computer-use-preview',
      'gpt-5-codex',
      'gpt-5.1-codex-max',
      'gpt-5-pro-2025-10-06',
      'o1-pro',
      'gpt-6-cyber',
      'davinci-002',
      'gpt-5-search-api',
    ];
    assert.deepEqual(
      merged(
        'openai',
        openai.map((id) => ({ id })),
      ),
      [],
    );
    const gemini = [
      'imagen-4.0-generate-001',
      'veo-3.1-generate-preview',
      'gemini-2.5-flash-image',
      'gemini-2.5-pro-preview-tts',
      'gemini-3.1-flash-live-preview',
      'aqa',
      'deep-research-preview-04-2026',
      'gemini-2.5-computer-use-preview-10-2025',
      'gemini-robotics-er-2-preview',
      'lyria-3-pro-preview',
    ];
    assert.deepEqual(
      merged(
        'gemini',
        gemini.map((id) => ({ id })),
      ),
      [],
    );
    assert.deepEqual(merged('xai', [{ id: 'grok-imagine-image' }, { id: 'grok-4.20-multi-agent' }]), []);
  });

  it('keep chat models whose names only look similar', () => {
    const ids = [
      'gpt-4o',
      'gpt-6.2-sol',
      'gpt-3.5-turbo',
      'o5-mini',
      'chat-latest',
      'ft:gpt-4o-mini-2024-07-18:acme::x',
    ];
    assert.deepEqual(
      merged(
        'openai',
        ids.map((id) => ({ id })),
      ).map((model) => model.id),
      ids,
    );
    assert.equal(merged('gemini', [{ id: 'gemini-3.1-pro-preview' }, { id: 'gemini-9-flash' }]).length, 2);
    assert.equal(merged('custom', [{ id: 'my-image-describer' }]).length, 1);
  });

  it('keep embeddings apart by kind', () => {
    assert.equal(one('openai', { id: 'text-embedding-3-small' }).kind, 'embedding');
    assert.equal(one('ollama', { id: 'nomic-embed-text', kind: 'embedding' }).kind, 'embedding');
    assert.equal(one('openai', { id: 'text-embedding-3-small', kind: 'chat' }).kind, 'embedding');
  });

  it('cost nothing where they are local, whatever the list says', () => {
    const model = one('ollama', { id: 'qwen3:8b', price: { input: 3, output: 3 } });
    assert.deepEqual(model.price, { input: 0, output: 0 });
    assert.equal(model.priceAsOf, undefined);
  });

  it('are taken for little where nothing is known of them', () => {
    const model = one('custom', { id: 'mystery' });
    assert.deepEqual(
      [model.contextTokens, model.maxOutputTokens, model.tools, model.images, model.reasoning, model.price],
      [128_000, 8_192, true, false, false, undefined],
    );
    assert.equal(one('ollama', { id: 'mystery' }).contextTokens, 32_768);
    const newest = one('openai', { id: 'gpt-7' });
    assert.deepEqual([newest.reasoning, newest.tools], [true, false]);
  });
});

describe('any list', () => {
  const ids = table.models.map((row) => row.id);
  const price = fc.record({
    input: fc.double({ min: -5, max: 2_000 }),
    output: fc.double({ min: -5, max: 2_000 }),
  });
  const item: fc.Arbitrary<ListedModel> = fc.record(
    {
      id: fc.oneof(
        fc.constantFrom(...ids),
        fc.constantFrom(...ids).map((id) => `${id}-2026-01-01`),
        fc.string(),
      ),
      contextTokens: fc.integer(),
      maxOutputTokens: fc.integer(),
      price,
      kind: fc.constantFrom('chat' as const, 'embedding' as const),
    },
    { requiredKeys: ['id'] },
  );
  const list = fc.array(item, { minLength: 1, maxLength: 30 });
  const anyProvider = fc.constantFrom(...providers);

  it('yields no id twice, and none that the list does not have', () => {
    fc.assert(
      fc.property(anyProvider, list, (provider, listed) => {
        const found = merge({ provider, table, listed }).map((model) => model.id);
        assert.equal(new Set(found).size, found.length);
        const named = new Set(listed.map(({ id }) => id));
        assert.ok(found.every((id) => named.has(id)));
      }),
    );
  });

  it('yields no price that neither the table nor the list had for this very model', () => {
    fc.assert(
      fc.property(anyProvider, list, (provider: Provider, listed) => {
        for (const model of merge({ provider, table, listed })) {
          if (model.price === undefined || provider.local) continue;
          const row = table.models.find((candidate) => candidate.provider === provider.id && candidate.id === model.id);
          const first = listed.find(({ id }) => id === model.id);
          assert.ok(
            [row?.price, first?.price].some(
              (source) => source?.input === model.price?.input && source?.output === model.price?.output,
            ),
          );
          assert.ok(model.price.input >= 0 && model.price.input <= 1_000);
        }
      }),
    );
  });

  it('yields limits that a request can be planned with', () => {
    fc.assert(
      fc.property(anyProvider, list, (provider, listed) => {
        for (const model of merge({ provider, table, listed })) {
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
            .flatMap((single) => merge({ provider, table, listed: [single] }))
            .map((model) => [model.id, model]),
        );
        for (const model of merge({ provider, table, listed })) assert.deepEqual(model, alone.get(model.id));
      }),
    );
  });

  it('of another provider’s table lends nothing', () => {
    const foreign: Table = { models: table.models.filter((row) => row.provider === 'anthropic') };
    const [model] = merge({ provider: known('openai'), table: foreign, listed: [{ id: 'claude-opus-5' }] });
    assert.equal(model?.price, undefined);
  });
});
