import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../src/usage/ledger.ts';
import { rowOf } from '../../src/usage/row.ts';
import { runWriter, writerCommand } from './child.ts';
import { keptRollups, keptSpend, recounted, recountedSpend } from './plain-counts.ts';
import { always, attempt, bytesOf, inRoom } from './samples.ts';

describe('the ledger', () => {
  it('gives back an attempt as it was recorded', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(attempt());
      assert.deepEqual(await ledger.recent(10), [attempt()]);
    }));

  it('is for nobody else to read, with its logs, also where an older one was', async function () {
    if (process.platform === 'win32') this.skip();
    await inRoom(async ({ folder, open }) => {
      const modes = () => readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
      for (const requestId of ['new', 'again']) {
        const ledger = open();
        ledger.record(attempt({ requestId }));
        await ledger.flush();
        assert.deepEqual(modes(), [
          ['ledger.db', 0o600],
          ['ledger.db-shm', 0o600],
          ['ledger.db-wal', 0o600],
        ]);
        await ledger.dispose();
        chmodSync(join(folder, 'ledger.db'), 0o644);
      }
    });
  });

  it('writes a row though whoever hears of it fails', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const written = new Promise<void>((resolve) => ledger.onWritten(resolve));
      ledger.shared.onRecorded(() => {
        throw new Error('a bug elsewhere');
      });
      assert.throws(() => ledger.record(attempt()), /a bug elsewhere/);
      await written;
      assert.equal((await ledger.summary(always)).attempts, 1);
    }));

  it('keeps apart what is unknown and what is 0', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const silent = attempt({
        requestId: 'silent',
        outcome: 'network',
        status: undefined,
        firstTokenMs: undefined,
        usage: undefined,
        cost: { from: 'unknown' },
        servedModel: undefined,
      });
      const free = attempt({
        requestId: 'free',
        at: silent.at + 1,
        firstTokenMs: 0,
        usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: undefined, cacheWriteHour: undefined, reasoning: 0 },
        cost: { usd: 0, from: 'reported', priceAsOf: undefined },
      });
      ledger.record(silent);
      ledger.record(free);
      assert.deepEqual(await ledger.recent(10), [free, silent]);
    }));

  it('has the newest attempts first and no more than asked for', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      for (const at of [20, 10, 30, 30]) ledger.record(attempt({ at, requestId: `at ${at}` }));
      const recent = await ledger.recent(3);
      assert.deepEqual(
        recent.map((past) => past.at),
        [30, 30, 20],
      );
    }));

  it('opens no file before the first attempt or report', () =>
    inRoom(async ({ open, folder }) => {
      const ledger = open();
      await ledger.flush();
      await new Promise(setImmediate);
      assert.equal(existsSync(join(folder, 'ledger.db')), false);
      assert.deepEqual(ledger.state(), { recording: true });
    }));

  it('leaves the disk alone while a request is under way, and writes on its own soon after', () =>
    inRoom(async ({ open, folder, raw }) => {
      const ledger = open();
      ledger.record(attempt());
      assert.equal(existsSync(join(folder, 'ledger.db')), false);
      await new Promise((resolve) => {
        const poll = setInterval(() => {
          if (!existsSync(join(folder, 'ledger.db'))) return;
          clearInterval(poll);
          resolve(undefined);
        }, 5);
      });
      await ledger.flush();
      assert.equal(raw().prepare('SELECT count(*) AS rows FROM attempt').get()?.['rows'], 1);
    }));

  it('writes what is waiting when it is disposed, and records nothing afterwards', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(attempt());
      await ledger.dispose();
      ledger.record(attempt());
      await ledger.dispose();
      assert.deepEqual(ledger.state(), { recording: false, reason: 'the ledger is closed' });
      await assert.rejects(ledger.summary(always), { name: 'LedgerTrouble', message: /the ledger is closed/ });
      assert.equal((await open().summary(always)).attempts, 1);
    }));

  it('opens its file once, however many ask at once, and leaves nothing open', () =>
    inRoom(async ({ open, folder }) => {
      const ledger = open();
      ledger.record(attempt());
      await Promise.all([ledger.summary(always), ledger.recent(1), ledger.summaryBy('day', always), ledger.flush()]);
      await ledger.dispose();
      // The last to close removes the log: a connection left behind would keep it.
      assert.deepEqual(readdirSync(folder), ['ledger.db']);
    }));

  it('makes its folder', () =>
    inRoom(async ({ folder }) => {
      const ledger = openLedger({ folder: join(folder, 'global', 'storage'), onTrouble: assert.fail });
      ledger.record(attempt());
      assert.equal((await ledger.summary(always)).attempts, 1);
      await ledger.dispose();
    }));

  it('shows one window what another has written', () =>
    inRoom(async ({ open }) => {
      const [one, other] = [open(), open()];
      one.record(attempt({ requestId: 'one' }));
      await one.flush();
      other.record(attempt({ requestId: 'other' }));
      assert.equal((await other.summary(always)).requests, 2);
      assert.equal((await one.summary(always)).requests, 2);
    }));

  it('has all rows of two processes that begin the file and write at once, and has counted them', async function () {
    this.timeout(120_000);
    await inRoom(async ({ folder, open, raw }) => {
      const windows = await Promise.all(['one', 'other'].map((name) => runWriter(writerCommand(folder, name, 10_000))));
      for (const { state, heard } of windows)
        assert.deepEqual({ state, heard }, { state: { recording: true }, heard: [] });
      const groups = await open().summaryBy('provider', always);
      assert.deepEqual(Object.fromEntries(groups.map(({ group, requests }) => [group, requests])), {
        one: 10_000,
        other: 10_000,
      });
      assert.equal(raw().prepare('SELECT count(*) AS rows FROM attempt').get()?.['rows'], 20_000);
      assert.deepEqual(keptRollups(raw()), recounted(raw()));
      assert.deepEqual(keptSpend(raw()), recountedSpend(raw()));
    });
  });

  it('begins a new file where the old one was deleted under it, instead of writing into nothing', () =>
    inRoom(async ({ open, folder }) => {
      const ledger = open();
      ledger.record(attempt({ requestId: 'before' }));
      await ledger.flush();
      for (const part of ['', '-wal', '-shm']) rmSync(join(folder, `ledger.db${part}`));
      ledger.record(attempt({ requestId: 'after' }));
      await ledger.flush();
      const seen = await open().recent(10);
      assert.deepEqual(
        seen.map((past) => past.requestId),
        ['after'],
      );
    }));
});

describe('a backlog', () => {
  it('is written piece by piece, with turns of the event loop in between, and all of it before a report', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      await ledger.summary(always);
      for (let index = 0; index < 2_000; index++) ledger.record(attempt({ requestId: `${index}` }));
      let turns = 0;
      let isOver = false;
      const turn = (): void => {
        turns += 1;
        if (!isOver) setImmediate(turn);
      };
      setImmediate(turn);
      const { requests } = await ledger.summary(always);
      isOver = true;
      assert.equal(requests, 2_000);
      assert.ok(turns >= 10, `${turns} turns`);
    }));
});

describe('the dearest candidate of a request', () => {
  const dear = { model: 'openai/gpt-6-sol', usd: 0.0124 };

  it('is asked for once, when the attempt is written and not while the request is under way', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      let asked = 0;
      ledger.record(attempt({ dearest: () => ((asked += 1), dear) }));
      assert.equal(asked, 0);
      await ledger.flush();
      assert.equal(asked, 1);
      assert.deepEqual(
        { ...raw().prepare('SELECT baseline_nano, baseline_model FROM attempt').get() },
        { baseline_nano: 12_400_000, baseline_model: dear.model },
      );
      assert.deepEqual((await ledger.summary(always)).saved, { usd: 0.0093, baseline: 0.0124 });
      assert.equal(asked, 1);
    }));

  it('is asked for once also where the file cannot be written at first', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      await ledger.summary(always);
      const holder = raw();
      holder.exec('BEGIN IMMEDIATE');
      let asked = 0;
      ledger.record(attempt({ dearest: () => ((asked += 1), dear) }));
      await ledger.flush();
      assert.deepEqual(ledger.state(), { recording: false, reason: 'another program holds it locked' });
      holder.exec('COMMIT');
      assert.equal((await ledger.summary(always)).saved?.baseline, 0.0124);
      assert.equal(asked, 1);
    }));

  it('costs no row where it cannot be told, and nothing is said to be saved then', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const broken = (): never => {
        throw new Error('no prices');
      };
      const odd = [broken, () => undefined, () => ({ model: 'm', usd: Number.NaN }), () => ({ model: 'm', usd: -1 })];
      for (const [index, dearest] of odd.entries()) ledger.record(attempt({ requestId: `${index}`, dearest }));
      // Where the cost is unknown there is nothing to compare with.
      ledger.record(attempt({ requestId: 'unknown', cost: { from: 'unknown' }, dearest: () => dear }));
      const { requests, saved } = await ledger.summary(always);
      assert.deepEqual({ requests, saved }, { requests: 5, saved: undefined });
    }));
});

describe('what the ledger never holds', () => {
  const canary = 'sk-canary-4f1d9a';
  // Neither a field that does not belong nor a text too long for its column may carry the secret into the file.
  const long = `${'x'.repeat(256)}${canary}`;
  const stray = { prompt: canary, answer: canary, messages: [{ role: 'user', content: canary }], apiKey: canary };
  const usage = { input: 1, output: 1, raw: canary };
  const cost = { usd: 1, from: 'computed' as const, priceAsOf: long, note: canary };
  const tooLong = { requestId: long, provider: long, model: long, keyId: long, keyNickname: long, caller: long };
  const loud = { ...stray, ...attempt({ ...tooLong, servedModel: long }), usage, cost };

  it('is anything beyond its columns, in any of its files', () =>
    inRoom(async ({ open, folder }) => {
      const ledger = open();
      ledger.record(loud);
      await ledger.flush();
      // The row has arrived, so its absence below means something.
      assert.ok(bytesOf(folder).includes('x'.repeat(256)));
      assert.ok(!bytesOf(folder).includes(canary));
      await ledger.dispose();
      assert.ok(bytesOf(folder).includes('x'.repeat(256)));
      assert.ok(!bytesOf(folder).includes(canary));
    }));

  it('is held in memory either while an attempt waits', () => {
    assert.ok(!JSON.stringify(rowOf(loud)).includes(canary));
  });

  it('is a text longer than a name, whoever writes it', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      ledger.record(attempt());
      await ledger.flush();
      const database = raw();
      const texts = database
        .prepare(`SELECT name FROM pragma_table_info('attempt') WHERE type NOT IN ('INTEGER')`)
        .all();
      assert.ok(texts.length > 0);
      for (const { name } of texts) {
        const update = database.prepare(`UPDATE attempt SET ${String(name)} = ?`);
        assert.throws(() => update.run('x'.repeat(257)), /CHECK constraint failed/, String(name));
      }
    }));
});

describe('numbers a provider cannot mean', () => {
  it('are the same as not reported', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(
        attempt({
          usage: { input: Number.NaN, output: -5, cacheRead: Number.POSITIVE_INFINITY, reasoning: 1.6 },
          cost: { usd: -1, from: 'reported' },
        }),
      );
      ledger.record(attempt({ cost: { usd: Number.NaN, from: 'computed' } }));
      const { cost, tokens } = await ledger.summary(always);
      assert.deepEqual(cost, { reported: 0, computed: 0, estimated: 0, unknown: 2 });
      assert.deepEqual(tokens, { input: 1_000, output: 200, cached: 400, reasoning: 82, unreported: 1 });
    }));
});
