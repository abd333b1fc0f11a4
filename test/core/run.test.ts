import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { mock } from 'node:test';
import fc from 'fast-check';
import type { ChatEvent, Usage } from '../../src/core/chat.ts';
import { remedies, type FailureKind } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import type { Plan, Route } from '../../src/core/plan.ts';
import { linger } from '../../src/core/leash.ts';
import { RunFailure } from '../../src/core/run.ts';
import { endAll, type UnderWay } from '../../src/core/under-way.ts';
import {
  answers,
  call,
  failure,
  finished,
  hangs,
  plays,
  ran,
  refuses,
  started,
  text,
  thought,
  timersLeftBy,
  used,
  watch,
  type Ran,
  type Script,
} from './runs.ts';
import { label, model, planOf, route } from './samples.ts';

const first = route('acme/one', 'k1');
const second = route('other/two', 'k2');
const two = planOf([first, second]);
const sole = planOf([first]);

const skipped = ({ receipt }: Ran): readonly string[] =>
  receipt.skipped.map(
    ({ provider, model: id, key, asked, reason }) =>
      `${asked ? '' : 'not '}asked ${provider} ${id} ${key ?? '-'}: ${reason}`,
  );

const answered = ({ receipt }: Ran): string =>
  receipt.answered ? `${receipt.answered.provider} ${receipt.answered.model} ${receipt.answered.key}` : 'nobody';

/** Lets everything happen that waits for no timer. */
const settled = async (): Promise<void> => {
  for (let round = 0; round < 20; round++) await new Promise((resolve) => setImmediate(resolve));
};

describe('a request that is refused in words nobody knows', () => {
  const unclear = { 'acme/small k1': [refuses('request')], 'other/large k2': [answers('hello')] };
  const routes = [
    route('acme/small', 'k1', { contextTokens: 1_200 }),
    route('other/large', 'k2', { contextTokens: 100_000 }),
  ];

  it('is taken for one that is too long where its prompt nearly fills the window, and goes to a larger one', async () => {
    const result = await ran({ plan: planOf(routes), scripts: unclear });
    assert.deepEqual(result.opened, ['acme/small k1', 'other/large k2']);
  });

  it('is nobody’s fault but its own where there is room', async () => {
    const roomy = [route('acme/small', 'k1', { contextTokens: 50_000 }), routes[1] ?? route('other/large', 'k2')];
    const result = await ran({ plan: planOf(roomy), scripts: unclear });
    assert.deepEqual(result.opened, ['acme/small k1']);
  });
});

describe('a run whose first route answers', () => {
  it('shows that answer, then the receipt', async () => {
    const result = await ran({
      plan: two,
      scripts: {
        'acme/one k1': [
          plays([
            started,
            thought('hm'),
            { type: 'reasoning-end' },
            text('a'),
            text('b'),
            used({ input: 3, output: 2 }),
            finished(),
          ]),
        ],
      },
    });
    assert.deepEqual(result.shown, [thought('hm'), { type: 'reasoning-end' }, text('a'), text('b')]);
    assert.deepEqual([result.opened, answered(result), skipped(result)], [['acme/one k1'], 'ACME one k1', []]);
    assert.deepEqual(result.receipt.usage, { input: 3, output: 2 });
    assert.deepEqual(result.receipt.cost, { usd: 0.000007, from: 'computed', priceAsOf: '2026-11-01' });
  });

  it('records one attempt, with who asked whom for what', async () => {
    const plan: Plan = { ...two, dearest: ({ usage: { output } }) => ({ model: 'acme/dear', usd: output }) };
    const { attempts } = await ran({ plan, scripts: { 'acme/one k1': [answers('hello')] }, requestId: 'r1' });
    assert.equal(attempts.length, 1);
    const [attempt] = attempts;
    assert.ok(attempt);
    const { at, firstTokenMs, totalMs, cost, usage, dearest, ...facts } = attempt;
    assert.deepEqual(facts, {
      requestId: 'r1',
      provider: 'acme',
      model: 'one',
      keyId: 'k1',
      keyNickname: 'k1',
      task: 'chat',
      caller: 'test',
      workspace: 'keyway 1a2b3c4d',
      outcome: 'answered',
      status: undefined,
      servedModel: undefined,
    });
    assert.ok(at <= Date.now() && firstTokenMs !== undefined && firstTokenMs <= totalMs);
    assert.deepEqual([cost.from, usage], ['computed', { input: 10, output: 5 }]);
    assert.deepEqual(dearest?.(), { model: 'acme/dear', usd: 5 });
  });

  it('takes an unknown reason to finish for an end all the same', async () => {
    const result = await ran({ plan: two, scripts: { 'acme/one k1': [plays([text('hi'), finished('other')])] } });
    assert.equal(answered(result), 'ACME one k1');
  });

  it('takes a tool call without text for an answer', async () => {
    const result = await ran({ plan: two, scripts: { 'acme/one k1': [plays([call('x'), finished('tool-calls')])] } });
    assert.equal(answered(result), 'ACME one k1');
  });

  it('says why that answer ended, and nothing of the end of one that was not shown', async () => {
    const scripts = {
      'acme/one k1': [plays([started, finished('length')])],
      'other/two k2': [plays([text('a'), finished('length')])],
    };
    const result = await ran({ plan: two, scripts });
    assert.deepEqual(result.shown, [text('a')]);
    assert.equal(result.ended, 'length');
  });

  it('gives every tool call a fresh id: some providers give none, or the same ones each time', async () => {
    const result = await ran({
      plan: two,
      scripts: { 'acme/one k1': [plays([call(''), call('call_0'), call('call_0'), finished('tool-calls')])] },
    });
    assert.deepEqual(
      result.shown.map((event) => event.type === 'tool-call' && [event.id, event.input]),
      [1, 2, 3].map((count) => [`request-call-${count}`, { path: 'a.ts' }]),
    );
  });

  it('clears what was held against the route', async () => {
    const health = new Health();
    for (let round = 0; round < 3; round++) health.failed(first, failure('server'), Date.now());
    const plan = planOf([{ ...first, resting: 'it has a problem of its own' }]);
    await ran({ plan, scripts: { 'acme/one k1': [answers('hello')] }, health });
    assert.equal(health.coolingOf(first, Date.now()), undefined);
  });
});

describe('a run goes on to the next route, and says why,', () => {
  const hasty = { firstByte: 30, idle: 30, progress: 60 };
  const lively = { firstByte: 30, idle: 60_000, progress: 60 };
  const keepsAlive: Script = async function* (signal, onAlive) {
    yield started;
    while (!signal.aborted) {
      onAlive();
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new DOMException('This operation was aborted', 'AbortError');
  };
  const cases: readonly (readonly [sentence: string, script: Script, kind: FailureKind, reason: string])[] = [
    ['after a 500', refuses('server', { status: 500 }), 'server', 'server happened'],
    ['after a 429 that names a long wait', refuses('rate', { retryAfter: 120_000 }), 'rate', 'rate happened'],
    [
      'after a 429 that names a short one: another route waits for nobody',
      refuses('rate', { retryAfter: 1 }),
      'rate',
      'rate happened',
    ],
    ['after an empty account', refuses('quota'), 'quota', 'quota happened'],
    ['after a refused key', refuses('auth'), 'auth', 'auth happened'],
    ['after a key that cannot be read', refuses('key'), 'key', 'key happened'],
    ['after a model nobody has', refuses('model-missing'), 'model-missing', 'model-missing happened'],
    ['after a 403', refuses('forbidden'), 'forbidden', 'forbidden happened'],
    ['when nothing comes at all', hangs(), 'stall', 'no answer within 0 s'],
    ['when nothing comes, and the SDK ends quietly', hangs([], 'returns'), 'stall', 'no answer within 0 s'],
    [
      'when nothing follows the headers',
      hangs([started, used({ input: 5, output: 0 })]),
      'stall',
      'nothing came for 0 s',
    ],
    ['when nothing but signs of life comes', keepsAlive, 'stall', 'no progress for 0.1 s'],
    ['when the connection is cut after the headers', plays([started], failure('stream')), 'stream', 'stream happened'],
    [
      'after an error inside the stream before any content',
      plays([started, used({ input: 5, output: 0 })], failure('server')),
      'server',
      'server happened',
    ],
    [
      'after an end without a finish',
      plays([started]),
      'stream',
      'the answer ended without saying that it was complete',
    ],
    ['after an end of nothing at all', plays([]), 'stream', 'the answer ended without saying that it was complete'],
    ['after an empty answer', plays([started, finished()]), 'empty', 'the answer was empty'],
    [
      'after reasoning that was sealed and nothing else',
      plays([{ type: 'reasoning-end' }, finished()]),
      'empty',
      'the answer was empty',
    ],
    [
      'when all tokens went into hidden reasoning',
      plays([finished('length')]),
      'empty',
      'all tokens went into reasoning before an answer came',
    ],
  ];
  for (const [sentence, script, kind, reason] of cases) {
    it(sentence, async () => {
      let ranTo: Ran | undefined;
      const left = await timersLeftBy(async () => {
        ranTo = await ran({
          plan: two,
          scripts: { 'acme/one k1': [script], 'other/two k2': [answers('hello')] },
          patience: script === keepsAlive ? lively : hasty,
        });
      });
      assert.ok(ranTo);
      const result = ranTo;
      assert.equal(left, 0, 'no timer is left');
      assert.deepEqual(result.shown, [text('hello')], 'one clean answer');
      assert.deepEqual(result.opened, ['acme/one k1', 'other/two k2']);
      assert.equal(answered(result), 'OTHER two k2');
      assert.deepEqual(
        skipped(result).map((line) => line.replace(/\d\.\d s$/, '0 s')),
        [`asked ACME one k1: ${reason}`].map((line) => line.replace(/\d\.\d s$/, '0 s')),
      );
      assert.equal(result.receipt.skipped[0]?.kind, kind);
      assert.deepEqual(
        result.attempts.map(({ outcome }) => outcome),
        [kind, 'answered'],
      );
      assert.deepEqual(
        result.signals.map(({ aborted }) => aborted),
        [true, false],
        'no connection is left open but that of the answer, which ends by itself',
      );
    });
  }

  it('and leaves the connection of a whole answer a moment to end by itself, then stops what lives on', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { signals } = await ran({ plan: two, scripts: { 'acme/one k1': [answers('hello')] } });
    await settled();
    assert.equal(signals[0]?.aborted, false);
    mock.timers.tick(linger);
    assert.equal(signals[0]?.aborted, true);
    mock.timers.reset();
  });

  it('and shows nothing of what came before, sealed reasoning neither', async () => {
    const seal = { provider: 'acme', model: 'one', value: 'secret thoughts' };
    const result = await ran({
      plan: two,
      scripts: {
        'acme/one k1': [plays([started, { type: 'reasoning-end', seal }], failure('server'))],
        'other/two k2': [plays([{ type: 'reasoning-end' }, text('hello'), finished()])],
      },
    });
    assert.deepEqual(result.shown, [{ type: 'reasoning-end' }, text('hello')]);
  });

  it('and tells health, so that the failed one cools also where it was only the second choice', async () => {
    const health = new Health();
    const third = route('third/three', 'k3');
    const result = await ran({
      plan: planOf([first, second, third]),
      scripts: {
        'acme/one k1': [refuses('rate', { retryAfter: 60_000 })],
        'other/two k2': [refuses('quota')],
        'third/three k3': [answers('hello')],
      },
      health,
    });
    assert.equal(answered(result), 'THIRD three k3');
    assert.deepEqual(
      [first, second, third].map((one) => health.coolingOf(one, Date.now())?.kind),
      ['rate', 'quota', undefined],
    );
  });
});

describe('a run stops', () => {
  for (const kind of ['request', 'policy'] as const) {
    it(`at once after ${kind}, and asks nobody else`, async () => {
      const result = await ran({ plan: two, scripts: { 'acme/one k1': [refuses(kind, { status: 400 })] } });
      assert.deepEqual(result.opened, ['acme/one k1']);
      assert.equal(result.failure?.partial, false);
      assert.match(result.failure?.message ?? '', new RegExp(`ACME one \\(key k1\\): ${kind} happened`));
      assert.equal(result.attempts[0]?.status, 400);
    });
  }

  it('after a refusal of the model, which is no empty answer', async () => {
    const result = await ran({ plan: two, scripts: { 'acme/one k1': [plays([finished('refusal')])] } });
    assert.deepEqual([result.opened.length, result.attempts[0]?.outcome], [1, 'policy']);
  });

  const parts: readonly (readonly [name: string, part: ChatEvent])[] = [
    ['text', text('Once upon')],
    ['reasoning', thought('Let me')],
    ['a tool call', call('x')],
  ];
  const ends: readonly (readonly [name: string, script: (part: ChatEvent) => Script, kind: FailureKind])[] = [
    ['the stream is cut', (part) => plays([started, part], failure('stream')), 'stream'],
    ['an error comes inside the stream', (part) => plays([part], failure('server')), 'server'],
    ['a rate limit comes inside the stream', (part) => plays([part], failure('rate', { retryAfter: 1 })), 'rate'],
    ['the stream ends without a finish', (part) => plays([part]), 'stream'],
    ['the stream stalls', (part) => hangs([part]), 'stall'],
    ['the stream stalls and the SDK ends quietly', (part) => hangs([part], 'returns'), 'stall'],
  ];
  for (const [partName, part] of parts) {
    for (const [endName, script, kind] of ends) {
      it(`where it is, when ${endName} after ${partName}: no second answer, nothing appended`, async () => {
        const result = await ran({ plan: two, scripts: { 'acme/one k1': [script(part)] }, patience: { idle: 30 } });
        assert.deepEqual(result.opened, ['acme/one k1']);
        assert.deepEqual(
          result.shown.map(({ type }) => type),
          [part.type],
        );
        assert.equal(result.failure?.partial, true);
        assert.match(result.failure?.message ?? '', /What was received is above and is incomplete/);
        assert.deepEqual(
          result.attempts.map(({ outcome }) => outcome),
          [kind],
        );
        assert.equal(answered(result), 'nobody');
      });
    }
  }

  it('with a failure that has the one underneath it', async () => {
    const cut = failure('stream');
    const result = await ran({ plan: two, scripts: { 'acme/one k1': [plays([text('a')], cut)] } });
    assert.equal(result.failure?.cause, cut);
  });

  it('when every route failed, names each with its reason, and tells the most useful thing to do', async () => {
    const result = await ran({
      plan: two,
      scripts: { 'acme/one k1': [refuses('auth')], 'other/two k2': [refuses('rate')] },
    });
    assert.equal(result.failure?.partial, false);
    assert.equal(
      result.failure?.message,
      'No route could answer. ACME one (key k1): auth happened. OTHER two (key k2): rate happened. ' +
        'Run “Keyway: Test Key”, then “Keyway: Update Key”.',
    );
    assert.equal(answered(result), 'nobody');
  });

  it('when nothing is planned, with what was left out and why', async () => {
    const { provider, model: which, key } = first;
    const leftOut = [{ provider, model: which, key, cause: 'cooling' as const, reason: 'tried again in 41 s' }];
    const result = await ran({ plan: { ...sole, routes: [], leftOut }, scripts: {} });
    assert.deepEqual([result.opened, result.attempts], [[], []]);
    assert.match(result.failure?.message ?? '', /ACME one \(key k1\): tried again in 41 s/);
    assert.deepEqual(skipped(result), ['not asked ACME one k1: tried again in 41 s']);
  });
});

describe('what a failure says about the other routes', () => {
  const large = route('acme/large', 'k1');
  const small = route('acme/small', 'k1');
  const largeHome = route('acme/large', 'home');
  const elsewhere = route('other/large', 'k9');

  for (const kind of ['auth', 'quota', 'key'] as const) {
    it(`${kind}: other models of that key are passed over, its other keys are not`, async () => {
      const result = await ran({
        plan: planOf([large, small, largeHome]),
        scripts: { 'acme/large k1': [refuses(kind)], 'acme/large home': [answers('hello')] },
      });
      assert.deepEqual(result.opened, ['acme/large k1', 'acme/large home']);
      assert.deepEqual(skipped(result), [
        `asked ACME large k1: ${kind} happened`,
        'not asked ACME small k1: the same key k1',
      ]);
    });
  }

  it('rate: another model of the same key may well answer', async () => {
    const result = await ran({
      plan: planOf([large, small]),
      scripts: { 'acme/large k1': [refuses('rate')], 'acme/small k1': [answers('hello')] },
    });
    assert.equal(answered(result), 'ACME small k1');
  });

  it('server: another key of the same model does not help, another model may', async () => {
    const result = await ran({
      plan: planOf([large, largeHome, small]),
      scripts: { 'acme/large k1': [refuses('server')], 'acme/small k1': [answers('hello')] },
    });
    assert.deepEqual(result.opened, ['acme/large k1', 'acme/small k1']);
    assert.match(skipped(result)[1] ?? '', /^not asked ACME large home: /);
  });

  it('context: only larger windows are asked, and nothing cools', async () => {
    const health = new Health();
    const sized = (id: string, contextTokens: number): Route => route(id, 'k1', { contextTokens });
    const routes = [
      sized('a/ten', 10_000),
      sized('b/eight', 8_000),
      sized('c/ten', 10_000),
      sized('d/twenty', 20_000),
      sized('e/fifteen', 15_000),
      sized('f/million', 1_000_000),
    ];
    const result = await ran({
      plan: planOf(routes),
      scripts: {
        'a/ten k1': [refuses('context', { retryAfter: 9_000 })],
        'd/twenty k1': [refuses('context')],
        'f/million k1': [answers('hello')],
      },
      health,
    });
    assert.deepEqual(result.opened, ['a/ten k1', 'd/twenty k1', 'f/million k1']);
    assert.deepEqual(
      skipped(result).filter((line) => line.startsWith('not')),
      ['B eight', 'C ten', 'E fifteen'].map((name) => `not asked ${name} k1: its window is no larger`),
    );
    assert.deepEqual(
      routes.map((one) => health.coolingOf(one, Date.now())),
      routes.map(() => undefined),
    );
  });

  it('network: asked once more at once, since a pooled socket may just have been closed', async () => {
    const result = await ran({
      plan: planOf([large, elsewhere]),
      scripts: { 'acme/large k1': [refuses('network'), answers('hello')] },
    });
    assert.deepEqual(result.opened, ['acme/large k1', 'acme/large k1']);
    assert.equal(answered(result), 'ACME large k1');
  });

  it('network twice: the whole server is left, another server is asked', async () => {
    const mirror: Route = {
      ...small,
      key: { ...small.key, id: 'mirror', plain: { baseUrl: 'https://mirror.example' } },
    };
    const result = await ran({
      plan: planOf([large, largeHome, small, mirror, elsewhere]),
      scripts: {
        'acme/large k1': [refuses('network')],
        'acme/small mirror': [refuses('server')],
        'other/large k9': [answers('hello')],
      },
    });
    assert.deepEqual(result.opened, ['acme/large k1', 'acme/large k1', 'acme/small mirror', 'other/large k9']);
    assert.deepEqual(
      skipped(result).filter((line) => line.startsWith('not')),
      ['not asked ACME large home: the same server', 'not asked ACME small k1: the same server'],
    );
  });

  it('network once, then a rate limit: the other key of that server is still asked', async () => {
    const result = await ran({
      plan: planOf([large, largeHome]),
      scripts: { 'acme/large k1': [refuses('network'), refuses('rate')], 'acme/large home': [answers('hello')] },
    });
    assert.deepEqual(result.opened, ['acme/large k1', 'acme/large k1', 'acme/large home']);
    assert.equal(answered(result), 'ACME large home');
    assert.ok(skipped(result).every((line) => line.startsWith('asked')));
  });
});

describe('a sole route', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('is asked again after the time it named, where that is short', async () => {
    const running = ran({
      plan: sole,
      scripts: { 'acme/one k1': [refuses('rate', { retryAfter: 2_900 }), answers('hello')] },
    });
    await settled();
    mock.timers.tick(2_899);
    await settled();
    mock.timers.tick(1);
    const result = await running;
    assert.deepEqual(result.opened, ['acme/one k1', 'acme/one k1']);
    assert.deepEqual([answered(result), skipped(result)], ['ACME one k1', ['asked ACME one k1: rate happened']]);
  });

  it('is not asked before that time', async () => {
    const { opened, events } = watch({
      plan: sole,
      scripts: { 'acme/one k1': [refuses('rate', { retryAfter: 2_900 }), answers('hello')] },
    });
    const pulled = events.next();
    await settled();
    mock.timers.tick(2_899);
    await settled();
    assert.equal(opened.length, 1);
    mock.timers.tick(1);
    assert.deepEqual(await pulled, { done: false, value: text('hello') });
    await events.return(undefined);
  });

  const once: readonly (readonly [sentence: string, script: Script])[] = [
    ['asks for two minutes', refuses('rate', { retryAfter: 120_000 })],
    ['has a rate limit and names no time', refuses('rate')],
    ['has no credit, whatever time it names', refuses('quota', { retryAfter: 1_000 })],
    ['refuses the key, whatever time it names', refuses('auth', { retryAfter: 1_000 })],
    ['finds the prompt too long, whatever time it names', refuses('context', { retryAfter: 1_000 })],
    ['does not have the model', refuses('model-missing')],
    ['is overloaded and names a long time', refuses('server', { retryAfter: 60_000 })],
  ];
  for (const [sentence, script] of once) {
    it(`is not asked again, and nobody waits, when it ${sentence}`, async () => {
      const result = await ran({ plan: sole, scripts: { 'acme/one k1': [script] } });
      assert.deepEqual(result.opened, ['acme/one k1']);
      assert.equal(result.failure?.partial, false);
    });
  }

  for (const [name, script] of [
    ['a 500', refuses('server')],
    ['a stream cut before any content', plays([started], failure('stream'))],
    ['an empty answer', plays([finished()])],
  ] as const) {
    it(`is asked once more, and only once, after ${name}`, async () => {
      const running = ran({ plan: sole, scripts: { 'acme/one k1': [script] } });
      await settled();
      mock.timers.tick(1_000);
      const result = await running;
      assert.deepEqual(result.opened, ['acme/one k1', 'acme/one k1']);
      assert.ok(result.failure);
    });
  }

  it('waits where its plan says that its time is almost over', async () => {
    const waiting = planOf([{ ...first, wait: 2_500 }]);
    const { opened, events } = watch({ plan: waiting, scripts: { 'acme/one k1': [answers('hello')] } });
    const pulled = events.next();
    await settled();
    assert.deepEqual(opened, []);
    mock.timers.tick(2_500);
    assert.deepEqual(await pulled, { done: false, value: text('hello') });
    await events.return(undefined);
  });

  it('is not asked where the person stops while it is waited for', async () => {
    const stop = new AbortController();
    const { opened, attempts, events } = watch({
      plan: planOf([{ ...first, wait: 2_500 }]),
      scripts: { 'acme/one k1': [answers('hello')] },
      signal: stop.signal,
    });
    const pulled = events.next();
    await settled();
    stop.abort();
    await assert.rejects(pulled, RunFailure);
    assert.deepEqual([opened, attempts.map(({ outcome }) => outcome)], [[], ['aborted']]);
  });

  it('is not waited for where the person stopped before', async () => {
    const { events } = watch({
      plan: planOf([{ ...first, wait: 2_500 }]),
      scripts: { 'acme/one k1': [answers('hello')] },
      signal: AbortSignal.abort(),
    });
    await assert.rejects(events.next(), RunFailure);
  });
});

describe('the attempts of one request', () => {
  it('are bounded, however many routes are planned, and the rest is named', async () => {
    const routes = Array.from({ length: 40 }, (_, index) => route(`p${index}/m`, `k${index}`));
    const scripts = Object.fromEntries(routes.map((one) => [label(one), [refuses('server')]]));
    const result = await ran({ plan: planOf(routes), scripts });
    assert.equal(result.opened.length, 6);
    assert.equal(result.attempts.length, 6);
    assert.equal(result.receipt.skipped.length, 40);
    assert.match(skipped(result)[6] ?? '', /^not asked P6 m k6: /);
  });

  it('are bounded with any mixture of failures, each recorded once; every route is answered for', async () => {
    const kinds = (Object.keys(remedies) as FailureKind[]).filter((kind) => remedies[kind] !== 'stop');
    const failures = fc.record({
      kind: fc.constantFrom(...kinds),
      retryAfter: fc.constantFrom(undefined, 0, 100_000),
      inStream: fc.boolean(),
    });
    const places = fc.uniqueArray(
      fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y', 'z'), fc.constantFrom('k1', 'k2')),
      { selector: ([provider, name, key]) => `${provider}/${name} ${key}`, minLength: 2, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(places, fc.array(failures, { minLength: 12, maxLength: 12 }), async (chosen, how) => {
        const routes = chosen.map(([provider, name, key], index) =>
          route(`${provider}/${name}`, `${provider}-${key}`, { contextTokens: 1_000 * (1 + (index % 4)) }),
        );
        const scripts = Object.fromEntries(
          routes.map((one, index) => {
            const { kind, retryAfter, inStream } = how[index] ?? {
              kind: 'rate',
              retryAfter: undefined,
              inStream: false,
            };
            // The pause before a second try of a sole route is not what is tested here.
            const facts = { retryAfter: kind === 'server' || kind === 'stream' || kind === 'empty' ? 0 : retryAfter };
            return [label(one), [inStream ? plays([started], failure(kind, facts)) : refuses(kind, facts)]];
          }),
        );
        const result = await ran({ plan: planOf(routes), scripts });
        assert.ok(result.failure && !result.failure.partial);
        assert.ok(result.opened.length <= 6);
        assert.equal(result.attempts.length, result.opened.length);
        const named = new Set(
          result.receipt.skipped.map(({ model: id, key, provider }) => `${provider.toLowerCase()}/${id} ${key}`),
        );
        assert.deepEqual([...named].toSorted(), routes.map(label).toSorted());
      }),
      { numRuns: 200 },
    );
  });
});

describe('a request that is stopped', () => {
  const stopped = async (
    script: Script,
    when: (stop: AbortController, events: AsyncGenerator<unknown>) => Promise<void>,
  ) => {
    const stop = new AbortController();
    const health = new Health();
    const watched = watch({ plan: two, scripts: { 'acme/one k1': [script] }, signal: stop.signal, health });
    const left = await timersLeftBy(() => when(stop, watched.events));
    assert.equal(left, 0, 'no timer is left');
    assert.deepEqual(getEventListeners(stop.signal, 'abort'), [], 'no listener is left');
    assert.deepEqual(
      watched.attempts.map(({ outcome }) => outcome),
      ['aborted'],
      'one attempt, and nobody else asked',
    );
    assert.equal(health.coolingOf(first, Date.now()), undefined, 'nobody is blamed');
    return watched;
  };
  const rejected = (events: AsyncGenerator<unknown>): Promise<void> =>
    assert.rejects(events.next(), (error) => error instanceof RunFailure && error.receipt.answered === undefined);

  it('before anything was opened, opens nothing', async () => {
    const { opened } = await stopped(answers('hello'), async (stop, events) => {
      stop.abort();
      await rejected(events);
    });
    assert.deepEqual(opened, []);
  });

  for (const end of ['throws', 'returns'] as const) {
    it(`before the first byte, where the stream ${end}`, async () => {
      const { signals, opened } = await stopped(hangs([], end), async (stop, events) => {
        const pulled = rejected(events);
        await settled();
        stop.abort();
        await pulled;
      });
      assert.deepEqual(opened, ['acme/one k1']);
      assert.equal(signals[0]?.aborted, true);
    });

    it(`in mid-stream, where the stream ${end}`, async () => {
      const { signals, attempts, opened } = await stopped(
        hangs([started, text('Once upon')], end),
        async (stop, events) => {
          await events.next();
          const pulled = assert.rejects(events.next(), (error) => error instanceof RunFailure && error.partial);
          await settled();
          stop.abort();
          await pulled;
        },
      );
      assert.deepEqual(opened, ['acme/one k1']);
      assert.equal(signals[0]?.aborted, true);
      assert.equal(attempts[0]?.cost.from, 'estimated');
    });
  }

  it('while the provider refuses, is stopped and not refused', async () => {
    const slow: Script = async function* (signal) {
      yield* hangs([], 'returns')(signal, () => undefined) as AsyncIterable<ChatEvent>;
      throw failure('server');
    };
    await stopped(slow, async (stop, events) => {
      const pulled = rejected(events);
      await settled();
      stop.abort();
      await pulled;
    });
  });

  it('by a consumer that walks away, closes the connection', async () => {
    let closed = false;
    const script: Script = async function* (signal) {
      try {
        yield text('Once');
        yield* hangs()(signal, () => undefined) as AsyncIterable<ChatEvent>;
      } finally {
        closed = true;
      }
    };
    const { signals } = await stopped(script, async (_stop, events) => {
      for await (const _event of events) break;
    });
    assert.deepEqual([closed, signals[0]?.aborted], [true, true]);
  });

  it('by a consumer that throws, closes the connection too and lets its error through', async () => {
    const bug = new Error('of the consumer');
    const { signals } = await stopped(hangs([text('Once')]), async (_stop, events) => {
      const consume = async (): Promise<void> => {
        for await (const _event of events) throw bug;
      };
      await assert.rejects(consume(), (error) => error === bug);
    });
    assert.equal(signals[0]?.aborted, true);
  });

  it('after its answer was complete, was answered', async () => {
    const stop = new AbortController();
    const { attempts, events } = watch({
      plan: two,
      scripts: { 'acme/one k1': [answers('hello')] },
      signal: stop.signal,
    });
    for await (const event of events) if (event.type === 'receipt') stop.abort();
    assert.deepEqual(
      attempts.map(({ outcome }) => outcome),
      ['answered'],
    );
  });
});

describe('a window that closes', () => {
  const quick = new Health();
  for (let round = 0; round < 5; round++) quick.succeeded(first, Date.now(), { firstTokenMs: 5 });
  for (const [what, open] of [
    ['an attempt that is', 1],
    ['two attempts that are', 2],
  ] as const) {
    it(`tells at once of ${what} under way, and only once`, async () => {
      const underWay: UnderWay = new Set();
      const { events, attempts, opened } = watch({
        plan: two,
        scripts: { 'acme/one k1': [hangs([started])], 'other/two k2': [hangs([started])] },
        hedge: open === 2,
        health: quick,
        underWay,
      });
      const ended = assert.rejects(events.next(), RunFailure);
      while (opened.length < open) await new Promise(setImmediate);
      await settled();
      assert.equal(underWay.size, open);
      endAll(underWay);
      const aborted = Array.from({ length: open }, () => 'aborted');
      assert.deepEqual(
        attempts.map(({ outcome }) => outcome),
        aborted,
      );
      await ended;
      assert.deepEqual([attempts.length, underWay.size], [open, 0]);
    });
  }

  it('holds nothing of what has ended before', async () => {
    const underWay: UnderWay = new Set();
    const scripts = { 'acme/one k1': [refuses('server')], 'other/two k2': [answers('hi')] };
    await ran({ plan: two, scripts, underWay });
    assert.equal(underWay.size, 0);
  });
});

describe('what an attempt cost', () => {
  const costs = (result: Ran) => result.attempts.map(({ cost }) => cost);
  const dear = model('acme/dear', { price: { input: 10, output: 50 }, priceAsOf: '2026-10-01' });

  it('is the last usage that was reported, never a sum', async () => {
    const cumulative = [1, 2, 3].map((output) => used({ input: 100, output }));
    const result = await ran({
      plan: two,
      scripts: { 'acme/one k1': [plays([text('a'), ...cumulative, finished()])] },
    });
    assert.deepEqual(result.attempts[0]?.usage, { input: 100, output: 3 });
  });

  it('is nothing where the provider reports that nothing was used', async () => {
    const result = await ran({ plan: two, scripts: { 'acme/one k1': [answers('hi', { input: 0, output: 0 })] } });
    assert.deepEqual(costs(result), [{ usd: 0, from: 'computed', priceAsOf: '2026-11-01' }]);
  });

  it('is what the provider reports, where it reports money', async () => {
    const usage = { input: 10, output: 5, reportedCost: 0.42 };
    const result = await ran({ plan: two, scripts: { 'acme/one k1': [answers('hi', usage)] } });
    assert.deepEqual(
      [costs(result), result.receipt.cost],
      [[{ usd: 0.42, from: 'reported' }], { usd: 0.42, from: 'reported', priceAsOf: undefined }],
    );
  });

  it('is by the price of the model that served it', async () => {
    const script = plays([text('a'), used({ input: 412, output: 264 }), finished('stop', 'dear')]);
    const result = await ran({ plan: two, scripts: { 'acme/one k1': [script] }, models: [dear] });
    assert.deepEqual(costs(result), [{ usd: 0.01732, from: 'computed', priceAsOf: '2026-10-01' }]);
    assert.equal(result.receipt.answered?.servedModel, 'dear');
    assert.equal(result.attempts[0]?.model, 'one', 'asked for');
  });

  it('is not by the price of a model of another provider that has the same name', async () => {
    const script = plays([text('a'), used({ input: 1_000_000, output: 0 }), finished('stop', 'dear')]);
    const stranger = { ...dear, provider: 'other' };
    const result = await ran({ plan: two, scripts: { 'acme/one k1': [script] }, models: [stranger] });
    assert.deepEqual(costs(result), [{ usd: 1, from: 'computed', priceAsOf: '2026-11-01' }]);
  });

  it('is an estimate where an answer came without usage', async () => {
    const result = await ran({ plan: two, scripts: { 'acme/one k1': [plays([text('hello there'), finished()])] } });
    const [attempt] = result.attempts;
    assert.equal(attempt?.cost.from, 'estimated');
    assert.equal(attempt.usage?.input, two.promptTokens);
    assert.ok(attempt.usage.output > 0);
  });

  it('is an estimate of what was delivered where the stream is stopped', async () => {
    const short = await ran({ plan: two, scripts: { 'acme/one k1': [plays([text('word')], failure('stream'))] } });
    const long = await ran({
      plan: two,
      scripts: { 'acme/one k1': [plays([text('word '.repeat(500))], failure('stream'))] },
    });
    const [few, many] = [short, long].map(({ attempts }) => attempts[0]?.usage?.output ?? 0);
    assert.ok(few !== undefined && many !== undefined && few < 5 && many > 400 && many < 600, `${few} ${many}`);
    assert.equal(costs(long)[0]?.from, 'estimated');
  });

  it('is compared with the dearest candidate where the person stopped the answer, not where it broke off', async () => {
    const plan: Plan = { ...two, dearest: () => ({ model: 'acme/dear', usd: 1 }) };
    const kinds = ['stream', 'aborted'] as const;
    for (const kind of kinds) {
      const { attempts } = await ran({ plan, scripts: { 'acme/one k1': [plays([text('word')], failure(kind))] } });
      assert.deepEqual(
        [attempts[0]?.outcome, attempts[0]?.dearest?.()?.usd],
        [kind, kind === 'aborted' ? 1 : undefined],
      );
    }
  });

  it('knows which tokens were counted here, also where nobody knows a price', async () => {
    const unpriced = planOf([route('acme/one', 'k1', { price: undefined })]);
    const counted = async (usage?: Usage) => {
      const { attempts } = await ran({
        plan: unpriced,
        scripts: { 'acme/one k1': [plays([text('hi'), ...(usage ? [used(usage)] : []), finished()])] },
      });
      return [attempts[0]?.cost.from, attempts[0]?.counted];
    };
    assert.deepEqual(await counted(), ['unknown', true]);
    assert.deepEqual(await counted({ input: 5, output: 1 }), ['unknown', undefined]);
  });

  it('counts what was delivered also where usage came only at the beginning, as Anthropic sends it', async () => {
    const begun = used({ input: 2_000, output: 1, cacheRead: 500 });
    const result = await ran({
      plan: two,
      scripts: { 'acme/one k1': [plays([begun, text('word '.repeat(500))], failure('stream'))] },
    });
    const [attempt] = result.attempts;
    assert.equal(attempt?.cost.from, 'estimated');
    assert.deepEqual([attempt.usage?.input, attempt.usage?.cacheRead], [2_000, 500]);
    assert.ok((attempt.usage?.output ?? 0) > 400);
  });

  it('is never an estimate where nothing was delivered', async () => {
    const unbilled: readonly FailureKind[] = ['auth', 'rate', 'quota', 'server', 'model-missing', 'context', 'request'];
    for (const kind of unbilled) {
      const result = await ran({ plan: sole, scripts: { 'acme/one k1': [refuses(kind, { retryAfter: 1 })] } });
      assert.deepEqual([costs(result)[0], result.attempts[0]?.usage], [{ usd: 0, from: 'estimated' }, undefined], kind);
    }
    const unsent = refuses('network', { unbilled: true });
    const result = await ran({ plan: sole, scripts: { 'acme/one k1': [unsent] } });
    assert.deepEqual(costs(result)[0], { usd: 0, from: 'estimated' });
  });

  const untold: readonly (readonly [what: string, script: Script])[] = [
    ['a stream that broke off', plays([started], failure('stream'))],
    ['a connection that was reset: the whole request may have been received', refuses('network')],
    ['a server that fails after it had begun', plays([started], failure('server'))],
    ['a limit that is reached after the answer had begun', plays([started], failure('rate'))],
  ];
  for (const [what, script] of untold) {
    it(`is not known of ${what}`, async () => {
      const result = await ran({
        plan: two,
        scripts: { 'acme/one k1': [script], 'other/two k2': [answers('hi')] },
      });
      assert.deepEqual(costs(result)[0], { from: 'unknown' });
    });
  }

  it('adds up over the attempts of a request, each recorded by itself', async () => {
    const result = await ran({
      plan: two,
      scripts: {
        'acme/one k1': [plays([used({ input: 1_000_000, output: 0 })], failure('server'))],
        'other/two k2': [answers('hi', { input: 1_000_000, output: 500_000 })],
      },
    });
    assert.deepEqual(
      costs(result).map((cost) => cost.from !== 'unknown' && cost.usd),
      [1, 2],
    );
    assert.ok(result.receipt.cost.from !== 'unknown' && result.receipt.cost.usd === 3);
  });

  it('is what the answer cost where a refused route came before it', async () => {
    const result = await ran({
      plan: two,
      scripts: { 'acme/one k1': [refuses('rate')], 'other/two k2': [answers('hi', { input: 1_000_000, output: 0 })] },
    });
    assert.deepEqual(result.receipt.cost, { usd: 1, from: 'computed', priceAsOf: '2026-11-01' });
  });
});

describe('a bug', () => {
  for (const [name, script] of [
    ['while opening', () => Promise.reject(new TypeError('of ours'))],
    ['in mid-stream', plays([text('a')], new TypeError('of ours'))],
  ] as const) {
    it(`${name} surfaces unchanged, is not hidden by another route, and is recorded once`, async () => {
      const { opened, attempts, signals, events } = watch({ plan: two, scripts: { 'acme/one k1': [script] } });
      const consume = async (): Promise<void> => {
        for await (const _event of events);
      };
      const left = await timersLeftBy(() =>
        assert.rejects(consume(), (error) => error instanceof TypeError && error.message === 'of ours'),
      );
      assert.deepEqual([opened.length, attempts.length, signals[0]?.aborted, left], [1, 1, true, 0]);
    });
  }
});

describe('sixteen runs at once', () => {
  it('keep their answers, attempts and receipts apart', async () => {
    const health = new Health();
    const results = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        ran({
          plan: two,
          requestId: `r${index}`,
          health,
          scripts: {
            'acme/one k1': [
              index % 2 === 0
                ? refuses('rate', { retryAfter: 1_000 })
                : answers(`one ${index}`, { input: index, output: 1 }),
            ],
            'other/two k2': [
              plays([text(`two ${index}`), call('call_0'), used({ input: index, output: 2 }), finished()]),
            ],
          },
        }),
      ),
    );
    for (const [index, result] of results.entries()) {
      const even = index % 2 === 0;
      assert.deepEqual(result.shown[0], text(even ? `two ${index}` : `one ${index}`));
      assert.equal(answered(result), even ? 'OTHER two k2' : 'ACME one k1');
      assert.deepEqual(result.receipt.usage, { input: index, output: even ? 2 : 1 });
      assert.ok(
        result.attempts.every(({ requestId }) => requestId === `r${index}`) && result.receipt.requestId === `r${index}`,
      );
      assert.equal(result.attempts.length, even ? 2 : 1);
    }
  });
});
