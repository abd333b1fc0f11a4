import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BudgetBook } from '../../src/usage/budget-book.ts';
import { dayOf } from '../../src/usage/period.ts';
import { openLedger } from '../../src/usage/ledger.ts';
import { migrations, versionOf } from '../../src/usage/schema.ts';
import { budgetsOf } from './budget-samples.ts';
import { runWriter, writerCommand } from './child.ts';
import { assertCounted } from './recount.ts';
import { always, attempt, inRoom, type Room } from './samples.ts';

const damagedNames = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.includes('damaged'));

/** A ledger with enough rows for many pages, closed. */
const fill = async ({ open }: Room): Promise<void> => {
  const ledger = open();
  for (let index = 0; index < 500; index++) ledger.record(attempt({ requestId: `old-${index}` }));
  await ledger.dispose();
};

/** Resolves when the person was told of the damage, which is when all that can be read has been read. */
const told = async ({ heard }: Room): Promise<string> => {
  while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  return heard[0] ?? '';
};

/** Records one attempt; resolves when the ledger has nothing left to say about it. */
const recordOne = async (room: Room) => {
  const ledger = room.open();
  ledger.record(attempt({ requestId: 'new' }));
  const summary = await ledger.summary(always);
  return { ledger, summary };
};

describe('a damaged ledger', () => {
  const damages: Readonly<Record<string, (path: string) => void>> = {
    'that is no database': (path) => writeFileSync(path, 'these are not the bytes of a database '.repeat(500)),
    'cut in the middle': (path) => truncateSync(path, 20_480),
    'cut within a page': (path) => truncateSync(path, 30_000),
    'with a page overwritten': (path) => {
      const bytes = readFileSync(path);
      bytes.fill(0xa5, 8_192, 12_288);
      writeFileSync(path, bytes);
    },
  };
  for (const [how, damage] of Object.entries(damages)) {
    it(`${how} is set aside unchanged, said once, and a new one is started`, () =>
      inRoom(async (room) => {
        await fill(room);
        const path = join(room.folder, 'ledger.db');
        damage(path);
        const bytes = readFileSync(path);
        const { ledger } = await recordOne(room);
        const kept = join(room.folder, `ledger.damaged-${dayOf(Date.now())}.db`);
        assert.match(
          await told(room),
          new RegExp(
            `^Keyway's usage ledger was damaged: it is kept as ${kept}, and (nothing|[\\d,]+ attempts) .+\\.$`,
          ),
        );
        assert.ok((await ledger.recent(1_000)).some(({ requestId }) => requestId === 'new'));
        assert.deepEqual(ledger.state(), { recording: true });
        assert.ok(readFileSync(kept).equals(bytes));
        assert.equal(room.heard.length, 1);
      }));
  }

  it('never takes the place of one set aside earlier that day', () =>
    inRoom(async (room) => {
      for (const content of ['first', 'second', 'third']) {
        const path = join(room.folder, 'ledger.db');
        for (const part of ['', '-wal']) writeFileSync(path + part, content.repeat(1_000));
        const { ledger } = await recordOne(room);
        await ledger.dispose();
      }
      const files = damagedNames(room.folder).filter((name) => !name.endsWith('-shm'));
      const kept = files.map((name) => readFileSync(join(room.folder, name), 'utf8').slice(0, 6));
      assert.deepEqual(kept.toSorted(), ['firstf', 'firstf', 'second', 'second', 'thirdt', 'thirdt']);
    }));

  it('is noticed while in use, and the attempts at hand go to the new one', () =>
    inRoom(async (room) => {
      await fill(room);
      const ledger = room.open();
      assert.equal((await ledger.summary(always)).attempts, 500);
      const path = join(room.folder, 'ledger.db');
      const bytes = readFileSync(path);
      // Through the same file, as a failing disk does: the header stays, the pages behind it do not.
      bytes.fill(0xa5, 4_096);
      writeFileSync(path, bytes);
      const other = room.open();
      other.record(attempt({ requestId: 'other' }));
      await other.flush();
      ledger.record(attempt({ requestId: 'new' }));
      await ledger.flush();
      await told(room);
      assert.equal((await ledger.summary(always)).requests, 2);
      assert.equal((await other.summary(always)).requests, 2);
      assert.equal(damagedNames(room.folder).filter((name) => name.endsWith('.db')).length, 1);
      assert.equal(room.heard.length, 1);
    }));

  it('whose index no longer matches its rows is found out by the first query that trips over it', () =>
    inRoom(async (room) => {
      await fill(room);
      const database = room.raw();
      // Rows renumbered behind the index's back: quick_check, which opening does, compares only their count.
      if ('enableDefensive' in database) database.enableDefensive(false);
      database.exec(`
        PRAGMA writable_schema = ON;
        CREATE TABLE hidden AS SELECT * FROM sqlite_master WHERE name = 'attempt_at';
        DELETE FROM sqlite_master WHERE name = 'attempt_at'`);
      const blind = room.raw();
      blind.exec('UPDATE attempt SET id = id + 10000');
      if ('enableDefensive' in blind) blind.enableDefensive(false);
      blind.exec(`
        PRAGMA writable_schema = ON;
        INSERT INTO sqlite_master SELECT * FROM hidden;
        DROP TABLE hidden`);
      assert.equal(room.raw().prepare('PRAGMA quick_check').get()?.['quick_check'], 'ok');
      const ledger = room.open();
      ledger.record(attempt({ requestId: 'new' }));
      await ledger.flush();
      assert.deepEqual(room.heard, []);
      await ledger.recent(1_000);
      assert.match(await told(room), /50[01] attempts were read back/);
      assert.equal((await ledger.recent(1_000)).length, 501);
      assert.equal(room.heard.length, 1);
      assert.deepEqual(ledger.state(), { recording: true });
    }));
});

describe('a ledger that was cut off to nothing', () => {
  it('is set aside with the log that was left, which SQLite would delete', () =>
    inRoom(async (room) => {
      await fill(room);
      const ledger = room.open();
      ledger.record(attempt({ requestId: 'in the log' }));
      await ledger.flush();
      const path = join(room.folder, 'ledger.db');
      const log = readFileSync(`${path}-wal`);
      await ledger.dispose();
      truncateSync(path, 0);
      writeFileSync(`${path}-wal`, log);
      await recordOne(room);
      await told(room);
      const kept = damagedNames(room.folder).find((name) => name.endsWith('-wal'));
      assert.ok(kept);
      assert.ok(readFileSync(join(room.folder, kept)).equals(log));
    }));
});

describe('a full disk', () => {
  it('costs no attempt and no budget: what waits is written as a whole once there is room', () =>
    inRoom(async (room) => {
      await fill(room);
      const ledger = room.open();
      const book = new BudgetBook({ shared: ledger.shared });
      const budgets = budgetsOf({ limit: 1_000, period: 'month' });
      await book.standings(budgets);
      const before = book.glance(budgets)?.[0]?.spent ?? 0;
      // SQLite's own word for a disk that takes no page more.
      await ledger.shared.use((file) => file.read((database) => database.exec('PRAGMA max_page_count = 1')));
      for (let index = 0; index < 300; index++)
        ledger.record(attempt({ requestId: `full-${index}`, provider: `provider-${index}`, at: Date.now() }));
      const spent = book.glance(budgets)?.[0]?.spent;
      await ledger.flush();
      assert.deepEqual(ledger.state(), { recording: false, reason: 'the disk is full' });
      assert.equal(spent, before + 300 * 3_100_000);
      assert.deepEqual(room.heard, []);
      assert.equal((await ledger.summary(always)).attempts, 800);
      assert.equal((await book.standings(budgets))[0]?.spent, before + 300 * 3_100_000);
      assertCounted(room.raw());
      book.dispose();
    }));
});

describe('a locked ledger', () => {
  it('by another process answers what is read, and keeps what is recorded', async function () {
    this.timeout(20_000);
    await inRoom(async (room) => {
      await fill(room);
      const ledger = room.open();
      assert.equal((await ledger.summary(always)).attempts, 500);
      const book = new BudgetBook({ shared: ledger.shared });
      const budgets = budgetsOf({ limit: 1_000, period: 'month' });
      const before = (await book.standings(budgets))[0]?.spent ?? 0;
      const bytes = readFileSync(join(room.folder, 'ledger.db'));
      const program = `
        const { DatabaseSync } = require('node:sqlite');
        const database = new DatabaseSync(${JSON.stringify(join(room.folder, 'ledger.db'))});
        database.exec('BEGIN EXCLUSIVE');
        process.stdout.write('locked');
        process.stdin.on('end', () => database.exec('ROLLBACK')).resume();`;
      const holder = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--eval', program], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      await once(holder.stdout, 'data');
      assert.equal(book.glance(budgets)?.[0]?.spent, before);
      for (let tries = 0; tries < 4; tries++) {
        ledger.record(attempt({ requestId: `new-${tries}`, at: Date.now() }));
        await ledger.flush();
      }
      assert.deepEqual(ledger.state(), { recording: false, reason: 'another program holds it locked' });
      assert.equal(room.heard.length, 1);
      assert.ok(readFileSync(join(room.folder, 'ledger.db')).equals(bytes));
      holder.stdin.end();
      await once(holder, 'close');
      assert.equal((await ledger.summary(always)).attempts, 504);
      assert.equal((await book.standings(budgets))[0]?.spent, before + 4 * 3_100_000);
      assertCounted(room.raw());
      book.dispose();
    });
  });

  it('is not touched: attempts wait, the person is told once, and all is written when the lock is gone', async function () {
    this.timeout(20_000);
    await inRoom(async (room) => {
      await fill(room);
      const holder = room.raw();
      holder.exec('BEGIN EXCLUSIVE');
      const ledger = room.open();
      ledger.record(attempt({ requestId: 'new' }));
      for (let tries = 0; tries < 5; tries++) await ledger.flush();
      assert.deepEqual(ledger.state(), { recording: false, reason: 'another program holds it locked' });
      assert.deepEqual(room.heard, [
        `Keyway cannot record usage in ${room.folder}: another program holds it locked. New usage waits in memory and is written once that works again.`,
      ]);
      holder.exec('COMMIT');
      assert.equal((await ledger.summary(always)).attempts, 501);
      assert.deepEqual(ledger.state(), { recording: true });
      assert.deepEqual(damagedNames(room.folder), []);
      assert.equal(room.heard.length, 1);
    });
  });

  it('for a moment while it is being opened makes nobody wait for a retry', () =>
    inRoom(async (room) => {
      const holder = room.raw();
      holder.exec('BEGIN EXCLUSIVE');
      // Longer than the first try to open takes to begin; it then waits for the lock, and this for it.
      setTimeout(() => holder.exec('COMMIT'), 100);
      const { ledger, summary } = await recordOne(room);
      assert.equal(summary.attempts, 1);
      assert.deepEqual(ledger.state(), { recording: true });
    }));

  it('is written by itself after a while, with nobody asking', async function () {
    this.timeout(20_000);
    await inRoom(async (room) => {
      await fill(room);
      const holder = room.raw();
      holder.exec('BEGIN EXCLUSIVE');
      const ledger = room.open();
      ledger.record(attempt({ requestId: 'new' }));
      await ledger.flush();
      holder.exec('COMMIT');
      const count = holder.prepare('SELECT count(*) AS rows FROM attempt');
      await new Promise((resolve) => {
        const poll = setInterval(() => {
          if (count.get()?.['rows'] !== 501) return;
          clearInterval(poll);
          resolve(undefined);
        }, 20);
      });
      assert.deepEqual(room.heard, []);
    });
  });

  it('held so long that too many attempts wait loses the oldest, and says so once', async function () {
    this.timeout(20_000);
    await inRoom(async (room) => {
      await fill(room);
      const holder = room.raw();
      holder.exec('BEGIN EXCLUSIVE');
      const ledger = room.open();
      for (let index = 0; index < 10_002; index++) ledger.record(attempt({ requestId: `new-${index}`, at: index }));
      await ledger.flush();
      holder.exec('COMMIT');
      assert.equal((await ledger.summary({ since: 0, until: 20_000 })).attempts, 10_000);
      assert.equal(room.raw().prepare('SELECT min(at) AS first FROM attempt').get()?.['first'], 2);
      assert.deepEqual(room.heard, [
        `More than 10000 attempts wait to be written to Keyway's usage ledger in ${room.folder}: the oldest are lost.`,
      ]);
    });
  });
});

describe('a ledger of a newer Keyway', () => {
  const raise = (room: Room): void => {
    const database = room.raw();
    database.exec(`ALTER TABLE attempt ADD COLUMN later TEXT; PRAGMA user_version = ${migrations.length + 1}`);
    // What is in the log would be moved into the file by whoever closes last, Keyway or not.
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  };

  it('is not touched, and the person is told what to do', () =>
    inRoom(async (room) => {
      await fill(room);
      raise(room);
      const bytes = readFileSync(join(room.folder, 'ledger.db'));
      const ledger = room.open();
      ledger.record(attempt({ requestId: 'new' }));
      await ledger.flush();
      const reason = 'it was written by a newer version of Keyway; update Keyway and reload the window';
      assert.deepEqual(ledger.state(), { recording: false, reason });
      assert.deepEqual(room.heard, [`Keyway cannot record usage in ${room.folder}: ${reason}. Requests still work.`]);
      ledger.record(attempt({ requestId: 'later' }));
      await ledger.flush();
      await assert.rejects(ledger.summary(always), { name: 'LedgerTrouble', message: /newer version of Keyway/ });
      assert.equal(room.heard.length, 1);
      assert.deepEqual(readFileSync(join(room.folder, 'ledger.db')), bytes);
      assert.deepEqual(damagedNames(room.folder), []);
    }));

  it('is noticed where the newer Keyway came while this one was running', () =>
    inRoom(async (room) => {
      const ledger = room.open();
      ledger.record(attempt());
      await ledger.flush();
      raise(room);
      ledger.record(attempt());
      await ledger.flush();
      assert.equal(ledger.state().recording, false);
      const database = room.raw();
      assert.equal(versionOf(database), migrations.length + 1);
      assert.equal(database.prepare('SELECT count(*) AS rows FROM attempt').get()?.['rows'], 1);
    }));

  it('is told once where a report and an attempt find it together', () =>
    inRoom(async (room) => {
      await fill(room);
      raise(room);
      const ledger = room.open();
      ledger.record(attempt());
      await Promise.allSettled([ledger.summary(always), ledger.flush(), ledger.recent(1)]);
      assert.equal(room.heard.length, 1);
    }));
});

describe('a place that cannot be written to', () => {
  it('is no folder at all: requests go on, reports say why', () =>
    inRoom(async ({ folder }) => {
      writeFileSync(join(folder, 'file'), '');
      const heard: string[] = [];
      const ledger = openLedger({
        folder: join(folder, 'file', 'ledger'),
        onTrouble: (sentence) => heard.push(sentence),
      });
      ledger.record(attempt());
      await ledger.flush();
      assert.deepEqual(ledger.state(), { recording: false, reason: 'its folder cannot be made' });
      await assert.rejects(ledger.summary(always), { name: 'LedgerTrouble', message: /its folder cannot be made/ });
      await ledger.dispose();
      assert.equal(heard.length, 1);
    }));

  it('has a folder where the file should be', () =>
    inRoom(async (room) => {
      mkdirSync(join(room.folder, 'ledger.db'));
      const ledger = room.open();
      ledger.record(attempt());
      await ledger.flush();
      assert.deepEqual(ledger.state(), { recording: false, reason: 'the file cannot be opened' });
      assert.deepEqual(readdirSync(room.folder), ['ledger.db']);
    }));

  // Root may write everywhere, so there the process runs as nobody.
  const asPlainUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

  for (const [what, filled] of [
    ['is a read-only folder without a ledger', false],
    ['is a read-only folder with a ledger, which stays as it is', true],
  ] as const) {
    it(what, async function () {
      this.timeout(20_000);
      await inRoom(async (room) => {
        if (filled) await fill(room);
        const before = readdirSync(room.folder);
        if (filled) chmodSync(join(room.folder, 'ledger.db'), 0o444);
        chmodSync(room.folder, 0o555);
        const { state, heard } = await runWriter(writerCommand(room.folder, 'nobody', 1), asPlainUser);
        chmodSync(room.folder, 0o755);
        assert.equal(state.recording, false);
        assert.match(
          heard.join('\n'),
          /^Keyway cannot record usage in .+: (Keyway may not write there|the file cannot be opened)\. .+$/,
        );
        assert.deepEqual(readdirSync(room.folder), before);
      });
    });
  }

  it('takes no more bytes: nothing is half written, and what waits is written once there is room', async function () {
    this.timeout(30_000);
    await inRoom(async (room) => {
      await fill(room);
      // A limit on the size of files stands for the full disk: 100 blocks of 512 or 1024 bytes.
      const limited = ['sh', '-c', `trap '' XFSZ; ulimit -f 100; exec "$@"`, 'sh'];
      const written = await runWriter([...limited, ...writerCommand(room.folder, 'full', 2_000)]);
      assert.deepEqual(written.state, { recording: false, reason: 'the disk reports an error' });
      assert.equal(written.heard.length, 1);
      const ledger = room.open();
      const { attempts } = await ledger.summary(always);
      // Each transaction of the writer has 20 rows after the first, which has one.
      assert.equal((attempts - 501) % 20, 0);
      assert.deepEqual(room.heard, []);
      ledger.record(attempt());
      assert.equal((await ledger.summary(always)).attempts, attempts + 1);
    });
  });
});

describe('an editor without SQLite', () => {
  it('still answers requests, and says that nothing is recorded', async function () {
    this.timeout(20_000);
    await inRoom(async ({ folder }) => {
      const [node = '', ...rest] = writerCommand(folder, 'bare', 30);
      // samples.ts loads SQLite for the tests' own use, so this one has a program of its own.
      const program = `
        import { openLedger } from ${JSON.stringify(new URL('../../src/usage/ledger.ts', import.meta.url).href)};
        const heard = [];
        const ledger = openLedger({ folder: ${JSON.stringify(folder)}, onTrouble: (sentence) => heard.push(sentence) });
        ledger.record(${JSON.stringify(attempt())});
        await ledger.flush();
        const answer = await ledger.summary({ since: 0 }).catch((error) => ({ error: error.message }));
        console.log(JSON.stringify({ state: ledger.state(), heard, answer }));`;
      const flags = rest.filter((argument) => argument.startsWith('--'));
      const { state, heard, answer } = await runWriter([
        node,
        ...flags,
        '--no-experimental-sqlite',
        '--input-type=module',
        '--eval',
        program,
      ]);
      const reason = "this editor's Node.js comes without SQLite";
      assert.deepEqual(state, { recording: false, reason });
      assert.deepEqual(heard, [`Keyway cannot record usage in ${folder}: ${reason}. Requests still work.`]);
      assert.equal(answer.error, `Keyway cannot read its usage ledger in ${folder}: ${reason}.`);
      assert.deepEqual(readdirSync(folder), []);
    });
  });
});
