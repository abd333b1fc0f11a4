/**
 * Run as `node ledger-child.ts <folder> <what> [rows] [habits]`: writes the rows of the bench through the ledger, or reads
 * every report of them; prints what that took as JSON. `memory` needs `--expose-gc`.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openLedger, type Ledger } from '../../src/usage/ledger.ts';
import { type Period, thisMonth, thisWeek, today } from '../../src/usage/period.ts';
import type { GroupBy, Where } from '../../src/usage/report.ts';
import { attemptsOf, type Habits } from './ledger-rows.ts';

const [folder = '', what = '', count = '1000000', habits = 'usual'] = process.argv.slice(2);

/** In the evening of a day in the middle of a month, of a week and of a day. */
const now = new Date(2026, 10, 19, 18).getTime();
const days = 400;

const open = (where = folder): Ledger =>
  openLedger({
    folder: where,
    onTrouble: (sentence) => {
      throw new Error(sentence);
    },
  });

const at = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;

const timed = async (work: () => unknown): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

/** As many rows as wait at most for one transaction; the last ones come alone, as when somebody chats. */
const together = 100;
const alone = 2_000;

const write = async (): Promise<unknown> => {
  const ledger = open();
  const [records, flushes, single]: [number[], number[], number[]] = [[], [], []];
  const rows = Number(count);
  let row = 0;
  for (const attempt of attemptsOf({ rows, days, until: now, habits: habits as Habits })) {
    const started = performance.now();
    ledger.record(attempt);
    records.push(performance.now() - started);
    row += 1;
    const isAlone = row > rows - alone;
    if (isAlone) single.push(await timed(() => ledger.flush()));
    else if (row % together === 0) flushes.push(await timed(() => ledger.flush()));
  }
  await ledger.dispose();
  return {
    rows,
    recordMs: { p50: at(records, 0.5), p95: at(records, 0.95) },
    flushMs: { p50: at(flushes, 0.5) / together, p95: at(flushes, 0.95) / together },
    aloneMs: { p50: at(single, 0.5), p95: at(single, 0.95) },
  };
};

const periods: Readonly<Record<string, Period>> = {
  today: today(now),
  week: thisWeek(now),
  month: thisMonth(now),
  'this year': { since: new Date(2026, 0, 1).getTime() },
  '365 days': { since: now - 365 * 86_400_000, until: now },
  always: { since: 0 },
};

const groupings: readonly GroupBy[] = [
  'provider',
  'model',
  'key',
  'task',
  'caller',
  'workspace',
  'hour',
  'day',
  'month',
];

const filters: Readonly<Record<string, Where>> = {
  all: {},
  'of a task': { task: 'code' },
  'of a provider': { provider: 'provider-1' },
  'of a folder and a caller': { workspace: 'folder-1 1a2b3c4d', caller: 'core' },
  'of a model in a folder': { model: 'provider-1/model-1', workspace: 'folder-1 1a2b3c4d' },
};

const runs = 7;

const several = async (work: () => unknown): Promise<number> => {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(await timed(work));
  return at(times, 0.95);
};

const rss = (): number => {
  if (!globalThis.gc) throw new Error('started without --expose-gc');
  globalThis.gc();
  return process.memoryUsage().rss;
};

interface Asked {
  readonly span: string;
  readonly by: string;
  readonly filter: string;
  readonly ask: (ledger: Ledger) => Promise<unknown>;
}

const questions: readonly Asked[] = [
  ...Object.entries(periods).flatMap(([span, period]) =>
    Object.entries(filters).flatMap(([filter, where]): readonly Asked[] => [
      { span, by: 'total', filter, ask: (ledger) => ledger.summary(period, where) },
      ...groupings.map((by) => ({
        span,
        by,
        filter,
        ask: (ledger: Ledger) => ledger.summaryBy(by, period, where),
      })),
    ]),
  ),
  { span: 'recent', by: '100', filter: 'all', ask: (ledger) => ledger.recent(100) },
];

const read = async (): Promise<unknown> => {
  const ledger = open();
  const openMs = await timed(() => ledger.recent(1));
  const reports: unknown[] = [];
  for (const { span, by, filter, ask } of questions)
    reports.push({ span, by, filter, ms: await several(() => ask(ledger)) });
  const total = await ledger.summary({ since: 0 });
  await ledger.dispose();
  return { openMs, reports, attempts: total.attempts, requests: total.requests };
};

/**
 * What an open ledger of many rows takes beyond one of few after the same reports: what the engine itself gets to warm up
 * is the same for both.
 */
const memory = async (): Promise<unknown> => {
  const small = mkdtempSync(join(tmpdir(), 'keyway-ledger-small-'));
  try {
    const few = open(small);
    for (const attempt of attemptsOf({ rows: 2_000, days, until: now, habits: 'usual' })) few.record(attempt);
    const start = rss();
    for (let round = 0; round < runs; round++) for (const { ask } of questions) await ask(few);
    const before = rss();
    const ledger = open();
    for (const { ask } of questions) await ask(ledger);
    const after = rss();
    await Promise.all([ledger.dispose(), few.dispose()]);
    return { bytes: after - before, warmUpBytes: before - start };
  } finally {
    rmSync(small, { recursive: true, force: true });
  }
};

/** Bytes of all rows and their index, from some that lie side by side: SQLite's own count is not built in. */
const bytesOfAttempts = (database: DatabaseSync, attempts: number): number => {
  const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
  const sample = 20_000;
  const copy = new DatabaseSync(':memory:');
  const sql = database.prepare(`SELECT sql FROM sqlite_master WHERE tbl_name = 'attempt' AND sql IS NOT NULL`).all();
  for (const { sql: statement } of sql) copy.exec(String(statement));
  for (const row of database.prepare(`SELECT * FROM attempt LIMIT ${sample}`).all()) {
    const values = Object.values(row);
    copy.prepare(`INSERT INTO attempt VALUES (${values.map(() => '?').join(', ')})`).run(...values);
  }
  const used = Number(copy.prepare('PRAGMA page_count').get()?.['page_count']) * pageBytes;
  copy.close();
  return (used / Math.min(sample, attempts)) * attempts;
};

/** What there is, and how large the file is. */
const sizes = (): unknown => {
  const database = new DatabaseSync(join(folder, 'ledger.db'), { readOnly: true });
  const rows = (table: string): number => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
  const counts = { attempts: rows('attempt'), rollups: rows('rollup'), sums: rows('rollup_sum'), cells: rows('cell') };
  const nano = (sql: string): bigint => {
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    return BigInt(String(statement.get()?.['nano'] ?? 0));
  };
  const ofRows = nano('SELECT sum(cost_nano) AS nano FROM attempt');
  const counted = nano(
    `SELECT sum(reported + computed + estimated) AS nano FROM rollup_sum WHERE "of" = 'all' AND period = 'month'`,
  );
  const attemptBytes = bytesOfAttempts(database, counts.attempts);
  database.close();
  return {
    ...counts,
    drift: Number(counted - ofRows),
    usd: Number(ofRows) / 1e9,
    attemptBytes,
    bytes: statSync(join(folder, 'ledger.db')).size,
  };
};

const answers: Readonly<Record<string, () => unknown>> = { write, read, memory, sizes };
process.stdout.write(JSON.stringify(await answers[what]?.()));
