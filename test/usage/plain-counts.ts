import type { DatabaseSync } from 'node:sqlite';
import { sumsOf } from '../../src/usage/rollup.ts';
import { addTime, emptyTimes, unpacked, type Times } from '../../src/usage/times.ts';

/** What a file has counted, and what plain arithmetic over its rows says: by what and when it counts. */
export type Counted = Readonly<Record<string, Readonly<Record<string, bigint | string>>>>;

type Read = Readonly<Record<string, unknown>>;

const names = ['provider', 'model', 'key_id', 'task', 'caller', 'workspace'] as const;
/** Budgets do not look at models. */
const spenders = names.filter((name) => name !== 'model');

const numbers = [
  'requests',
  'attempts',
  'answered',
  'stopped',
  'fallbacks',
  'input',
  'output',
  'cached',
  'cache_write',
  'reasoning',
  'unreported',
  'unknown',
  'kept',
  'reported',
  'computed',
  'estimated',
  'baseline',
  'baselined',
] as const;

const rowsOf = (database: DatabaseSync, sql: string): readonly Read[] => {
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  return statement.all();
};

const big = (value: unknown): bigint => (typeof value === 'bigint' ? value : 0n);

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other);

const timesText = (times: Times): string => JSON.stringify([...times].toSorted(([a], [b]) => a - b));

const byKey = (entries: readonly (readonly [string, Readonly<Record<string, bigint | string>>])[]): Counted =>
  Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** The file's roll-ups. */
export const keptRollups = (database: DatabaseSync): Counted => {
  const cells = rowsOf(database, `SELECT 'cell' AS "of", * FROM rollup JOIN cell ON cell.id = rollup.cell`);
  const sums = rowsOf(database, 'SELECT * FROM rollup_sum');
  return byKey(
    [...cells, ...sums].map((row) => [
      JSON.stringify(['of', 'period', 'first', ...names].map((name) => row[name])),
      {
        ...Object.fromEntries(numbers.map((name) => [name, big(row[name])])),
        first_token: timesText(unpacked(row['first_token'])),
        total: timesText(unpacked(row['total'])),
      },
    ]),
  );
};

/** Local hour, day and month, as a calendar on the wall has them. */
const momentsOf = (at: number): Readonly<Record<'hour' | 'day' | 'month', string>> => {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const month = `${date.getFullYear()}-${two(date.getMonth() + 1)}`;
  const day = `${month}-${two(date.getDate())}`;
  return { hour: `${day} ${two(date.getHours())}`, day, month };
};

/** What one row adds to each number. */
const numbersOf = (row: Read): Readonly<Record<(typeof numbers)[number], bigint>> => {
  const is = (yes: boolean): bigint => (yes ? 1n : 0n);
  const from = (name: string): bigint => (row['cost_from'] === name ? big(row['cost_nano']) : 0n);
  const isCompared = row['baseline_nano'] !== null && row['cost_nano'] !== null;
  const isAnswer = row['outcome'] === 'answered';
  return {
    requests: big(row['first']),
    attempts: 1n,
    answered: is(isAnswer),
    stopped: is(row['outcome'] === 'aborted' || row['outcome'] === 'outrun'),
    fallbacks: big(row['fallback']),
    input: big(row['input_tokens']),
    output: big(row['output_tokens']),
    cached: big(row['cache_read_tokens']),
    cache_write: big(row['cache_write_tokens']),
    reasoning: big(row['reasoning_tokens']),
    unreported: is(isAnswer && row['input_tokens'] === null && row['output_tokens'] === null),
    unknown: is(row['cost_from'] === 'unknown'),
    kept: is(row['cost_from'] === 'cached'),
    reported: from('reported'),
    computed: from('computed'),
    estimated: from('estimated'),
    baseline: isCompared ? larger(big(row['baseline_nano']), big(row['cost_nano'])) : 0n,
    baselined: isCompared ? big(row['cost_nano']) : 0n,
  };
};

interface Sum {
  readonly numbers: Record<string, bigint>;
  readonly firstToken: Times;
  readonly total: Times;
}

/** Every roll-up that a row is counted in. */
const placesOf = (row: Read): readonly string[] => {
  const moments = Object.entries(momentsOf(Number(row['at'])));
  const kinds = [['cell', names] as const, ...Object.entries(sumsOf)];
  return kinds.flatMap(([of, kept]) =>
    moments.flatMap(([period, first]) => {
      if (period === 'hour' && of !== 'cell' && of !== 'all') return [];
      const cell = names.map((name) => ((kept as readonly string[]).includes(name) ? (row[name] ?? '') : ''));
      return [JSON.stringify([of, period, first, ...cell])];
    }),
  );
};

/** What the roll-ups must be, from the file's rows. */
export const recounted = (database: DatabaseSync): Counted => {
  const sums = new Map<string, Sum>();
  for (const row of rowsOf(database, 'SELECT * FROM attempt')) {
    for (const place of placesOf(row)) {
      const sum = sums.get(place) ?? { numbers: {}, firstToken: emptyTimes(), total: emptyTimes() };
      sums.set(place, sum);
      for (const [name, value] of Object.entries(numbersOf(row))) sum.numbers[name] = (sum.numbers[name] ?? 0n) + value;
      if (row['outcome'] !== 'answered' || row['cost_from'] === 'cached') continue;
      if (row['first_token_ms'] !== null) addTime(sum.firstToken, Number(row['first_token_ms']));
      addTime(sum.total, Number(row['total_ms']));
    }
  }
  return byKey(
    [...sums].map(([place, sum]) => [
      place,
      { ...sum.numbers, first_token: timesText(sum.firstToken), total: timesText(sum.total) },
    ]),
  );
};

/** What budgets are checked against: known money and attempts of unknown cost. */
export const keptSpend = (database: DatabaseSync): Counted =>
  byKey(
    rowsOf(database, 'SELECT * FROM spend').map((row) => [
      JSON.stringify(['period', 'first', ...spenders].map((name) => row[name])),
      { nano: big(row['nano']), untold: big(row['untold']) },
    ]),
  );

/** What that must be, from the file's rows. */
export const recountedSpend = (database: DatabaseSync): Counted => {
  const sums = new Map<string, { nano: bigint; untold: bigint }>();
  for (const row of rowsOf(database, 'SELECT * FROM attempt')) {
    const at = new Date(Number(row['at']));
    const { day, month } = momentsOf(at.getTime());
    const monday = new Date(at.getFullYear(), at.getMonth(), at.getDate() - ((at.getDay() + 6) % 7), 12);
    const firsts = { day, week: momentsOf(monday.getTime()).day, month: `${month}-01` };
    for (const [period, first] of Object.entries(firsts)) {
      const key = JSON.stringify([period, first, ...spenders.map((name) => row[name] ?? '')]);
      const sum = sums.get(key) ?? { nano: 0n, untold: 0n };
      const untold = row['cost_nano'] === null ? 1n : 0n;
      sums.set(key, { nano: sum.nano + big(row['cost_nano']), untold: sum.untold + untold });
    }
  }
  return byKey([...sums]);
};
