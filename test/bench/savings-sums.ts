/** Prices a fixed workload: asked of one model only, or of those that Keyway's own plan chooses. Nothing is asked of anybody. */
import * as z from 'zod/mini';
import { bundled, type Table } from '../../src/catalog/catalog.ts';
import { merge } from '../../src/catalog/merge.ts';
import { planEmbedding } from '../../src/core/embed-plan.ts';
import { leastCached, usageAt, type Incumbent, type OutputHistory } from '../../src/core/expect.ts';
import { plan, type Offer } from '../../src/core/plan.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import { ratesOf, usdOf } from '../../src/core/price.ts';
import { modelKey, type Model } from '../../src/core/provider.ts';
import { requestOf, textsOf } from '../../src/core/simulate-plan.ts';
import type { Floor } from '../../src/core/strength.ts';
import { choiceFor } from '../../src/core/virtual.ts';
import { providers } from '../../src/providers/index.ts';

const count = z.int().check(z.gte(0));

const rowSchema = z.strictObject({
  name: z.string(),
  task: z.enum(['chat', 'code', 'reasoning', 'embedding', 'utility']),
  conversations: count.check(z.gte(1)),
  /** Requests of one conversation. */
  turns: count.check(z.gte(1)),
  /** Of the first turn; each further one has `growth` more. */
  promptTokens: count.check(z.gte(1)),
  growth: count,
  /** Of each answer, whoever gives it. */
  outputTokens: count,
  /** Share of the turn before that the provider still has, where it answered it. */
  cachedShare: z.number().check(z.gte(0), z.lte(1)),
});

export const workloadSchema = z.strictObject({
  what: z.string(),
  proportions: z.array(z.strictObject({ claim: z.string(), source: z.url({ protocol: /^https$/ }) })),
  date: z.iso.date(),
  /** UTC: the conversations are spread evenly over these, since some prices change with the hour. */
  hours: z.array(count.check(z.lte(23))).check(z.minLength(1)),
  rows: z.array(rowSchema),
});

type WorkRow = z.infer<typeof rowSchema>;
export type Workload = z.infer<typeof workloadSchema>;

/** The keys of the claim that is checked. */
export const fiveKeys = ['openai', 'anthropic', 'gemini', 'deepseek', 'openrouter'] as const;

/** What the keys unlock by the bundled table, as the extension would offer it before any list has come. */
const offersOf = (table: Table, keys: readonly string[], now: number): readonly Offer[] =>
  providers
    .filter(({ id }) => keys.includes(id))
    .flatMap((provider) => {
      const key = {
        id: provider.id,
        provider: provider.id,
        nickname: '',
        priority: 1,
        enabled: true,
        plain: {},
        addedAt: 0,
      };
      return merge({ provider, table, now }).map((model) => ({ provider, model, keys: [key] }));
    });

export const bundledOffers = async (now: number): Promise<readonly Offer[]> => offersOf(await bundled(), fiveKeys, now);

/** Money of one row by the model that earned it. US dollars. */
export interface RowSum {
  readonly row: WorkRow;
  readonly usd: number;
  readonly byModel: ReadonlyMap<string, number>;
}

/** Who answers a turn, when; undefined where nobody can. */
type Choose = (turn: Turn) => Model | undefined;

interface Turn {
  readonly row: WorkRow;
  readonly promptTokens: number;
  readonly now: number;
  readonly incumbent?: Incumbent | undefined;
}

/** Undefined where the workload cannot be answered, or its price is not known. */
export const sumsOf = (workload: Workload, choose: Choose): readonly RowSum[] | undefined => {
  const sums = workload.rows.map((row) => rowSum(row, workload, choose));
  return sums.every((sum) => sum !== undefined) ? sums : undefined;
};

export const totalOf = (sums: readonly Pick<RowSum, 'usd'>[]): number =>
  sums.reduce((nano, { usd }) => nano + Math.round(usd * 1e9), 0) / 1e9;

const rowSum = (row: WorkRow, { date, hours }: Workload, choose: Choose): RowSum | undefined => {
  const byModel = new Map<string, number>();
  let nano = 0;
  for (const [place, hour] of hours.entries()) {
    // As evenly as whole conversations allow.
    const share = Math.floor((row.conversations + place) / hours.length);
    const begun = Date.parse(`${date}T${String(hour).padStart(2, '0')}:00:00Z`);
    for (const { model, usd } of conversation(row, begun, choose)) {
      if (usd === undefined) return undefined;
      const money = Math.round(usd * 1e9) * share;
      nano += money;
      byModel.set(model, (byModel.get(model) ?? 0) + money / 1e9);
    }
  }
  return { row, usd: nano / 1e9, byModel };
};

const minute = 60_000;

function* conversation(
  row: WorkRow,
  begun: number,
  choose: Choose,
): Generator<{ model: string; usd: number | undefined }> {
  let incumbent: Incumbent | undefined;
  for (let turn = 0; turn < row.turns; turn++) {
    const promptTokens = row.promptTokens + turn * row.growth;
    const now = begun + turn * minute;
    const model = choose({ row, promptTokens, now, incumbent });
    if (!model?.price) {
      yield { model: '', usd: undefined };
      return;
    }
    const stays = incumbent?.provider === model.provider && incumbent.model === model.id;
    const cached = stays ? Math.floor((incumbent?.input ?? 0) * row.cachedShare) : 0;
    const input = ownTokens(model, promptTokens);
    const rates = ratesOf(model.price, input, now);
    const read = cached >= leastCached ? cached : 0;
    const usage = usageAt(rates, { promptTokens: input, read, output: ownTokens(model, row.outputTokens) });
    yield { model: modelKey(model), usd: usdOf(usage, model.price, { at: now }) };
    const cacheable = stays ? incumbent?.input : undefined;
    const { provider, id } = model;
    incumbent = {
      provider,
      model: id,
      keyId: provider,
      at: now,
      input,
      counted: promptTokens,
      cacheRead: read,
      cacheable,
    };
  }
}

/** Some models make more tokens of the same text. */
const ownTokens = ({ tokens = 1 }: Model, counted: number): number => Math.round(counted * tokens);

const healthy = { coolingOf: () => undefined };

/** By Keyway's own plan for what is asked of Auto, which knows from the ledger how long answers are. */
export const routed = (offers: readonly Offer[], floor: Floor): Choose => {
  const { offers: may, order } = choiceFor('auto', offers, defaultPolicy);
  const models = new Map(offers.map(({ model }) => [modelKey(model), model]));
  return ({ row, promptTokens, now, incumbent }) => {
    const { task } = row;
    const common = { health: healthy, now, floor };
    const outputs: OutputHistory = (_, name = '') => {
      const model = models.get(name);
      const median = model ? ownTokens(model, row.outputTokens) : row.outputTokens;
      return { median, p90: median * 3, count: 1_000 };
    };
    const made =
      task === 'embedding'
        ? planEmbedding({ ...common, offers, request: { texts: textsOf(promptTokens) } })
        : plan({ ...common, offers: may, order, request: requestOf(task, promptTokens), task, incumbent, outputs });
    return (made.first ?? made.routes)[0]?.model;
  };
};

/** Always the same two. */
export const only =
  (chat: Model, embedding: Model): Choose =>
  ({ row }) =>
    row.task === 'embedding' ? embedding : chat;

const chatSkills = ['code', 'reasoning', 'general'] as const;

/** What the whole chat part of a workload would cost there, the cheapest first. */
export const byCost = (workload: Workload, models: readonly Model[]): readonly { model: Model; usd: number }[] => {
  const priced = models.flatMap((model) => {
    const sums = sumsOf(
      {
        ...workload,
        rows: workload.rows.filter(({ task }) => (task === 'embedding') === (model.kind === 'embedding')),
      },
      () => model,
    );
    return sums ? [{ model, usd: totalOf(sums) }] : [];
  });
  return priced.toSorted((a, b) => a.usd - b.usd || modelKey(a.model).localeCompare(modelKey(b.model), 'en'));
};

/** Whether a model is at least this good at everything a chat model does. */
export const isAtLeast = ({ kind, strength }: Model, grade: number): boolean =>
  kind === 'chat' && chatSkills.every((skill) => (strength?.[skill] ?? 0) >= grade);

/** It costs nothing, for so few requests a day that no workload fits, and its provider may learn from what it is asked. */
export const isFree = ({ price }: Model): boolean => price?.input === 0 && price.output === 0;
