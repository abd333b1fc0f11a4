import assert from 'node:assert/strict';
import { detail, tooltip } from '../../src/catalog/describe.ts';
import { ownPrice } from '../../src/catalog/merge.ts';
import type { Price } from '../../src/core/price.ts';
import type { Model } from '../../src/core/provider.ts';
import { model } from '../core/samples.ts';

const openai = { name: 'OpenAI' };
const ollama = { name: 'Ollama', local: true };
const priced = (price: Price | undefined, facts: Partial<Model> = {}): Model =>
  model('openai/gpt', { price, ...facts });

describe('the line beside a model', () => {
  it('names the provider and both prices with two digits at least', () => {
    assert.equal(detail(priced({ input: 0.1, output: 0.5 }), openai), 'OpenAI · $0.10 / $0.50');
    assert.equal(detail(priced({ input: 15, output: 600 }), openai), 'OpenAI · $15.00 / $600.00');
  });

  it('keeps the digits that make a small price', () => {
    assert.equal(detail(priced({ input: 0.075, output: 0.006 }), openai), 'OpenAI · $0.075 / $0.006');
  });

  it('says unknown, local and free, which are three things', () => {
    assert.equal(detail(priced(undefined), openai), 'OpenAI · price unknown');
    assert.equal(detail(priced({ input: 0, output: 0 }), ollama), 'Ollama · local');
    assert.equal(detail(priced({ input: 0, output: 0 }), openai), 'OpenAI · free');
  });

  it('has one price for an embedding', () => {
    assert.equal(detail(priced({ input: 0.02, output: 0 }, { kind: 'embedding' }), openai), 'OpenAI · $0.02');
  });
});

describe('the tooltip', () => {
  it('tells window, abilities, prices, tiers, their date and the keys', () => {
    const sample = priced(
      { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5, tiers: [{ above: 272_000, input: 4, output: 15 }] },
      { name: 'GPT', contextTokens: 1_050_000, maxOutputTokens: 128_000, reasoning: true, priceAsOf: '2026-11-10' },
    );
    assert.deepEqual(tooltip(sample, openai, [{ nickname: 'Work' }, { nickname: 'Home' }]).split('\n\n'), [
      'GPT · OpenAI',
      'Context 1,050,000 tokens, answers up to 128,000',
      'Can: tools, images, reasoning',
      'Per million tokens: $2.00 in, $10.00 out, $0.20 cached, $2.50 to cache',
      'Prompts above 272,000 tokens: $4.00 in, $15.00 out',
      'Price of 2026-11-10',
      'Keys: Work, Home',
    ]);
  });

  it('says what is unknown, what is local and what comes with a condition', () => {
    assert.match(tooltip(priced(undefined), openai), /^Price unknown$/m);
    assert.match(tooltip(priced({ input: 0, output: 0 }), ollama), /costs nothing$/m);
    assert.match(tooltip(priced(undefined, { tools: false, images: false }), openai), /^Text only$/m);
    assert.match(
      tooltip(priced({ input: 1, output: 0 }, { kind: 'embedding' }), openai),
      /^Per million tokens: \$1\.00 in$/m,
    );
  });

  it('tells who fills gaps, where its provider has an address for that', () => {
    const fill = { shape: 'completions', path: 'completions', models: ['gpt'] } as const;
    const canOf = (facts: Partial<Model>, provider: Parameters<typeof tooltip>[1]): string =>
      /Can: (.*)|Text only/.exec(
        tooltip(priced(undefined, { tools: false, images: false, ...facts }), provider),
      )?.[0] ?? '';
    assert.equal(canOf({}, { ...openai, fill }), 'Can: fill-in-the-middle');
    assert.equal(canOf({ tools: true, fills: true }, { ...openai, fill }), 'Can: tools, fill-in-the-middle');
    assert.equal(canOf({ fills: false }, { ...openai, fill }), 'Text only');
    assert.equal(canOf({ fills: true }, openai), 'Text only');
  });

  it('tells the length of an embedding’s vectors', () => {
    const facts = { kind: 'embedding', contextTokens: 8_191 } as const;
    assert.match(
      tooltip(priced(undefined, { ...facts, dimensions: 1_536 }), openai),
      /^Embeddings of 1,536 dimensions$/m,
    );
    assert.match(tooltip(priced(undefined, facts), openai), /^Embeddings$/m);
  });

  it('tells prices of the hour and of a batch', () => {
    const sample = priced({
      input: 2,
      output: 4,
      hours: [
        { from: '16:30', to: '00:30', input: 1, output: 2 },
        { from: '00:00', to: '06:00', days: [0, 6], input: 0.5, output: 1 },
      ],
      batch: 0.5,
    });
    const lines = tooltip(sample, openai).split('\n\n');
    assert.ok(lines.includes('From 16:30 to 00:30 UTC: $1.00 in, $2.00 out'), lines.join());
    assert.ok(lines.includes('From 00:00 to 06:00 UTC, Sun, Sat: $0.50 in, $1.00 out'), lines.join());
    assert.ok(lines.includes('In a batch: 50% of that'), lines.join());
  });

  it('tells a price of the person’s own from one of a table, also of a local model', () => {
    const own = { priceAsOf: ownPrice };
    assert.match(tooltip(priced({ input: 1, output: 2 }, own), openai), /^Your own price$/m);
    assert.match(tooltip(priced({ input: 1, output: 2 }, own), ollama), /^Your own price$/m);
    assert.equal(detail(priced({ input: 1, output: 2 }, own), ollama), 'Ollama · $1.00 / $2.00');
  });

  it('lets no name become a link, HTML or a line of its own', () => {
    const text = tooltip(priced(undefined, { name: '[x](command:evil)\n\n<img src=y> **b**' }), openai, [
      { nickname: '`a`|b' },
    ]);
    assert.doesNotMatch(text, /[[\]<>`*|]/);
    assert.equal(text.split('\n\n').length, 5);
  });
});
