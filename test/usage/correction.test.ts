import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Attempt } from '../../src/core/attempt.ts';
import { BudgetBook } from '../../src/usage/budget-book.ts';
import { beginCorrection, carryOn, correctionsIn, unfinishedIn } from '../../src/usage/correction.ts';
import { correctedMoney } from '../../src/usage/correction-money.ts';
import { candidatesIn, effectOf } from '../../src/usage/correction-survey.ts';
import type { Ledger } from '../../src/usage/ledger.ts';
import { everything, type Watch } from '../../src/usage/walk-rows.ts';
import { budgetsOf } from './budget-samples.ts';
import { mixed, prices, right } from './correction-samples.ts';
import { assertCounted } from './recount.ts';
import { attempt, inRoom, type Room } from './samples.ts';

const corrected = { provider: 'openai', model: 'gpt-6-luna', ...everything };

const watch = (): Watch => ({ signal: new AbortController().signal, tell: () => undefined });

const begun = async (ledger: Ledger, facts: Partial<Parameters<typeof beginCorrection>[1]> = {}): Promise<number> => {
  const record = await beginCorrection(ledger.shared, {
    ...corrected,
    at: Date.UTC(2026, 10, 21),
    by: 'person',
    datesBefore: ['2026-09-01'],
    prices: '[]',
    ...facts,
  });
  return record?.id ?? assert.fail('there are rows');
};

const correct = async (ledger: Ledger, facts: Parameters<typeof begun>[1] = {}) =>
  (await carryOn(ledger.shared, { id: await begun(ledger, facts), prices }, watch())) ?? assert.fail('it is there');

const record = (ledger: Ledger, attempts: readonly Attempt[]): void => {
  for (const one of attempts) ledger.record(one);
};

/** All that is counted, without the numbers of rows and cells, which depend on the order in which they came. */
const counted = (database: DatabaseSync): unknown => {
  const all = (sql: string): readonly unknown[] => database.prepare(sql).all();
  const cells = `(SELECT id AS cell, provider, model, key_id, task, caller, workspace FROM cell)`;
  return {
    rows: all('SELECT * FROM attempt ORDER BY id'),
    spend: all('SELECT * FROM spend ORDER BY 1, 2, 3, 4, 5, 6, 7'),
    rollups: all(`SELECT * FROM rollup JOIN ${cells} USING (cell) ORDER BY period, rollup.first, caller, model`),
    sums: all('SELECT * FROM rollup_sum ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9'),
  };
};

/** The books of a ledger in which the same attempts had the right costs from the start. */
const recounted = async (attempts: readonly Attempt[]): Promise<unknown> => {
  let found: unknown;
  await inRoom(async ({ open, raw }) => {
    const ledger = open();
    record(ledger, attempts.map(right));
    await ledger.flush();
    found = counted(raw());
  });
  return found;
};

const columns = (room: Room, request: string) =>
  room.raw().prepare('SELECT cost_nano, cost_from, price_as_of FROM attempt WHERE request_id = ?').get(request);

describe('corrected prices', () => {
  it('leave every row, roll-up and budget counter as if they had been known from the start', () =>
    inRoom(async ({ open, raw }) => {
      const attempts = mixed(600);
      const ledger = open();
      record(ledger, attempts);
      const { rows, finishedAt } = await correct(ledger);
      assert.equal(rows, 300, 'computed, estimated, and unknown with tokens: half of all kinds');
      assert.ok(finishedAt !== undefined);
      assert.deepEqual(counted(raw()), await recounted(attempts));
    }));

  it('do so for any attempts', () => {
    const cost = fc.oneof(
      fc.record({
        from: fc.constantFrom('computed', 'estimated', 'reported'),
        usd: fc.nat(1e9).map((nano) => nano / 1e9),
      }),
      fc.constant({ from: 'unknown' as const }),
    );
    const usage = fc.option(fc.record({ input: fc.nat(400_000), output: fc.nat(9_000), cacheRead: fc.nat(400_000) }), {
      nil: undefined,
    });
    const facts = fc.record({
      cost,
      usage,
      at: fc.integer({ min: Date.UTC(2026, 9, 20), max: Date.UTC(2026, 10, 20) }),
      model: fc.constantFrom('gpt-6-luna', 'gpt-6-sol'),
      outcome: fc.constantFrom('answered', 'aborted', 'stream'),
      servedModel: fc.constantFrom(undefined, 'gpt-6-luna-large'),
    });
    return fc.assert(
      fc.asyncProperty(fc.array(facts, { minLength: 1, maxLength: 25 }), async (some) => {
        const attempts = some.map((one, index) => attempt({ requestId: String(index), ...one } as Partial<Attempt>));
        const priced = attempts.map((one) => (one.model === 'gpt-6-luna' ? right(one) : one));
        const whole = await booksOf(attempts, (ledger) => correct(ledger));
        const anew = await booksOf(priced, () => Promise.resolve());
        assert.deepEqual(whole, anew);
      }),
      { numRuns: 25 },
    );
  }).timeout(30_000);

  it('never touch what the provider reported, what was kept, or what has no tokens', () =>
    inRoom(async (room) => {
      const ledger = room.open();
      const untouched = mixed(8).slice(4);
      record(ledger, untouched);
      await ledger.flush();
      const before = counted(room.raw());
      const { rows } = await correct(ledger);
      assert.equal(rows, 0);
      assert.deepEqual(counted(room.raw()), before);
    }));

  it('say where each cost comes from now, and of which day its price is', () =>
    inRoom(async (room) => {
      const ledger = room.open();
      record(ledger, mixed(8));
      await correct(ledger);
      const from = (index: number) => {
        const { cost_from, price_as_of } = columns(room, `request-${index}`) ?? {};
        return [cost_from, price_as_of];
      };
      assert.deepEqual(from(0), ['computed', '2026-11-19'], 'the version that answered has a price of its own');
      assert.deepEqual(from(1), ['estimated', '2026-11-20']);
      assert.deepEqual(from(2), ['computed', '2026-11-20'], 'unknown before');
      assert.deepEqual(from(3), ['estimated', '2026-11-20'], 'its tokens were only counted here');
      assert.deepEqual(from(4), ['unknown', null]);
    }));

  it('of an answer whose tokens were only counted here are an estimate', () =>
    inRoom(async (room) => {
      const ledger = room.open();
      const cost = { from: 'unknown' } as const;
      record(ledger, [
        attempt({ requestId: 'counted', cost, counted: true }),
        attempt({ requestId: 'reported', cost }),
      ]);
      await correct(ledger);
      const from = (request: string) => columns(room, request)?.['cost_from'];
      assert.deepEqual([from('counted'), from('reported')], ['estimated', 'computed']);
    }));

  it('count the hour and the length of each row', () =>
    inRoom(async (room) => {
      const ledger = room.open();
      const usage = { input: 1_000_000, output: 0 };
      const computed = { usd: 9, from: 'computed' } as const;
      const at = (requestId: string, hour: number, input = 100_000) =>
        attempt({ requestId, at: Date.UTC(2026, 10, 10, hour), usage: { ...usage, input }, cost: computed });
      record(ledger, [at('night', 3), at('noon', 13), at('long', 3, 300_000)]);
      await correct(ledger);
      const nano = (request: string) => columns(room, request)?.['cost_nano'];
      assert.deepEqual([nano('night'), nano('noon'), nano('long')], [100_000_000, 200_000_000, 3_000_000_000]);
    }));

  it('save nothing where the model that answered was the dearest candidate itself', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      const cost = { usd: 9, from: 'computed' } as const;
      record(ledger, [
        attempt({ requestId: 'own', cost, dearest: () => ({ model: 'openai/gpt-6-luna', usd: 9 }) }),
        attempt({
          requestId: 'other',
          cost: { usd: 0.5, from: 'computed' },
          dearest: () => ({ model: 'a/b', usd: 2 }),
        }),
      ]);
      const { after } = await correct(ledger);
      const { saved } = await ledger.summary({ since: 0 });
      assert.deepEqual(saved, { usd: 2 - after / 2e9, baseline: 2 + after / 2e9 });
      assertCounted(raw());
    }));

  it('count in the budgets of this window at once', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const budgets = budgetsOf({ limit: 90, period: 'month' });
      const book = new BudgetBook({ shared: ledger.shared, now: () => Date.UTC(2026, 10, 21) });
      record(ledger, [attempt({ at: Date.UTC(2026, 10, 20), cost: { usd: 9, from: 'computed' } })]);
      await book.standings(budgets);
      book.glance(budgets);
      const { after } = await correct(ledger);
      assert.equal(book.glance(budgets)?.[0]?.spent, after);
      book.dispose();
    }));

  it('hold for the chosen model and days only', () =>
    inRoom(async (room) => {
      const ledger = room.open();
      const cost = { usd: 9, from: 'computed' } as const;
      const day = (requestId: string, date: number, facts: Partial<Attempt> = {}) =>
        attempt({ requestId, at: Date.UTC(2026, 10, date), cost, ...facts });
      record(ledger, [day('before', 9), day('in', 10), day('after', 11), day('other', 10, { model: 'gpt-6-sol' })]);
      const { rows } = await correct(ledger, { since: Date.UTC(2026, 10, 10), until: Date.UTC(2026, 10, 11) });
      assert.equal(rows, 1);
      for (const name of ['before', 'after', 'other']) assert.equal(columns(room, name)?.['cost_nano'], 9e9, name);
      assert.notEqual(columns(room, 'in')?.['cost_nano'], 9e9);
    }));

  it('are shown beforehand as they will be, and change nothing a second time', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      record(ledger, mixed(50));
      const effect = await effectOf(ledger.shared, { corrected, prices }, watch());
      assert.deepEqual(effect.dates, ['2026-09-01']);
      const { rows, before, after, unknownBefore } = await correct(ledger);
      assert.deepEqual({ rows, before, after, unknownBefore, dates: effect.dates }, effect);
      assert.equal((await effectOf(ledger.shared, { corrected, prices }, watch())).rows, 0);
      assert.equal((await correct(ledger)).rows, 0);
    }));

  it('leave a record of who, when, what and how much', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      record(ledger, [attempt({ usage: { input: 1_000_000, output: 0 }, servedModel: undefined })]);
      await correct(ledger, { prices: '[["",{}]]', until: Date.UTC(2026, 10, 21) });
      const [kept] = await correctionsIn(ledger.shared, 10);
      const { by, at, provider, model, since, until, rows, before, after, datesBefore } = kept ?? assert.fail();
      assert.deepEqual(
        { by, at, provider, model, since, until, rows, before, after, datesBefore, prices: kept?.prices },
        {
          by: 'person',
          at: Date.UTC(2026, 10, 21),
          provider: 'openai',
          model: 'gpt-6-luna',
          since: 0,
          until: Date.UTC(2026, 10, 21),
          rows: 1,
          before: 3_100_000,
          after: 10_000_000_000,
          datesBefore: '2026-09-01',
          prices: '[["",{}]]',
        },
      );
    }));

  it('are begun only where there are rows, and survive that the rows go meanwhile', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      record(ledger, mixed(20));
      const nobody = { ...corrected, since: 1, until: 2, at: 0, by: 'person', datesBefore: [], prices: '[]' };
      assert.equal(await beginCorrection(ledger.shared, nobody), undefined);
      const id = await begun(ledger);
      raw().exec('DELETE FROM attempt');
      assert.equal((await carryOn(ledger.shared, { id, prices }, watch()))?.rows, 0);
    }));

  it('stop where the person stops them, and are finished by the next run', () =>
    inRoom(async ({ open, raw }) => {
      const attempts = mixed(800);
      const ledger = open();
      record(ledger, attempts);
      const id = await begun(ledger);
      const stopping = new AbortController();
      const stopped = carryOn(
        ledger.shared,
        { id, prices },
        { signal: stopping.signal, tell: () => stopping.abort(new Error('stopped')) },
      );
      await assert.rejects(stopped, /stopped/);
      const [waiting] = await unfinishedIn(ledger.shared);
      assert.deepEqual([waiting?.id, waiting?.rows], [id, 40], 'one step was done');
      await carryOn(ledger.shared, { id, prices }, watch());
      assert.deepEqual(await unfinishedIn(ledger.shared), []);
      assert.deepEqual(counted(raw()), await recounted(attempts));
    }));

  it('count no row twice where two windows go on with the same', () =>
    inRoom(async ({ open, raw }) => {
      const attempts = mixed(800);
      const [one, other] = [open(), open()];
      record(one, attempts);
      const id = await begun(one);
      await Promise.all([one, other].map(({ shared }) => carryOn(shared, { id, prices }, watch())));
      assert.equal((await correctionsIn(one.shared, 1))[0]?.rows, 400);
      assert.deepEqual(counted(raw()), await recounted(attempts));
    }));

  it('are finished by a second run where the first was killed in the middle of it, as often as that happens', () =>
    inRoom(async ({ open, raw, folder }) => {
      const attempts = mixed(1_600);
      const ledger = open();
      record(ledger, attempts);
      const id = await begun(ledger);
      const reached: number[] = [];
      for (const steps of [1, 2, 3]) {
        await killedAfter(steps, [folder, String(id)]);
        const [waiting] = await unfinishedIn(ledger.shared);
        reached.push(waiting?.rows ?? assert.fail('it was not finished yet'));
      }
      assert.ok(
        reached.every((rows, index) => rows % 40 === 0 && rows > (reached[index - 1] ?? 0)),
        String(reached),
      );
      await carryOn(ledger.shared, { id, prices }, watch());
      const [{ rows, finishedAt }] = [(await correctionsIn(ledger.shared, 1))[0] ?? assert.fail()];
      assert.deepEqual([rows, finishedAt !== undefined], [800, true]);
      assert.deepEqual(counted(raw()), await recounted(attempts));
    })).timeout(30_000);
});

const booksOf = async (attempts: readonly Attempt[], work: (ledger: Ledger) => Promise<unknown>): Promise<unknown> => {
  let found: unknown;
  await inRoom(async ({ open, raw }) => {
    const ledger = open();
    record(ledger, attempts);
    await ledger.flush();
    await work(ledger);
    found = counted(raw());
  });
  return found;
};

const script = fileURLToPath(new URL('correction-window.ts', import.meta.url));

/** Kills the process as soon as it has said that so many steps are done: it is in the middle of the next. */
const killedAfter = async (steps: number, args: readonly string[]): Promise<void> => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let said = 0;
  for await (const line of createInterface(child.stdout)) {
    assert.match(line, /^\d+$/);
    said += 1;
    if (said === steps) child.kill('SIGKILL');
  }
  await ended;
  assert.equal(child.signalCode, 'SIGKILL');
};

describe('the models whose prices may be corrected', () => {
  it('are those with costs of ours and tokens, with what answered under their names and the dates of their prices', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      assert.deepEqual(await candidatesIn(ledger.shared, watch()), []);
      record(ledger, mixed(16));
      record(ledger, [attempt({ model: 'only-reported', cost: { usd: 1, from: 'reported' } })]);
      assert.deepEqual(await candidatesIn(ledger.shared, watch()), [
        {
          provider: 'openai',
          model: 'gpt-6-luna',
          served: ['gpt-6-luna', 'gpt-6-luna-large'],
          rows: 8,
          unknown: 4,
          nano: 1_500_000_000,
          dates: ['2026-09-01'],
        },
      ]);
    }));
});

describe('the money of one row', () => {
  it('stays as it is where no price is known for it', () => {
    const row = { input_tokens: 5, cost_nano: 7, cost_from: 'computed', at: 0, outcome: 'answered' };
    assert.equal(correctedMoney(row, new Map()), undefined);
    assert.ok(correctedMoney(row, prices));
    assert.equal(
      correctedMoney({ ...row, served_model: 'x' }, new Map([['y', { price: { input: 1, output: 1 } }]])),
      undefined,
    );
  });
});
