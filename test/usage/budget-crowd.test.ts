import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Budget } from '../../src/core/budget.ts';
import { host } from '../../src/usage/editor-window.ts';
import { crowd, excessOf, randomOf, type Passed } from './budget-crowd.ts';
import { attemptAt, budgetsOf, gateOf, reservationOf, routeAt, spending, verdictOf } from './budget-samples.ts';
import { inRoom } from './samples.ts';

const windowCommand = (folder: string, entry: object, ...rest: readonly string[]): readonly string[] => [
  '--disable-warning=ExperimentalWarning',
  fileURLToPath(new URL('budget-window.ts', import.meta.url)),
  folder,
  JSON.stringify(entry),
  ...rest,
];

const dollars = (nano: number): string => `$${(nano / 1e9).toFixed(6)}`;

const say = (what: string, budget: Budget, { total, excess, allowed, inFlight }: ReturnType<typeof excessOf>): void => {
  const over = excess > 0 ? `${dollars(excess)} over` : `${dollars(-excess)} below`;
  const bound = budget.strict ? '' : `; ${dollars(allowed)} is actual minus reserved of ${inFlight} in flight`;
  console.log(`      ${what}: ${dollars(total)} of ${dollars(budget.limit * 1e9)}, ${over}${bound}`);
};

const entryOf = (strict: boolean) => ({ limit: 5, period: 'month', strict }) as const;

const assertHeld = (passed: readonly Passed[], budget: Budget, slack?: number): ReturnType<typeof excessOf> => {
  const found = excessOf(passed, budget, slack);
  // A crowd that is never refused would show nothing.
  assert.ok(found.total > budget.limit * 0.9e9, `${dollars(found.total)} is at the edge`);
  assert.ok(found.excess <= (budget.strict ? 0 : found.allowed), JSON.stringify(found));
  return found;
};

describe('ten thousand requests at the edge of a budget', function () {
  this.timeout(120_000);

  for (const strict of [true, false]) {
    it(`pass it ${strict ? 'never where it is strict' : 'by no more than actual minus reserved of what is in flight'}`, () =>
      inRoom(async ({ open }) => {
        const budgets = budgetsOf(entryOf(strict));
        const [budget] = budgets;
        assert.ok(budget);
        const random = randomOf(7);
        const windows = await Promise.all(
          [open(), open()].map((ledger) => {
            const { gate } = gateOf(ledger, { budgets });
            return crowd({ gate, ledger, budget, requests: 5_000, parallel: 64, random });
          }),
        );
        say(strict ? 'strict' : 'not strict', budget, assertHeld(windows.flat(), budget));
        const [standing] = await gateOf(open(), { budgets }).book.standings(budgets);
        assert.equal(standing?.reserved, 0);
        const actual = windows.flat().reduce((sum, one) => sum + one.actual, 0);
        assert.ok(strict ? standing.spent >= actual : standing.spent === actual, `${standing.spent} ${actual}`);
      }));

    it(`and so it is with two processes on one file, ${strict ? 'strict' : 'not strict'}`, () =>
      inRoom(async ({ folder }) => {
        const [budget] = budgetsOf(entryOf(strict));
        assert.ok(budget);
        const windows = ['1', '2'].map((seed) => {
          const child = spawn(process.execPath, windowCommand(folder, entryOf(strict), '5000', seed), {
            stdio: ['pipe', 'pipe', 'inherit'],
          });
          return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
        });
        const passed: (readonly Passed[])[] = [];
        try {
          // Both are there before one begins, and both have begun before one comes to the edge.
          for (const _ of ['begin', 'go on']) {
            for (const { lines } of windows) assert.equal((await lines.next()).value, 'ready');
            for (const { child } of windows) child.stdin.write('go\n');
          }
          for (const { lines } of windows) passed.push(JSON.parse(String((await lines.next()).value)));
        } finally {
          for (const { child } of windows) child.kill('SIGKILL');
        }
        for (const mine of passed) assert.ok(mine.length > 10, 'both windows had their share');
        // Clocks of two processes agree within a few milliseconds.
        say(`two processes, ${strict ? 'strict' : 'not strict'}`, budget, assertHeld(passed.flat(), budget, 5));
      }));
  }
});

describe('checking and reserving', function () {
  this.timeout(20_000);

  it('is one step: what another window reserves meanwhile is seen, not passed by', () =>
    inRoom(async ({ folder, open }) => {
      const { gate } = gateOf(open(), { budgets: budgetsOf({ limit: 1, period: 'day', strict: true }) });
      await gate.prepare();
      // Another window in the middle of reserving all there is.
      const script = `
        import { DatabaseSync } from 'node:sqlite';
        const database = new DatabaseSync(process.argv[1]);
        database.exec('BEGIN IMMEDIATE');
        database.prepare('INSERT INTO editor_window (id, pid, beat_at) VALUES (?, ?, ?)').run('other', process.pid, Date.now());
        database.exec(\`INSERT INTO reservation VALUES ('r', 'other', 1, 'p', 'k', 'chat', 'core', '', 1000000000, 1000000000)\`);
        console.log('in the middle');
        setTimeout(() => database.exec('COMMIT'), 100);
        setTimeout(() => undefined, 20_000);`;
      const other = spawn(process.execPath, ['--input-type=module', '-e', script, join(folder, 'ledger.db')], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      try {
        await once(other.stdout, 'data');
        assert.match(verdictOf(await gate.admit(routeAt(0.5), spending())), /\$1\.00 reserved for requests under way/);
      } finally {
        other.kill('SIGKILL');
      }
    }));
});

describe('budgets, whatever comes in whatever order', () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('admit' as const),
      window: fc.nat(2),
      worst: fc.integer({ min: 1, max: 400 }),
      likely: fc.nat(100),
    }),
    fc.record({ do: fc.constant('settle' as const), which: fc.nat(), share: fc.nat(100) }),
    fc.record({ do: fc.constant('untold' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('release' as const), which: fc.nat() }),
  );

  it('never let through what does not fit beside all that is spent and reserved, and then change only by actual minus reserved', function () {
    this.timeout(120_000);
    return fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(step, { maxLength: 60 }), (strict, steps) =>
        inRoom(async ({ open }) => {
          const budgets = budgetsOf({ limit: 1, period: 'day', strict });
          const windows = [open(), open(), open()].map((ledger) => ({ ledger, ...gateOf(ledger, { budgets }) }));
          const under: Under[] = [];
          let [spent, reserved] = [0, 0];
          for (const move of steps) {
            const window = windows[move.do === 'admit' ? move.window : 0];
            assert.ok(window);
            if (move.do === 'admit') {
              const worst = move.worst * 1e6;
              const likely = Math.round((worst * move.likely) / 100);
              const held = strict ? worst : likely;
              const route = routeAt(likely / 1e9, worst / 1e9);
              const admission = await window.gate.admit(route, spending());
              assert.equal(admission.kind === 'admitted', spent + reserved < 1e9 && spent + reserved + held <= 1e9);
              const id = reservationOf(admission);
              if (id === undefined) continue;
              under.push({ route, worst, held, window: move.window, id });
              reserved += held;
            } else {
              const [ended] = under.splice(under.length === 0 ? 0 : move.which % under.length, 1);
              const owner = windows[ended?.window ?? 0];
              if (!ended || !owner) continue;
              reserved -= ended.held;
              if (move.do === 'release') await owner.gate.release(ended.id);
              else {
                const actual = move.do === 'untold' ? undefined : Math.round((ended.worst * move.share) / 100);
                owner.ledger.record(attemptAt(ended.route, actual === undefined ? undefined : actual / 1e9), ended.id);
                spent += actual ?? ended.held;
                await owner.ledger.flush();
                // Until then other windows count it as well.
                await owner.book.giveBack();
              }
            }
            if (strict) assert.ok(spent + reserved <= 1e9);
            for (const { book } of windows) {
              const [standing] = book.glance(budgets) ?? (await book.standings(budgets));
              assert.deepEqual([standing?.spent, standing?.reserved], [spent, reserved]);
            }
          }
        }),
      ),
      { numRuns: 100 },
    );
  });
});

interface Under {
  readonly route: ReturnType<typeof routeAt>;
  /** Nano-dollars. */
  readonly worst: number;
  readonly held: number;
  readonly window: number;
  readonly id: string;
}

describe('a window that is killed', function () {
  this.timeout(60_000);

  it('in the middle of writing loses its open requests at most, and what they had reserved counts as spent', () =>
    inRoom(async ({ folder, open, raw }) => {
      const entry = { limit: 1, period: 'day', strict: true } as const;
      const child = spawn(process.execPath, windowCommand(folder, entry, '99', '1', 'hold'), {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const written: string[] = [];
      const lines = createInterface({ input: child.stdout });
      try {
        for await (const line of lines) {
          written.push(line);
          if (written.length === 1) {
            // It is alive: what it holds counts here as well.
            const budgets = budgetsOf(entry);
            const { gate } = gateOf(open(), { budgets });
            assert.match(verdictOf(await gate.admit(routeAt(0.5), spending())), /\$0\.99 reserved/);
          }
          if (written.length === 300) child.kill('SIGKILL');
        }
      } finally {
        // A test that fails leaves nobody writing.
        child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      assert.equal(child.signalCode, 'SIGKILL');
      const budgets = budgetsOf(entry);
      const { gate, book } = gateOf(open(), { budgets });
      await gate.prepare();
      const [before] = await book.standings(budgets);
      assert.ok((before?.reserved ?? 0) >= 0.99e9);
      assert.match(verdictOf(await gate.admit(routeAt(0.5), spending())), /has \$0\.00\d+ left/);
      const [after] = await book.standings(budgets);
      assert.equal(after?.reserved, 0);
      const database = raw();
      const rows = database.prepare('SELECT request_id FROM attempt').all();
      const ids = new Set(rows.map((row) => row['request_id']));
      assert.deepEqual(
        written.filter((id) => !ids.has(id)),
        [],
      );
      // Row and counter came together.
      assert.equal(after.spent, rows.length * 1_000 + after.doubt);
      // A killed window may have had one request more under way than it wrote of, and one reservation to spare.
      const more = after.doubt - 0.99e9;
      assert.ok(more >= 0 && more <= 2 * 1_100, `${after.doubt}`);
      assert.equal(database.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
    }));

  it('is noticed by plans as well, which could else find every route over budget for ever', () =>
    inRoom(async ({ open, raw }) => {
      const budgets = budgetsOf({ limit: 1, period: 'day' });
      const { gate } = gateOf(open(), { budgets });
      await gate.prepare();
      const gone = spawn(process.execPath, ['-e', '']);
      await once(gone, 'exit');
      const database = raw();
      database
        .prepare('INSERT INTO editor_window (id, pid, host, beat_at) VALUES (?, ?, ?, ?)')
        .run('dead', Number(gone.pid), host, Date.now());
      // From another day: it counts there.
      database.exec(
        `INSERT INTO reservation VALUES ('r', 'dead', 1, 'p', 'k', 'chat', 'core', '', 1000000000, 1000000000)`,
      );
      const asker = { task: 'chat', caller: 'core' };
      assert.equal(gate.overBudget(asker)?.(routeAt(0.5)), undefined);
      const days = database.prepare(`SELECT doubt, untold FROM spend WHERE period = 'day'`).all();
      assert.deepEqual(
        days.map((day) => [day['doubt'], day['untold']]),
        [[1e9, 1]],
      );
    }));

  it('is looked for by its process number only where that means something', () =>
    inRoom(async ({ open, raw }) => {
      const { gate } = gateOf(open(), { budgets: budgetsOf({ limit: 1, period: 'day' }) });
      await gate.prepare();
      const gone = spawn(process.execPath, ['-e', '']);
      await once(gone, 'exit');
      const database = raw();
      database
        .prepare('INSERT INTO editor_window (id, pid, host, beat_at) VALUES (?, ?, ?, ?)')
        .run('elsewhere', Number(gone.pid), 'another machine', Date.now());
      database.exec(
        `INSERT INTO reservation VALUES ('r', 'elsewhere', 1, 'p', 'k', 'chat', 'core', '', 1000000000, 1000000000)`,
      );
      assert.match(verdictOf(await gate.admit(routeAt(0.5), spending())), /\$1\.00 reserved/);
    }));

  it('is told from one that is asleep: silence alone releases nothing before it had time to wake', () =>
    inRoom(async ({ open, raw }) => {
      const budgets = budgetsOf({ limit: 1, period: 'day' });
      let now = Date.now();
      const { gate } = gateOf(open(), { budgets, now: () => now });
      await gate.prepare();
      const database = raw();
      database.prepare('INSERT INTO editor_window (id, pid, beat_at) VALUES (?, ?, ?)').run('quiet', process.pid, now);
      database.exec(
        `INSERT INTO reservation VALUES ('r', 'quiet', 1, 'p', 'k', 'chat', 'core', '', 1000000000, 1000000000)`,
      );
      const tries = async () => verdictOf(await gate.admit(routeAt(0.5), spending()));
      now += 59_000;
      assert.match(await tries(), /reserved/);
      now += 3_600_000;
      assert.match(await tries(), /reserved/);
      now += 10_000;
      database.prepare('UPDATE editor_window SET beat_at = ?').run(now);
      assert.match(await tries(), /reserved/);
      now += 61_000;
      assert.match(await tries(), /reserved/);
      now += 21_000;
      assert.equal(await tries(), 'admitted');
    }));
});
