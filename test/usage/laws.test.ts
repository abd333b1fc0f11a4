import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import type { Attempt } from '../../src/core/attempt.ts';
import type { Cost } from '../../src/core/cost.ts';
import type { Summary } from '../../src/core/summary.ts';
import { forget } from '../../src/usage/forget.ts';
import type { Ledger } from '../../src/usage/ledger.ts';
import { dayOf } from '../../src/usage/period.ts';
import type { GroupBy, Where } from '../../src/usage/report.ts';
import { reprice, type PricedRow } from '../../src/usage/rollup.ts';
import { teach } from '../../src/usage/taught.ts';
import { keptRollups, keptSpend, recounted, recountedSpend } from './plain-counts.ts';
import { always, attempt, emptySummary, inRoom } from './samples.ts';

/** What must hold of the books whatever is in them. */

const hour = 3_600_000;
const day = 24 * hour;

/** In autumn in Berlin: over the night in which clocks are set back, and over the end of a month and of a year. */
const begin = Date.UTC(2026, 9, 20, 5);
const span = 90;

const names = ['plain', 'openai/gpt-oss:120b', 'a/b/c', `it's "so" % _ | [x]`, ' ', 'ü~'];

const anyCost: fc.Arbitrary<Cost> = fc.oneof(
  fc.constant({ from: 'unknown' as const }),
  fc.record({
    usd: fc.nat().map((nano) => nano / 1e9),
    from: fc.constantFrom('reported' as const, 'computed' as const, 'estimated' as const, 'cached' as const),
  }),
);

const anyAttempt: fc.Arbitrary<Attempt> = fc
  .record({
    requestId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    at: fc.nat({ max: span * 48 }).map((halves) => begin + (halves * hour) / 2),
    provider: fc.constantFrom('openai', 'groq'),
    model: fc.constantFrom(...names),
    keyId: fc.constantFrom('k1', 'k2', 'k3'),
    keyNickname: fc.constantFrom('work', 'home'),
    task: fc.constantFrom('chat' as const, 'code' as const),
    caller: fc.constantFrom('core', 'x.y'),
    workspace: fc.constantFrom(undefined, 'w'),
    outcome: fc.constantFrom('answered' as const, 'rate' as const, 'aborted' as const, 'outrun' as const),
    usage: fc.option(fc.record({ input: fc.nat(), output: fc.nat() }), { nil: undefined }),
    cost: anyCost,
    dearest: fc.option(
      fc
        .record({ nano: fc.nat(), model: fc.constantFrom('dear/est', ...names.map((name) => `openai/${name}`)) })
        .map(({ nano, model }) => () => ({ model, usd: nano / 1e9 })),
      { nil: undefined },
    ),
  })
  .map((facts) => attempt(facts));

const anyAttempts = fc.array(anyAttempt, { minLength: 1, maxLength: 40 });

const groupings = [
  'provider',
  'model',
  'key',
  'task',
  'caller',
  'workspace',
  'day',
  'month',
] as const satisfies readonly GroupBy[];

/** All numbers of a summary that add up; money in nano-dollars. */
const numbersOf = ({ tokens, cost, saved, ...summary }: Summary): Readonly<Record<string, number>> => {
  const nano = (usd = 0): number => Math.round(usd * 1e9);
  const { requests, attempts, answered, failed, stopped, fallbacks, kept } = summary;
  return {
    requests,
    attempts,
    answered,
    failed,
    stopped,
    fallbacks,
    kept,
    ...tokens,
    reported: nano(cost.reported),
    computed: nano(cost.computed),
    estimated: nano(cost.estimated),
    unknown: cost.unknown,
    saved: nano(saved?.usd),
    baseline: nano(saved?.baseline),
  };
};

const sumOf = (summaries: readonly Summary[], sign = 1): Readonly<Record<string, number>> => {
  const sum: Record<string, number> = {};
  for (const summary of summaries)
    for (const [name, value] of Object.entries(numbersOf(summary))) sum[name] = (sum[name] ?? 0) + sign * value;
  return sum;
};

const plus = (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(one).map(([name, value]) => [name, value + (other[name] ?? 0)]));

const nothing = numbersOf(emptySummary);

const fill = async (ledger: Ledger, attempts: readonly Attempt[]): Promise<void> => {
  for (const one of attempts) ledger.record(one);
  await ledger.flush();
};

const pricedRows = (database: DatabaseSync): readonly PricedRow[] =>
  database
    .prepare(
      `SELECT id, at, provider, model, key_id, task, caller, workspace, cost_nano, cost_from, price_as_of,
        baseline_nano, baseline_model FROM attempt ORDER BY id`,
    )
    .all() as unknown as readonly PricedRow[];

describe('the books keep their laws', function () {
  this.timeout(120_000);

  const zone = process.env['TZ'];
  before(() => (process.env['TZ'] = 'Europe/Berlin'));
  after(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it('the groups of every grouping add up to the total, in any part of the ledger, whatever names are in it', () =>
    fc.assert(
      fc.asyncProperty(anyAttempts, fc.constantFrom(...names), async (attempts, name) =>
        inRoom(async ({ open }) => {
          const ledger = open();
          await fill(ledger, attempts);
          for (const where of [{}, { model: `groq/${name}` }, { key: 'k1' }] satisfies Where[]) {
            const total = numbersOf(await ledger.summary(always, where));
            for (const by of groupings)
              assert.deepEqual(plus(nothing, sumOf(await ledger.summaryBy(by, always, where))), total, by);
          }
          const models = await ledger.summaryBy('model', always);
          for (const { group, label: _, ...summary } of models)
            assert.deepEqual(await ledger.summary(always, { model: group }), summary);
        }),
      ),
      { numRuns: 25 },
    ));

  it('a period is the sum of its parts, wherever it is cut: weeks are their days, years their months', () =>
    fc.assert(
      fc.asyncProperty(
        anyAttempts,
        fc.array(fc.nat({ max: span * 24 }), { minLength: 3, maxLength: 5 }),
        async (attempts, hours) =>
          inRoom(async ({ open }) => {
            const ledger = open();
            await fill(ledger, attempts);
            const cuts = hours.toSorted((a, b) => a - b).map((count) => begin + count * hour);
            const [since = 0, until = 0] = [cuts[0], cuts.at(-1)];
            const parts = await Promise.all(
              cuts.slice(1).map((end, index) => ledger.summary({ since: cuts[index] ?? 0, until: end })),
            );
            const whole = await ledger.summary({ since, until });
            assert.deepEqual(plus(nothing, sumOf(parts)), numbersOf(whole));
            const days = await ledger.summaryBy('day', { since, until });
            const months = await ledger.summaryBy('month', { since, until });
            assert.deepEqual(plus(nothing, sumOf(days)), numbersOf(whole));
            assert.deepEqual(plus(nothing, sumOf(months)), numbersOf(whole));
          }),
      ),
      { numRuns: 25 },
    ));

  it('what is left after forgetting is the total without what was forgotten, in reports, rows and budgets', () =>
    fc.assert(
      fc.asyncProperty(anyAttempts, fc.nat(), fc.nat({ max: 3 }), async (attempts, which, days) =>
        inRoom(async ({ open, raw }) => {
          const ledger = open();
          await fill(ledger, attempts);
          const since = attempts[which % attempts.length]?.at ?? begin;
          const until = since + days * day + 1;
          const before = numbersOf(await ledger.summary(always));
          const [first, last] = [dayOf(since), dayOf(until - 1)];
          const gone = (await ledger.summaryBy('day', always)).filter(({ group }) => first <= group && group <= last);
          await forget(ledger.shared, { since, until });
          assert.deepEqual(numbersOf(await ledger.summary(always)), plus(before, plus(nothing, sumOf(gone, -1))));
          const database = raw();
          teach(database);
          assert.deepEqual(keptRollups(database), recounted(database));
          assert.deepEqual(keptSpend(database), recountedSpend(database));
        }),
      ),
      { numRuns: 25 },
    ));

  it('another price and the old one again leave everything as it was', () =>
    fc.assert(
      fc.asyncProperty(
        anyAttempts,
        fc.array(fc.record({ which: fc.nat(), nano: fc.nat() }), { minLength: 1, maxLength: 8 }),
        async (attempts, changes) =>
          inRoom(async ({ open, raw }) => {
            const ledger = open();
            await fill(ledger, attempts);
            const database = raw();
            teach(database);
            const books = () => [pricedRows(database), keptRollups(database), keptSpend(database)];
            const before = books();
            const rows = pricedRows(database);
            const chosen = new Set(changes.map(({ which }) => which % rows.length));
            const turn = (index: number, after: Parameters<typeof reprice>[2]) => {
              const row = pricedRows(database)[index];
              database.exec('BEGIN IMMEDIATE');
              if (row) reprice(database, row, after);
              database.exec('COMMIT');
            };
            for (const { which, nano } of changes)
              turn(which % rows.length, { cost_nano: nano, cost_from: 'computed', price_as_of: '2026-11-20' });
            assert.deepEqual(keptRollups(database), recounted(database));
            for (const index of chosen) {
              const row = rows[index] as (PricedRow & { readonly price_as_of: string | null }) | undefined;
              if (row) turn(index, row);
            }
            assert.deepEqual(books(), before);
          }),
      ),
      { numRuns: 25 },
    ));

  it('two windows that write in turns count as one', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ one: anyAttempt, window: fc.nat({ max: 1 }), flush: fc.boolean() }), { maxLength: 40 }),
        async (work) => {
          const books = async (ways: (window: number) => number): Promise<unknown> => {
            let found: unknown;
            await inRoom(async ({ open, raw }) => {
              const ledgers = [open(), open()];
              for (const { one, window, flush } of work) {
                const ledger = ledgers[ways(window)];
                ledger?.record({ ...one, requestId: `${window} ${one.requestId}` });
                if (flush) await ledger?.flush();
              }
              for (const ledger of ledgers) await ledger.flush();
              await ledgers[0]?.summary(always);
              found = [keptRollups(raw()), keptSpend(raw())];
            });
            return found;
          };
          assert.deepEqual(await books((window) => window), await books(() => 0));
        },
      ),
      { numRuns: 25 },
    ));

  it('nobody saves less than nothing against the dearest model that could have answered', () =>
    fc.assert(
      fc.asyncProperty(anyAttempts, async (attempts) =>
        inRoom(async ({ open }) => {
          const ledger = open();
          await fill(ledger, attempts);
          for (const { saved } of await ledger.summaryBy('model', always)) assert.ok((saved?.usd ?? 0) >= 0);
        }),
      ),
      { numRuns: 25 },
    ));
});
