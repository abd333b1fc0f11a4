import type { ChatRequest, Message } from '../../src/core/chat.ts';
import type { Incumbent, OutputHistory } from '../../src/core/expect.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import type { Key } from '../../src/core/key.ts';
import { plan, type Offer, type Plan, type PlannedRoute, type Wish } from '../../src/core/plan.ts';
import { defaultPolicy, type Policy } from '../../src/core/policy.ts';
import type { Price } from '../../src/core/price.ts';
import type { Model, Provider } from '../../src/core/provider.ts';
import type { Grade, Strength } from '../../src/core/strength.ts';
import type { Task } from '../../src/core/task.ts';

export interface PlanFigures {
  /** What to print. */
  readonly lines: readonly string[];
  /** Milliseconds of the worse of the two shapes, policy and offers warm. */
  readonly planP50Ms: number;
  readonly planP99Ms: number;
}

const models = 2_000;
const keys = 30;
const rounds = 3_000;
const warmUp = 500;

const provider = (id: string): Provider => ({
  id,
  name: id,
  protocol: 'openai-chat',
  baseUrl: `https://${id}.example/v1`,
  urls: { docs: `https://${id}.example/docs` },
  fields: [],
  environment: [],
  auth: { scheme: 'bearer' },
  check: { path: '/models' },
  listing: { path: '/models', shape: 'openai' },
});

/** Always the same numbers, spread evenly between 0 and 1. */
const numbers = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const priceOf = (random: () => number): Price => {
  const input = Math.round(random() ** 3 * 15_000) / 1_000;
  const rates = { input, output: input * 4, cacheRead: input / 10 };
  const kind = random();
  if (kind < 0.1) return { ...rates, tiers: [{ above: 200_000, input: input * 2, output: input * 6 }] };
  if (kind < 0.11) return { ...rates, hours: [{ from: '16:30', to: '00:30', input: input / 2, output: input }] };
  return kind < 0.3 ? { ...rates, cacheWrite: input * 1.25 } : rates;
};

/** A third is unrated, as most of a router's list is. */
const strengthOf = (random: () => number): Strength | undefined => {
  if (random() < 1 / 3) return undefined;
  const grade = (): Grade => ([1, 2, 3, 4] as const)[Math.floor(random() * 4)] ?? 1;
  return { code: grade(), general: grade(), reasoning: grade() };
};

const modelAt = (index: number, maker: string, random: () => number): Model => ({
  provider: maker,
  id: `family-${index % 40}/model-${index}`,
  name: `Model ${index}`,
  kind: random() < 0.05 ? 'embedding' : 'chat',
  contextTokens: [16_000, 128_000, 200_000, 1_000_000][Math.floor(random() * 4)] ?? 128_000,
  maxOutputTokens: [4_096, 16_384, 64_000][Math.floor(random() * 3)] ?? 16_384,
  tools: random() < 0.8,
  images: random() < 0.5,
  reasoning: random() < 0.5,
  strength: strengthOf(random),
  price: random() < 0.95 ? priceOf(random) : undefined,
  priceAsOf: '2026-11-01',
});

const keyOf = (maker: string, index: number): Key => ({
  id: `${maker}-key-${index}`,
  provider: maker,
  nickname: `key ${index}`,
  priority: index + 1,
  enabled: true,
  plain: {},
  addedAt: 0,
});

/** Thirty keys over thirty providers, or thirty of one provider that has all the models. */
const offersOf = (shape: 'spread' | 'every'): readonly Offer[] => {
  const random = numbers(7);
  const makers = Array.from({ length: shape === 'spread' ? keys : 1 }, (_, index) => provider(`maker-${index}`));
  const own = new Map(
    makers.map(({ id }) => [id, Array.from({ length: shape === 'spread' ? 1 : keys }, (_, at) => keyOf(id, at))]),
  );
  return Array.from({ length: models }, (_, index): Offer => {
    const maker = makers[index % makers.length] ?? provider('maker');
    return { provider: maker, model: modelAt(index, maker.id, random), keys: own.get(maker.id) ?? [] };
  });
};

const words = 'const total = items.reduce((sum, item) => sum + item.price * item.count, 0); // as the ledger has it\n';
const said = (characters: number): Message => ({
  role: 'user',
  content: [{ type: 'text', text: words.repeat(Math.ceil(characters / words.length)).slice(0, characters) }],
});
const tool = { name: 'read', description: 'Reads a file of the workspace.', schema: { type: 'object' } };
const result: Message = { role: 'user', content: [{ type: 'tool-result', id: 'a', content: [] }] };
const image: Message = { role: 'user', content: [{ type: 'image', mime: 'image/png', data: new Uint8Array(8) }] };

const requests: readonly (readonly [Task, ChatRequest])[] = [
  ['chat', { messages: [said(200)], tools: [], toolChoice: 'auto' }],
  ['chat', { messages: [said(2_000), image], tools: [], toolChoice: 'auto' }],
  ['code', { messages: [said(10_000)], tools: [tool], toolChoice: 'auto' }],
  ['code', { messages: [said(4_000), result], tools: [tool], toolChoice: 'auto' }],
  ['reasoning', { messages: [said(3_000)], tools: [], toolChoice: 'auto', maxOutputTokens: 8_000 }],
  ['utility', { messages: [said(500)], tools: [], toolChoice: 'auto', maxOutputTokens: 100 }],
];

const ruled: Policy = {
  ...defaultPolicy,
  unrated: true,
  preferredModels: ['maker-3/*'],
  defaultProvider: 'maker-4',
  fallbackProvider: 'maker-5',
  rules: [
    { when: { language: 'go' }, only: ['maker-1/*'] },
    { when: { task: 'reasoning', promptUnder: 100_000 }, prefer: ['*/family-3/*'], never: ['*-77'], maxCost: 0.5 },
    { when: { caller: 'core' }, floor: 'economy' },
  ],
};

/** The ledger knows a few dozen models, and all of them together. */
const historyOf = (offers: readonly Offer[]): OutputHistory => {
  const known = new Set(offers.slice(0, 60).map(({ model }) => `${model.provider}/${model.id}`));
  return (task, model) => {
    const median = task === 'code' ? 900 : 300;
    return model === undefined || known.has(model) ? { median, p90: median * 3, count: 40 } : undefined;
  };
};

const incumbentOf = ({ model, keys: [key] }: Offer): Incumbent => ({
  provider: model.provider,
  model: model.id,
  keyId: key?.id ?? '',
  at: now - 60_000,
  input: 2_000,
  cacheRead: 1_500,
});

const now = Date.parse('2026-11-20T12:00:00Z');

/** Every third model has answered five times, and every tenth rests with its first two keys. */
const healthOf = (offers: readonly Offer[]): Health => {
  const health = new Health();
  const random = numbers(11);
  for (const [index, { provider: maker, model, keys: own }] of offers.entries()) {
    const [first, second] = own.map((key) => ({ provider: maker, model, key }));
    const firstTokenMs = 200 + random() ** 3 * 5_000;
    for (let answer = 0; first && index % 3 === 0 && answer < 5; answer++)
      health.succeeded(first, now - 60_000 + answer, { firstTokenMs: firstTokenMs * (0.8 + 0.1 * answer) });
    for (const route of index % 10 === 0 ? [first, second] : [])
      if (route) health.failed(route, new ChatFailure({ kind: 'rate', what: 'no' }), now - 1_000);
  }
  return health;
};

/** Requests of every kind in turn, and a budget that looks at each route. */
const wishesOf = (offers: readonly Offer[]): readonly Wish[] => {
  const health = healthOf(offers);
  const overBudget = (route: PlannedRoute): string | undefined =>
    route.likely.from !== 'unknown' && route.likely.usd > 1 ? 'the budget is used up' : undefined;
  const policies = [defaultPolicy, ruled, { ...defaultPolicy, costOptimisation: false }];
  const circumstances = { caller: 'core', language: 'typescript', workspace: 'keyway', pick: 'auto' };
  const last = offers.find(({ model }) => model.strength?.code === 4 && model.tools);
  const incumbents = [undefined, last && incumbentOf(last)];
  const shared = { offers, health, now, circumstances, overBudget, outputs: historyOf(offers) };
  const orders = ['cost', 'speed'] as const;
  return requests.flatMap(([task, request]) =>
    policies.flatMap((policy) =>
      orders.flatMap((order) =>
        incumbents.map((incumbent): Wish => Object.assign({ request, task, order, policy, incumbent }, shared)),
      ),
    ),
  );
};

/** What a run does before it asks the first route. */
const used = ({ first = [], passedOver = [] }: Plan): number => {
  const [route] = first;
  return (route?.expected.from === 'unknown' ? 1 : 0) + first.length + passedOver.length;
};

const timesOf = (wishes: readonly Wish[]): Float64Array => {
  const times = new Float64Array(rounds);
  let kept = 0;
  for (let round = 0; round < rounds; round++) {
    const wish = wishes[(round * 7) % wishes.length];
    if (!wish) continue;
    const started = performance.now();
    kept += used(plan(wish));
    times[round] = performance.now() - started;
  }
  if (kept === 0) throw new Error('the bench of the plan has planned nothing');
  return times.slice(warmUp).toSorted();
};

const at = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

/** Milliseconds for everything of one plan, as an explanation reads it: the median of some. */
const wholeOf = (wishes: readonly Wish[]): number => {
  const times = wishes.slice(0, 20).map((wish) => {
    const started = performance.now();
    const { routes, leftOut } = plan(wish);
    if (routes.length + leftOut.length === 0) throw new Error('nothing was planned');
    return performance.now() - started;
  });
  return at(
    times.toSorted((a, b) => a - b),
    0.5,
  );
};

export const benchPlan = (): PlanFigures => {
  const figures = (['spread', 'every'] as const).map((shape) => {
    const wishes = wishesOf(offersOf(shape));
    const started = performance.now();
    for (const wish of wishes.slice(0, 1)) used(plan(wish));
    const cold = performance.now() - started;
    const sorted = timesOf(wishes);
    return { shape, cold, p50: at(sorted, 0.5), p99: at(sorted, 0.99), whole: wholeOf(wishes) };
  });
  const shapes = { spread: `${keys} keys over ${keys} providers`, every: `${keys} keys for every model` };
  const lines = figures.map(
    ({ shape, cold, p50, p99, whole }) =>
      `plan over ${models} models, ${shapes[shape]}: p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms; ` +
      `the first of all ${cold.toFixed(1)} ms; every route and reason written out ${whole.toFixed(1)} ms`,
  );
  return {
    lines,
    planP50Ms: Math.max(...figures.map(({ p50 }) => p50)),
    planP99Ms: Math.max(...figures.map(({ p99 }) => p99)),
  };
};
