import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Attempt } from '../../src/core/attempt.ts';
import { forget } from '../../src/usage/forget.ts';
import type { Ledger } from '../../src/usage/ledger.ts';
import { dropOld } from '../../src/usage/retention.ts';
import { resumeSalvage, salvage } from '../../src/usage/salvage.ts';
import { migrate, migrations } from '../../src/usage/schema.ts';
import { brief } from '../../src/usage/spare-time.ts';
import { assertCounted } from './recount.ts';
import { always, attempt, inRoom, type Room } from './samples.ts';

const day = 86_400_000;

/** Attempts of many requests, over some weeks, cells and outcomes. */
const attempts = (count: number): readonly Attempt[] =>
  Array.from({ length: count }, (_, index) =>
    attempt({
      requestId: `old-${index}`,
      at: Date.UTC(2026, 9, 1) + index * 600_000,
      provider: ['openai', 'groq', 'mistral'][index % 3] ?? '',
      model: `model-${index % 7}`,
      outcome: index % 11 === 0 ? 'server' : 'answered',
      cost: { usd: (index % 1_000) / 1_000_000 + 0.000_000_001, from: 'reported' },
    }),
  );

const record = async (ledger: Ledger, rows: readonly Attempt[]): Promise<void> => {
  for (const row of rows) ledger.record(row);
  await ledger.flush();
};

/** A ledger with rows, closed. */
const fill = async ({ open }: Room, rows = attempts(3_000)): Promise<void> => {
  const ledger = open();
  await record(ledger, rows);
  await ledger.dispose();
};

const pageOf = (path: string, table: string): number => {
  const database = new DatabaseSync(path, { readOnly: true });
  const page = database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(table)?.['rootpage'];
  database.close();
  return Number(page);
};

const overwrite = (path: string, from: number, until: number): void => {
  const bytes = readFileSync(path);
  bytes.fill(0xa5, from, until);
  writeFileSync(path, bytes);
};

const breakTable = (path: string, table: string): void => {
  const page = pageOf(path, table);
  overwrite(path, (page - 1) * 4_096, page * 4_096);
};

/** Resolves when the person was told. */
const told = async ({ heard }: Room): Promise<string> => {
  while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(heard.length, 1);
  return heard[0] ?? '';
};

const toldCount = (sentence: string): number =>
  Number(/and ([\d,]+) attempts were read back/.exec(sentence)?.[1]?.replaceAll(',', ''));

const rowsIn = (database: DatabaseSync, where = '1'): readonly Readonly<Record<string, unknown>>[] =>
  database.prepare(`SELECT * FROM attempt WHERE ${where} ORDER BY request_id`).all();

const withoutIds = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => column !== 'id')));

/** The rows of a ledger that is whole, from a copy beside it. */
const before = (path: string): readonly Readonly<Record<string, unknown>>[] => {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = rowsIn(database);
  database.close();
  return withoutIds(rows);
};

const spendOf = (database: DatabaseSync): readonly unknown[] =>
  database.prepare('SELECT * FROM spend ORDER BY 1, 2, 3, 4, 5, 6, 7').all();

const open = async (room: Room): Promise<Ledger> => {
  const ledger = room.open();
  ledger.record(attempt({ requestId: 'new' }));
  await ledger.flush();
  return ledger;
};

describe('what can be read of a damaged ledger', function () {
  this.timeout(20_000);

  it('comes back where the end of the file is cut off: each row as it was, and roll-ups that equal a recount', () =>
    inRoom(async (room) => {
      await fill(room);
      const path = join(room.folder, 'ledger.db');
      const rows = new Map(before(path).map((row) => [row['request_id'], row]));
      // Within a page.
      truncateSync(path, Math.floor((statSync(path).size * 0.6) / 4_096) * 4_096 + 2_500);
      await open(room);
      const count = toldCount(await told(room));
      const database = room.raw();
      const back = withoutIds(rowsIn(database, `request_id <> 'new'`));
      assert.equal(back.length, count);
      assert.ok(count > 500 && count < 3_000, `${count} rows`);
      for (const row of back) assert.deepEqual(row, rows.get(row['request_id']));
      assert.equal(new Set(back.map((row) => row['request_id'])).size, count);
      assertCounted(database);
    }));

  it('is all but the rows of the pages that are broken, and budgets count as before', () =>
    inRoom(async (room) => {
      await fill(room);
      const path = join(room.folder, 'ledger.db');
      const database = new DatabaseSync(path);
      const spent = spendOf(database);
      const leaves = database
        .prepare(`SELECT pageno FROM dbstat WHERE name = 'attempt' AND pagetype = 'leaf' ORDER BY path`)
        .all()
        .map((row) => Number(row['pageno']));
      database.close();
      for (const leaf of [leaves[10], leaves[11], leaves[30]])
        overwrite(path, ((leaf ?? 0) - 1) * 4_096, (leaf ?? 0) * 4_096);
      const ledger = room.open();
      await ledger.summary(always);
      const sentence = await told(room);
      const count = toldCount(sentence);
      assert.ok(count > 2_850 && count < 3_000, `${count} rows`);
      assert.match(sentence, /read back into a new one\.$/);
      const fresh = new DatabaseSync(path);
      assert.equal(rowsIn(fresh).length, count);
      assert.deepEqual(spendOf(fresh), spent);
      assertCounted(fresh);
      fresh.close();
    }));

  it('counts for budgets where their own counters cannot be read', () =>
    inRoom(async (room) => {
      await fill(room);
      const path = join(room.folder, 'ledger.db');
      const database = new DatabaseSync(path);
      const spent = spendOf(database);
      database.close();
      breakTable(path, 'spend');
      await room.open().summary(always);
      assert.match(
        await told(room),
        /and 3,000 attempts were read back into a new one, and budgets count from these\.$/,
      );
      assert.deepEqual(spendOf(room.raw()), spent);
    }));

  it('may be nothing', () =>
    inRoom(async (room) => {
      await fill(room);
      overwrite(join(room.folder, 'ledger.db'), 0, 4_096);
      const ledger = await open(room);
      assert.match(await told(room), /and nothing could be read back into a new one, so budgets begin anew\.$/);
      assert.equal((await ledger.summary(always)).attempts, 1);
    }));

  it('is in the log as well, and neither the file nor its log changes by being read', () =>
    inRoom(async (room) => {
      await fill(room, attempts(500));
      const path = join(room.folder, 'ledger.db');
      const ledger = room.open();
      await record(ledger, attempts(800).slice(500));
      // As a killed editor leaves them.
      const kept = join(room.folder, 'ledger.damaged-2026-11-01.db');
      for (const part of ['', '-wal']) copyFileSync(path + part, kept + part);
      await ledger.dispose();
      rmSync(path);
      breakTable(kept, 'budget_lift');
      const bytes = ['', '-wal'].map((part) => readFileSync(kept + part));
      assert.ok(bytes.every(({ length }) => length > 100_000));
      const fresh = room.open();
      const heard: string[] = [];
      await salvage({ shared: fresh.shared, tell: (sentence) => heard.push(sentence) }, kept);
      assert.equal((await fresh.summary(always)).attempts, 800);
      assert.equal(toldCount(heard[0] ?? ''), 800);
      assert.deepEqual(
        ['', '-wal'].map((part, index) => bytes[index]?.equals(readFileSync(kept + part))),
        [true, true],
      );
    }));

  it('has its first attempts of requests also where it is from before that was kept', () =>
    inRoom(async (room) => {
      const path = join(room.folder, 'ledger.db');
      const old = new DatabaseSync(path);
      migrate(old, migrations.slice(0, 2));
      const insert = old.prepare(`
        INSERT INTO attempt (request_id, at, provider, model, key_id, key_nickname, task, caller, outcome, total_ms, cost_from)
        VALUES (?, ?, 'p', 'm', 'k', 'n', 'chat', 'core', ?, 1, 'unknown')`);
      for (let request = 0; request < 200; request++)
        for (const outcome of ['overloaded', 'answered'])
          insert.run(`request-${request}`, Date.UTC(2026, 9, 1), outcome);
      old.close();
      const bytes = readFileSync(path);
      // The index alone: a wrong count of its entries.
      const page = pageOf(path, 'attempt_at');
      bytes.fill(0xa5, (page - 1) * 4_096, page * 4_096);
      writeFileSync(path, bytes);
      const ledger = room.open();
      await ledger.summary(always);
      assert.equal(toldCount(await told(room)), 400);
      const { requests, attempts: tries } = await ledger.summary(always);
      assert.deepEqual({ requests, tries }, { requests: 200, tries: 400 });
    }));

  it('has the roll-ups of days whose rows were gone by their age', () =>
    inRoom(async (room) => {
      const ledger = room.open();
      await record(ledger, attempts(3_000));
      const now = Date.UTC(2026, 9, 1) + 40 * day;
      assert.equal(await dropOld(ledger.shared, { days: 30, now }, brief), true);
      const whole = await ledger.summaryBy('day', always);
      assert.ok((await ledger.recent(5_000)).length < 2_500);
      await ledger.dispose();
      breakTable(join(room.folder, 'ledger.db'), 'budget_lift');
      const fresh = room.open();
      await fresh.summary(always);
      await told(room);
      assert.deepEqual(await fresh.summaryBy('day', always), whole);
      assert.equal((await fresh.summaryBy('month', always))[0]?.requests, 3_000);
    }));

  it('is not what a person had forgotten', () =>
    inRoom(async (room) => {
      await fill(room);
      const path = join(room.folder, 'ledger.db');
      copyFileSync(path, join(room.folder, 'whole'));
      const since = Date.UTC(2026, 9, 5, 12);
      const ledger = room.open();
      await forget(ledger.shared, { since, until: since + 1 });
      const left = await ledger.summaryBy('day', always);
      await ledger.dispose();
      // The rows are back, as a disk may give back an older page; that they were forgotten is known.
      const database = new DatabaseSync(join(room.folder, 'whole'));
      database.exec(`ATTACH '${path}' AS other; INSERT INTO forgotten SELECT * FROM other.forgotten`);
      database.close();
      for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
      copyFileSync(join(room.folder, 'whole'), path);
      breakTable(path, 'budget_lift');
      const fresh = room.open();
      await fresh.summary(always);
      await told(room);
      assert.deepEqual(await fresh.summaryBy('day', always), left);
    }));

  it('has the audit log as it was, and what is added goes behind it', () =>
    inRoom(async (room) => {
      await fill(room, attempts(100));
      const path = join(room.folder, 'ledger.db');
      const database = new DatabaseSync(path);
      const insert = database.prepare(
        `INSERT INTO audit (at, action, actor, subject, detail, seal, hash) VALUES (?, 'key-added', 'person', ?, '', '', ?)`,
      );
      for (let entry = 1; entry <= 1_200; entry++) insert.run(entry, `key ${entry}`, `hash-${entry}`);
      const audit = database.prepare('SELECT * FROM audit').all();
      database.close();
      breakTable(path, 'budget_lift');
      const ledger = room.open();
      // The very first thing that is done with the new file.
      await ledger.shared.use((file) =>
        file.change((inside) =>
          inside.exec(
            `INSERT INTO audit (at, action, actor, subject, detail, seal, hash) VALUES (0, 'key-added', 'person', 'new', '', '', '')`,
          ),
        ),
      );
      await told(room);
      const now = room.raw().prepare('SELECT * FROM audit').all();
      assert.deepEqual(now.slice(0, 1_200), audit);
      assert.deepEqual([now.length, now.at(-1)?.['id'], now.at(-1)?.['subject']], [1_201, 1_201, 'new']);
    }));
});

describe('reading a damaged ledger back', function () {
  this.timeout(20_000);

  /** A new ledger beside one that was set aside, without anybody having read it. */
  const withWreck = async (room: Room): Promise<string> => {
    await fill(room);
    const path = join(room.folder, 'ledger.db');
    const kept = join(room.folder, 'ledger.damaged-2026-11-01.db');
    copyFileSync(path, kept);
    breakTable(kept, 'budget_lift');
    rmSync(path);
    return kept;
  };

  it('is done by one of two windows that begin at once', () =>
    inRoom(async (room) => {
      const kept = await withWreck(room);
      const heard: string[] = [];
      const windows = [room.open(), room.open()];
      for (const window of windows) await window.summary(always);
      await Promise.all(
        windows.map(({ shared }) => salvage({ shared, tell: (sentence) => heard.push(sentence) }, kept)),
      );
      assert.equal(heard.length, 1);
      assert.equal((await room.open().summary(always)).attempts, 3_000);
    }));

  it('is gone on with where a window was closed midway: no row is missing, and none is there twice', () =>
    inRoom(async (room) => {
      const kept = await withWreck(room);
      const heard: string[] = [];
      const tell = (sentence: string): void => void heard.push(sentence);
      const first = room.open();
      const reading = salvage({ shared: first.shared, tell }, kept);
      const poll = room.open();
      while ((await poll.summary(always)).attempts < 400) await new Promise(setImmediate);
      await first.dispose();
      await reading;
      const midway = (await poll.summary(always)).attempts;
      assert.ok(midway >= 400 && midway < 3_000, `${midway} rows`);
      assert.deepEqual(heard, []);
      // Nobody goes on while the other window may be at it.
      await resumeSalvage({ shared: poll.shared, tell });
      assert.equal((await poll.summary(always)).attempts, midway);
      room.raw().exec('UPDATE salvage SET held_until = 0');
      await resumeSalvage({ shared: poll.shared, tell });
      assert.equal((await poll.summary(always)).attempts, 3_000);
      const requests = room.raw().prepare('SELECT count(DISTINCT request_id) AS requests FROM attempt').get();
      assert.equal(requests?.['requests'], 3_000);
      assert.equal(heard.length, 1);
      assert.equal(toldCount(heard[0] ?? ''), 3_000);
      assert.ok(existsSync(kept));
    }));

  it('is never done twice', () =>
    inRoom(async (room) => {
      const kept = await withWreck(room);
      const heard: string[] = [];
      const parts = { shared: room.open().shared, tell: (sentence: string) => void heard.push(sentence) };
      await salvage(parts, kept);
      await salvage(parts, kept);
      await resumeSalvage(parts);
      assert.equal(heard.length, 1);
      assert.equal((await room.open().summary(always)).attempts, 3_000);
    }));

  it('goes on behind a ledger that was damaged in its turn', () =>
    inRoom(async (room) => {
      const kept = await withWreck(room);
      const first = room.open();
      const reading = salvage({ shared: first.shared, tell: () => undefined }, kept);
      const poll = room.open();
      while ((await poll.summary(always)).attempts < 400) await new Promise(setImmediate);
      await poll.dispose();
      await first.dispose();
      await reading;
      breakTable(join(room.folder, 'ledger.db'), 'budget_lift');
      const ledger = room.open();
      await ledger.summary(always);
      await told(room);
      await resumeSalvage({ shared: ledger.shared, tell: () => undefined });
      assert.equal((await ledger.summary(always)).attempts, 3_000);
      const database = room.raw();
      assertCounted(database);
    }));
});
