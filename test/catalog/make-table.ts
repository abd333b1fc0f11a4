/**
 * Makes `src/catalog/table.json` from a seed of models.dev rows:
 *
 *     node test/catalog/make-table.ts <seed.json>
 *
 * The seed says what the makers' lists do not: windows, abilities, prices, each with its date. Where it is wrong or silent,
 * corrections.ts and additions.ts say so as data, with the reason.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { additions } from './additions.ts';
import * as fixes from './corrections.ts';

const cost = {
  input: z.number(),
  output: z._default(z.number(), 0),
  cacheRead: z.optional(z.number()),
  cacheWrite: z.optional(z.number()),
};

/** Rows of two sources: pi-ai's with our names, models.dev's own with theirs. */
const tierSchema = z.union([
  z.object({ ...cost, inputTokensAbove: z.number() }),
  z.pipe(
    z.object({
      ...cost,
      cache_read: z.optional(z.number()),
      cache_write: z.optional(z.number()),
      tier: z.object({ type: z.literal('context'), size: z.number() }),
    }),
    z.transform(({ input, output, cache_read: cacheRead, cache_write: cacheWrite, tier }) => ({
      input,
      output,
      cacheRead,
      cacheWrite,
      inputTokensAbove: tier.size,
    })),
  ),
]);

const seedSchema = z.array(
  z.object({
    provider: z.string(),
    id: z.string(),
    name: z.string(),
    kind: z.enum(['chat', 'embedding']),
    context: z.nullable(z.number()),
    maxOutput: z.optional(z.number()),
    reasoning: z.optional(z.boolean()),
    tools: z.optional(z.boolean()),
    input: z.optional(z.array(z.string())),
    dimensions: z.optional(z.nullable(z.number())),
    usdPerMillion: z.object({ ...cost, tiers: z.optional(z.array(tierSchema)) }),
    asOf: z.string(),
  }),
);
type Seed = z.infer<typeof seedSchema>[number];
type Cost = Omit<Seed['usdPerMillion'], 'tiers'>;

const keyOf = ({ provider, id }: Pick<Seed, 'provider' | 'id'>): string => `${provider}/${id}`;

/** A cache price of 0 means that there is none, and so does one above the input's. */
const ratesOf = ({ input, output, cacheRead, cacheWrite }: Cost, isHour: boolean) => ({
  input,
  output,
  ...(cacheRead && cacheRead <= input ? { cacheRead } : {}),
  ...(cacheWrite ? { cacheWrite } : {}),
  ...(isHour && cacheWrite ? { cacheWriteHour: Math.round(input * 2e6) / 1e6 } : {}),
});

const priceOf = (seed: Seed, seeds: ReadonlyMap<string, Seed>) => {
  const key = keyOf(seed);
  const isHour = fixes.hourCache[seed.provider]?.test(seed.id) ?? false;
  const { tiers: own, ...flat } = seed.usdPerMillion;
  const like = fixes.tiersLike[key];
  // A tier at the normal price is none.
  const tiers = (own ?? (like === undefined ? [] : (seeds.get(like)?.usdPerMillion.tiers ?? []))).filter(
    (tier) => tier.input !== flat.input || tier.output !== flat.output,
  );
  return {
    ...(fixes.prices[key] ?? ratesOf(flat, isHour)),
    ...(tiers.length > 0 && {
      tiers: tiers.map(({ inputTokensAbove, ...tier }) => ({
        above: fixes.inclusiveTiers.has(seed.provider) ? inputTokensAbove - 1 : inputTokensAbove,
        ...ratesOf(tier, isHour),
      })),
    }),
    ...(fixes.halfInBatch[seed.provider]?.test(seed.id) && { batch: 0.5 }),
  };
};

const isPriced = (seed: Seed): boolean => {
  const { input, output } = seed.usdPerMillion;
  return !(keyOf(seed) in fixes.movingPrice) && (input > 0 || output > 0 || fixes.free.has(keyOf(seed)));
};

const rowOf = (seed: Seed, seeds: ReadonlyMap<string, Seed>) => {
  const key = keyOf(seed);
  const isChat = seed.kind === 'chat';
  const contextTokens = fixes.wideWindow.of.has(key)
    ? fixes.wideWindow.tokens
    : (fixes.contexts[key] ?? seed.context ?? 0);
  const dimensions = fixes.dimensions[key] ?? seed.dimensions;
  return {
    provider: seed.provider,
    id: seed.id,
    name: seed.name,
    kind: seed.kind,
    ...(seed.provider === 'azure-openai' && isChat && !fixes.azureChat.has(key) && { protocol: 'openai-responses' }),
    ...(fixes.aliases[key] && { aliases: fixes.aliases[key] }),
    contextTokens,
    maxOutputTokens: isChat ? Math.min(seed.maxOutput ?? 0, contextTokens) : 0,
    // The newer half of the seed is silent: it holds models that call tools and no others.
    tools: isChat && (seed.tools ?? true) && !(key in fixes.withoutTools),
    images: seed.input?.includes('image') ?? false,
    reasoning: seed.reasoning ?? false,
    ...(dimensions && { dimensions }),
    ...(isPriced(seed) && { price: priceOf(seed, seeds), priceAsOf: seed.asOf }),
    ...(fixes.retired[key] && { retired: fixes.retired[key] }),
  };
};

/** Throws where a correction names a row that the seed does not have: a silent one would outlive its reason. */
const checkCorrections = (seeds: ReadonlyMap<string, Seed>): void => {
  const named = [
    fixes.leftOut,
    fixes.withoutTools,
    fixes.movingPrice,
    fixes.tiersLike,
    fixes.prices,
    fixes.aliases,
    fixes.retired,
    fixes.dimensions,
    fixes.contexts,
  ].flatMap((record) => Object.keys(record));
  const unknown = [...named, ...fixes.wideWindow.of, ...fixes.free, ...fixes.azureChat].filter(
    (key) => !seeds.has(key),
  );
  const known = additions.filter((row) => seeds.has(keyOf(row))).map(keyOf);
  if (unknown.length > 0) throw new Error(`corrections name rows that the seed does not have: ${unknown.join(', ')}`);
  if (known.length > 0) throw new Error(`additions name rows that the seed has: ${known.join(', ')}`);
};

const [seedPath] = process.argv.slice(2);
if (seedPath === undefined) throw new Error('usage: node test/catalog/make-table.ts <seed.json>');
const seeds = new Map(seedSchema.parse(JSON.parse(readFileSync(seedPath, 'utf8'))).map((seed) => [keyOf(seed), seed]));
checkCorrections(seeds);
const isOther = new Set(
  Object.entries(fixes.aliases).flatMap(([key, others]) =>
    others.map((other) => `${key.slice(0, key.indexOf('/'))}/${other}`),
  ),
);
const rows = [...seeds.values()]
  .filter((seed) => !(keyOf(seed) in fixes.leftOut) && !isOther.has(keyOf(seed)))
  .map((seed) => rowOf(seed, seeds));
const lines = [...rows, ...additions]
  .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  .map((row) => JSON.stringify(row));
const text = `[\n${lines.join(',\n')}\n]\n`;
writeFileSync(new URL('../../src/catalog/table.json', import.meta.url), text);
console.log(`${lines.length} models, ${gzipSync(text).length} bytes gzipped`);
