/**
 * How long things took, as a histogram whose buckets grow by a fixed ratio: whatever the length, a percentile is off by at
 * most 2.5 per cent. Histograms add up, and take some ten bytes where few answers are counted.
 */

/** How often each bucket was hit. */
export type Times = Map<number, number>;

const ratio = 1.05;
const logRatio = Math.log(ratio);
/** Beyond it lies more than a month. */
export const lastBucket = 450;

export const emptyTimes = (): Times => new Map();

/** Bucket 0 is no time at all; bucket n ends before `1.05^n` milliseconds. */
const bucketOf = (ms: number): number =>
  ms < 1 ? 0 : Math.min(lastBucket, 1 + Math.floor(Math.log(ms) / logRatio + 1e-9));

/** Milliseconds; the middle of a bucket, as seen from both its ends. */
const middleOf = (bucket: number): number =>
  bucket === 0 ? 0 : Math.round((ratio ** (bucket - 1) * 2 * ratio) / (1 + ratio));

export const addTime = (times: Times, ms: number): void => {
  const bucket = bucketOf(ms);
  times.set(bucket, (times.get(bucket) ?? 0) + 1);
};

export const addTimes = (times: Times, others: Times): void => {
  for (const [bucket, count] of others) times.set(bucket, (times.get(bucket) ?? 0) + count);
};

/** Milliseconds that so large a share of all stayed within; undefined where nothing was counted. */
export const percentile = (times: Times, share: number): number | undefined => {
  const total = [...times.values()].reduce((sum, count) => sum + count, 0);
  let left = Math.ceil(total * share);
  for (const [bucket, count] of [...times].toSorted(([a], [b]) => a - b)) {
    left -= count;
    if (left <= 0) return middleOf(bucket);
  }
  return undefined;
};

/** Reused: packing is done for each roll-up of each row. A bucket and its count take at most ten bytes. */
const buffer = new Uint8Array((lastBucket + 1) * 10);

/** Seven bits a byte, the lowest first; the eighth says that more follow. Returns where the next one begins. */
const writeWhole = (at: number, value: number): number => {
  let [place, left] = [at, value];
  for (; left >= 128; left = Math.floor(left / 128)) buffer[place++] = (left % 128) + 128;
  buffer[place++] = left;
  return place;
};

/** Bucket and count in turn, a bucket as its distance from the one before; buckets come in their order. */
const packedPairs = (pairs: Iterable<readonly [bucket: number, count: number]>): Uint8Array | null => {
  let [place, before] = [0, 0];
  for (const [bucket, count] of pairs) {
    place = writeWhole(writeWhole(place, bucket - before), count);
    before = bucket;
  }
  return place === 0 ? null : buffer.slice(0, place);
};

export const packed = (times: Times): Uint8Array | null =>
  packedPairs(times.size < 2 ? times : [...times].toSorted(([a], [b]) => a - b));

/** Of counts by bucket. */
export const packedCounts = (counts: Float64Array): Uint8Array | null => {
  const pairs: [number, number][] = [];
  for (let bucket = 0; bucket <= lastBucket; bucket++) {
    const count = counts[bucket] ?? 0;
    if (count > 0) pairs.push([bucket, count]);
  }
  return packedPairs(pairs);
};

/** Calls back for each bucket. What is no histogram of ours, cut or strange, counts as far as it can be read. */
export const eachBucket = (bytes: unknown, visit: (bucket: number, count: number) => void): void => {
  if (!(bytes instanceof Uint8Array)) return;
  let bucket = 0;
  let value = 0;
  let weight = 1;
  let isCount = false;
  for (const byte of bytes) {
    value += (byte & 127) * weight;
    weight *= 128;
    if (byte >= 128) continue;
    if (!isCount) bucket += value;
    else if (bucket <= lastBucket && Number.isSafeInteger(value)) visit(bucket, value);
    value = 0;
    weight = 1;
    isCount = !isCount;
  }
};

export const unpacked = (bytes: unknown): Times => {
  const times = emptyTimes();
  eachBucket(bytes, (bucket, count) => times.set(bucket, (times.get(bucket) ?? 0) + count));
  return times;
};
