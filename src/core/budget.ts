import type { Task } from './task.ts';

/** A cap in money over a period of the person's own calendar. */
export interface Budget {
  /** Made from what it covers and its period, so that it stays the same when its limit changes. */
  readonly id: string;
  readonly name?: string | undefined;
  /** US dollars. */
  readonly limit: number;
  readonly period: 'day' | 'week' | 'month';
  /** What it covers; all that is named must fit. Nothing named: everything. */
  readonly of: {
    readonly provider?: string | undefined;
    /** Id of the key. */
    readonly key?: string | undefined;
    readonly task?: Task | undefined;
    readonly caller?: string | undefined;
    readonly workspace?: string | undefined;
  };
  /** What is done where the next request would pass the limit. */
  readonly action: 'block' | 'ask' | 'downgrade';
  /** The worst case is reserved instead of what is likely: the limit then holds whatever happens. */
  readonly strict: boolean;
}

/** What was said to one attempt before it was sent: how its reservation is called, or why it may not be sent. */
export type Admission =
  | { readonly kind: 'admitted'; readonly reservation?: string | undefined }
  /** A clause for a person: "the budget of today is used up: $5.00 of $5.00". */
  | { readonly kind: 'refused'; readonly reason: string };
