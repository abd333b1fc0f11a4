/**
 * How long to wait after a keystroke before a completion is worth its price. Who types in a flow has the next keystroke
 * ready, and what is asked for between two of them is paid for nothing; who types slowly, or has just taken a proposal,
 * looks at the screen. Times in milliseconds.
 */

export const leastPause = 60;
export const mostPause = 350;

const usualPause = 120;

/** A longer gap ends a flow. */
const flowEnds = 600;

/** A flow with shorter gaps, on average, is quick. */
const quick = 250;

/** Gaps that count: more is another mood. */
const remembered = 16;

/** Share of the gaps that are shorter than the one that counts, and how many times as long the wait is. */
const share = 0.9;
const times = 2;

/** What is known of how a person types now. */
export interface Typing {
  /** Gaps of the flow that is going on, oldest first. */
  readonly gaps: readonly number[];
  /** When the last key was pressed. */
  readonly lastAt?: number | undefined;
  /** A proposal was taken, and nothing typed since. */
  readonly accepted?: boolean | undefined;
}

export const still: Typing = { gaps: [] };

export const typed = ({ gaps, lastAt }: Typing, at: number): Typing => {
  const gap = lastAt === undefined ? Number.NaN : at - lastAt;
  // Also where the clock was set back.
  const flows = gap >= 0 && gap <= flowEnds;
  return { gaps: flows ? [...gaps, gap].slice(-remembered) : [], lastAt: at };
};

export const accepted = (_: Typing, at: number): Typing => ({ gaps: [], lastAt: at, accepted: true });

/** Milliseconds to wait after the last keystroke. */
export const pauseOf = ({ gaps, accepted: taken }: Typing): number => {
  if (taken) return leastPause;
  if (gaps.length < 2) return usualPause;
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  if (mean >= quick) return usualPause;
  const counted = gaps.toSorted((a, b) => a - b)[Math.floor((gaps.length - 1) * share)] ?? mean;
  return Math.min(mostPause, Math.max(usualPause, Math.round(counted * times)));
};
