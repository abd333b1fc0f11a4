import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { bundled, type Row } from '../../src/catalog/catalog.ts';
import { isNotChat } from '../../src/catalog/not-chat.ts';
import { usdOf } from '../../src/core/price.ts';
import { providerOf } from '../../src/providers/index.ts';

const { models } = await bundled();
const keyOf = ({ provider, id }: Row): string => `${provider}/${id}`;
const rows = new Map(models.map((row) => [keyOf(row), row]));
const row = (key: string): Row => {
  const found = rows.get(key);
  assert.ok(found, `a row of ${key}`);
  return found;
};
const priceOf = (key: string) => {
  const { price } = row(key);
  assert.ok(price, `a price of ${key}`);
  return price;
};

/** The most the extension carries for it, and the most that is read when the first list is merged. */
const mostBytes = 60_000;

describe('the file of the bundled table', () => {
  const text = readFileSync(new URL('../../src/catalog/table.json', import.meta.url));

  it('is small', () => {
    const bytes = gzipSync(text).length;
    console.log(`    ${models.length} models, ${bytes} bytes gzipped, ${text.length} as they are`);
    assert.ok(bytes <= mostBytes, `${bytes} bytes`);
  });

  it('has a row a line, sorted, so that a new table shows as a readable difference', () => {
    const keys = models.map(keyOf);
    assert.deepEqual(keys, keys.toSorted());
    assert.equal(text.toString().trim().split('\n').length, models.length + 2);
  });

  it('has nothing that is not read', () => {
    const read = new Set(models.flatMap((model) => Object.keys(model)));
    const written = (JSON.parse(text.toString()) as readonly object[]).flatMap((entry) => Object.keys(entry));
    assert.deepEqual([...new Set(written)].toSorted(), [...read].toSorted());
  });
});

describe('the rows of the bundled table', () => {
  it('name only models of providers there are, each once', () => {
    assert.equal(rows.size, models.length);
    const unknown = new Set(models.map(({ provider }) => provider).filter((id) => !providerOf(id)));
    assert.deepEqual([...unknown], []);
  });

  it('know models of every maker whose list says little', () => {
    for (const id of ['openai', 'azure-openai', 'bedrock', 'gemini', 'xai', 'alibaba', 'perplexity', 'ai21', 'zai'])
      assert.ok(
        models.some(({ provider, kind, retired }) => provider === id && kind === 'chat' && !retired),
        id,
      );
  });

  it('call no two models by one name', () => {
    const names = models.flatMap((model) =>
      [model.id, ...(model.aliases ?? [])].map((id) => `${model.provider}/${id}`),
    );
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  it('are spoken to in a protocol that their provider has', () => {
    for (const { provider, id, protocol } of models) {
      if (protocol === undefined) continue;
      const record = providerOf(provider);
      assert.notEqual(protocol, record?.protocol, `${id}: the provider's own need not be named`);
      assert.ok(record?.others && protocol in record.others, `${provider}/${id}: ${protocol}`);
    }
  });

  it('are chat models with room for an answer, or embeddings of a known length that answer nothing', () => {
    for (const { kind, contextTokens, maxOutputTokens, dimensions, tools, price, ...rest } of models) {
      const key = `${rest.provider}/${rest.id}`;
      assert.ok(contextTokens > 0, key);
      assert.ok(maxOutputTokens <= contextTokens, key);
      if (kind === 'chat') assert.ok(maxOutputTokens > 0 && dimensions === undefined, key);
      else {
        assert.deepEqual([maxOutputTokens, tools, price?.output ?? 0], [0, false, 0], key);
        assert.ok(dimensions !== undefined && dimensions > 0, key);
      }
    }
  });

  it('that were retired say what takes their place, and that is not retired itself', () => {
    const retired = models.flatMap((model) => (model.retired ? [{ key: keyOf(model), ...model }] : []));
    assert.ok(retired.length >= 30);
    for (const { key, provider, retired: { successor } = {} } of retired) {
      if (successor === undefined) continue;
      assert.equal(row(`${provider}/${successor}`).retired, undefined, key);
    }
  });
});

describe('the prices of the bundled table', () => {
  const priced = models.flatMap((model) => (model.price ? [{ ...model, key: keyOf(model), price: model.price }] : []));

  it('have a date each', () => {
    for (const { provider, id, price, priceAsOf } of models)
      assert.equal(price === undefined, priceAsOf === undefined, `${provider}/${id}`);
  });

  it('have no cache price of 0, which would mean free, and none above the input', () => {
    for (const { key, price } of priced)
      for (const part of [price, ...(price.tiers ?? []), ...(price.hours ?? [])]) {
        for (const rate of [part.cacheRead, part.cacheWrite, part.cacheWriteHour]) assert.notEqual(rate, 0, key);
        assert.ok((part.cacheRead ?? 0) <= part.input, key);
        assert.ok((part.cacheWriteHour ?? Infinity) >= (part.cacheWrite ?? 0), key);
      }
  });

  it('are nothing only where the maker says that the model is free', () => {
    const free = priced.filter(({ price }) => price.input === 0 || (price.output === 0 && price.input === 0));
    assert.deepEqual(
      free.map(({ key }) => key),
      ['gemini/gemma-4-26b-a4b-it', 'gemini/gemma-4-31b-it'],
    );
  });

  it('have tiers that a prompt can reach and that are dearer than the price below them', () => {
    for (const { key, price, contextTokens } of priced)
      for (const [index, tier] of (price.tiers ?? []).entries()) {
        const below = price.tiers?.[index - 1] ?? price;
        assert.ok(tier.above < contextTokens, `${key}: ${tier.above} of ${contextTokens}`);
        assert.ok(tier.input > below.input || tier.output > below.output, key);
      }
  });

  it('double for long prompts in a window that holds them', () => {
    for (const id of ['gpt-5.4', 'gpt-5.6-sol', 'gpt-6-luna', 'gpt-6.1-sol']) {
      assert.equal(row(`openai/${id}`).contextTokens, 1_050_000);
      const price = priceOf(`openai/${id}`);
      const cost = (input: number): number => usdOf({ input, output: 0 }, price);
      assert.ok(cost(272_001) > 1.9 * cost(272_000), id);
    }
  });

  it('are not known of aliases that have moved on', () => {
    for (const key of ['gemini/gemini-pro-latest', 'gemini/gemini-flash-latest', 'mistral/mistral-large-latest'])
      assert.equal(row(key).price, undefined, key);
  });

  it('are double for DeepSeek in working hours of Beijing', () => {
    const price = priceOf('deepseek/deepseek-v4-pro');
    const usage = { input: 1_000_000, output: 0 };
    assert.equal(usdOf(usage, price, { at: Date.parse('2026-11-17T05:00:00Z') }), 0.66);
    assert.equal(usdOf(usage, price, { at: Date.parse('2026-11-17T09:59:59Z') }), 1.32);
    assert.equal(usdOf(usage, price, { at: Date.parse('2026-11-21T09:59:59Z') }), 0.66, 'a Saturday');
  });

  it('ask twice the input for an hour of cache wherever Anthropic is served', () => {
    for (const key of ['anthropic/claude-opus-5', 'bedrock/us.anthropic.claude-opus-5']) {
      const price = priceOf(key);
      assert.equal(price.cacheWriteHour, 2 * price.input, key);
    }
    assert.deepEqual(
      priceOf('anthropic/claude-haiku-5-5').tiers?.map(({ cacheWriteHour }) => cacheWriteHour),
      [1],
    );
  });

  it('halve in a batch where the maker says so', () => {
    for (const key of ['openai/gpt-6-sol', 'anthropic/claude-opus-5', 'gemini/gemini-2.5-pro', 'mistral/mistral-embed'])
      assert.equal(priceOf(key).batch, 0.5, key);
    assert.equal(priceOf('openai/chat-latest').batch, undefined);
  });
});

describe('what OpenAI answers only on Responses', () => {
  it('is offered', () => {
    for (const id of ['o3-pro', 'gpt-5-pro', 'gpt-5.5-pro', 'gpt-5.3-codex', 'gpt-daybreak-red-latest'])
      assert.equal(row(`openai/${id}`).kind, 'chat');
    for (const id of ['gpt-5-codex', 'gpt-5.1-codex-max', 'gpt-6-cyber', 'gpt-5-pro-2025-10-06'])
      assert.equal(isNotChat('openai', id), false, id);
  });

  it('calls tools, but for what ChatGPT ran', () => {
    assert.equal(row('openai/gpt-6-astra').tools, true);
    assert.equal(row('openai/gpt-5-chat-latest').tools, false);
  });
});

describe('names that are no chat model', () => {
  const others: Readonly<Record<string, readonly string[]>> = {
    openai: [
      'whisper-1',
      'tts-1-hd',
      'dall-e-3',
      'gpt-image-2-2026-04-21',
      'sora-2',
      'omni-moderation-latest',
      'gpt-3.5-turbo-instruct-0914',
      'gpt-realtime-2025-08-28',
      'gpt-4o-audio-preview-2025-06-03',
      'gpt-4o-mini-transcribe',
      'o3-deep-research-2025-06-26',
      'computer-use-preview',
      'davinci-002',
      'gpt-5-search-api',
    ],
    gemini: [
      'gemini-2.5-flash-image',
      'gemini-2.5-pro-preview-tts',
      'gemini-3.1-flash-live-preview',
      'aqa',
      'deep-research-preview-04-2026',
      'gemini-2.5-computer-use-preview-10-2025',
      'gemini-robotics-er-2-preview',
    ],
    xai: ['grok-imagine-image', 'grok-2-image-1212', 'grok-4.20-multi-agent-0309'],
    groq: ['whisper-large-v3-turbo'],
    alibaba: ['qwen-mt-plus'],
  };

  for (const [provider, ids] of Object.entries(others))
    it(`are known of ${provider}`, () => {
      for (const id of ids) {
        assert.ok(isNotChat(provider, id), id);
        assert.ok(!rows.has(`${provider}/${id}`), `${id}: the table would say otherwise`);
      }
    });

  it('are exact: a new chat model is not hidden by a word in its name', () => {
    for (const id of [
      'gpt-7-pro',
      'gpt-6.2-codex',
      'gpt-image-reader',
      'gpt-7-live',
      'o5-search',
      'ft:gpt-4o-mini-2024-07-18:a::x',
    ])
      assert.equal(isNotChat('openai', id), false, id);
    assert.equal(isNotChat('gemini', 'gemini-5-live'), false);
    assert.equal(isNotChat('custom', 'whisper-1'), false);
  });
});
