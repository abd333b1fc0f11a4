import type { Usage } from './chat.ts';
import type { Cost } from './cost.ts';
import type { FailureKind } from './failure.ts';
import type { Task } from './task.ts';

/** One try of one route, as the ledger keeps it. Neither the prompt nor the answer is in it. */
export interface Attempt {
  /** Ours, the same for all attempts of one request. */
  readonly requestId: string;
  /** When it began, milliseconds since 1970. */
  readonly at: number;
  /** Id of the provider's record. */
  readonly provider: string;
  /** The provider's own id, as asked for. */
  readonly model: string;
  readonly keyId: string;
  readonly keyNickname: string;
  readonly task: Task;
  /** The extension or surface that asked: `github.copilot-chat`, `core`, `keyway.participant`. */
  readonly caller: string;
  /** Name and hash of the folder that was open; absent: none. */
  readonly workspace?: string | undefined;
  /** `outrun`: a second route was started beside it and answered first. */
  readonly outcome: 'answered' | 'outrun' | FailureKind;
  /** HTTP status, where one came. */
  readonly status?: number | undefined;
  /** Milliseconds from the beginning to the first visible part; absent where none came. */
  readonly firstTokenMs?: number | undefined;
  /** Milliseconds from the beginning to the end. */
  readonly totalMs: number;
  /** Absent: not reported. */
  readonly usage?: Usage | undefined;
  /** The tokens of `usage` were counted here: the provider reported none, or not all of them. */
  readonly counted?: true | undefined;
  readonly cost: Cost;
  /** The model that really answered, where the provider names one. */
  readonly servedModel?: string | undefined;
  /**
   * What the same tokens would have cost, US dollars, at the dearest model that was a candidate for the request. Asked once,
   * when the attempt is written and not before.
   */
  readonly dearest?: (() => { readonly model: string; readonly usd: number } | undefined) | undefined;
}

/**
 * With the dearest candidate asked for now: what waits for a disk must not hold a plan. Never throws: a row is worth more than
 * what might have been saved by it.
 */
export const weighed = (attempt: Attempt): Attempt => {
  const dearest = dearestOf(attempt);
  return { ...attempt, dearest: () => dearest };
};

const dearestOf = (attempt: Attempt): ReturnType<NonNullable<Attempt['dearest']>> => {
  try {
    return attempt.dearest?.();
  } catch {
    return undefined;
  }
};
