import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Ledger } from '../../src/usage/ledger.ts';
import { claimDay, cutOf, dropOld, endDay, retentionDays } from '../../src/usage/retention.ts';
import { migrate } from '../../src/usage/schema.ts';
import { brief, type Pause } from '../../src/usage/spare-time.ts';
import { keepTidy, tidyOnce, type TidyOptions } from '../../src/usage/tidy.ts';
import { always, attempt, inRoom } from './samples.ts';

const day = 86_400_000;
const now = new Date(2026, 9, 31, 15).getTime();

/** `perDay` attempts at noon of each of the last `days` days, today among them. */
const fill = async (ledger: Ledger, days: number, perDay: number): Promise<void> => {
  for (let back = days - 1; back >= 0; back--) {
    for (let index = 0; index < perDay; index++) {
      const at = new Date(2026, 9, 31 - back, 12, index % 60).getTime();
      ledger.record(attempt({ requestId: `${back} ${index}`, at }));
    }
    if (back % 20 === 0) await ledger.flush();
  }
};

const countOf = (database: DatabaseSync, sql: string): number =>
  Number(Object.values(database.prepare(sql).get() ?? {})[0]);

describe('rows that are too old', function () {
  this.timeout(20_000);

  it('go by whole days, and every report stays as it was', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      await fill(ledger, 40, 30);
      const reports = () =>
        Promise.all([
          ledger.summary(always),
          ...(['model', 'day', 'month', 'hour'] as const).map((by) => ledger.summaryBy(by, always)),
        ]);
      const before = await reports();
      await dropOld(ledger.shared, { days: 30, now }, brief);
      // Thirty whole days, and what there is of today.
      assert.equal(countOf(raw(), 'SELECT count(*) FROM attempt'), 31 * 30);
      assert.equal(countOf(raw(), 'SELECT min(at) FROM attempt'), new Date(2026, 9, 1, 12).getTime());
      assert.deepEqual(await reports(), before);
    }));

  it('stay for ever where the person wants that', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      await fill(ledger, 900, 1);
      assert.equal(await dropOld(ledger.shared, { days: 0, now }, brief), true);
      assert.equal(countOf(raw(), 'SELECT count(*) FROM attempt'), 900);
    }));

  it('are cut at the local midnight, whatever the hour', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => cutOf(30, new Date(2026, 9, 31, hour, 59).getTime()));
    assert.deepEqual(new Set(hours), new Set([new Date(2026, 9, 1).getTime()]));
  });

  it('go in steps between which others write, and a step that may not be taken is not', () =>
    inRoom(async ({ open, raw }) => {
      const [ledger, other] = [open(), open()];
      await fill(ledger, 100, 30);
      let steps = 0;
      const pause: Pause = async () => {
        steps += 1;
        other.record(attempt({ requestId: `between ${steps}`, at: now }));
        await other.flush();
        return steps < 4;
      };
      assert.equal(await dropOld(ledger.shared, { days: 30, now }, pause), false);
      const left = countOf(raw(), `SELECT count(*) FROM attempt WHERE request_id NOT LIKE 'between%'`);
      assert.equal(left, 100 * 30 - 4 * 250);
      assert.equal(countOf(raw(), `SELECT count(*) FROM attempt WHERE request_id LIKE 'between%'`), 4);
      assert.equal(await dropOld(ledger.shared, { days: 30, now }, brief), true);
      assert.equal(countOf(raw(), `SELECT count(*) FROM attempt WHERE request_id NOT LIKE 'between%'`), 31 * 30);
    }));

  it('give their room back to the disk', () =>
    inRoom(async ({ open, folder }) => {
      const ledger = open();
      await fill(ledger, 200, 200);
      const path = join(folder, 'ledger.db');
      await ledger.shared.use((file) => file.read((database) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)')));
      const before = statSync(path).size;
      await dropOld(ledger.shared, { days: 30, now }, brief);
      await ledger.dispose();
      assert.ok(statSync(path).size < before - 2_000_000, `${before} bytes before, ${statSync(path).size} after`);
    }));
});

describe('the days for which rows are kept', () => {
  for (const [said, days] of [
    [400, 400],
    [0, 0],
    [30, 30],
    [1, 30],
    [0.2, 30],
    [365.4, 365],
    [1e12, 36_500],
    [-1, 400],
    [Number.NaN, 400],
    ['90', 400],
    [undefined, 400],
  ] as const)
    it(`are ${days} where the setting says ${said}`, () => assert.equal(retentionDays(said), days));
});

describe('the ledger is tidied', function () {
  this.timeout(20_000);

  const options = (at: number, days = 30): TidyOptions => ({
    days: () => days,
    isQuiet: () => true,
    tell: assert.fail,
    now: () => at,
  });

  it('once a day, by whichever window comes first', () =>
    inRoom(async ({ open, raw }) => {
      const windows = [open(), open(), open()];
      const [first] = windows;
      assert.ok(first);
      await fill(first, 31, 1);
      const old = (): void =>
        void raw().prepare('UPDATE attempt SET at = 1 WHERE id = (SELECT min(id) FROM attempt WHERE at > 1)').run();
      const gone = () => 31 - countOf(raw(), 'SELECT count(*) FROM attempt');
      old();
      for (const { shared } of windows) await tidyOnce(shared, options(now), brief);
      assert.equal(gone(), 1);
      old();
      for (const { shared } of windows) await tidyOnce(shared, options(now + day - 1), brief);
      assert.equal(gone(), 1);
      for (const { shared } of windows) await tidyOnce(shared, options(now + day), brief);
      assert.ok(gone() >= 2);
    }));

  it('while no request is under way, and not before', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      await fill(ledger, 40, 1);
      const count = (): number => countOf(raw(), 'SELECT count(*) FROM attempt');
      let asked = 0;
      const isQuiet = (): boolean => (asked += 1) > 2;
      const tidying = keepTidy(ledger.shared, { ...options(now), isQuiet, after: 1 });
      while (asked < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(count(), 40);
      while (count() === 40) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(count(), 31);
      tidying.dispose();
    }));

  it('without a file being made for it', () =>
    inRoom(async ({ open, folder }) => {
      const tidying = keepTidy(open().shared, { ...options(now), after: 0 });
      await new Promise((resolve) => setTimeout(resolve, 50));
      tidying.dispose();
      assert.deepEqual(readdirSync(folder), []);
    }));

  it('again soon where a window was closed in the middle of it', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database);
    assert.equal(claimDay(database, now), true);
    assert.equal(claimDay(database, now + 60_000), false);
    assert.equal(claimDay(database, now + 600_000), true);
    endDay(database, now);
    assert.equal(claimDay(database, now + 600_000), false);
    assert.equal(claimDay(database, now + day), true);
  });

  it('also where a clock was set back by more than a day', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database);
    endDay(database, now);
    assert.equal(claimDay(database, now - 2 * day), true);
  });
});
