import type { DatabaseSync } from 'node:sqlite';
import type { Percentiles, Summary } from '../core/summary.ts';
import { namesOf } from './key-names.ts';
import { amounts, counts, durations, nothingMeasured, type Measured } from './measures.ts';
import type { Period } from './period.ts';
import { prepared } from './prepared.ts';
import { hasSum, sumsOf, type Name, type RollupPeriod, type SumOf } from './rollup.ts';
import { attemptOf, type PastAttempt, type Read } from './row.ts';
import { stretchesOf, type Stretch } from './stretches.ts';
import { concatenated } from './taught.ts';
import { addPacked, percentiles, type Times } from './times.ts';

const groupings = {
  provider: ['provider'],
  model: ['provider', 'model'],
  key: ['key_id'],
  task: ['task'],
  caller: ['caller'],
  workspace: ['workspace'],
  hour: [],
  day: [],
  month: [],
} as const satisfies Readonly<Record<string, readonly Name[]>>;

export type GroupBy = keyof typeof groupings;

/** What is counted; all that is named must fit. A model as `provider/model`, a key by its id, no folder as ''. */
export type Where = { readonly [Part in Exclude<GroupBy, RollupPeriod>]?: string | undefined };

export interface Group extends Summary {
  /**
   * Id of the provider, `provider/model`, task, caller, workspace ('' where none was open), id of the key, or the local
   * hour, day or month: `2026-03-29 14`, `2026-03-29`, `2026-03`.
   */
  readonly group: string;
  /** The same for people: a key's nickname as last used, with its provider where several share it, else the group itself. */
  readonly label: string;
}

const conditions: Readonly<Record<keyof Where, { readonly sql: string; readonly names: readonly Name[] }>> = {
  provider: { sql: 'provider = ?', names: ['provider'] },
  model: { sql: `provider || '/' || model = ?`, names: ['provider', 'model'] },
  key: { sql: 'key_id = ?', names: ['key_id'] },
  task: { sql: 'task = ?', names: ['task'] },
  caller: { sql: 'caller = ?', names: ['caller'] },
  workspace: { sql: 'workspace = ?', names: ['workspace'] },
};

const isTime = (by: GroupBy | undefined): by is RollupPeriod => by === 'hour' || by === 'day' || by === 'month';

interface Asked {
  readonly by: GroupBy | undefined;
  readonly where: Where;
}

const filtersOf = (where: Where): readonly (readonly [keyof Where, string])[] =>
  (Object.keys(conditions) as (keyof Where)[]).flatMap((part) => {
    const value = where[part];
    return value === undefined ? [] : [[part, value] as const];
  });

/** The smallest sum that keeps apart what is asked for; undefined: only the cells do. */
const sumFor = ({ by, where }: Asked, period: RollupPeriod): SumOf | undefined => {
  const needed = [
    ...(by === undefined ? [] : groupings[by]),
    ...filtersOf(where).flatMap(([part]) => conditions[part].names),
  ];
  return (Object.keys(sumsOf) as SumOf[]).find(
    (of) => hasSum(period, of) && needed.every((name) => (sumsOf[of] as readonly Name[]).includes(name)),
  );
};

/** Money in two halves: SQLite refuses a sum beyond 2^63, and floating point would not be exact. */
const half = 31;

const measured = [
  ...counts.map((name) => `CAST(total(${name}) AS INTEGER) AS ${name}`),
  ...amounts.map((name) => `sum(${name} >> ${half}) AS ${name}_high, sum(${name} & ${2 ** half - 1}) AS ${name}_low`),
  ...durations.map((name) => `${concatenated(name)} AS ${name}`),
].join(', ');

/** The day of an hour, the month of a day. */
const timeColumns: Readonly<Record<RollupPeriod, string>> = {
  hour: 'first',
  day: 'substr(first, 1, 10) AS first',
  month: 'substr(first, 1, 7) AS first',
};

/** Found once for all hours, days and months. */
const inCells = (which: readonly string[]): readonly string[] =>
  which.length === 0 ? [] : [`+rollup.cell IN (SELECT id FROM cell WHERE ${which.join(' AND ')})`];

const queryFor = (asked: Asked, of: SumOf | undefined): string => {
  const { by, where } = asked;
  const keys = by === undefined ? [] : isTime(by) ? [timeColumns[by]] : groupings[by];
  const which = filtersOf(where).map(([part]) => conditions[part].sql);
  const during = ['period = ?', 'first BETWEEN ? AND ?'];
  const all = of === undefined ? [...during, ...inCells(which)] : [`"of" = '${of}'`, ...during, ...which];
  // In this order: the planner would go through the cells first, and look for each in every hour, day or month.
  const named = by !== undefined && !isTime(by) ? 'rollup CROSS JOIN cell ON cell.id = rollup.cell' : 'rollup';
  const from = of === undefined ? named : 'rollup_sum';
  const grouped = keys.length === 0 ? '' : `GROUP BY ${keys.map((_, index) => index + 1).join(', ')}`;
  return `SELECT ${[...keys, measured].join(', ')} FROM ${from} WHERE ${all.join(' AND ')} ${grouped}`;
};

const rowsOf = (database: DatabaseSync, asked: Asked, { period, from, to }: Stretch): readonly Read[] => {
  const statement = prepared(database, queryFor(asked, sumFor(asked, period)));
  // Sums come as bigint: node:sqlite throws at a number above 2^53, which nine million dollars in nano-dollars reach.
  statement.setReadBigInts(true);
  return statement.all(period, from, to, ...filtersOf(asked.where).map(([, value]) => value));
};

const bigintIn = (row: Read, column: string): bigint => {
  const value = row[column];
  return typeof value === 'bigint' ? value : 0n;
};

const addRow = (into: Measured, row: Read): void => {
  for (const name of counts) into.counts[name] += Number(bigintIn(row, name));
  for (const name of amounts)
    into.amounts[name] += (bigintIn(row, `${name}_high`) << BigInt(half)) + bigintIn(row, `${name}_low`);
  for (const name of durations) addPacked(into.times[name], row[name]);
};

const groupOf = (by: GroupBy | undefined, row: Read): string => {
  const columns = by === undefined ? [] : isTime(by) ? ['first'] : groupings[by];
  return columns.map((column) => String(row[column])).join('/');
};

/** Milliseconds. Hours are told apart for a week at most: nobody reads more, and each is as much work as a month. */
const mostHours = 7 * 86_400_000;

/** The roll-ups that answer a question about a period. */
const stretchesFor = (by: GroupBy | undefined, period: Period): readonly Stretch[] => {
  if (by !== 'hour') return stretchesOf(period, by === 'day' ? 'day' : 'month');
  const end = Math.min(period.until ?? Number.POSITIVE_INFINITY, Date.now());
  return stretchesOf({ ...period, since: Math.max(period.since, end - mostHours) }, 'hour');
};

/** What a period measured, by group: one query for each kind of roll-up that it needs. */
const measuredBy = (database: DatabaseSync, asked: Asked, period: Period): ReadonlyMap<string, Measured> => {
  const groups = new Map<string, Measured>();
  for (const stretch of stretchesFor(asked.by, period)) {
    for (const row of rowsOf(database, asked, stretch)) {
      const group = groupOf(asked.by, row);
      const known = groups.get(group) ?? nothingMeasured();
      groups.set(group, known);
      addRow(known, row);
    }
  }
  return groups;
};

const percentilesOf = (times: Times): Percentiles | undefined => {
  const [p50, p95] = percentiles(times, [0.5, 0.95]) ?? [];
  return p50 === undefined || p95 === undefined ? undefined : { p50, p95 };
};

/** US dollars, at the edge: every sum before is whole nano-dollars. */
const usd = (nano: bigint): number => Number(nano) / 1e9;

const summaryOf = ({ counts: count, amounts: amount, times }: Measured): Summary => {
  const [firstToken, total] = [percentilesOf(times.first_token), percentilesOf(times.total)];
  const { baseline, baselined } = amount;
  return {
    requests: count.requests,
    attempts: count.attempts,
    answered: count.answered,
    failed: count.attempts - count.answered - count.stopped,
    stopped: count.stopped,
    fallbacks: count.fallbacks,
    kept: count.kept,
    tokens: {
      input: count.input,
      output: count.output,
      cached: count.cached,
      reasoning: count.reasoning,
      unreported: count.unreported,
    },
    cost: {
      reported: usd(amount.reported),
      computed: usd(amount.computed),
      estimated: usd(amount.estimated),
      unknown: count.unknown,
    },
    ...(firstToken && { firstToken }),
    ...(total && { total }),
    ...(baseline + baselined !== 0n && { saved: { usd: usd(baseline - baselined), baseline: usd(baseline) } }),
  };
};

export const summaryFrom = (database: DatabaseSync, period: Period, where: Where = {}): Summary =>
  summaryOf(measuredBy(database, { by: undefined, where }, period).get('') ?? nothingMeasured());

const spent = ({ amounts: { reported, computed, estimated } }: Measured): bigint => reported + computed + estimated;

const ascending = <T extends string | number | bigint>(a: T, b: T): number => (a < b ? -1 : Number(a > b));

export interface Grouping {
  readonly by: GroupBy;
  readonly where?: Where | undefined;
}

/** Hours (of the period's last seven days), days and months in their order, everything else with the dearest first. */
export const groupsFrom = (database: DatabaseSync, { by, where = {} }: Grouping, period: Period): readonly Group[] => {
  const found = [...measuredBy(database, { by, where }, period)];
  const sorted = found.toSorted(([oneName, one], [otherName, other]) => {
    const byCost = isTime(by) ? 0 : ascending(spent(other), spent(one)) || other.counts.requests - one.counts.requests;
    return byCost || ascending(oneName, otherName);
  });
  const keys = by === 'key' ? found.map(([group]) => group) : undefined;
  const names = keys && namesOf(database, keys);
  return sorted.map(([group, measure]) => ({
    group,
    label: names?.get(group) ?? group,
    ...summaryOf(measure),
  }));
};

/** The newest attempts, newest first. */
export const recentFrom = (database: DatabaseSync, limit: number): readonly PastAttempt[] =>
  database.prepare('SELECT * FROM attempt ORDER BY at DESC, id DESC LIMIT ?').all(limit).map(attemptOf);
