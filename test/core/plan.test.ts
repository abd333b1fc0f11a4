import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatRequest, Message } from '../../src/core/chat.ts';
import { ChatFailure, type FailureKind } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import { plan, type Offer, type Plan } from '../../src/core/plan.ts';
import type { Price } from '../../src/core/price.ts';
import { countRequest } from '../../src/core/tokens.ts';
import { asked, label, offer, planned, said } from './samples.ts';

const labels = ({ routes }: Plan): readonly string[] => routes.map(label);
const reasons = ({ leftOut }: Plan): readonly string[] =>
  leftOut.map(({ model, key, reason }) => `${model.id}${key ? ` ${key.id}` : ''}: ${reason}`);

const image = { type: 'image', mime: 'image/png', data: new Uint8Array([1]) } as const;
const withImage: Message = { role: 'user', content: [image] };
const withImageResult: Message = { role: 'user', content: [{ type: 'tool-result', id: 'a', content: [image] }] };
const tool = { name: 'read', description: '' };

const failed = (
  health: Health,
  one: Offer,
  facts: { kind: FailureKind; retryAfter?: number; key?: number; now?: number },
) => {
  const key = one.keys[facts.key ?? 0];
  assert.ok(key);
  const failure = new ChatFailure({ kind: facts.kind, what: 'no', retryAfter: facts.retryAfter });
  health.failed({ ...one, key }, failure, facts.now ?? 0);
};

describe('a plan leaves out what cannot do the request, and says why', () => {
  const cases: readonly (readonly [request: Partial<ChatRequest>, facts: Partial<Offer['model']>, reason: string])[] = [
    [{}, { kind: 'embedding' }, 'm: is no chat model'],
    [{ tools: [tool] }, { tools: false }, 'm: calls no tools'],
    [{ messages: [withImage] }, { images: false }, 'm: takes no images'],
    [{ messages: [withImageResult] }, { images: false }, 'm: takes no images'],
    [{ maxOutputTokens: 8_001 }, { maxOutputTokens: 8_000 }, 'm: answers 8,000 tokens at most'],
  ];
  for (const [request, facts, reason] of cases) {
    it(reason, () => {
      const made = planned([offer('acme/m', ['k1', 'k2'], facts)], { request: asked(request) });
      assert.deepEqual([labels(made), reasons(made)], [[], [reason]]);
    });
  }

  it('and leaves in what can', () => {
    const request = asked({ tools: [tool], messages: [withImage, withImageResult], maxOutputTokens: 8_000 });
    assert.deepEqual(labels(planned([offer('acme/m')], { request })), ['acme/m k1']);
  });

  it('does not fill a window to the brim', () => {
    const request = asked({ messages: [said('word '.repeat(1_000))], maxOutputTokens: 10 });
    const tokens = countRequest(request);
    const roomy = offer('acme/roomy', ['k1'], { contextTokens: Math.ceil((tokens + 10) / 0.97) + 1 });
    const brim = offer('acme/brim', ['k1'], { contextTokens: tokens + 15 });
    const made = planned([roomy, brim], { request });
    assert.equal(made.promptTokens, tokens);
    assert.deepEqual(labels(made), ['acme/roomy k1']);
    assert.deepEqual(
      made.leftOut.map(({ model, cause }) => [model.id, cause]),
      [['brim', 'capability']],
    );
    assert.match(
      reasons(made)[0] ?? '',
      new RegExp(`holds ${new Intl.NumberFormat('en-US').format(tokens + 15)} tokens`),
    );
  });

  it('counts the answer that the caller wants into the window, which holds both', () => {
    const request = asked({ messages: [said('word '.repeat(1_000))], maxOutputTokens: 4_000 });
    const tokens = countRequest(request);
    const holdsBoth = offer('acme/both', ['k1'], { contextTokens: Math.ceil((tokens + 4_000) / 0.97) + 1 });
    const holdsPrompt = offer('acme/prompt', ['k1'], { contextTokens: tokens + 3_000 });
    assert.deepEqual(labels(planned([holdsBoth, holdsPrompt], { request })), ['acme/both k1']);
  });

  it('is empty, and not an error, where nothing is offered', () => {
    const made = planned([]);
    assert.deepEqual([made.routes, made.leftOut], [[], []]);
  });
});

describe('a plan is in the order of expected cost', () => {
  const priced = (id: string, price: Price | undefined): Offer => offer(id, ['k1'], { price });
  const long = asked({ messages: [said('word '.repeat(20_000))] });

  it('weighs input and output by what this request will use', () => {
    const cheapIn = priced('acme/cheap-in', { input: 1, output: 20 });
    const cheapOut = priced('acme/cheap-out', { input: 3, output: 4 });
    assert.deepEqual(labels(planned([cheapIn, cheapOut])), ['acme/cheap-out k1', 'acme/cheap-in k1']);
    assert.deepEqual(labels(planned([cheapIn, cheapOut], { request: long })), [
      'acme/cheap-in k1',
      'acme/cheap-out k1',
    ]);
  });

  it('takes the price of the tier that the prompt selects', () => {
    const tiered = priced('acme/tiered', { input: 1, output: 1, tiers: [{ above: 10_000, input: 9, output: 9 }] });
    const flat = priced('acme/flat', { input: 2, output: 2 });
    assert.deepEqual(labels(planned([flat, tiered])), ['acme/tiered k1', 'acme/flat k1']);
    assert.deepEqual(labels(planned([flat, tiered], { request: long })), ['acme/flat k1', 'acme/tiered k1']);
  });

  it('lets a free model win and an unknown price come last, neither free nor refused', () => {
    const unknown = priced('acme/unknown', undefined);
    const dear = priced('acme/dear', { input: 900, output: 900 });
    const own = priced('local/free', { input: 0, output: 0 });
    const free: Offer = { ...own, provider: { ...own.provider, local: true } };
    const made = planned([unknown, dear, free]);
    assert.deepEqual(labels(made), ['local/free k1', 'acme/dear k1', 'acme/unknown k1']);
    assert.deepEqual(
      made.routes.map(({ expected }) => expected.from),
      ['estimated', 'estimated', 'unknown'],
    );
  });

  it('breaks a tie by the cache price, then by the name', () => {
    const price: Price = { input: 2, output: 2 };
    const made = planned([
      priced('b/x', price),
      priced('a/x', price),
      priced('z/cached', { ...price, cacheRead: 0.2 }),
    ]);
    assert.deepEqual(labels(made), ['z/cached k1', 'a/x k1', 'b/x k1']);
  });

  it('tries the keys of one model in their order before the next model', () => {
    const made = planned([
      offer('acme/dear', ['k1', 'k2'], { price: { input: 5, output: 5 } }),
      offer('acme/cheap', ['k2', 'k1', 'k3']),
    ]);
    assert.deepEqual(labels(made), ['acme/cheap k2', 'acme/cheap k1', 'acme/cheap k3', 'acme/dear k1', 'acme/dear k2']);
  });

  it('is the same however the offers are shuffled, and in whatever order things failed', () => {
    const price = fc.option(
      fc.record({
        // What is free goes last, which is no order of cost.
        input: fc.integer({ min: 1, max: 3 }),
        output: fc.nat({ max: 3 }),
        cacheRead: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
      }),
      { nil: undefined },
    );
    const offers = fc.uniqueArray(
      fc.tuple(fc.constantFrom('a', 'b', 'local'), fc.stringMatching(/^[a-z0-9][a-z0-9.:-]{0,5}$/), price),
      { selector: ([provider, name]) => `${provider}/${name}`, minLength: 2, maxLength: 8 },
    );
    fc.assert(
      fc.property(offers, fc.infiniteStream(fc.nat()), (made, random) => {
        const all = made.map(([provider, name, cost]) => offer(`${provider}/${name}`, ['k1', 'k2'], { price: cost }));
        const keyed = all.map((one) => [random.next().value, one] as const);
        const shuffled = keyed.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, one]) => one);
        assert.deepEqual(labels(planned(shuffled)), labels(planned(all)));
        const costs = planned(all).routes.map(({ expected }) =>
          expected.from === 'unknown' ? Infinity : expected.usd,
        );
        assert.deepEqual(
          costs,
          costs.toSorted((a, b) => a - b),
        );
      }),
    );
  });

  it('expects no longer an answer than the model gives', () => {
    const short = offer('acme/short', ['k1'], { price: { input: 0, output: 1_000_000 }, maxOutputTokens: 7 });
    const [route] = planned([short]).routes;
    assert.deepEqual(route?.expected, { usd: 7, from: 'estimated', priceAsOf: '2026-11-01' });
  });
});

describe('a plan lets rest what failed', () => {
  const cheap = offer('acme/cheap', ['k1', 'k2']);
  const dear = offer('other/dear', ['k9'], { price: { input: 9, output: 9 } });

  it('leaves a cooling route out by name, with the reason and the time', () => {
    const health = new Health();
    failed(health, cheap, { kind: 'rate', retryAfter: 41_000 });
    const made = planned([cheap, dear], { health, now: 1_000 });
    assert.deepEqual(labels(made), ['acme/cheap k2', 'other/dear k9']);
    assert.deepEqual(reasons(made), ['cheap k1: its rate limit is reached, tried again in 40 s']);
    assert.deepEqual(
      made.leftOut.map(({ cause }) => cause),
      ['cooling'],
    );
  });

  it('has it back once its time is over', () => {
    const health = new Health();
    failed(health, cheap, { kind: 'rate', retryAfter: 41_000 });
    const [made, fresh] = [planned([cheap, dear], { health, now: 41_000 }), planned([cheap, dear])];
    assert.deepEqual([made.routes, made.leftOut], [fresh.routes, fresh.leftOut]);
  });

  it('keeps the only route that is left in spite of our own caution', () => {
    for (const kind of ['rate', 'quota', 'auth', 'model-missing'] as const) {
      const health = new Health();
      const sole = offer('acme/sole');
      failed(health, sole, { kind });
      const made = planned([sole], { health, now: 1 });
      assert.deepEqual([labels(made), reasons(made)], [['acme/sole k1'], []], kind);
      assert.equal(made.routes[0]?.wait, 0, 'asked at once');
    }
  });

  it('keeps it after any number of failures of its own', () => {
    const health = new Health();
    const sole = offer('acme/sole');
    for (let round = 0; round < 25; round++) failed(health, sole, { kind: 'server' });
    assert.deepEqual(labels(planned([sole], { health, now: 1 })), ['acme/sole k1']);
    assert.deepEqual(labels(planned([sole, dear], { health, now: 1 })), ['other/dear k9'], 'another one goes first');
  });

  it('respects the time that a provider named, also for the only route', () => {
    const health = new Health();
    const sole = offer('acme/sole');
    failed(health, sole, { kind: 'rate', retryAfter: 120_000 });
    const made = planned([sole], { health, now: 1_000 });
    assert.deepEqual([labels(made), reasons(made)], [[], ['sole k1: its rate limit is reached, tried again in 2 min']]);
  });

  it('waits for the only route where the named time is almost over', () => {
    const health = new Health();
    const sole = offer('acme/sole');
    failed(health, sole, { kind: 'rate', retryAfter: 120_000 });
    assert.deepEqual(
      planned([sole], { health, now: 117_500 }).routes.map(({ wait }) => wait),
      [2_500],
    );
    assert.deepEqual(planned([sole], { health, now: 116_999 }).routes, []);
  });

  it('keeps the only route also where our caution goes beyond the named time', () => {
    const health = new Health();
    const sole = offer('acme/sole');
    for (let round = 0; round < 8; round++) failed(health, sole, { kind: 'server', retryAfter: 5_000 });
    assert.deepEqual(labels(planned([sole], { health, now: 1_000 })), [], 'the named time');
    assert.deepEqual(labels(planned([sole], { health, now: 5_000 })), ['acme/sole k1'], 'ours');
  });

  it('names first what is free again first', () => {
    const health = new Health();
    failed(health, cheap, { kind: 'rate', retryAfter: 900_000 });
    failed(health, cheap, { kind: 'rate', retryAfter: 600_000, key: 1 });
    failed(health, dear, { kind: 'rate', retryAfter: 60_000 });
    const made = planned([cheap, dear], { health, now: 0 });
    assert.deepEqual(
      made.leftOut.map(({ key }) => key?.id),
      ['k9', 'k2', 'k1'],
    );
  });

  it('waits for nobody while another route is free', () => {
    const health = new Health();
    failed(health, cheap, { kind: 'quota', retryAfter: 2_000 });
    const made = planned([cheap, dear], { health, now: 1_000 });
    assert.deepEqual(
      made.routes.map((one) => [label(one), one.wait]),
      [
        ['acme/cheap k2', 0],
        ['other/dear k9', 0],
      ],
    );
  });

  it('never loses a route: each is planned or left out with a reason', () => {
    const kinds = fc.constantFrom<FailureKind[]>(
      'rate',
      'quota',
      'auth',
      'model-missing',
      'server',
      'network',
      'context',
    );
    const events = fc.array(
      fc.record({
        at: fc.nat({ max: 3 }),
        key: fc.nat({ max: 1 }),
        kind: kinds,
        retryAfter: fc.option(fc.nat({ max: 100_000 }), { nil: undefined }),
      }),
    );
    const all = ['a/w', 'a/x', 'b/y', 'b/z'].map((id) => offer(id, ['k1', 'k2']));
    fc.assert(
      fc.property(events, fc.nat({ max: 120_000 }), (failures, now) => {
        const health = new Health();
        for (const { at, key, kind, retryAfter } of failures) {
          const one = all[at];
          assert.ok(one);
          failed(health, one, { kind, key, ...(retryAfter !== undefined && { retryAfter }) });
        }
        const made = planned(all, { health, now });
        const left = made.leftOut.flatMap(({ model, key }) => (key ? [`${model.provider}/${model.id} ${key.id}`] : []));
        assert.deepEqual(
          [...labels(made), ...left].toSorted(),
          all.flatMap(({ model, keys }) => keys.map((key) => `${model.provider}/${model.id} ${key.id}`)).toSorted(),
        );
      }),
    );
  });
});

it('a plan names its task and counts its prompt, tools included', () => {
  const request = asked({ tools: [{ ...tool, description: 'Reads a file of the workspace, from line to line.' }] });
  const made = plan({ request, task: 'code', offers: [], health: new Health(), now: 0 });
  assert.equal(made.task, 'code');
  assert.ok(made.promptTokens > countRequest(asked()) + 10);
});
