import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { calcPrice, type PriceCalculation, type TieredPrices } from '@pydantic/genai-prices';
import { bundled, type Row } from '../../src/catalog/catalog.ts';
import type { Price, Rates } from '../../src/core/price.ts';
import { known } from './known-disagreements.ts';

/** Names that @pydantic/genai-prices has for our providers; it does not know the others. */
const theirs: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  'azure-openai': 'azure',
  bedrock: 'aws',
  cerebras: 'cerebras',
  cloudflare: 'cloudflare',
  cohere: 'cohere',
  deepseek: 'deepseek',
  fireworks: 'fireworks',
  gemini: 'google',
  groq: 'groq',
  minimax: 'minimax',
  mistral: 'mistral',
  moonshot: 'moonshotai',
  novita: 'novita',
  openai: 'openai',
  perplexity: 'perplexity',
  together: 'together',
  vertex: 'google',
  voyage: 'voyageai',
  xai: 'x-ai',
  zai: 'zai',
};

const { models } = await bundled();
const keyOf = ({ provider, id }: Row): string => `${provider}/${id}`;

/**
 * Its prices of exactly this model at that moment. It matches prefixes, and looks for models of Azure at OpenAI's: a match
 * of another name or another maker is another price.
 */
const priceOf = (row: Row, at: string): PriceCalculation['model_price'] | undefined => {
  const providerId = theirs[row.provider];
  if (providerId === undefined) return undefined;
  for (const id of [row.id, ...(row.aliases ?? [])]) {
    const found = calcPrice({ input_tokens: 1 }, id, { providerId, timestamp: new Date(at) });
    const isOwn = found?.model.id === id && found.provider.models.some((model) => model.id === id);
    if (isOwn && found.model_price['input_mtok'] !== undefined) return found.model_price;
  }
  return undefined;
};

const fields = [
  ['input', 'input_mtok'],
  ['output', 'output_mtok'],
  ['cacheRead', 'cache_read_mtok'],
  ['cacheWrite', 'cache_write_mtok'],
  ['cacheWriteHour', 'cache_write_1h_mtok'],
] as const;

const textOf = (value: number | TieredPrices): string =>
  typeof value === 'number'
    ? `${value}`
    : [value.base, ...value.tiers.map(({ start, price }) => `>${start}:${price}`)].join(' ');

const ourText = (price: Rates & Pick<Price, 'tiers'>, field: (typeof fields)[number][0]): string =>
  [price[field] ?? 'none', ...(price.tiers ?? []).map((tier) => `>${tier.above}:${tier[field] ?? 'none'}`)].join(' ');

/** `field ours / theirs` of every field both speak of, and of those that only they know. Their silence says nothing. */
const disagreements = (price: Rates & Pick<Price, 'tiers'>, model: PriceCalculation['model_price']): string[] =>
  fields.flatMap(([field, name]) => {
    const value = model[name];
    if (value === undefined) return [];
    const [ours, other] = [ourText(price, field), textOf(value)];
    return ours === other ? [] : [`${field} ${ours} / ${other}`];
  });

/** Noon lies in no hour with a price of its own, 02:00 of that Tuesday in DeepSeek's. */
const compared = models.flatMap((row) => {
  const { price, priceAsOf } = row;
  if (!price || priceAsOf === undefined) return [];
  const noon = priceOf(row, `${priceAsOf}T12:00:00Z`);
  if (!noon) return [];
  const peak = price.hours?.[0] && priceOf(row, `${priceAsOf}T02:00:00Z`);
  const found = [
    ...disagreements(price, noon),
    ...(peak && price.hours?.[0] ? disagreements(price.hours[0], peak).map((text) => `peak ${text}`) : []),
  ];
  return [{ key: keyOf(row), priceAsOf, found }];
});

describe('the bundled prices beside those of genai-prices', () => {
  const packageJson = new URL('../../node_modules/@pydantic/genai-prices/package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string };
  const unlike = compared.filter(({ found }) => found.length > 0);

  it('are compared in numbers that say something', () => {
    for (const { key, priceAsOf, found } of unlike)
      console.log(`    ${key}, ours of ${priceAsOf}, theirs of 2026-09-23: ${found.join('; ')}`);
    console.log(
      `    ${compared.length} of ${models.filter(({ price }) => price).length} priced rows compared with ${version}, ${unlike.length} disagree`,
    );
    assert.ok(compared.length >= 150, `${compared.length} rows`);
  });

  it('disagree only where we know why', () => {
    const unknown = unlike.filter(({ key }) => !(key in known));
    assert.deepEqual(
      unknown.map(({ key, found }) => `${key}: ${found.join('; ')}`),
      [],
    );
  });

  it('disagree in exactly the numbers that were known', () => {
    for (const { key, found } of unlike) assert.deepEqual(found, known[key]?.found ?? found, key);
  });

  it('still disagree where we know why', () => {
    const keys = new Set(unlike.map(({ key }) => key));
    assert.deepEqual(
      Object.keys(known).filter((key) => !keys.has(key)),
      [],
    );
  });
});
