import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Attempt } from '../../src/core/attempt.ts';
import type { Cost } from '../../src/core/cost.ts';
import { batchesOf, type CountedText } from '../../src/core/embed-batches.ts';
import { planEmbedding, type EmbedPlan } from '../../src/core/embed-plan.ts';
import { embed, type Embedded, type EmbedMeans } from '../../src/core/embed.ts';
import type { EmbedAnswer, EmbedRequest } from '../../src/core/embedding.ts';
import { ChatFailure, type FailureFacts, type FailureKind } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import type { Offer, PlannedRoute, Route } from '../../src/core/plan.ts';
import type { Embeddings, Model } from '../../src/core/provider.ts';
import type { Receipt } from '../../src/core/receipt.ts';
import { RunFailure } from '../../src/core/run.ts';
import { endAll, type UnderWay } from '../../src/core/under-way.ts';
import { countTokens } from '../../src/core/tokens.ts';
import { failure, timersLeftBy } from './runs.ts';
import { label, offer } from './samples.ts';

const counted = (lengths: readonly number[]): readonly CountedText[] =>
  lengths.map((tokens, index) => ({ index, text: `text ${index}`, tokens }));

describe('batches of texts', () => {
  const texts = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }).map(counted);
  const limits = fc.record({ batch: fc.integer({ min: 1, max: 20 }), batchTokens: fc.integer({ min: 1, max: 1_000 }) });
  const tokensOf = (batch: readonly CountedText[]): number => batch.reduce((sum, { tokens }) => sum + tokens, 0);

  it('hold every text once and in order, whatever the limits are', () => {
    fc.assert(
      fc.property(texts, limits, (all, limit) => {
        assert.deepEqual(batchesOf(all, limit).flat(), all);
      }),
    );
  });

  it('are never empty and never beyond a limit, but for one text that is so by itself', () => {
    fc.assert(
      fc.property(texts, limits, (all, limit) => {
        for (const batch of batchesOf(all, limit)) {
          assert.ok(batch.length > 0 && batch.length <= limit.batch);
          assert.ok(batch.length === 1 || tokensOf(batch) <= limit.batchTokens);
        }
      }),
    );
  });

  it('are no more than needed: a text begins one only where the batch before has no room for it', () => {
    fc.assert(
      fc.property(texts, limits, (all, limit) => {
        const batches = batchesOf(all, limit);
        for (const [at, batch] of batches.slice(1).entries()) {
          const before = batches[at] ?? [];
          const isFull = before.length === limit.batch;
          assert.ok(isFull || tokensOf(before) + (batch[0]?.tokens ?? 0) > limit.batchTokens * 0.75);
        }
      }),
    );
  });

  it('have no limit of tokens where the provider names none', () => {
    assert.equal(batchesOf(counted([1e6, 1e6, 1e6]), { batch: 3 }).length, 1);
  });
});

/** A model that makes vectors of 3 numbers, at one dollar per million tokens. */
const maker = (
  id: string,
  facts: Partial<Model> = {},
  { keys = ['k1'], ...limits }: Partial<Embeddings> & { readonly keys?: readonly string[] } = {},
): Offer => {
  const made = offer(id, keys, { kind: 'embedding', contextTokens: 8_000, dimensions: 3, tools: false, ...facts });
  return { ...made, provider: { ...made.provider, embeddings: { batch: 2, ...limits } } };
};

const planned = (offers: readonly Offer[], request: EmbedRequest, health = new Health()): EmbedPlan =>
  planEmbedding({ request, offers, health, now: 0 });

const routes = (plan: EmbedPlan): readonly string[] => plan.routes.map(label);
const reasons = (plan: EmbedPlan): readonly string[] =>
  plan.leftOut.map(({ model, reason }) => `${model.provider}/${model.id} ${reason}`);

describe('a plan for vectors', () => {
  const request: EmbedRequest = { texts: ['one', 'two words'] };

  it('takes the cheapest model first, its keys by their priority, unknown prices last', () => {
    const offers = [
      maker('acme/dear', { price: { input: 5, output: 0 } }),
      maker('acme/unknown', { price: undefined }),
      maker('best/cheap', { price: { input: 0.1, output: 0 } }, { keys: ['k1', 'k2'] }),
    ];
    assert.deepEqual(routes(planned(offers, request)), [
      'best/cheap k1',
      'best/cheap k2',
      'acme/dear k1',
      'acme/unknown k1',
    ]);
  });

  it('counts the tokens of all texts', () => {
    const plan = planned([maker('acme/m')], request);
    assert.equal(plan.promptTokens, countTokens('one') + countTokens('two words'));
    assert.equal(plan.task, 'embedding');
    assert.deepEqual(plan.routes[0]?.expected, {
      usd: plan.promptTokens / 1e6,
      from: 'estimated',
      priceAsOf: '2026-11-01',
    });
  });

  it('leaves out chat models, and providers of whom nobody knows how they take texts', () => {
    const plan = planned([offer('acme/chat'), offer('acme/lone', ['k1'], { kind: 'embedding' })], request);
    assert.deepEqual(routes(plan), []);
    assert.match(reasons(plan)[0] ?? '', /makes no vectors/);
    assert.match(reasons(plan)[1] ?? '', /not asked for vectors/);
    assert.equal(plan.tooLong, undefined);
  });

  it('leaves out what cannot hold the longest text, and names that text by its number', () => {
    const long = { texts: ['short', 'secret words '.repeat(300)] };
    const plan = planned([maker('acme/small', { contextTokens: 500 }), maker('acme/large')], long);
    assert.deepEqual(routes(plan), ['acme/large k1']);
    assert.match(reasons(plan)[0] ?? '', /text 2 has about \d+ tokens, and it takes 500$/);
    assert.ok(!JSON.stringify(plan.leftOut).includes('secret words'));
    assert.equal(plan.tooLong, undefined);
  });

  it('leaves out a model whose provider takes fewer tokens in one request than a text has', () => {
    const plan = planned([maker('acme/small', {}, { batchTokens: 100 })], { texts: ['words '.repeat(200)] });
    assert.deepEqual(routes(plan), []);
    assert.equal(plan.tooLong?.index, 0);
  });

  it('leaves out what cannot make vectors of the wanted length', () => {
    const offers = [
      maker('acme/fixed'),
      maker('acme/fits', { dimensions: 256 }),
      maker('acme/free', { dimensions: 1_024 }, { dimensionsField: 'dimensions' }),
    ];
    assert.deepEqual(routes(planned(offers, { ...request, dimensions: 256 })), ['acme/fits k1', 'acme/free k1']);
  });

  it('leaves out what is cooling', () => {
    const health = new Health();
    const [first] = planned([maker('acme/a')], request).routes;
    assert.ok(first);
    health.failed(first, failure('quota', {}), 0);
    const plan = planned([maker('acme/a'), maker('acme/b', {}, { keys: ['k2'] })], request, health);
    assert.deepEqual(routes(plan), ['acme/b k2']);
  });
});

/** What one call does. */
type Deed = (request: EmbedRequest, signal: AbortSignal) => Promise<EmbedAnswer>;

/** A vector that tells its text: `[number at its end, length, 1]`. */
const vectorOf = (text: string): Float32Array => Float32Array.of(Number(/\d+$/.exec(text)?.[0] ?? -1), text.length, 1);

const makes =
  (facts: Partial<EmbedAnswer> = {}): Deed =>
  async ({ texts }) => ({ vectors: texts.map(vectorOf), usage: { input: texts.length * 10, output: 0 }, ...facts });

const refuses =
  (kind: FailureKind, facts: Partial<FailureFacts> = {}): Deed =>
  () =>
    Promise.reject(failure(kind, facts));

const hangs: Deed = (_, signal) =>
  new Promise((_resolve, reject) => {
    const stop = (): void => reject(new DOMException('This operation was aborted', 'AbortError'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  });

interface Setting {
  readonly offers: readonly Offer[];
  readonly texts?: readonly string[];
  readonly request?: Partial<EmbedRequest>;
  /** By `provider/model key`: what the first, the second, … call does. The last one repeats. */
  readonly deeds: Readonly<Record<string, readonly Deed[]>>;
  readonly signal?: AbortSignal;
  readonly firstByte?: number;
  readonly health?: Health;
  readonly admit?: NonNullable<EmbedMeans['admit']>;
  readonly underWay?: UnderWay;
}

interface Ran {
  readonly embedded: Embedded | undefined;
  readonly failed: RunFailure | undefined;
  /** `provider/model key: number of texts`, in the order of the calls. */
  readonly asked: readonly string[];
  readonly attempts: readonly Attempt[];
  /** The reservation that each attempt ended with. */
  readonly reservations: readonly (string | undefined)[];
  readonly receipt: Receipt;
  /** Calls under way at the same time, at most. */
  readonly busiest: number;
}

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `text ${index}`);

const ran = async (setting: Setting): Promise<Ran> => {
  const asked: string[] = [];
  const attempts: Attempt[] = [];
  const reservations: (string | undefined)[] = [];
  const receipts: Receipt[] = [];
  const turns = new Map<string, number>();
  let [busy, busiest] = [0, 0];
  const request: EmbedRequest = { texts: setting.texts ?? numbered(5), ...setting.request };
  const health = setting.health ?? new Health();
  const call = async (route: Route, batch: EmbedRequest, signal: AbortSignal): Promise<EmbedAnswer> => {
    const name = label(route);
    asked.push(`${name}: ${batch.texts.length}`);
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    const deeds = setting.deeds[name] ?? [];
    const deed = deeds[Math.min(turn, deeds.length - 1)];
    assert.ok(deed, `nobody expected ${name} to be asked`);
    busiest = Math.max(busiest, ++busy);
    try {
      return await deed(batch, signal);
    } finally {
      busy--;
    }
  };
  const means = {
    embed: call,
    health,
    patienceOf: () => ({ firstByte: setting.firstByte ?? 5_000, idle: 5_000, progress: 5_000 }),
    modelOf: () => undefined,
    admit: setting.admit,
    underWay: setting.underWay,
    onAttempt: (attempt: Attempt, reservation?: string) => {
      attempts.push(attempt);
      reservations.push(reservation);
    },
    onReceipt: (receipt: Receipt) => receipts.push(receipt),
  };
  const errand = {
    plan: planEmbedding({ request, offers: setting.offers, health, now: Date.now() }),
    request,
    requestId: 'request-1',
    caller: 'test',
    workspace: 'keyway 1a2b3c4d',
    signal: setting.signal ?? new AbortController().signal,
  };
  const ended = await embed(errand, means).catch((error: unknown) => {
    if (error instanceof RunFailure) return error;
    throw error;
  });
  assert.deepEqual(receipts, [ended.receipt], 'every receipt is filed, once');
  const failed = ended instanceof RunFailure ? ended : undefined;
  const embedded = ended instanceof RunFailure ? undefined : ended;
  return { embedded, failed, asked, attempts, reservations, receipt: ended.receipt, busiest };
};

const numbersOf = ({ embedded }: Ran): readonly (number | undefined)[] =>
  (embedded?.vectors ?? []).map((vector) => vector[0]);

const whole = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

describe('texts that become vectors', function () {
  // A busy machine is no failure.
  this.timeout(20_000);

  it('are sent in batches the provider takes, and come back in order', async () => {
    const result = await ran({ offers: [maker('acme/m')], deeds: { 'acme/m k1': [makes()] } });
    assert.deepEqual(result.asked, ['acme/m k1: 2', 'acme/m k1: 2', 'acme/m k1: 1']);
    assert.deepEqual(numbersOf(result), whole(5));
    assert.equal(result.embedded?.model.id, 'm');
  });

  it('keep their order when batches overtake each other, four at a time', async () => {
    const waiting: (() => void)[] = [];
    let count = 0;
    // Later batches are answered first.
    const late: Deed = async (request, signal) => {
      if (count++ > 0) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length === 4) for (const release of waiting.splice(0).toReversed()) release();
        });
      }
      return makes()(request, signal);
    };
    const result = await ran({
      offers: [maker('acme/m', {}, { batch: 1 })],
      texts: numbered(13),
      deeds: { 'acme/m k1': [late] },
    });
    assert.deepEqual(numbersOf(result), whole(13));
    assert.equal(result.busiest, 4);
  });

  it('keep their order and lose nothing, whatever they are and however they are split and fail', async () => {
    const call = fc.constantFrom<Deed>(makes(), makes(), makes(), refuses('rate'), refuses('auth'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 20 }),
        fc.record({ batch: fc.integer({ min: 1, max: 5 }), batchTokens: fc.integer({ min: 100, max: 300 }) }),
        fc.array(call, { maxLength: 3 }),
        async (words, limits, deeds) => {
          const texts = words.map((word, index) => `${word} x ${index}`);
          const result = await ran({
            offers: [maker('acme/m', {}, { ...limits, keys: ['k1', 'k2'] })],
            texts,
            deeds: { 'acme/m k1': [...deeds, makes()], 'acme/m k2': [makes()] },
          });
          assert.deepEqual(numbersOf(result), whole(texts.length));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are written down as one attempt per call, and as one receipt of them all', async () => {
    const { attempts, receipt } = await ran({ offers: [maker('acme/m')], deeds: { 'acme/m k1': [makes()] } });
    assert.deepEqual(
      attempts.map(({ task, outcome, usage, caller, requestId }) => [task, outcome, usage?.input, caller, requestId]),
      [20, 20, 10].map((input) => ['embedding', 'answered', input, 'test', 'request-1']),
    );
    assert.deepEqual(attempts[0]?.cost, { usd: 20 / 1e6, from: 'computed', priceAsOf: '2026-11-01' });
    assert.deepEqual(receipt.answered, { provider: 'ACME', model: 'm', key: 'k1', servedModel: undefined });
    assert.deepEqual([receipt.task, receipt.usage?.input, receipt.usage?.output], ['embedding', 50, 0]);
    assert.deepEqual(receipt.cost, { usd: 50 / 1e6, from: 'computed', priceAsOf: '2026-11-01' });
  });

  it('are estimated where the provider counts no tokens', async () => {
    const { attempts, receipt } = await ran({
      offers: [maker('acme/m')],
      texts: ['one two three'],
      deeds: { 'acme/m k1': [makes({ usage: undefined, vectors: [Float32Array.of(1, 2, 3)] })] },
    });
    const tokens = countTokens('one two three');
    assert.equal(receipt.usage?.input, tokens);
    assert.deepEqual(attempts[0]?.cost, { usd: tokens / 1e6, from: 'estimated', priceAsOf: '2026-11-01' });
    assert.equal(attempts[0].counted, true);
  });

  it('are compared once with what the dearest candidate would have cost, where vectors came that cannot be used', async () => {
    const { attempts } = await ran({
      offers: [maker('acme/m'), maker('other/n')],
      texts: ['text 0'],
      deeds: { 'acme/m k1': [makes({ vectors: [] })], 'other/n k1': [makes()] },
    });
    assert.deepEqual(
      attempts.map(({ outcome, usage, dearest }) => [outcome, usage?.input, dearest?.()?.usd]),
      [
        ['stream', 10, undefined],
        ['answered', 10, 10 / 1e6],
      ],
    );
  });

  it('go to another model where the first one fails before any vector came, at the cost of one call', async () => {
    const result = await ran({
      offers: [maker('acme/a'), maker('best/b', { price: { input: 2, output: 0 } })],
      deeds: { 'acme/a k1': [refuses('server')], 'best/b k1': [makes()] },
    });
    assert.equal(result.asked.filter((one) => one.startsWith('acme/a')).length, 1);
    assert.deepEqual(numbersOf(result), whole(5));
    assert.equal(result.embedded?.model.id, 'b');
    assert.deepEqual(
      result.receipt.skipped.map(({ model, kind }) => [model, kind]),
      [['a', 'server']],
    );
  });

  it('never mix the vectors of two models: once one has come, only other keys of its model go on', async () => {
    const result = await ran({
      offers: [maker('acme/a', {}, { keys: ['k1', 'k2'] }), maker('best/b', { price: { input: 2, output: 0 } })],
      deeds: { 'acme/a k1': [makes(), refuses('rate')], 'acme/a k2': [makes()] },
    });
    assert.deepEqual(numbersOf(result), whole(5));
    assert.equal(result.embedded?.model.id, 'a');
    const served = result.attempts.filter(({ outcome }) => outcome === 'answered');
    assert.deepEqual([...new Set(served.map(({ model }) => model))], ['a']);
    assert.match(
      result.receipt.skipped.find(({ model }) => model === 'b')?.reason ?? '',
      /would not fit those of the model that has begun/,
    );
  });

  it('fail rather than mix where no key of the model that began is left', async () => {
    const result = await ran({
      offers: [maker('acme/a'), maker('best/b', { price: { input: 2, output: 0 } })],
      deeds: { 'acme/a k1': [makes(), refuses('auth')] },
    });
    assert.ok(result.failed);
    assert.ok(!result.asked.some((one) => one.startsWith('best/b')));
    assert.equal(result.receipt.answered, undefined);
  });

  it('send again only what did not come', async () => {
    const seen: string[] = [];
    const noting: Deed = async (request, signal) => {
      seen.push(...request.texts);
      return makes()(request, signal);
    };
    await ran({
      offers: [maker('acme/a', {}, { batch: 1, keys: ['k1', 'k2'] })],
      texts: numbered(3),
      deeds: { 'acme/a k1': [noting, refuses('auth')], 'acme/a k2': [noting] },
    });
    assert.deepEqual(seen.toSorted(), numbered(3));
  });

  for (const [what, answer] of [
    ['fewer vectors than texts', { vectors: [Float32Array.of(1, 2, 3)] }],
    ['more vectors than texts', { vectors: [1, 2, 3].map(() => Float32Array.of(1, 2, 3)) }],
    ['vectors of two lengths', { vectors: [Float32Array.of(1, 2, 3), Float32Array.of(1, 2)] }],
    ['vectors of another length than the model’s', { vectors: [1, 2].map(() => Float32Array.of(1, 2)) }],
    ['empty vectors', { vectors: [1, 2].map(() => new Float32Array()) }],
    ['a number that is none', { vectors: [Float32Array.of(1, Number.NaN, 3), Float32Array.of(1, 2, 3)] }],
    ['a number without end', { vectors: [Float32Array.of(1, 2, 3), Float32Array.of(1, 2, Infinity)] }],
  ] as const)
    it(`are never ${what}: that is a failure, and the next route is asked`, async () => {
      const result = await ran({
        offers: [maker('acme/a'), maker('best/b', { price: { input: 2, output: 0 } })],
        deeds: { 'acme/a k1': [makes(answer)], 'best/b k1': [makes()] },
      });
      assert.equal(result.embedded?.model.id, 'b');
      assert.equal(result.attempts[0]?.outcome, 'stream');
      // It answered, so it is billed.
      assert.equal(result.attempts[0].cost.from, 'computed');
    });

  it('are of the length that was asked for', async () => {
    const offers = [
      maker('acme/a', { dimensions: 1_024 }, { dimensionsField: 'dimensions' }),
      maker('best/b', { dimensions: 2, price: { input: 2, output: 0 } }),
    ];
    const result = await ran({
      offers,
      texts: ['text 0'],
      request: { dimensions: 2 },
      deeds: { 'acme/a k1': [makes()], 'best/b k1': [makes({ vectors: [Float32Array.of(1, 2)] })] },
    });
    assert.equal(result.embedded?.model.id, 'b');
  });

  it('are of one length in all batches, also where nobody knows the model’s own', async () => {
    const result = await ran({
      offers: [maker('acme/a', { dimensions: undefined })],
      deeds: {
        'acme/a k1': [makes(), async ({ texts }) => ({ vectors: texts.map(() => Float32Array.of(1, 2, 3, 4)) })],
      },
    });
    assert.match(result.failed?.message ?? '', /a vector of 4 numbers came instead of 3/);
  });

  it('that are too long for every model fail with “context”, named by their number and not by their words', async () => {
    const result = await ran({ offers: [maker('acme/a')], texts: ['short', 'secret '.repeat(20_000)], deeds: {} });
    assert.match(result.failed?.message ?? '', /text 2 has about [\d,]+ tokens/);
    assert.ok(!result.failed?.message.includes('secret'));
    assert.ok(result.failed?.cause instanceof ChatFailure && result.failed.cause.kind === 'context');
    assert.deepEqual(result.asked, []);
  });

  for (const [what, texts, says] of [
    ['are none', [], /no text/],
    ['are empty', ['text 0', ' \n'], /Text 2 is empty/],
  ] as const)
    it(`that ${what} are not sent`, async () => {
      const result = await ran({ offers: [maker('acme/a')], texts, deeds: {} });
      assert.match(result.failed?.message ?? '', says);
      assert.deepEqual(result.asked, []);
    });

  it('say what to do where no key unlocks a model', async () => {
    const result = await ran({ offers: [], deeds: {} });
    assert.match(result.failed?.message ?? '', /Add Key/);
  });

  it('are not offered to anyone else after a refusal that all would give', async () => {
    const result = await ran({
      offers: [maker('acme/a'), maker('best/b', { price: { input: 2, output: 0 } })],
      deeds: { 'acme/a k1': [refuses('request')] },
    });
    assert.deepEqual(result.asked, ['acme/a k1: 2']);
    assert.ok(result.failed?.cause instanceof ChatFailure && result.failed.cause.kind === 'request');
  });

  it('have money reserved for every call, as much as its part costs, and give it back with its attempt', async () => {
    const reserved: number[] = [];
    let count = 0;
    const result = await ran({
      offers: [maker('acme/m')],
      deeds: { 'acme/m k1': [makes()] },
      admit: ({ likely }, { workspace }) => {
        assert.equal(workspace, 'keyway 1a2b3c4d');
        if (likely.from !== 'unknown') reserved.push(likely.usd * 1e6);
        return Promise.resolve({ kind: 'admitted', reservation: `r${++count}` });
      },
    });
    const tokens = [['text 0', 'text 1'], ['text 2', 'text 3'], ['text 4']].map((texts) =>
      texts.reduce((sum, words) => sum + countTokens(words), 0),
    );
    assert.deepEqual(
      reserved.map((usd) => Math.round(usd)),
      tokens,
    );
    assert.deepEqual(new Set(result.reservations), new Set(['r1', 'r2', 'r3']));
    assert.ok(result.attempts.every(({ workspace }) => workspace === 'keyway 1a2b3c4d'));
  });

  it('go to a route that the budgets admit, where the first one is too dear: that is no attempt', async () => {
    const result = await ran({
      offers: [maker('acme/a'), maker('best/b', { price: { input: 2, output: 0 } })],
      deeds: { 'best/b k1': [makes()] },
      admit: ({ provider }) =>
        Promise.resolve(
          provider.id === 'acme' ? { kind: 'refused', reason: 'its budget is used up' } : { kind: 'admitted' },
        ),
    });
    assert.equal(result.embedded?.model.id, 'b');
    assert.equal(result.attempts.length, 3);
    assert.equal(result.receipt.skipped[0]?.reason, 'its budget is used up');
  });

  it('stop where a budget ends in the middle, rather than mix models, and say so', async () => {
    let admitted = 0;
    const result = await ran({
      offers: [maker('acme/a', {}, { batch: 1 }), maker('best/b', { price: { input: 2, output: 0 } })],
      deeds: { 'acme/a k1': [makes()] },
      admit: () =>
        Promise.resolve(
          ++admitted > 2 ? { kind: 'refused', reason: 'the budget of today is used up' } : { kind: 'admitted' },
        ),
    });
    assert.match(result.failed?.message ?? '', /ACME a \(key k1\): the budget of today is used up/);
    assert.equal(result.attempts.length, 2);
    assert.equal(result.receipt.answered, undefined);
  });

  it('tell health once a round, and give back the probe of a route that is stopped', async () => {
    const health = new Health();
    const [probed] = planned([maker('acme/a')], { texts: ['one'] }).routes;
    assert.ok(probed);
    for (let round = 0; round < 3; round++) health.failed(probed, failure('server'), Date.now() - 20_000);
    const controller = new AbortController();
    await ran({
      offers: [maker('acme/a')],
      deeds: {
        'acme/a k1': [
          (request, signal) => {
            controller.abort();
            return hangs(request, signal);
          },
        ],
      },
      health,
      signal: controller.signal,
    });
    assert.equal(health.begin({ ...probed }, Date.now()), undefined);
  });

  it('stop when the caller stops them, with every call that was under way', async () => {
    const controller = new AbortController();
    let underWay = 0;
    const waits: Deed = (request, signal) => {
      if (++underWay === 3) controller.abort();
      return hangs(request, signal);
    };
    const result = await ran({
      offers: [maker('acme/a', {}, { batch: 1 })],
      texts: numbered(9),
      deeds: { 'acme/a k1': [makes(), waits] },
      signal: controller.signal,
    });
    assert.ok(result.failed?.cause instanceof ChatFailure && result.failed.cause.kind === 'aborted');
    assert.ok(result.attempts.slice(1).every(({ outcome }) => outcome === 'aborted'));
    assert.ok(result.asked.length <= 5, 'nothing more is sent');
  });

  it('go elsewhere when a provider stays silent', async () => {
    const result = await ran({
      offers: [maker('acme/a'), maker('best/b', { price: { input: 2, output: 0 } })],
      deeds: { 'acme/a k1': [hangs], 'best/b k1': [makes()] },
      firstByte: 30,
    });
    assert.equal(result.attempts[0]?.outcome, 'stall');
    assert.equal(result.embedded?.model.id, 'b');
  });

  it('end with a failure where a budget refuses another batch a moment later', async () => {
    let asks = 0;
    const result = await ran({
      offers: [maker('acme/a', {}, { batch: 1 })],
      texts: numbered(6),
      deeds: { 'acme/a k1': [makes(), refuses('auth')] },
      admit: async () => {
        if (++asks !== 3) return { kind: 'admitted' };
        await new Promise((resolve) => setTimeout(resolve, 20));
        return { kind: 'refused', reason: 'the budget of today is used up' };
      },
    });
    assert.match(result.failed?.message ?? '', /auth happened/);
    assert.ok(result.receipt.skipped.some(({ kind }) => kind === 'auth'));
  });

  it('are not sent where another batch failed while a budget was asked: what was reserved is given back', async () => {
    const givenBack: number[] = [];
    let asks = 0;
    const result = await ran({
      offers: [maker('acme/a', {}, { batch: 1 })],
      texts: numbered(4),
      deeds: { 'acme/a k1': [makes(), refuses('auth')] },
      admit: async () => {
        const ask = ++asks;
        if (ask > 2) await new Promise((resolve) => setTimeout(resolve, 20));
        return {
          kind: 'admitted',
          reservation: `r${ask}`,
          giveBack: () => Promise.resolve(void givenBack.push(ask)),
        };
      },
    });
    assert.deepEqual([result.asked.length, result.reservations], [2, ['r1', 'r2']]);
    assert.deepEqual(givenBack, [3, 4]);
  });

  it('ask a budget for each batch, and tell it what all that is missing costs', async () => {
    const seen: (readonly (number | undefined)[])[] = [];
    const micros = (cost: Cost | undefined): number | undefined =>
      cost && cost.from !== 'unknown' ? Math.round(cost.usd * 1e6) : undefined;
    const texts = ['one two', 'three four', 'five six', 'seven eight'];
    const tokens = texts.map(countTokens);
    await ran({
      offers: [maker('acme/a', {}, { batch: 2 })],
      texts,
      deeds: { 'acme/a k1': [makes()] },
      admit: (route: PlannedRoute & { readonly whole?: Pick<PlannedRoute, 'likely'> }) => {
        seen.push([micros(route.likely), micros(route.whole?.likely)]);
        return Promise.resolve({ kind: 'admitted' });
      },
    });
    const sum = (some: readonly number[]): number => some.reduce((total, one) => total + one, 0);
    const [first, second] = [sum(tokens.slice(0, 2)), sum(tokens.slice(2))];
    assert.deepEqual(seen, [
      [first, first + second],
      [second, second],
    ]);
  });

  it('reserve at worst what the scripts of a batch can cost, however small it counts', async () => {
    const worsts: number[] = [];
    await ran({
      offers: [maker('acme/a', {}, { batch: 1 })],
      texts: ['word '.repeat(50), 'ስም'.repeat(50)],
      deeds: { 'acme/a k1': [makes()] },
      admit: ({ worst }) => {
        worsts.push(worst.from === 'unknown' ? 0 : Math.round(worst.usd * 1e6));
        return Promise.resolve({ kind: 'admitted' });
      },
    });
    assert.ok((worsts[1] ?? 0) >= 300, `${worsts.join(' ')}`);
  });

  it('are in the ledger at once where the window closes meanwhile, and only once', async () => {
    const underWay: UnderWay = new Set();
    const waits: Deed = (request, signal) => {
      setImmediate(() => endAll(underWay));
      return hangs(request, signal);
    };
    const result = await ran({ offers: [maker('acme/a')], texts: ['x'], deeds: { 'acme/a k1': [waits] }, underWay });
    assert.ok(result.failed?.cause instanceof ChatFailure && result.failed.cause.kind === 'aborted');
    assert.deepEqual(
      result.attempts.map(({ outcome }) => outcome),
      ['aborted'],
    );
    assert.equal(underWay.size, 0);
  });

  it('leave no timer behind', async () => {
    const left = await timersLeftBy(async () => {
      await ran({
        offers: [maker('acme/a'), maker('best/b', { price: { input: 2, output: 0 } })],
        deeds: { 'acme/a k1': [refuses('server')], 'best/b k1': [makes()] },
      });
    });
    assert.equal(left, 0);
  });

  it('tell the health of a route once, however many calls failed together', async () => {
    const health = new Health();
    const deeds = { 'acme/a k1': [makes(), refuses('server')] };
    const offers = [maker('acme/a', {}, { batch: 1 })];
    await ran({ offers, texts: numbered(9), deeds, health });
    const [route] = planned(offers, { texts: ['x'] }).routes;
    assert.ok(route);
    // Four calls fail side by side, and once more after the pause: two in a row, where three would put it aside.
    assert.equal(health.coolingOf(route, Date.now()), undefined);
  });

  it('let a bug surface', async () => {
    const broken: Deed = () => Promise.reject(new TypeError('a bug'));
    await assert.rejects(ran({ offers: [maker('acme/a')], deeds: { 'acme/a k1': [broken] } }), /a bug/);
  });
});
