/**
 * Makes `src/catalog/table.json` from a seed of models.dev rows:
 *
 *     node test/catalog/make-table.ts <seed.json>
 *
 * The seed says what the makers' lists do not: windows, abilities, prices, each with its date. Where it is wrong or silent,
 * the corrections below say so as data, with the reason.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';

const cost = {
  input: z.number(),
  output: z._default(z.number(), 0),
  cacheRead: z.optional(z.number()),
  cacheWrite: z.optional(z.number()),
};

const seedSchema = z.array(
  z.object({
    provider: z.string(),
    id: z.string(),
    name: z.string(),
    kind: z.enum(['chat', 'embedding']),
    context: z.number(),
    maxOutput: z.optional(z.number()),
    reasoning: z.optional(z.boolean()),
    tools: z.optional(z.boolean()),
    input: z.optional(z.array(z.string())),
    usdPerMillion: z.object({
      ...cost,
      tiers: z.optional(z.array(z.object({ ...cost, inputTokensAbove: z.number() }))),
    }),
    asOf: z.string(),
  }),
);
type Seed = z.infer<typeof seedSchema>[number];

/** OpenRouter lists its own prices, Ollama is local, a custom server's models are unknown. */
const covered = new Set(['openai', 'anthropic', 'gemini', 'deepseek', 'xai']);

/** Rows that are left out. */
const leftOut: Readonly<Record<string, string>> = {
  'gemini/gemini-1.5-flash': 'a retired chat model that the seed calls an embedding',
  'gemini/deep-research-max-preview-04-2026': 'an agent: answers only on the Interactions API',
  'gemini/deep-research-preview-04-2026': 'an agent: answers only on the Interactions API',
  'gemini/gemini-2.5-computer-use-preview-10-2025': 'refuses requests without its computer_use tool',
  'gemini/gemini-robotics-er-2-preview': 'made to steer robots, no chat model',
  'openai/text-embedding-ada-002-v2': 'a name on invoices only; requests name text-embedding-ada-002',
};

const responsesOnly = 'answers only on the Responses API: "not supported in the v1/chat/completions endpoint"';

/** Rows that openai-chat cannot serve: kept with their facts, never offered before that protocol is spoken. */
const otherApi: Readonly<Record<string, string>> = {
  'openai/o1-pro': responsesOnly,
  'openai/o3-pro': responsesOnly,
  'openai/gpt-5-pro': responsesOnly,
  'openai/gpt-5.2-pro': responsesOnly,
  'openai/gpt-5.4-pro': responsesOnly,
  'openai/gpt-5.5-pro': responsesOnly,
  'openai/gpt-5.3-codex': responsesOnly,
  'openai/gpt-5.3-codex-spark': responsesOnly,
  // The openai SDK 7.55.0 names these three under ResponsesModel and not under ChatModel.
  'openai/gpt-5.6-cyber': responsesOnly,
  'openai/gpt-daybreak-blue-latest': responsesOnly,
  'openai/gpt-daybreak-red-latest': responsesOnly,
};

/** Models that call no tools on the protocol we speak to them. */
const withoutTools: Readonly<Record<string, string>> = {
  'openai/gpt-6-astra': 'chat completions take tools only with effort `none`, which this model does not have',
  'openai/gpt-6.1-sol': 'chat completions take tools only with effort `none`, which this model does not have',
  'openai/gpt-5-chat-latest': '400 "tools is not supported in this model"',
  'openai/chat-latest': 'an alias of whatever ChatGPT runs; tools over chat completions are unproven',
};

/** 400 "Function tools with reasoning_effort are not supported … set reasoning_effort to 'none'". */
const effortNoneWithTools = new Set(
  [
    'gpt-5.2',
    'gpt-5.4',
    'gpt-5.4-mini',
    'gpt-5.4-nano',
    'gpt-5.5',
    'gpt-5.6-luna',
    'gpt-5.6-sol',
    'gpt-5.6-terra',
    'gpt-6-luna',
    'gpt-6-sol',
    'gpt-6.1-terra',
  ].map((id) => `openai/${id}`),
);

/** The seed's 272,000 is where the price doubles; developers.openai.com names a window of 1,050,000 for each of these. */
const window = 1_050_000;
const wrongWindow = new Set(
  [
    'gpt-5.4',
    'gpt-5.5',
    'gpt-5.6-luna',
    'gpt-5.6-sol',
    'gpt-5.6-terra',
    'gpt-6-astra',
    'gpt-6-luna',
    'gpt-6-sol',
    'gpt-6.1-sol',
    'gpt-6.1-terra',
  ].map((id) => `openai/${id}`),
);

/** Aliases that move to the newest model: the seed holds the price of an older one, so it is not known. */
const movingPrice = new Set([
  'gemini/gemini-flash-latest',
  'gemini/gemini-flash-lite-latest',
  'gemini/gemini-pro-latest',
]);

/** A cache price of 0 means that there is none. */
const pricesOf = ({ input, output, cacheRead, cacheWrite }: Omit<Seed['usdPerMillion'], 'tiers'>) => ({
  input,
  output,
  ...(cacheRead ? { cacheRead } : {}),
  ...(cacheWrite ? { cacheWrite } : {}),
});

const priceOf = ({ usdPerMillion: { tiers, ...flat } }: Seed) => ({
  ...pricesOf(flat),
  ...(tiers && {
    tiers: tiers.map(({ inputTokensAbove, ...tier }) => ({ above: inputTokensAbove, ...pricesOf(tier) })),
  }),
});

const rowOf = (seed: Seed) => {
  const key = `${seed.provider}/${seed.id}`;
  const isChat = seed.kind === 'chat';
  return {
    provider: seed.provider,
    id: seed.id,
    name: seed.name,
    kind: seed.kind,
    contextTokens: wrongWindow.has(key) ? window : seed.context,
    maxOutputTokens: seed.maxOutput ?? 0,
    // Silent for these makers: every chat model of theirs that is left calls tools.
    tools: isChat && (seed.tools ?? true) && !(key in withoutTools),
    images: seed.input?.includes('image') ?? false,
    reasoning: seed.reasoning ?? false,
    ...(effortNoneWithTools.has(key) && { effortWithTools: 'none' }),
    ...(key in otherApi && { api: 'responses' }),
    ...(!movingPrice.has(key) && { price: priceOf(seed), priceAsOf: seed.asOf }),
  };
};

/** Throws where a correction names a row that the seed no longer has: a silent one would outlive its reason. */
const checkCorrections = (keys: ReadonlySet<string>): void => {
  const named = [leftOut, otherApi, withoutTools].flatMap((record) => Object.keys(record));
  const unknown = [...named, ...effortNoneWithTools, ...wrongWindow, ...movingPrice].filter((key) => !keys.has(key));
  if (unknown.length > 0) throw new Error(`corrections name rows that the seed does not have: ${unknown.join(', ')}`);
};

const [seedPath] = process.argv.slice(2);
if (seedPath === undefined) throw new Error('usage: node test/catalog/make-table.ts <seed.json>');
const all = z.array(z.looseObject({ provider: z.string() })).parse(JSON.parse(readFileSync(seedPath, 'utf8')));
const seeds = seedSchema.parse(all.filter((row) => covered.has(row.provider)));
checkCorrections(new Set(seeds.map((seed) => `${seed.provider}/${seed.id}`)));
const lines = seeds
  .filter((seed) => !(`${seed.provider}/${seed.id}` in leftOut))
  .toSorted((a, b) => (`${a.provider}/${a.id}` < `${b.provider}/${b.id}` ? -1 : 1))
  .map((seed) => JSON.stringify(rowOf(seed)));
writeFileSync(new URL('../../src/catalog/table.json', import.meta.url), `[\n${lines.join(',\n')}\n]\n`);
console.log(`${lines.length} models`);
