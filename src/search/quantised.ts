/** A vector of length 1 as whole numbers from -127 to 127; times `scale` they are what they were, within half a step. */
export interface Quantised {
  readonly scale: number;
  readonly numbers: Int8Array;
}

const largest = 127;

const lengthOf = (vector: Float32Array): number => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));

/** The largest of them, without their signs. */
const peakOf = (vector: Float32Array): number => vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Only its direction is kept: that is all a cosine asks for. A vector of zeros is like nothing. */
export const quantised = (vector: Float32Array): Quantised => {
  const peak = peakOf(vector);
  const length = lengthOf(vector);
  if (!(peak > 0) || !Number.isFinite(length)) return { scale: 0, numbers: new Int8Array(vector.length) };
  const numbers = Int8Array.from(vector, (value) => Math.round((value / peak) * largest));
  return { scale: peak / length / largest, numbers };
};

/** The same for a question, with as many steps as sums of 32 bits leave room for: of two roundings it is the one that costs nothing. */
export const questioned = (vector: Float32Array): { readonly scale: number; readonly numbers: Int16Array } => {
  const peak = peakOf(vector);
  const length = lengthOf(vector);
  if (!(peak > 0) || !Number.isFinite(length)) return { scale: 0, numbers: new Int16Array(vector.length) };
  const steps = Math.min(32_767, Math.floor((2 ** 31 - 1) / (largest * vector.length)));
  const numbers = Int16Array.from(vector, (value) => Math.round((value / peak) * steps));
  return { scale: peak / length / steps, numbers };
};
