import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { BudgetBook } from '../../src/usage/budget-book.ts';
import { forget, goOnForgetting, whatIsIn } from '../../src/usage/forget.ts';
import type { Ledger } from '../../src/usage/ledger.ts';
import { brief } from '../../src/usage/spare-time.ts';
import { budgetsOf } from './budget-samples.ts';
import { assertCounted } from './recount.ts';
import { always, attempt, bytesOf, inRoom } from './samples.ts';

const noon = (month: number, day: number): number => new Date(2026, month - 1, day, 12).getTime();
const onDay = (month: number, day: number) => ({ since: noon(month, day), until: noon(month, day) + 1 });

/** So many attempts at noon of days of October, each of $0.01 and one of unknown cost, with a name that says its day. */
const fill = async (ledger: Ledger, days: readonly number[], each = 20): Promise<void> => {
  for (const day of days)
    for (let index = 0; index < each; index++)
      ledger.record(
        attempt({
          requestId: `request of day ${day} number ${index}`,
          at: noon(10, day),
          keyId: `key-of-day-${day}`,
          keyNickname: `nickname-of-day-${day}`,
          cost: index === 0 ? { from: 'unknown' } : { usd: 0.01, from: 'computed', priceAsOf: '2026-10-01' },
        }),
      );
  await ledger.flush();
};

const spendOf = (database: DatabaseSync) =>
  database
    .prepare('SELECT period, first, sum(nano) / 1000000 AS milli FROM spend GROUP BY 1, 2 ORDER BY 1, 2')
    .all()
    .map((row) => [row['period'], row['first'], row['milli']].join(' '));

describe('what a person may have forgotten', function () {
  this.timeout(20_000);

  it('is counted over whole days before they are asked', () =>
    inRoom(async ({ open }) => {
      const { shared, ...ledger } = open();
      await fill({ shared, ...ledger }, [5, 6, 7, 20]);
      assert.deepEqual(await whatIsIn(shared, { since: noon(10, 6), until: noon(10, 7) }), {
        first: '2026-10-06',
        last: '2026-10-07',
        days: 2,
        requests: 40,
        attempts: 40,
        rows: 40,
        usd: 0.38,
        unknown: 2,
        setAside: [],
      });
      const all = await whatIsIn(shared, 'all');
      assert.deepEqual([all.first, all.last, all.days, all.attempts], ['2026-10-05', '2026-10-20', 4, 80]);
    }));

  it('ends before a midnight that ends the period', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      await fill(ledger, [5, 6]);
      const inside = await whatIsIn(ledger.shared, { since: noon(10, 5), until: new Date(2026, 9, 6).getTime() });
      assert.deepEqual([inside.first, inside.last], ['2026-10-05', '2026-10-05']);
    }));

  it('goes to today where no end is named', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      await fill(ledger, [5, 6, 7]);
      const inside = await whatIsIn(ledger.shared, { since: noon(10, 6) }, { now: () => noon(10, 6) });
      assert.deepEqual([inside.first, inside.last], ['2026-10-06', '2026-10-06']);
    }));

  it('may be nothing', () =>
    inRoom(async ({ open }) => {
      const { shared } = open();
      const nothing = { days: 0, requests: 0, attempts: 0, rows: 0, usd: 0, unknown: 0, setAside: [] };
      assert.deepEqual(await whatIsIn(shared, 'all'), nothing);
      assert.deepEqual(await forget(shared, 'all'), nothing);
    }));
});

describe('forgetting', function () {
  this.timeout(20_000);

  it('takes the rows, hours and days of a period, and leaves months of what is left', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      await fill(ledger, [5, 6, 7, 20]);
      const progress: number[] = [];
      const gone = await forget(
        ledger.shared,
        { since: noon(10, 6), until: noon(10, 7) },
        { onProgress: (done) => progress.push(done) },
      );
      assert.equal(gone.attempts, 40);
      assert.deepEqual(
        (await ledger.summaryBy('day', always)).map(({ group, attempts }) => [group, attempts]),
        [
          ['2026-10-05', 20],
          ['2026-10-20', 20],
        ],
      );
      assert.deepEqual(
        (await ledger.summaryBy('month', always)).map(({ attempts }) => attempts),
        [40],
      );
      assert.equal((await ledger.recent(100)).length, 40);
      assertCounted(raw());
      assert.equal(progress.at(-1), 1);
      assert.deepEqual(
        progress,
        progress.toSorted((a, b) => a - b),
      );
    }));

  it('makes budgets count what is left, in days, weeks and months, at once', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      // 5 to 11 October is a week, from Monday on.
      await fill(ledger, [4, 5, 6, 12]);
      const budgets = budgetsOf({ limit: 5, period: 'month' });
      const book = new BudgetBook({ shared: ledger.shared, now: () => noon(10, 12) });
      assert.equal((await book.standings(budgets))[0]?.spent, 760_000_000);
      assert.equal(book.glance(budgets)?.[0]?.spent, 760_000_000);
      await forget(ledger.shared, onDay(10, 6));
      assert.equal(book.glance(budgets)?.[0]?.spent, 570_000_000);
      book.dispose();
      assert.deepEqual(spendOf(raw()), [
        'day 2026-10-04 190',
        'day 2026-10-05 190',
        'day 2026-10-12 190',
        'month 2026-10-01 570',
        'week 2026-09-28 190',
        'week 2026-10-05 190',
        'week 2026-10-12 190',
      ]);
    }));

  it('leaves not a byte of it, in the file or in its log, while another window has it open', () =>
    inRoom(async ({ open, folder }) => {
      const [ledger, other] = [open(), open()];
      await fill(ledger, [5, 6, 7], 400);
      await other.summary(always);
      for (const word of ['request of day 6', 'key-of-day-6', 'nickname-of-day-6'])
        assert.ok(bytesOf(folder).includes(word));
      await forget(ledger.shared, onDay(10, 6));
      for (const word of ['request of day 6', 'key-of-day-6', 'nickname-of-day-6'])
        assert.ok(!bytesOf(folder).includes(word), word);
      assert.ok(bytesOf(folder).includes('request of day 5'));
      assert.equal((await other.summary(always)).attempts, 800);
    }));

  it('leaves nothing at all where all is to go, and the ledgers that were set aside go too', () =>
    inRoom(async ({ open, folder, raw }) => {
      const ledger = open();
      await fill(ledger, [5, 6, 7], 100);
      const kept = join(folder, 'ledger.damaged-2026-10-01.db');
      for (const part of ['', '-wal']) writeFileSync(kept + part, 'request of day 1');
      const gone = await forget(ledger.shared, 'all');
      assert.deepEqual([gone.attempts, gone.setAside], [300, [kept]]);
      assert.ok(!existsSync(kept) && !existsSync(`${kept}-wal`));
      assert.ok(!bytesOf(folder).includes('of day'));
      for (const table of ['attempt', 'cell', 'rollup', 'rollup_sum', 'spend', 'key_name'])
        assert.equal(raw().prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows'], 0, table);
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.includes('damaged')),
        [],
      );
      ledger.record(attempt());
      assert.equal((await ledger.summary(always)).attempts, 1);
    }));

  it('keeps what is recorded meanwhile on the same day', () =>
    inRoom(async ({ open, raw }) => {
      const [ledger, other] = [open(), open()];
      await fill(ledger, [6], 2_000);
      let recorded = 0;
      await forget(ledger.shared, onDay(10, 6), {
        onProgress: () => {
          other.record(attempt({ requestId: `meanwhile ${recorded++}`, at: noon(10, 6) }));
          void other.flush();
        },
      });
      await other.flush();
      assert.ok(recorded > 5);
      assert.equal((await ledger.summary(always)).attempts, recorded);
      assert.equal((await ledger.recent(5_000)).length, recorded);
      assertCounted(raw());
    }));

  it('is gone on with where a window was closed in the middle', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      await fill(ledger, [5, 6, 7], 700);
      let closing: Promise<void> | undefined;
      await assert.rejects(
        forget(ledger.shared, onDay(10, 6), { onProgress: () => void (closing ??= ledger.dispose()) }),
        {
          name: 'LedgerUnusable',
        },
      );
      await closing;
      const count = raw().prepare('SELECT count(*) AS rows FROM attempt');
      const midway = Number(count.get()?.['rows']);
      assert.ok(midway > 1_400 && midway < 2_100, `${midway} rows`);
      const next = open();
      assert.equal(await goOnForgetting(next.shared, brief), true);
      assert.equal(count.get()?.['rows'], 1_400);
      assert.equal((await next.summary(always)).attempts, 1_400);
      assertCounted(raw());
    }));

  it('takes the totals of days whose rows were gone already', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      await fill(ledger, [5, 6]);
      raw().exec('DELETE FROM attempt');
      assert.deepEqual(
        await whatIsIn(ledger.shared, onDay(10, 5)).then(({ attempts, rows }) => [attempts, rows]),
        [20, 0],
      );
      await forget(ledger.shared, onDay(10, 5));
      assert.deepEqual(
        (await ledger.summaryBy('day', always)).map(({ group }) => group),
        ['2026-10-06'],
      );
      assert.deepEqual(
        (await ledger.summaryBy('month', always)).map(({ attempts }) => attempts),
        [20],
      );
    }));
});
