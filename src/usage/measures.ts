import type { Row } from './row.ts';
import { addTime, addTimes, emptyTimes, type Times } from './times.ts';

/** What a roll-up counts: whole numbers that may be added over any hours, days and cells. */
export const counts = [
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
] as const;
type Count = (typeof counts)[number];

/**
 * Nano-dollars (1e-9 US dollars). `baseline`: what the tokens of some rows would have cost at the dearest candidate for
 * their requests; `baselined`: what those very rows did cost.
 */
export const amounts = ['reported', 'computed', 'estimated', 'baseline', 'baselined'] as const;
type Amount = (typeof amounts)[number];

/** How long answers took, in milliseconds, as histograms. Answers kept from before are not in them. */
export const durations = ['first_token', 'total'] as const;
type Duration = (typeof durations)[number];

/** What has been counted so far. Counts stay exact in JavaScript's numbers; sums of money need more. */
export interface Measured {
  readonly counts: Record<Count, number>;
  readonly amounts: Record<Amount, bigint>;
  readonly times: Record<Duration, Times>;
}

export const nothingMeasured = (): Measured => ({
  counts: {
    requests: 0,
    attempts: 0,
    answered: 0,
    stopped: 0,
    fallbacks: 0,
    input: 0,
    output: 0,
    cached: 0,
    cache_write: 0,
    reasoning: 0,
    unreported: 0,
    unknown: 0,
    kept: 0,
  },
  amounts: { reported: 0n, computed: 0n, estimated: 0n, baseline: 0n, baselined: 0n },
  times: { first_token: emptyTimes(), total: emptyTimes() },
});

export const sumOf = (one: Measured, other: Measured): Measured => {
  const sum = nothingMeasured();
  for (const each of [one, other]) {
    for (const name of counts) sum.counts[name] += each.counts[name];
    for (const name of amounts) sum.amounts[name] += each.amounts[name];
    for (const name of durations) addTimes(sum.times[name], each.times[name]);
  }
  return sum;
};

/** What a row says about money. */
export type Money = Pick<Row, 'cost_nano' | 'cost_from' | 'baseline_nano'>;

/** What of a row is counted. */
export type Counted = Money &
  Pick<
    Row,
    | 'first'
    | 'fallback'
    | 'outcome'
    | 'first_token_ms'
    | 'total_ms'
    | 'input_tokens'
    | 'output_tokens'
    | 'cache_read_tokens'
    | 'cache_write_tokens'
    | 'reasoning_tokens'
  >;

export const addRow = (measured: Measured, row: Counted): void => {
  const { counts: count, times } = measured;
  const isAnswer = row.outcome === 'answered';
  count.requests += row.first;
  count.attempts += 1;
  count.fallbacks += row.fallback;
  if (isAnswer) count.answered += 1;
  if (row.outcome === 'aborted' || row.outcome === 'outrun') count.stopped += 1;
  if (isAnswer && row.input_tokens === null && row.output_tokens === null) count.unreported += 1;
  count.input += row.input_tokens ?? 0;
  count.output += row.output_tokens ?? 0;
  count.cached += row.cache_read_tokens ?? 0;
  count.cache_write += row.cache_write_tokens ?? 0;
  count.reasoning += row.reasoning_tokens ?? 0;
  addMoney(measured, row);
  if (!isAnswer || row.cost_from === 'cached') return;
  if (row.first_token_ms !== null) addTime(times.first_token, row.first_token_ms);
  addTime(times.total, row.total_ms);
};

/**
 * `times` -1 takes it back. The baseline counts where the cost is known as well: only then is there something to compare. It
 * is never less than the cost: who did the work could have done it, whatever it was believed to cost beforehand.
 */
export const addMoney = (measured: Measured, money: Money, times: 1 | -1 = 1): void => {
  const { counts: count, amounts: sums } = measured;
  if (money.cost_from === 'cached') count.kept += times;
  if (money.cost_nano === null) {
    count.unknown += times;
    return;
  }
  const nano = BigInt(money.cost_nano * times);
  if (money.cost_from === 'reported' || money.cost_from === 'computed' || money.cost_from === 'estimated')
    sums[money.cost_from] += nano;
  if (money.baseline_nano === null) return;
  sums.baseline += BigInt(Math.max(money.baseline_nano, money.cost_nano) * times);
  sums.baselined += nano;
};
