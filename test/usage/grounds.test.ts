import assert from 'node:assert/strict';
import fc from 'fast-check';
import { groundsFrom, partsFrom, type Grounds } from '../../src/usage/grounds.ts';
import type { Attempt } from '../../src/core/attempt.ts';
import type { Span } from '../../src/usage/span.ts';
import { attempt, inRoom } from './samples.ts';

/** A Friday, in the afternoon of the person. */
const now = new Date(2026, 10, 20, 15, 10).getTime();

const at = (month: number, day: number, hour = 12): number => new Date(2026, month - 1, day, hour).getTime();

let count = 0;

const spent = (when: number, usd: number | undefined, facts: Partial<Attempt> = {}): Attempt =>
  attempt({
    at: when,
    requestId: `request-${count++}`,
    cost: usd === undefined ? { from: 'unknown' } : { usd, from: 'computed' },
    ...facts,
  });

const groundsOf = async (span: Span, attempts: readonly Attempt[]): Promise<Grounds> => {
  let found: Grounds | undefined;
  await inRoom(async ({ open }) => {
    const ledger = open();
    for (const one of attempts) ledger.record(one);
    found = await ledger.grounds(span, now);
  });
  assert.ok(found);
  return found;
};

describe('what a report rests on', () => {
  it('is nothing where nothing was recorded', async () => {
    assert.deepEqual(await groundsOf('month', []), {
      today: '2026-11-20',
      previous: { usd: 0, words: 'October 1–20' },
      days: [],
      unusual: [],
      used: [],
      compared: 0,
      keys: [],
    });
  });

  it('has what each day did cost, eight weeks back', async () => {
    const { days } = await groundsOf('today', [
      spent(at(9, 24), 8),
      spent(at(9, 25), 7),
      spent(at(11, 19), 0.5),
      spent(at(11, 19, 23), 0.25),
      spent(at(11, 20), 1),
      spent(at(11, 20), undefined),
    ]);
    assert.deepEqual(days, [
      { day: '2026-09-25', nano: 7_000_000_000 },
      { day: '2026-11-19', nano: 750_000_000 },
      { day: '2026-11-20', nano: 1_000_000_000 },
    ]);
  });

  it('compares with the same part of the span before, to the hour', async () => {
    const attempts = [
      spent(at(9, 30), 100),
      spent(at(10, 1, 0), 1),
      spent(at(10, 20, 14), 2),
      spent(at(10, 20, 15), 400),
      spent(at(11, 12), 0.25),
      spent(at(11, 13, 14), 0.5),
      spent(at(11, 13, 15), 800),
      spent(at(11, 19, 14), 16),
      spent(at(11, 19, 15), 1_600),
      spent(at(11, 20), 3_200),
    ];
    assert.equal((await groundsOf('month', attempts)).previous.usd, 3);
    assert.deepEqual((await groundsOf('week', attempts)).previous, {
      usd: 0.75,
      words: 'Monday to Friday of last week',
    });
    assert.equal((await groundsOf('today', attempts)).previous.usd, 16);
  });

  it('has what each model did for each task, of the span alone', async () => {
    const usage = { input: 1_000, output: 100, cacheRead: 400, cacheWrite: 50 };
    const { used } = await groundsOf('month', [
      spent(at(10, 31), 9, { usage }),
      spent(at(11, 1), 1, { usage, task: 'code' }),
      spent(at(11, 20), 2, { usage, task: 'code' }),
      spent(at(11, 20), 4, { usage, task: 'chat' }),
    ]);
    assert.deepEqual(used, [
      {
        provider: 'openai',
        model: 'gpt-6-luna',
        task: 'chat',
        requests: 1,
        known: { requests: 1, attempts: 1, usd: 4, tokens: { input: 1_000, output: 100, cached: 400, cacheWrite: 50 } },
      },
      {
        provider: 'openai',
        model: 'gpt-6-luna',
        task: 'code',
        requests: 2,
        known: {
          requests: 2,
          attempts: 2,
          usd: 3,
          tokens: { input: 2_000, output: 200, cached: 800, cacheWrite: 100 },
        },
      },
    ]);
  });

  it('keeps tokens of unknown cost out of what is known, and what failed without any in', async () => {
    const { used } = await groundsOf('month', [
      spent(at(11, 2), undefined),
      spent(at(11, 2), 5),
      spent(at(11, 3), 1),
      spent(at(11, 3), undefined, { outcome: 'network', usage: undefined }),
    ]);
    const [row] = used;
    assert.equal(row?.requests, 4);
    assert.deepEqual([row?.known.usd, row?.known.requests, row?.known.attempts], [1, 1, 1]);
    assert.equal(row?.known.tokens.input, 1_000);
  });

  it('has a mean that answers without tokens do not thin out', async () => {
    const kept = { cost: { usd: 0, from: 'cached' }, usage: { input: 0, output: 0 } } as const;
    const { used } = await groundsOf('month', [
      spent(at(11, 2), 1),
      spent(at(11, 2), 0, kept),
      spent(at(11, 2), 0, { outcome: 'rate', usage: undefined }),
    ]);
    assert.deepEqual([used[0]?.requests, used[0]?.known.requests, used[0]?.known.attempts], [3, 3, 1]);
  });

  it('counts answers whose dearest candidate is known also where another route was asked first', async () => {
    const dearest = () => ({ model: 'anthropic/opus', usd: 7 });
    const first = { model: 'first', usage: undefined } as const;
    const { compared } = await groundsOf('month', [
      spent(at(11, 2), 0, { ...first, requestId: 'failed', outcome: 'rate' }),
      spent(at(11, 2), 5, { requestId: 'failed', dearest }),
      spent(at(11, 3), 0, { ...first, requestId: 'raced', outcome: 'outrun' }),
      spent(at(11, 3), 5, { requestId: 'raced', dearest }),
    ]);
    assert.equal(compared, 2);
  });

  it('counts the answers whose dearest candidate is known', async () => {
    const dearest = () => ({ model: 'anthropic/opus', usd: 7 });
    const { compared } = await groundsOf('month', [
      spent(at(11, 2), 5, { dearest }),
      spent(at(11, 3), 5),
      spent(at(11, 4), undefined, { dearest }),
    ]);
    assert.equal(compared, 1);
  });

  it('has how often each key met its limit, by its latest nickname', async () => {
    const limited = { outcome: 'rate', usage: undefined } as const;
    const { keys } = await groundsOf('week', [
      spent(at(11, 10), 1, limited),
      spent(at(11, 18), 0, { ...limited, keyNickname: 'old' }),
      spent(at(11, 19), 1),
      spent(at(11, 19), 1, { keyId: 'key-2', keyNickname: 'home' }),
    ]);
    assert.deepEqual(keys, [
      { provider: 'openai', key: 'work', attempts: 2, limited: 1 },
      { provider: 'openai', key: 'home', attempts: 1, limited: 0 },
    ]);
  });

  it('names unusual days of the span, and what made them', async () => {
    const usual = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13].map((day) => spent(at(11, day), 1));
    const jump = [spent(at(11, 18), 1), spent(at(11, 18), 19, { model: 'gpt-6.1-sol' })];
    const { unusual } = await groundsOf('week', [...usual, ...jump]);
    assert.deepEqual(unusual, [
      {
        day: '2026-11-18',
        nano: 20_000_000_000,
        usual: 1_000_000_000,
        times: 20,
        cause: { by: 'model', group: 'openai/gpt-6.1-sol', nano: 19_000_000_000, share: 0 },
      },
    ]);
    assert.deepEqual((await groundsOf('today', [...usual, ...jump])).unusual, []);
  });

  it('knows the share that each part had of the 28 days before', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      ledger.record(spent(at(10, 22), 100, { caller: 'too old' }));
      ledger.record(spent(at(10, 23), 3, { caller: 'core' }));
      ledger.record(spent(at(11, 19), 1, { caller: 'other' }));
      ledger.record(spent(at(11, 20), 2, { caller: 'core' }));
      await ledger.flush();
      const callers = partsFrom(raw(), '2026-11-20').filter(({ by }) => by === 'caller');
      assert.deepEqual(callers, [
        { by: 'caller', group: 'core', nano: 2_000_000_000, share: 0.75 },
        { by: 'caller', group: 'other', nano: 0, share: 0.25 },
      ]);
    }));

  it('adds up to the summary of the span, and what is known never to more', async function () {
    this.timeout(60_000);
    const any = fc.record({
      day: fc.integer({ min: 1, max: 20 }),
      hour: fc.integer({ min: 0, max: 14 }),
      usd: fc.option(
        fc.nat({ max: 5_000_000_000 }).map((nano) => nano / 1e9),
        { nil: undefined },
      ),
      model: fc.constantFrom('a', 'b'),
      task: fc.constantFrom('chat' as const, 'code' as const),
      outcome: fc.constantFrom('answered' as const, 'rate' as const, 'aborted' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(any, { maxLength: 30 }), (all) =>
        inRoom(async ({ open }) => {
          const ledger = open();
          for (const { day, hour, usd, ...facts } of all) ledger.record(spent(at(11, day, hour), usd, facts));
          const total = await ledger.summary({ since: at(11, 1, 0) });
          const { used, days } = await ledger.grounds('month', now);
          const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);
          assert.equal(sum(days.map(({ nano }) => nano)), Math.round(total.cost.computed * 1e9));
          assert.equal(sum(used.map(({ requests }) => requests)), total.requests);
          assert.ok(sum(used.map(({ known }) => known.usd)) <= total.cost.computed + 1e-9);
          assert.ok(sum(used.map(({ known }) => known.requests)) <= total.requests);
          if (total.cost.unknown === 0) {
            assert.ok(Math.abs(sum(used.map(({ known }) => known.usd)) - total.cost.computed) < 1e-9);
            assert.equal(sum(used.map(({ known }) => known.tokens.input)), total.tokens.input);
          }
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('is read where sums are larger than SQLite’s whole numbers', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      for (let day = 1; day <= 3; day++) ledger.record(spent(at(11, day), 9_000_000));
      await ledger.flush();
      const database = raw();
      database.exec('UPDATE rollup_sum SET computed = 9223372036854775807');
      const { used } = groundsFrom(database, 'month', now);
      assert.ok((used[0]?.known.usd ?? 0) > 2.7e10);
    }));
});
