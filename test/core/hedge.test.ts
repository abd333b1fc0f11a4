import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import type { Admission } from '../../src/core/budget.ts';
import type { ChatEvent } from '../../src/core/chat.ts';
import { Health } from '../../src/core/health.ts';
import { hedgeDelay } from '../../src/core/hedge.ts';
import type { Route } from '../../src/core/plan.ts';
import { type Errand, RunFailure, type RunEvent } from '../../src/core/run.ts';
import {
  answers,
  failure,
  finished,
  hangs,
  plays,
  ran,
  refuses,
  started,
  text,
  timersLeftBy,
  used,
  watch,
  type Ran,
  type Script,
  type Setting,
  type Watched,
} from './runs.ts';
import { label, offer, planned, planOf, route } from './samples.ts';

const slow = route('acme/slow', 'k1');
const other = route('other/quick', 'k2');
const third = route('third/spare', 'k3');
const trio = planOf([slow, other, third]);

/** A health that knows: this route's first token takes so many milliseconds. */
const paced = (milliseconds: number, one: Route = slow, times = 5): Health => {
  const health = new Health();
  for (let round = 0; round < times; round++) health.succeeded(one, Date.now(), { firstTokenMs: milliseconds });
  return health;
};

const hedging = (setting: Omit<Setting, 'plan'> & Partial<Setting>): Setting => ({
  plan: trio,
  hedge: true,
  health: paced(20),
  ...setting,
});

const outcomes = ({ attempts }: Pick<Ran, 'attempts'>): readonly string[] =>
  attempts.map(({ provider, model, outcome }) => `${provider}/${model} ${outcome}`);

/** Says nothing until it is let go, then plays. */
const later = (): { readonly release: () => void; readonly script: (then: Script) => Script } => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    release: resolve,
    script: (then) =>
      async function* (signal, onAlive) {
        const stopped = new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(new DOMException('This operation was aborted', 'AbortError')));
        });
        await Promise.race([promise, stopped]);
        yield* (await then(signal, onAlive)) as AsyncIterable<ChatEvent>;
      },
  };
};

describe('how long a route is waited for before a second one starts', () => {
  it('is its own 95th percentile to the first token, once five were measured', () => {
    assert.equal(hedgeDelay(paced(700), slow), 700);
  });

  it('is four seconds where fewer were measured', () => {
    assert.equal(hedgeDelay(paced(700, slow, 4), slow), 4_000);
    assert.equal(hedgeDelay(new Health(), slow), 4_000);
  });
});

describe('a hedged request', () => {
  it('asks nobody else where the first route answers in time', async () => {
    const left = await timersLeftBy(async () => {
      const result = await ran(hedging({ scripts: { 'acme/slow k1': [answers('hello')] }, health: paced(60_000) }));
      assert.deepEqual([result.shown, outcomes(result)], [[text('hello')], ['acme/slow answered']]);
    });
    assert.equal(left, 0);
  });

  it('finds another model behind a dozen keys of the first', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => `k${index}`);
    const health = paced(20, route('acme/slow', 'k0'));
    const plan = planned(
      [offer('acme/slow', keys, { price: { input: 0.1, output: 0.1 } }), offer('other/quick', ['spare'])],
      { health, now: Date.now() },
    );
    const scripts = { 'acme/slow k0': [hangs()], 'other/quick spare': [answers('hello')] };
    const result = await ran(hedging({ plan, health, scripts }));
    assert.deepEqual(outcomes(result), ['acme/slow outrun', 'other/quick answered']);
  });

  it('is answered by the second route where the first says nothing; the first is closed at once and written down', async () => {
    const health = paced(20);
    let result: Ran | undefined;
    const left = await timersLeftBy(async () => {
      result = await ran(
        hedging({ scripts: { 'acme/slow k1': [hangs([started])], 'other/quick k2': [answers('hello')] }, health }),
      );
    });
    assert.ok(result);
    assert.equal(left, 0);
    assert.deepEqual(result.opened, ['acme/slow k1', 'other/quick k2']);
    assert.deepEqual(result.shown, [text('hello')]);
    assert.deepEqual(outcomes(result), ['acme/slow outrun', 'other/quick answered']);
    assert.deepEqual(result.receipt.answered, { provider: 'OTHER', model: 'quick', key: 'k2', servedModel: undefined });
    assert.deepEqual(result.receipt.skipped, [
      { provider: 'ACME', model: 'slow', key: 'k1', asked: true, reason: 'another route answered first' },
    ]);
    assert.equal(health.coolingOf(slow, Date.now()), undefined, 'being slow is no failure');
  });

  it('costs what both cost: of the one that was closed the prompt is estimated', async () => {
    const result = await ran(
      hedging({
        scripts: { 'acme/slow k1': [hangs()], 'other/quick k2': [answers('hi', { input: 500_000, output: 0 })] },
      }),
    );
    const [loser, winner] = result.attempts;
    assert.deepEqual(loser?.cost, { usd: trio.promptTokens / 1e6, from: 'estimated', priceAsOf: '2026-11-01' });
    assert.equal(winner?.cost.from, 'computed');
    assert.deepEqual(result.receipt.cost.from !== 'unknown' && result.receipt.cost.usd, 0.501);
  });

  it('is compared with one answer of the dearest candidate, however many routes were at work', async () => {
    const result = await ran(
      hedging({
        plan: { ...trio, dearest: () => ({ model: 'acme/dear', usd: 1 }) },
        scripts: { 'acme/slow k1': [hangs()], 'other/quick k2': [answers('hi')] },
      }),
    );
    assert.deepEqual(
      result.attempts.map(({ outcome, dearest }) => [outcome, dearest?.()?.usd]),
      [
        ['outrun', undefined],
        ['answered', 1],
      ],
    );
  });

  it('is answered by the first route where that is quicker in the end', async () => {
    const gate = later();
    const second: Script = (signal, onAlive) => {
      gate.release();
      return hangs([started])(signal, onAlive);
    };
    const result = await ran(
      hedging({ scripts: { 'acme/slow k1': [gate.script(answers('late'))], 'other/quick k2': [second] } }),
    );
    assert.deepEqual(result.shown, [text('late')]);
    assert.deepEqual(outcomes(result), ['other/quick outrun', 'acme/slow answered']);
    // Only the answer's connection may end by itself.
    assert.deepEqual(
      result.signals.map(({ aborted }) => aborted),
      [false, true],
    );
  });

  it('closes the loser before the winner shows anything', async () => {
    const { events, signals, attempts } = watch(
      hedging({ scripts: { 'acme/slow k1': [hangs()], 'other/quick k2': [answers('hello')] } }),
    );
    const first = await events.next();
    assert.deepEqual(first.value, text('hello'));
    assert.deepEqual([signals[0]?.aborted, attempts.length], [true, 1]);
    await events.return(undefined);
  });

  it('goes on with the second route where the first fails, and asks no third', async () => {
    const gate = later();
    const second: Script = async function* (signal, onAlive) {
      gate.release();
      await new Promise((resolve) => setTimeout(resolve, 5));
      yield* answers('hello')(signal, onAlive) as AsyncIterable<ChatEvent>;
    };
    const result = await ran(
      hedging({ scripts: { 'acme/slow k1': [gate.script(refuses('server'))], 'other/quick k2': [second] } }),
    );
    assert.deepEqual(result.shown, [text('hello')]);
    assert.deepEqual(outcomes(result), ['acme/slow server', 'other/quick answered']);
    assert.equal(result.receipt.skipped[0]?.kind, 'server');
  });

  it('goes on with the first route where the second fails', async () => {
    const gate = later();
    const second: Script = () => {
      setTimeout(gate.release, 5);
      return Promise.reject(failure('rate'));
    };
    const result = await ran(
      hedging({ scripts: { 'acme/slow k1': [gate.script(answers('late'))], 'other/quick k2': [second] } }),
    );
    assert.deepEqual(outcomes(result), ['other/quick rate', 'acme/slow answered']);
  });

  it('walks on where both fail', async () => {
    const gate = later();
    const second: Script = () => {
      gate.release();
      return Promise.reject(failure('quota'));
    };
    const result = await ran(
      hedging({
        scripts: {
          'acme/slow k1': [gate.script(refuses('server'))],
          'other/quick k2': [second],
          'third/spare k3': [answers('hello')],
        },
      }),
    );
    assert.deepEqual(result.shown, [text('hello')]);
    assert.deepEqual(outcomes(result).toSorted(), ['acme/slow server', 'other/quick quota', 'third/spare answered']);
  });

  for (const kind of ['policy', 'request'] as const)
    it(`stops altogether after ${kind}: the other route is closed, and nobody else asked`, async () => {
      const gate = later();
      const second: Script = (signal, onAlive) => {
        gate.release();
        return hangs()(signal, onAlive);
      };
      const result = await ran(
        hedging({ scripts: { 'acme/slow k1': [gate.script(refuses(kind))], 'other/quick k2': [second] } }),
      );
      assert.match(result.failure?.message ?? '', new RegExp(`ACME slow \\(key k1\\): ${kind} happened`));
      assert.deepEqual(outcomes(result), [`acme/slow ${kind}`, 'other/quick aborted']);
      assert.ok(result.signals.every(({ aborted }) => aborted));
    });

  it('starts the second route at another server where it can, else with another model, never with another key', async () => {
    const sister = route('acme/sister', 'k1');
    const sameModel = route('acme/slow', 'k9');
    const scripts = {
      'acme/slow k1': [hangs()],
      'acme/sister k1': [answers('sister')],
      'other/quick k2': [answers('other')],
    };
    const far = await ran(hedging({ plan: planOf([slow, sameModel, sister, other]), scripts }));
    assert.deepEqual(far.opened, ['acme/slow k1', 'other/quick k2']);
    const near = await ran(hedging({ plan: planOf([slow, sameModel, sister]), scripts }));
    assert.deepEqual(near.opened, ['acme/slow k1', 'acme/sister k1']);
    const gate = later();
    setTimeout(gate.release, 60);
    const sole = await ran(
      hedging({ plan: planOf([slow, sameModel]), scripts: { 'acme/slow k1': [gate.script(answers('late'))] } }),
    );
    assert.deepEqual([sole.opened, sole.shown], [['acme/slow k1'], [text('late')]]);
  });

  it('makes no more attempts than any other request, however many routes stay silent', async () => {
    const routes = Array.from({ length: 20 }, (_, index) => route(`p${index}/m`, `k${index}`));
    const result = await ran({
      plan: planOf(routes),
      hedge: true,
      health: routes.reduce((health, one) => {
        for (let round = 0; round < 5; round++) health.succeeded(one, Date.now(), { firstTokenMs: 5 });
        return health;
      }, new Health()),
      // With one that fails at once an odd number is left.
      scripts: Object.fromEntries(
        routes.map((one, index) => [label(one), [index === 0 ? refuses('server') : hangs()]]),
      ),
      patience: { firstByte: 60 },
    });
    assert.deepEqual([result.opened.length, result.attempts.length], [6, 6]);
    assert.ok(result.attempts.slice(1).every(({ outcome }) => outcome === 'stall'));
    assert.equal(result.receipt.skipped.length, 20);
  });

  it('starts no route that is cooling', async () => {
    const health = paced(20);
    const cooled: Script = (signal, onAlive) => {
      health.failed(other, failure('rate', { retryAfter: 60_000 }), Date.now());
      return hangs()(signal, onAlive);
    };
    const result = await ran(
      hedging({ scripts: { 'acme/slow k1': [cooled], 'third/spare k3': [answers('hello')] }, health }),
    );
    assert.deepEqual(result.opened, ['acme/slow k1', 'third/spare k3']);
  });

  it('has money reserved for both, and gives both reservations back with their attempts', async () => {
    let count = 0;
    const admit = (): Promise<Admission> => Promise.resolve({ kind: 'admitted', reservation: `r${++count}` });
    const result = await ran(
      hedging({ scripts: { 'acme/slow k1': [hangs()], 'other/quick k2': [answers('hello')] }, admit }),
    );
    assert.deepEqual(result.reservations, ['r1', 'r2']);
  });

  it('asks nobody for the money of the second: the words of the first must not wait for a person', async () => {
    const unasked: (boolean | undefined)[] = [];
    const admit = (_route: Route, errand: Errand): Promise<Admission> => {
      unasked.push(errand.unasked);
      return Promise.resolve({ kind: 'admitted' });
    };
    await ran(hedging({ scripts: { 'acme/slow k1': [hangs()], 'other/quick k2': [answers('hello')] }, admit }));
    assert.deepEqual(unasked, [undefined, true]);
  });

  it('goes on alone where no budget admits a second route', async () => {
    const gate = later();
    const admit = ({ model }: Route): Promise<Admission> => {
      if (model.id === 'slow') return Promise.resolve({ kind: 'admitted' });
      setTimeout(gate.release, 5);
      return Promise.resolve({ kind: 'refused', reason: 'the budget of today is used up' });
    };
    const result = await ran(hedging({ scripts: { 'acme/slow k1': [gate.script(answers('late'))] }, admit }));
    assert.deepEqual([result.opened, result.shown], [['acme/slow k1'], [text('late')]]);
    assert.equal(result.receipt.skipped.length, 2);
  });

  /** A budget that takes its time for the second route. */
  const busy = () => {
    const gate = later();
    const ready = Promise.withResolvers<void>();
    let count = 0;
    const admit = async (): Promise<Admission> => {
      const reservation = `r${++count}`;
      if (count > 1) {
        gate.release();
        await ready.promise;
      }
      return { kind: 'admitted', reservation };
    };
    return { ...gate, admit, ready: ready.resolve };
  };

  it('shows the words of the first route while a budget is asked for the second, which is then never opened', async () => {
    const { script, admit, ready } = busy();
    const health = paced(20);
    const left = await timersLeftBy(async () => {
      const watched = watch(hedging({ scripts: { 'acme/slow k1': [script(answers('late'))] }, admit, health }));
      assert.deepEqual((await watched.events.next()).value, text('late'), 'before the budget has answered');
      for await (const _event of watched.events);
      ready();
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(watched.opened, ['acme/slow k1']);
      assert.deepEqual(outcomes(watched), ['acme/slow answered', 'other/quick aborted']);
      assert.deepEqual(watched.reservations, ['r1', 'r2'], 'what was reserved is given back');
      assert.deepEqual(watched.attempts[1]?.cost, { usd: 0, from: 'estimated' });
    });
    assert.equal(left, 0);
    assert.equal(health.paceOf(other), undefined, 'nothing was learnt of its pace');
  });

  it('ends at once where the first fails for good while a budget is asked for the second', async () => {
    const { script, admit, ready } = busy();
    const result = await ran(hedging({ scripts: { 'acme/slow k1': [script(refuses('policy'))] }, admit }));
    assert.deepEqual([result.opened, outcomes(result)], [['acme/slow k1'], ['acme/slow policy']]);
    ready();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(result.reservations, ['r1', 'r2']);
  });

  it('waits for the budget where the first fails in a way that another route may cure', async () => {
    const { script, admit, ready } = busy();
    setTimeout(ready, 60);
    const result = await ran(
      hedging({
        scripts: { 'acme/slow k1': [script(refuses('server'))], 'other/quick k2': [answers('hello')] },
        admit,
      }),
    );
    assert.deepEqual(result.shown, [text('hello')]);
    assert.deepEqual(outcomes(result), ['acme/slow server', 'other/quick answered']);
  });

  it('surfaces a bug of the first route while a budget is asked for the second, and opens nothing more', async () => {
    const { script, admit, ready } = busy();
    const watched = watch(
      hedging({ scripts: { 'acme/slow k1': [script(() => Promise.reject(new TypeError('of ours')))] }, admit }),
    );
    await assert.rejects(watched.events.next(), TypeError);
    ready();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(watched.opened, ['acme/slow k1']);
    assert.deepEqual(watched.reservations, ['r1', 'r2']);
  });

  const stop = async (when: (watched: Watched, stopping: AbortController) => Promise<void>): Promise<Watched> => {
    const stopping = new AbortController();
    let watched: Watched | undefined;
    const left = await timersLeftBy(async () => {
      watched = watch(
        hedging({
          scripts: {
            'acme/slow k1': [hangs()],
            'other/quick k2': [hangs([text('Once')])],
            'third/spare k3': [hangs()],
          },
          signal: stopping.signal,
        }),
      );
      await when(watched, stopping);
    });
    assert.ok(watched);
    assert.equal(left, 0);
    assert.deepEqual(getEventListeners(stopping.signal, 'abort'), []);
    assert.ok(watched.signals.every(({ aborted }) => aborted));
    return watched;
  };

  it('that the person stops while both are under way leaves nothing behind', async () => {
    const stopping = new AbortController();
    const watched = watch(
      hedging({ scripts: { 'acme/slow k1': [hangs()], 'other/quick k2': [hangs()] }, signal: stopping.signal }),
    );
    const left = await timersLeftBy(async () => {
      const pulled = assert.rejects(watched.events.next(), RunFailure);
      while (watched.opened.length < 2) await new Promise((resolve) => setImmediate(resolve));
      stopping.abort();
      await pulled;
    });
    assert.deepEqual(outcomes(watched), ['acme/slow aborted', 'other/quick aborted']);
    assert.deepEqual([left, getEventListeners(stopping.signal, 'abort'), watched.receipts.length], [0, [], 1]);
  });

  it('that the consumer walks away from leaves nothing behind', async () => {
    const watched = await stop(async ({ events }) => {
      for await (const _event of events) break;
    });
    assert.deepEqual(outcomes(watched), ['acme/slow outrun', 'other/quick aborted']);
  });

  it('with a bug in one route surfaces it, and leaves nothing behind', async () => {
    const watched = watch(
      hedging({
        scripts: { 'acme/slow k1': [hangs()], 'other/quick k2': [() => Promise.reject(new TypeError('of ours'))] },
      }),
    );
    const left = await timersLeftBy(() => assert.rejects(watched.events.next(), TypeError));
    assert.equal(left, 0);
    assert.deepEqual(outcomes(watched), ['other/quick aborted', 'acme/slow aborted']);
    assert.ok(watched.signals.every(({ aborted }) => aborted));
  });
});

describe('any two routes that race', function () {
  // A busy machine is no failure.
  this.timeout(30_000);
  /** What a route does: for so many half milliseconds nothing, then words, then its end. */
  interface Course {
    readonly silent: number;
    readonly words: number;
    readonly end: 'finish' | 'server' | 'auth' | 'stream' | 'hang';
  }
  const course: fc.Arbitrary<Course> = fc.record({
    silent: fc.integer({ min: 0, max: 8 }),
    words: fc.integer({ min: 0, max: 3 }),
    end: fc.constantFrom('finish', 'finish', 'server', 'auth', 'stream', 'hang'),
  });

  const scriptOf = (name: string, { silent, words, end }: Course): Script =>
    async function* (signal) {
      const begun = performance.now();
      while (performance.now() < begun + silent / 2) await new Promise((resolve) => setImmediate(resolve));
      yield started;
      for (let word = 0; word < words; word++) {
        yield text(`${name}${word} `);
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (end === 'hang') yield* hangs()(signal, () => undefined) as AsyncIterable<ChatEvent>;
      else if (end === 'finish')
        yield* plays([used({ input: 1, output: words }), finished()])(
          signal,
          () => undefined,
        ) as AsyncIterable<ChatEvent>;
      else throw failure(end);
    };

  it('have one winner, whose answer is whole and unmixed, are told of once each, and leave no timer', async () => {
    let hedges = 0;
    await fc.assert(
      fc.asyncProperty(course, course, async (a, b) => {
        const stopping = new AbortController();
        const plan = planOf([slow, other, third]);
        const watched = watch({
          plan,
          hedge: true,
          health: paced(0),
          scripts: {
            [label(slow)]: [scriptOf('a', a)],
            [label(other)]: [scriptOf('b', b)],
            [label(third)]: [scriptOf('c', { silent: 0, words: 1, end: 'finish' })],
          },
          signal: stopping.signal,
        });
        const shown: RunEvent[] = [];
        let ended = false;
        const left = await timersLeftBy(async () => {
          const consume = async (): Promise<void> => {
            for await (const event of watched.events) shown.push(event);
          };
          const consuming = consume()
            .catch((error: unknown) => assert.ok(error instanceof RunFailure))
            .finally(() => (ended = true));
          const begun = performance.now();
          while (performance.now() < begun + 60 && !ended) await new Promise((resolve) => setImmediate(resolve));
          stopping.abort();
          await consuming;
        });
        const words = shown.flatMap((event) => (event.type === 'text-delta' ? [event.text] : []));
        const winners = new Set(words.map((word) => word[0]));
        assert.ok(winners.size <= 1, `mixed: ${words.join('')}`);
        assert.deepEqual(
          words,
          words.map((word, index) => `${word[0]}${index} `),
          'neither doubled nor with a gap',
        );
        const answered = watched.attempts.filter(({ outcome }) => outcome === 'answered').length;
        assert.ok(answered <= 1);
        assert.equal(watched.attempts.length, watched.opened.length, 'every attempt that was started is told of once');
        assert.equal(watched.receipts.length, 1);
        assert.equal(left, 0);
        const open = watched.signals.filter(({ aborted }) => !aborted);
        assert.equal(open.length, answered, 'only the connection of the answer may end by itself');
        if (watched.attempts.some(({ outcome }) => outcome === 'outrun')) hedges++;
      }),
      { numRuns: 150 },
    );
    assert.ok(hedges > 20, `only ${hedges} races`);
  });
});
