/**
 * How long things took, as a histogram whose buckets grow by a fixed ratio: whatever the length, a percentile is off by at
 * most 2.5 per cent. Histograms add up, and take some ten bytes where few answers are counted.
 */

/** How often each bucket was hit. */
export type Times = Map<number, number>;

const ratio = 1.05;
const logRatio = Math.log(ratio);
/** Beyond it lies more than a month. */
const lastBucket = 450;

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

/** Milliseconds that so large shares of all stayed within; undefined where nothing was counted. Shares ascend. */
export const percentiles = (times: Times, shares: readonly number[]): readonly number[] | undefined => {
  if (times.size === 0) return undefined;
  const ascending = [...times].toSorted(([a], [b]) => a - b);
  const total = ascending.reduce((sum, [, count]) => sum + count, 0);
  return shares.map((share) => {
    let left = Math.ceil(total * share);
    const found = ascending.find(([, count]) => (left -= count) <= 0);
    return middleOf(found?.[0] ?? lastBucket);
  });
};

/** Milliseconds that so large a share of all stayed within; undefined where nothing was counted. */
export const percentile = (times: Times, share: number): number | undefined => percentiles(times, [share])?.[0];

/** Reused: packing is done for each roll-up of each row. A bucket and its count take at most ten bytes. */
const buffer = new Uint8Array((lastBucket + 1) * 10);

/** Seven bits a byte, the lowest first; the eighth says that more follow. Returns where the next one begins. */
const writeWhole = (at: number, value: number): number => {
  let [place, left] = [at, value];
  for (; left >= 128; left = Math.floor(left / 128)) buffer[place++] = (left % 128) + 128;
  buffer[place++] = left;
  return place;
};

/** Reused as well: counts by bucket, all 0 between two uses. */
const scratch = new Float64Array(lastBucket + 1);

/** Packs what is in the scratch and clears it. */
const packScratch = (): Uint8Array | null => {
  let place = 0;
  for (let bucket = 0; bucket <= lastBucket; bucket++) {
    const count = scratch[bucket] ?? 0;
    if (count === 0) continue;
    place = writeWhole(writeWhole(place, bucket), count);
    scratch[bucket] = 0;
  }
  return place === 0 ? null : buffer.slice(0, place);
};

/**
 * Bucket and count in turn, the shortest first, so that the same times are the same bytes. Histograms that are joined byte
 * by byte can be read as the histogram of both.
 */
export const packed = (times: Times): Uint8Array | null => {
  if (times.size === 0) return null;
  for (const [bucket, count] of times) scratch[bucket] = count;
  return packScratch();
};

/** What is no histogram of ours, cut or strange, counts as far as it can be read. */
const eachCount = (bytes: unknown, visit: (bucket: number, count: number) => void): void => {
  if (!(bytes instanceof Uint8Array)) return;
  let bucket = -1;
  let value = 0;
  let weight = 1;
  for (let place = 0; place < bytes.length; place++) {
    const byte = bytes[place] ?? 0;
    value += (byte & 127) * weight;
    weight *= 128;
    if (byte >= 128) continue;
    if (bucket === -1) bucket = value;
    else {
      if (bucket <= lastBucket && Number.isSafeInteger(value)) visit(bucket, value);
      bucket = -1;
    }
    value = 0;
    weight = 1;
  }
};

const addToScratch = (bucket: number, count: number): void => {
  scratch[bucket] = (scratch[bucket] ?? 0) + count;
};

/** Two packed histograms, or two joined byte by byte, as one. */
export const joined = (one: unknown, other: unknown): Uint8Array | null => {
  eachCount(one, addToScratch);
  eachCount(other, addToScratch);
  return packScratch();
};

/** Adds a packed histogram. */
export const addPacked = (times: Times, bytes: unknown): void =>
  eachCount(bytes, (bucket, count) => times.set(bucket, (times.get(bucket) ?? 0) + count));

export const unpacked = (bytes: unknown): Times => {
  const times = emptyTimes();
  addPacked(times, bytes);
  return times;
};
