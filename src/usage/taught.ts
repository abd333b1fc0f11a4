import type { DatabaseSync } from 'node:sqlite';
import { dayOf, hourOf } from './period.ts';
import { addTimes, eachBucket, lastBucket, packed, packedCounts, unpacked } from './times.ts';

const bytesOf = (value: unknown): Uint8Array | null => (value instanceof Uint8Array ? value : null);

const joined = (one: unknown, other: unknown): Uint8Array | null => {
  if (one === null || other === null) return bytesOf(one ?? other);
  const times = unpacked(one);
  addTimes(times, unpacked(other));
  return packed(times);
};

/**
 * Teaches a connection what the ledger's SQL calls. `local_day(at)` and `local_hour(at)` are JavaScript's, so that a day's
 * group and `today()` agree; they are also quicker than SQLite's 'localtime'. `join_times(a, b)` and the aggregate
 * `sum_times(a)` add up histograms.
 */
export const teach = (database: DatabaseSync): void => {
  database.function('local_day', (at) => dayOf(Number(at)));
  database.function('local_hour', (at) => hourOf(Number(at)));
  database.function('join_times', { deterministic: true }, joined);
  // An array, since SQLite's accumulators are values of its own.
  database.aggregate<Float64Array>('sum_times', {
    start: () => new Float64Array(lastBucket + 1),
    step: (counts, bytes) => {
      eachBucket(bytes, (bucket, count) => (counts[bucket] = (counts[bucket] ?? 0) + count));
      return counts;
    },
    result: packedCounts,
  });
};
