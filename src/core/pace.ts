import { dayMs, mostSamples, type Note, type Sample } from './health-note.ts';

/** How long a model takes until the first part of its answer, over its last answers. */
export interface Pace {
  /** Milliseconds. */
  readonly p50: number;
  /** Milliseconds. */
  readonly p95: number;
  /** Answers it was taken from, at most 50. */
  readonly count: number;
}

/** The samples with one more; those of yesterday go. */
export const sampled = ({ pace = [] }: Note, sample: Sample): readonly Sample[] =>
  [...pace.filter(([at]) => at > sample[0] - dayMs), sample].slice(-mostSamples);

/** Asked for every model of a plan, and new only with a new sample. */
const paces = new WeakMap<readonly Sample[], Pace>();

export const paceFrom = (samples: readonly Sample[] | undefined): Pace | undefined => {
  if (!samples || samples.length === 0) return undefined;
  const known = paces.get(samples) ?? measured(samples);
  paces.set(samples, known);
  return known;
};

const measured = (samples: readonly Sample[]): Pace => {
  const sorted = samples.map(([, milliseconds]) => milliseconds).toSorted((a, b) => a - b);
  // Nearest rank: a time that was really measured, also of few samples.
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), count: sorted.length };
};
