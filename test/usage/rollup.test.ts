import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import type { Attempt } from '../../src/core/attempt.ts';
import type { Cost } from '../../src/core/cost.ts';
import { reprice, type PricedRow } from '../../src/usage/rollup.ts';
import { rebuild } from '../../src/usage/rollup-rebuild.ts';
import { teach } from '../../src/usage/taught.ts';
import { keptRollups, keptSpend, recounted, recountedSpend } from './plain-counts.ts';
import { always, attempt, inRoom } from './samples.ts';

const hour = 3_600_000;

/** From a Friday into the next month, over the night in which Berlin's clocks are set back. */
const begin = Date.UTC(2026, 9, 23, 9);

const anyCost: fc.Arbitrary<Cost> = fc.oneof(
  fc.constant({ from: 'unknown' as const }),
  fc.record({
    usd: fc.oneof(
      fc.nat().map((nano) => nano / 1e9),
      fc.constantFrom(0, 1e-9, 8_999.999_999_999),
    ),
    from: fc.constantFrom('reported' as const, 'computed' as const, 'estimated' as const, 'cached' as const),
  }),
);

const anyAttempt: fc.Arbitrary<Attempt> = fc
  .record({
    requestId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    at: fc.nat({ max: 12 * 24 * 2 }).map((halves) => begin + (halves * hour) / 2),
    provider: fc.constantFrom('openai', 'groq'),
    model: fc.constantFrom('m', 'n/o'),
    keyId: fc.constantFrom('k1', 'k2'),
    task: fc.constantFrom('chat' as const, 'code' as const),
    caller: fc.constantFrom('core', 'keyway.participant'),
    workspace: fc.constantFrom(undefined, 'w 1', 'w 2'),
    outcome: fc.constantFrom('answered' as const, 'rate' as const, 'aborted' as const, 'outrun' as const),
    firstTokenMs: fc.option(fc.nat({ max: 100_000 }), { nil: undefined }),
    totalMs: fc.nat({ max: 1_000_000 }),
    usage: fc.option(
      fc.record({ input: fc.nat(), output: fc.nat(), cacheRead: fc.nat(), cacheWrite: fc.nat(), reasoning: fc.nat() }),
      { nil: undefined },
    ),
    cost: anyCost,
    dearest: fc.option(
      fc.nat().map((nano) => () => ({ model: 'dear/est', usd: nano / 1e9 })),
      { nil: undefined },
    ),
  })
  .map((facts) => attempt(facts));

/** Several windows, and how often they write. */
const anyWork = fc.array(fc.record({ window: fc.nat({ max: 1 }), attempt: anyAttempt, flush: fc.boolean() }), {
  maxLength: 60,
});

const pricedRows = (database: DatabaseSync): readonly PricedRow[] =>
  database
    .prepare(
      `SELECT id, at, provider, model, key_id, task, caller, workspace, cost_nano, cost_from, baseline_nano,
        baseline_model FROM attempt`,
    )
    .all() as unknown as readonly PricedRow[];

const agrees = (database: DatabaseSync): void => {
  assert.deepEqual(keptRollups(database), recounted(database));
};

const inTransaction = (database: DatabaseSync, work: () => void): void => {
  database.exec('BEGIN IMMEDIATE');
  work();
  database.exec('COMMIT');
};

describe('roll-ups of any rows', () => {
  const zone = process.env['TZ'];
  before(() => (process.env['TZ'] = 'Europe/Berlin'));
  after(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  const written = async (
    work: readonly { window: number; attempt: Attempt; flush: boolean }[],
    then: (database: DatabaseSync) => void | Promise<void>,
  ): Promise<void> =>
    inRoom(async ({ open, raw }) => {
      const ledgers = [open(), open()];
      for (const { window, attempt: one, flush } of work) {
        // A request belongs to one window.
        ledgers[window]?.record({ ...one, requestId: `${window} ${one.requestId}` });
        if (flush) await ledgers[window]?.flush();
      }
      for (const ledger of ledgers) await ledger.flush();
      await ledgers[0]?.summary(always);
      const database = raw();
      teach(database);
      await then(database);
    });

  it('equal a recount in plain arithmetic, in the night clocks are set back as well', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(anyWork, (work) =>
        written(work, (database) => {
          agrees(database);
          assert.deepEqual(keptSpend(database), recountedSpend(database));
          const first = database
            .prepare('SELECT sum(first) AS sum, count(DISTINCT request_id) AS ids FROM attempt')
            .get();
          assert.equal(first?.['sum'] ?? 0, first?.['ids']);
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('equal a recount after corrections, and so does what budgets count', async function () {
    this.timeout(120_000);
    const corrections = fc.array(fc.record({ row: fc.nat(), nano: fc.option(fc.nat()) }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(anyWork, corrections, (work, changes) =>
        written(work, (database) => {
          for (const { row, nano } of changes) {
            const rows = pricedRows(database);
            const before = rows[row % Math.max(1, rows.length)];
            if (!before) return;
            const after = { cost_nano: nano, cost_from: nano === null ? ('unknown' as const) : ('computed' as const) };
            inTransaction(database, () => reprice(database, before, { ...after, price_as_of: null }));
          }
          agrees(database);
          assert.deepEqual(keptSpend(database), recountedSpend(database));
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('stay when their rows go, and are the same when they are counted anew from what is there', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(anyWork, fc.nat({ max: 12 }), (work, days) =>
        written(work, (database) => {
          const before = keptRollups(database);
          inTransaction(database, () => rebuild(database));
          assert.deepEqual(keptRollups(database), before);
          const until = begin + days * 24 * hour;
          const gone = database.prepare('DELETE FROM attempt WHERE at < ? RETURNING local_day(at) AS day').all(until);
          assert.deepEqual(keptRollups(database), before);
          // Of days that still have all of their rows the same comes out, and their month keeps the days that are gone.
          const whole = database
            .prepare('SELECT DISTINCT local_day(at) AS day FROM attempt')
            .all()
            .map(({ day }) => String(day))
            .filter((day) => gone.every((row) => row['day'] !== day));
          inTransaction(database, () => rebuild(database, whole));
          assert.deepEqual(keptRollups(database), before);
        }),
      ),
      { numRuns: 40 },
    );
  });
});

describe('sums of money', () => {
  it('are exact over small and huge amounts, to the last nano-dollar', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      for (let row = 0; row < 600; row++) {
        const usd = row % 2 === 0 ? 1e-9 : 9_000_000;
        ledger.record(attempt({ requestId: `${row}`, at: begin + row * hour, cost: { usd, from: 'computed' } }));
      }
      await ledger.flush();
      const database = raw();
      agrees(database);
      const statement = database.prepare(`SELECT sum(computed) AS nano FROM rollup WHERE period = 'month'`);
      statement.setReadBigInts(true);
      assert.equal(statement.get()?.['nano'], 300n * 9_000_000_000_000_000n + 300n);
    }));

  it('beyond what SQLite counts keep no row out of the file, and no report from its reader', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      for (let row = 0; row < 2_100; row++)
        ledger.record(
          attempt({
            requestId: `${row}`,
            at: begin + (row % 40) * 24 * hour,
            cost: { usd: 9_000_000, from: 'computed' },
            usage: { input: Number.MAX_SAFE_INTEGER, output: 0 },
          }),
        );
      const { requests, cost } = await ledger.summary(always);
      assert.equal(requests, 2_100);
      assert.ok(cost.computed > 9e9);
      assert.deepEqual(ledger.state(), { recording: true });
    }));
});
