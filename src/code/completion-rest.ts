/**
 * Completions fail in silence, so they must not fail at every keystroke: after some failures in a row nobody is asked for a
 * while, longer each time. Milliseconds.
 */

const tolerated = 3;
const firstRest = 30_000;
const longestRest = 600_000;

export interface Rest {
  /** Failures in a row. */
  readonly failures: number;
  /** Nobody is asked before. */
  readonly until: number;
  /** Why, in a clause. */
  readonly why: string;
}

export const rested: Rest = { failures: 0, until: 0, why: '' };

export const failed = ({ failures: before }: Rest, why: string, now: number): Rest => {
  const failures = before + 1;
  const further = failures - tolerated;
  return { failures, why, until: further < 0 ? now : now + Math.min(longestRest, firstRest * 2 ** further) };
};
