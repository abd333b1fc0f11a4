import { dayOf, midnight, type Period } from './period.ts';

/** What is to be forgotten: all whole local days that a period touches, or everything. */
export type Forgetting = Period | 'all';

/** Whole local days. */
export interface ForgetSpan {
  /** Milliseconds since 1970; a local midnight each, or beyond all time. */
  readonly since: number;
  readonly until: number;
  /** The first and the last local day, as `2026-03-29`. */
  readonly first: string;
  readonly last: string;
}

const always: ForgetSpan = {
  since: Number.MIN_SAFE_INTEGER,
  until: Number.MAX_SAFE_INTEGER,
  first: '',
  last: '~',
};

/** The latest moment that JavaScript's calendar has. */
const end = 8_640_000_000_000_000;

export const forgetSpanOf = (what: Forgetting, now: number): ForgetSpan => {
  if (what === 'all') return always;
  const since = Math.max(0, what.since);
  const last = Math.max(since, Math.min(what.until ?? now + 1, end) - 1);
  return { since: midnight(since), until: midnight(last, 1), first: dayOf(since), last: dayOf(last) };
};
