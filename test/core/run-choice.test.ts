import assert from 'node:assert/strict';
import type { Admission } from '../../src/core/budget.ts';
import type { ChatEvent, RateLimits } from '../../src/core/chat.ts';
import { Health } from '../../src/core/health.ts';
import type { PlannedRoute, Route } from '../../src/core/plan.ts';
import { RunFailure, type Errand } from '../../src/core/run.ts';
import { Walk } from '../../src/core/walk.ts';
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
  watch,
  type Ran,
  type Script,
} from './runs.ts';
import { label, planOf, route } from './samples.ts';

const first = route('acme/one', 'k1');
const second = route('other/two', 'k2');
const third = route('third/three', 'k3');
const plan = planOf([first, second, third]);

const skipped = ({ receipt }: Pick<Ran, 'receipt'>): readonly string[] =>
  receipt.skipped.map(({ provider, asked, reason }) => `${asked ? 'asked' : 'not asked'} ${provider}: ${reason}`);

const usedUp = 'the budget of today is used up: $5.00 of $5.00';

/** Admits all but these providers, and counts its reservations. */
const gate = (...refused: readonly string[]) => {
  const asked: string[] = [];
  let count = 0;
  const admit = (one: PlannedRoute, errand: Errand): Promise<Admission> => {
    asked.push(`${label(one)} for ${errand.caller}`);
    return Promise.resolve(
      refused.includes(one.provider.id)
        ? { kind: 'refused', reason: usedUp }
        : { kind: 'admitted', reservation: `reservation ${++count}` },
    );
  };
  return { admit, asked };
};

describe('a budget', () => {
  it('is asked before every attempt, with the route and who asks', async () => {
    const { admit, asked } = gate();
    await ran({
      plan,
      admit,
      scripts: { 'acme/one k1': [refuses('server')], 'other/two k2': [answers('hello')] },
    });
    assert.deepEqual(asked, ['acme/one k1 for test', 'other/two k2 for test']);
  });

  it('that refuses a route skips it with its reason: that is no attempt, and a cheaper or free route may still answer', async () => {
    const { admit } = gate('acme', 'other');
    const result = await ran({ plan, admit, scripts: { 'third/three k3': [answers('hello')] } });
    assert.deepEqual([result.opened, result.shown], [['third/three k3'], [text('hello')]]);
    assert.equal(result.attempts.length, 1);
    assert.deepEqual(skipped(result), [`not asked ACME: ${usedUp}`, `not asked OTHER: ${usedUp}`]);
  });

  it('is asked anew for a fallback, and says no to it', async () => {
    const { admit } = gate('other');
    const result = await ran({
      plan,
      admit,
      scripts: { 'acme/one k1': [refuses('server')], 'third/three k3': [answers('hello')] },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'third/three k3']);
  });

  it('that refuses every route tells so, and what to do', async () => {
    const { admit } = gate('acme', 'other', 'third');
    const result = await ran({ plan, admit, scripts: {} });
    assert.deepEqual([result.opened, result.attempts], [[], []]);
    const message = result.failure?.message ?? '';
    assert.match(message, /ACME one \(key k1\): the budget of today is used up: \$5\.00 of \$5\.00\./);
    assert.match(message, /Raise the budget/);
  });

  it('that kept others away is named where the rest failed', async () => {
    const { admit } = gate('other', 'third');
    const result = await ran({ plan, admit, scripts: { 'acme/one k1': [refuses('quota')] } });
    assert.match(
      result.failure?.message ?? '',
      /quota happened\. Not asked: OTHER two \(key k2\): the budget of today/,
    );
  });

  it('gives back the probe of a route that it refuses', async () => {
    const health = new Health();
    for (let round = 0; round < 3; round++) health.failed(first, failure('server'), Date.now() - 20_000);
    const { admit } = gate('acme');
    await ran({ plan: planOf([first]), admit, health, scripts: {} });
    assert.equal(health.begin({ ...first }, Date.now()), undefined, 'the next request may probe');
  });

  const ends: readonly (readonly [name: string, script: Script])[] = [
    ['an answer', answers('hello')],
    ['a refusal', refuses('request')],
    ['a stream that breaks', plays([started, text('Once')], failure('stream'))],
  ];
  for (const [name, script] of ends)
    it(`gets its reservation back with ${name}`, async () => {
      const { admit } = gate();
      const { reservations } = await ran({ plan, admit, scripts: { 'acme/one k1': [script] } });
      assert.deepEqual(reservations, ['reservation 1']);
    });

  it('gets every reservation back where a request falls through', async () => {
    const { admit } = gate();
    const { reservations, attempts } = await ran({
      plan,
      admit,
      scripts: {
        'acme/one k1': [refuses('network'), refuses('network')],
        'other/two k2': [plays([started], failure('server'))],
        'third/three k3': [answers('hello')],
      },
    });
    assert.deepEqual(
      reservations,
      [1, 2, 3, 4].map((count) => `reservation ${count}`),
    );
    assert.equal(attempts.length, 4);
  });

  for (const [name, leave] of [
    ['the person stops', (stop: AbortController) => stop.abort()],
    ['the consumer walks away', (_: AbortController, events: AsyncGenerator<unknown>) => events.return(undefined)],
  ] as const)
    it(`gets its reservation back when ${name}`, async () => {
      const { admit } = gate();
      const stop = new AbortController();
      const watched = watch({
        plan,
        admit,
        scripts: { 'acme/one k1': [hangs([text('Once')])] },
        signal: stop.signal,
      });
      await watched.events.next();
      await leave(stop, watched.events);
      await watched.events.next().catch((error: unknown) => assert.ok(error instanceof RunFailure));
      assert.deepEqual(watched.reservations, ['reservation 1']);
      assert.equal(watched.attempts[0]?.outcome, 'aborted');
    });

  it('is not asked for a request that was stopped before it began, which costs nothing', async () => {
    const { admit, asked } = gate();
    const result = await ran({ plan, admit, scripts: {}, signal: AbortSignal.abort() });
    assert.deepEqual([asked, result.attempts.map(({ outcome }) => outcome)], [[], ['aborted']]);
    assert.deepEqual(result.receipt.cost, { usd: 0, from: 'estimated', priceAsOf: undefined });
  });
});

describe('health is read at every pick', () => {
  /** Fails, and meanwhile another request learns something about `other`. */
  const whileFailing =
    (health: Health, kind: 'server' | 'network', learn: (health: Health) => void): Script =>
    () => {
      learn(health);
      return Promise.reject(failure(kind));
    };

  it('so a route that has cooled since it was planned is passed over, with the time it is tried again', async () => {
    const health = new Health();
    const learn = (): void => health.failed(second, failure('rate', { retryAfter: 60_000 }), Date.now());
    const result = await ran({
      plan,
      health,
      scripts: { 'acme/one k1': [whileFailing(health, 'server', learn)], 'third/three k3': [answers('hello')] },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'third/three k3']);
    assert.match(skipped(result)[1] ?? '', /^not asked OTHER: its rate limit is reached, tried again in 60 s$/);
  });

  it('so a second key of an organisation that is limited is not asked, and another provider is', async () => {
    const home = route('acme/one', 'home');
    const limited = { retryAfter: 60_000, organization: 'org-1' };
    const health = new Health();
    health.failed(home, failure('rate', { ...limited, retryAfter: 1 }), Date.now() - 60_000);
    const result = await ran({
      plan: planOf([first, home, second]),
      health,
      scripts: { 'acme/one k1': [refuses('rate', limited)], 'other/two k2': [answers('hello')] },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'other/two k2']);
  });

  it('so a target that cools is not asked again, and the next one is: A, B and not A, A, A, B', async () => {
    const health = new Health();
    for (let round = 0; round < 2; round++) health.failed(first, failure('network'), Date.now());
    const result = await ran({
      plan,
      health,
      scripts: { 'acme/one k1': [refuses('network')], 'other/two k2': [answers('hello')] },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'other/two k2']);
  });

  it('but a route that only our own caution keeps away is asked where all others failed', async () => {
    const health = new Health();
    const learn = (): void => {
      for (let round = 0; round < 3; round++) health.failed(second, failure('server'), Date.now());
    };
    const result = await ran({
      plan: planOf([first, second, third]),
      health,
      scripts: {
        'acme/one k1': [whileFailing(health, 'server', learn)],
        'third/three k3': [refuses('server')],
        'other/two k2': [answers('hello')],
      },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'third/three k3', 'other/two k2']);
    assert.deepEqual(skipped(result).length, 2, 'who answered in the end was not skipped');
  });

  it('but where the plan had only cooling routes, our caution keeps none of them away', async () => {
    const health = new Health();
    for (const one of [first, second])
      for (let round = 0; round < 3; round++) health.failed(one, failure('server'), Date.now());
    const result = await ran({
      plan: planOf([first, second].map((one) => ({ ...one, resting: 'it has a problem of its own' }))),
      health,
      scripts: { 'acme/one k1': [refuses('server')], 'other/two k2': [answers('hello')] },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'other/two k2']);
  });

  it('but where weaker routes stand behind those, they are asked after them', async () => {
    const health = new Health();
    for (let round = 0; round < 3; round++) health.failed(first, failure('server'), Date.now());
    const result = await ran({
      plan: planOf([{ ...first, resting: 'it has a problem of its own' }, second]),
      health,
      scripts: { 'acme/one k1': [refuses('server')], 'other/two k2': [answers('hello')] },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'other/two k2']);
  });

  it('so a route that another request is probing is asked last, and asked all the same', async () => {
    const health = new Health();
    for (let round = 0; round < 3; round++) health.failed(first, failure('server'), Date.now() - 20_000);
    assert.equal(health.begin({ ...first }, Date.now()), undefined);
    const spared = await ran({ plan, health, scripts: { 'other/two k2': [answers('hello')] } });
    assert.deepEqual(spared.opened, ['other/two k2']);
    assert.match(skipped(spared)[0] ?? '', /^not asked ACME: /);
    const sole = await ran({ plan: planOf([first]), health, scripts: { 'acme/one k1': [answers('hello')] } });
    assert.deepEqual([sole.opened, skipped(sole)], [['acme/one k1'], []]);
  });
});

describe('health is told', () => {
  it('of every attempt before it begins, also of one that is the last resort', async () => {
    const begun: string[] = [];
    class Noting extends Health {
      override begin(...asked: Parameters<Health['begin']>): string | undefined {
        begun.push(label(asked[0]));
        return super.begin(...asked);
      }
    }
    const health = new Noting();
    for (let round = 0; round < 3; round++) health.failed(first, failure('server'), Date.now());
    const result = await ran({
      plan: planOf([first, second]),
      health,
      scripts: { 'acme/one k1': [answers('hello')], 'other/two k2': [refuses('server')] },
    });
    assert.deepEqual(result.opened, ['other/two k2', 'acme/one k1']);
    assert.deepEqual(begun, result.opened);
  });

  const limits: RateLimits = [{ counts: 'requests', per: 'minute', left: 0, resetAt: Date.now() + 60_000 }];

  it('of what an answer’s headers left', async () => {
    const health = new Health();
    await ran({
      plan,
      health,
      scripts: { 'acme/one k1': [plays([{ type: 'response-start', limits }, text('hi'), finished()])] },
    });
    assert.notEqual(health.roomFor(first, 10, Date.now()), undefined);
  });

  it('how long the first token took', async () => {
    const health = new Health();
    await ran({ plan, health, scripts: { 'acme/one k1': [answers('hi')] } });
    assert.equal(health.paceOf(first)?.count, 1);
  });

  it('nothing of a route that the person stopped, whose probe is given back', async () => {
    const health = new Health();
    for (let round = 0; round < 3; round++) health.failed(first, failure('server'), Date.now() - 20_000);
    const { events } = watch({ plan, health, scripts: { 'acme/one k1': [hangs([text('Once')])] } });
    await events.next();
    assert.notEqual(health.begin({ ...first }, Date.now()), undefined, 'the probe is taken');
    await events.return(undefined);
    assert.equal(health.begin({ ...first }, Date.now()), undefined);
  });
});

describe('a 403 that names no key', () => {
  const home = route('acme/one', 'home');
  const work = route('acme/one', 'work');

  it('leads to another model, and leaves the other keys alone', async () => {
    const result = await ran({
      plan: planOf([first, home, work, second]),
      scripts: { 'acme/one k1': [refuses('forbidden')], 'other/two k2': [answers('hello')] },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'other/two k2']);
  });

  it('where no other model answers leads to one more key, which may be allowed what the first was not', async () => {
    const result = await ran({
      plan: planOf([first, home, work, second]),
      scripts: {
        'acme/one k1': [refuses('forbidden')],
        'acme/one home': [answers('hello')],
        'other/two k2': [refuses('server')],
      },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'other/two k2', 'acme/one home']);
  });

  it('twice does not burn the pool', async () => {
    const result = await ran({
      plan: planOf([first, home, work]),
      scripts: { 'acme/one k1': [refuses('forbidden')], 'acme/one home': [refuses('forbidden')] },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'acme/one home']);
    assert.equal(skipped(result)[2], 'not asked ACME: another key does not help');
  });
});

describe('a server that is down as a whole', () => {
  const broken = Array.from({ length: 8 }, (_, index) => route(`router/m${index}`, 'k1'));
  const good = route('other/good', 'k2');
  const failing = (kind: Parameters<typeof refuses>[0]) =>
    Object.fromEntries(broken.map((one) => [label(one), [refuses(kind)]]));

  for (const kind of ['server', 'stall', 'stream', 'forbidden', 'rate', 'model-missing'] as const)
    it(`does not eat every attempt with one model after another (${kind})`, async () => {
      const scripts = { ...failing(kind), 'other/good k2': [answers('hello')] };
      const result = await ran({ plan: planOf([...broken, good]), scripts });
      assert.deepEqual(result.opened, ['router/m0 k1', 'router/m1 k1', 'other/good k2']);
      assert.deepEqual(result.shown, [text('hello')]);
    });

  it('leaves room for others that are down as well: no server is asked twice once half of the attempts are gone', async () => {
    const others = ['b', 'c', 'd'].flatMap((name) => [route(`${name}/one`, name), route(`${name}/two`, name)]);
    const scripts = {
      ...failing('server'),
      ...Object.fromEntries(others.map((one) => [label(one), [refuses('server')]])),
      'other/good k2': [answers('hello')],
    };
    const result = await ran({ plan: planOf([...broken, ...others, good]), scripts });
    assert.deepEqual(result.opened, ['router/m0 k1', 'router/m1 k1', 'b/one b', 'c/one c', 'd/one d', 'other/good k2']);
  });

  it('is no reason to pass over the other keys of a model that is limited', async () => {
    const keys = ['k1', 'k2', 'k3'].map((name) => route('acme/one', name));
    const scripts = {
      'acme/one k1': [refuses('rate')],
      'acme/one k2': [refuses('rate')],
      'acme/one k3': [answers('hello')],
    };
    const result = await ran({ plan: planOf([...keys, good]), scripts });
    assert.deepEqual(result.opened, ['acme/one k1', 'acme/one k2', 'acme/one k3']);
  });
});

describe('a model that the person picked', () => {
  it('is never replaced: a plan of it alone ends with its keys', async () => {
    const home = route('acme/one', 'home');
    const result = await ran({
      plan: planOf([first, home]),
      scripts: { 'acme/one k1': [refuses('rate')], 'acme/one home': [refuses('quota')] },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'acme/one home']);
    assert.ok(result.failure);
    assert.equal(result.receipt.answered, undefined);
  });
});

describe('a plan that is worked out as far as it is read', () => {
  /** Only its first route is known before somebody asks for the others. */
  const lazy = (routes: readonly Route[]) => {
    const whole = planOf(routes);
    let reads = 0;
    const plan = {
      ...whole,
      first: whole.routes.slice(0, 1),
      passedOver: [],
      get routes() {
        reads++;
        return whole.routes;
      },
    };
    return { plan, reads: () => reads };
  };

  it('is not read any further where its first route answers', async () => {
    const { plan: partly, reads } = lazy([first, second]);
    const walk = new Walk(partly, new Health());
    assert.ok(walk.next(Date.now()));
    assert.equal(reads(), 0);
  });

  it('is walked to its end, with what was learnt on the way', async () => {
    const sister = route('acme/sister', 'k1');
    const { plan: partly } = lazy([first, sister, second, third]);
    const result = await ran({
      plan: partly,
      scripts: {
        'acme/one k1': [refuses('auth')],
        'other/two k2': [refuses('server')],
        'third/three k3': [answers('hello')],
      },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'other/two k2', 'third/three k3']);
    assert.ok(skipped(result).includes('not asked ACME: the same key k1'));
  });

  it('gives no sole route a second try where it goes on', async () => {
    const { plan: partly } = lazy([first, second]);
    const result = await ran({
      plan: partly,
      scripts: { 'acme/one k1': [refuses('server')], 'other/two k2': [answers('hello')] },
    });
    assert.deepEqual(result.opened, ['acme/one k1', 'other/two k2']);
  });
});

describe('provider, model, key and address', () => {
  it('go together to every attempt, as they were planned', async () => {
    const seen: Route[] = [];
    const noting =
      (one: Route, then: Script): Script =>
      (signal, onAlive) => {
        seen.push(one);
        return then(signal, onAlive);
      };
    const mirror: Route = { ...second, key: { ...second.key, plain: { baseUrl: 'https://mirror.example' } } };
    const handed: Route[] = [];
    const admit = (one: Route): Promise<Admission> => {
      handed.push(one);
      return Promise.resolve({ kind: 'admitted' });
    };
    await ran({
      plan: planOf([first, mirror]),
      admit,
      scripts: {
        'acme/one k1': [noting(first, refuses('server'))],
        'other/two k2': [noting(mirror, answers('hello'))],
      },
    });
    assert.equal(seen.length, 2);
    for (const [index, { provider, model, key }] of [first, mirror].entries()) {
      const one = handed[index];
      assert.deepEqual([one?.provider, one?.model, one?.key], [provider, model, key]);
    }
  });
});

describe('the time that one request may take', () => {
  const spent = (attempts: number, minutes: number) => ({ attempts, milliseconds: minutes * 60_000 });
  const walked = (attempts: number, minutes: number): string | undefined => {
    const walk = new Walk(plan, new Health());
    const taken = walk.next(0);
    assert.ok(taken);
    walk.failed(taken, failure('stall'), spent(attempts, minutes));
    const next = walk.next(0);
    return next && label(next);
  };

  it('ends the walk after five minutes, and names the routes that were not asked', () => {
    const walk = new Walk(plan, new Health());
    const taken = walk.next(0);
    assert.ok(taken);
    walk.failed(taken, failure('stall'), spent(2, 5.1));
    assert.equal(walk.next(0), undefined);
    assert.deepEqual(
      walk.skipped.map(({ provider, reason }) => `${provider}: ${reason}`),
      [
        'ACME: stall happened',
        'OTHER: 5 minutes are enough for one request',
        'THIRD: 5 minutes are enough for one request',
      ],
    );
  });

  it('goes on before that, and always to one fallback, however long the first route took', () => {
    assert.equal(walked(2, 4.9), 'other/two k2');
    assert.equal(walked(1, 60), 'other/two k2');
  });
});

describe('what was cut by ourselves', () => {
  it('is billed for the prompt at least: an estimate, never nothing', async () => {
    const stop = new AbortController();
    const silent: Script = async function* (signal, onAlive) {
      setImmediate(() => stop.abort());
      yield* hangs()(signal, onAlive) as AsyncIterable<ChatEvent>;
    };
    const result = await ran({ plan, scripts: { 'acme/one k1': [silent] }, signal: stop.signal });
    assert.deepEqual(result.attempts[0]?.usage, { input: plan.promptTokens, output: 0 });
    assert.equal(result.receipt.cost.from, 'estimated');
  });
});
