import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { dayPlus, type Day } from './day.ts';
import { lookBack as forecastDays } from './forecast.ts';
import type { KeyLimits } from './hints.ts';
import { dayOf, hourOf } from './period.ts';
import { prepared } from './prepared.ts';
import { periods, previousOf, type Span } from './span.ts';
import { numberIn, type Read } from './row.ts';
import { causeOf, lookBack as unusualDays, unusual, type Part, type Unusual } from './unusual.ts';
import type { Used } from './used.ts';

/** What a report says beyond its sums rests on this. Dollars are US dollars of known cost. */
export interface Grounds {
  /** The person's calendar day of the report. */
  readonly today: string;
  /** What the same part of the span before did cost, and what it is, for a person. */
  readonly previous: { readonly usd: number; readonly words: string };
  /** As many days with usage as a forecast looks back upon, and those of the span. Oldest first. */
  readonly days: readonly Day[];
  readonly unusual: readonly UnusualDay[];
  readonly used: readonly Used[];
  /** Answers of the span whose dearest candidate is known, as well as their cost. */
  readonly compared: number;
  readonly keys: readonly KeyLimits[];
}

export interface UnusualDay extends Unusual {
  readonly cause?: Part | undefined;
}

/** Attempts in which a key's limits are looked for: rows are many, and what was long ago says little. */
const lastAttempts = 2_000;

/** Unusual days that are explained: the dearest. */
const explained = 3;

/** What is known of a sum: nano-dollars. */
const nano = 'reported + computed + estimated';

/**
 * Single numbers come as bigint, since node:sqlite throws at one above 2^53; sums as "total", since SQLite throws at one
 * above 2^63, and is exact with it up to nine million dollars.
 */
const all = (database: DatabaseSync, sql: string, values: readonly SQLInputValue[]): readonly Read[] => {
  const statement = prepared(database, sql);
  statement.setReadBigInts(true);
  return statement.all(...values);
};

/** Reads all of it, from roll-ups but for the limits of the keys. */
export const groundsFrom = (database: DatabaseSync, span: Span, now = Date.now()): Grounds => {
  const { since } = periods[span](now);
  const today = dayOf(now);
  const first = dayOf(since);
  const days = daysFrom(database, dayPlus(first, -Math.max(forecastDays, unusualDays)), today);
  const { used, compared } = usedFrom(database, first, today);
  return {
    today,
    previous: previousFrom(database, span, now),
    days,
    unusual: unusualFrom(database, days, first),
    used,
    compared,
    keys: keysFrom(database, since),
  };
};

/** What each local day cost, oldest first, from one to another, both included; days without usage are missing. */
const daysFrom = (database: DatabaseSync, first: string, last: string): readonly Day[] =>
  all(
    database,
    `SELECT first AS day, ${nano} AS nano FROM rollup_sum
      WHERE "of" = 'all' AND period = 'day' AND first BETWEEN ? AND ? ORDER BY first`,
    [first, last],
  ).map((row) => ({ day: String(row['day']), nano: numberIn(row, 'nano') }));

/** Whole days, and of the last one its hours. */
const previousFrom = (database: DatabaseSync, span: Span, now: number): Grounds['previous'] => {
  const { since, until, words } = previousOf(span, now);
  const last = dayOf(until);
  const [row] = all(
    database,
    `SELECT total(nano) AS nano FROM (
      SELECT ${nano} AS nano FROM rollup_sum
        WHERE "of" = 'all' AND period = 'day' AND first >= ? AND first < ?
      UNION ALL SELECT ${nano} FROM rollup_sum
        WHERE "of" = 'all' AND period = 'hour' AND first >= ? AND first < ?)`,
    [dayOf(since), last, `${last} 00`, hourOf(until)],
  );
  return { usd: numberIn(row ?? {}, 'nano') / 1e9, words };
};

const unusualFrom = (database: DatabaseSync, days: readonly Day[], first: string): readonly UnusualDay[] =>
  days
    .flatMap(({ day }) => (day < first ? [] : (unusual(days, day) ?? [])))
    .toSorted((one, other) => other.nano - other.usual - (one.nano - one.usual))
    .slice(0, explained)
    .map((found) => ({ ...found, cause: causeOf(found, partsFrom(database, found.day)) }));

/** Which roll-up tells a day's parts, and by which of its columns. */
const looks = [
  { of: 'model', columns: 'provider, model, task', groups: { model: ['provider', 'model'], task: ['task'] } },
  { of: 'caller', columns: 'caller', groups: { caller: ['caller'] } },
] as const;

/** Of what a day cost: each model, task and caller, with its share of the days before. */
export const partsFrom = (database: DatabaseSync, day: string): readonly Part[] =>
  looks.flatMap(({ of, columns, groups }) => {
    const rows = all(
      database,
      `SELECT ${columns}, total(iif(first = ?1, ${nano}, 0)) AS nano, total(iif(first < ?1, ${nano}, 0)) AS before
        FROM rollup_sum WHERE "of" = '${of}' AND period = 'day' AND first BETWEEN ?2 AND ?1 GROUP BY ${columns}`,
      [day, dayPlus(day, -unusualDays)],
    );
    return Object.entries(groups).flatMap(([by, names]) => partsOf(by as Part['by'], names, rows));
  });

const partsOf = (by: Part['by'], names: readonly string[], rows: readonly Read[]): readonly Part[] => {
  const sumOf = (some: readonly Read[], column: string): number =>
    some.reduce((sum, row) => sum + numberIn(row, column), 0);
  const before = sumOf(rows, 'before');
  const groups = Map.groupBy(rows, (row) => names.map((name) => String(row[name])).join('/'));
  return [...groups].map(([group, some]) => ({
    by,
    group,
    nano: sumOf(some, 'nano'),
    share: before === 0 ? 0 : sumOf(some, 'before') / before,
  }));
};

/**
 * What is summed up together is known where no answer among it can be without a cost: attempts that failed have no tokens
 * either. One answer of unknown cost makes all of its day, model and task unknown.
 */
const isKnown = 'unknown <= attempts - answered AND unknown < attempts';

const usedFrom = (database: DatabaseSync, first: string, last: string): Pick<Grounds, 'used' | 'compared'> => {
  const sums = ['answered + stopped - kept', nano, 'input', 'output', 'cached', 'cache_write'];
  const rows = all(
    database,
    `SELECT provider, model, task, sum(requests) AS requests,
      sum(min(answered - kept, attempts - unknown)) FILTER (WHERE baseline > 0) AS compared,
      sum(min(requests, attempts - unknown)) FILTER (WHERE ${isKnown}) AS known_requests,
      ${sums.map((sum, index) => `total(${sum}) FILTER (WHERE ${isKnown}) AS sum_${index}`).join(', ')}
      FROM rollup_sum WHERE "of" = 'model' AND period = 'day' AND first BETWEEN ? AND ? GROUP BY 1, 2, 3`,
    [first, last],
  );
  return {
    used: rows.map(usedIn),
    compared: rows.reduce((sum, row) => sum + numberIn(row, 'compared'), 0),
  };
};

const usedIn = (row: Read): Used => {
  const [attempts = 0, spent = 0, input = 0, output = 0, cached = 0, cacheWrite = 0] = [0, 1, 2, 3, 4, 5].map((index) =>
    numberIn(row, `sum_${index}`),
  );
  return {
    provider: String(row['provider']),
    model: String(row['model']),
    task: String(row['task']),
    requests: numberIn(row, 'requests'),
    known: {
      requests: numberIn(row, 'known_requests'),
      attempts,
      usd: spent / 1e9,
      tokens: { input, output, cached, cacheWrite },
    },
  };
};

/** Beside max(at), SQLite takes a bare column from the row that has the maximum: the nickname as last used. */
const keysFrom = (database: DatabaseSync, since: number): readonly KeyLimits[] =>
  all(
    database,
    `SELECT provider, key_nickname, max(at), count(*) AS attempts, sum(outcome = 'rate') AS limited FROM (
      SELECT provider, key_id, key_nickname, at, outcome FROM attempt WHERE at >= ? ORDER BY at DESC LIMIT ${lastAttempts})
      GROUP BY provider, key_id`,
    [since],
  ).map((row) => ({
    provider: String(row['provider']),
    key: String(row['key_nickname']),
    attempts: numberIn(row, 'attempts'),
    limited: numberIn(row, 'limited'),
  }));
