import type { Summary } from '../core/summary.ts';
import type { Attempt } from '../core/attempt.ts';
import type { LedgerFile } from './file.ts';
import { groundsFrom, type Grounds } from './grounds.ts';
import type { Period } from './period.ts';
import type { Span } from './span.ts';
import { groupsFrom, recentFrom, summaryFrom, type Group, type GroupBy, type Where } from './report.ts';
import type { PastAttempt } from './row.ts';
import type { Entry } from './spend.ts';
import { WriteBehind, type Joiner, type LedgerOptions, type LedgerState } from './write-behind.ts';

export type { LedgerOptions, LedgerState };

/** The ledger's open file as other books of the same room use it. */
export interface Shared {
  /** Rows that wait are written first, or go on waiting (`later`). Rejects with what opening or the work threw. */
  readonly use: <T>(work: (file: LedgerFile) => T, rows?: 'first' | 'later') => Promise<T>;
  /** At once; undefined while the file is not open. Throws what the work throws. */
  readonly peek: <T>(work: (file: LedgerFile) => T) => T | undefined;
  /** Whether rows wait. */
  readonly isBehind: () => boolean;
  /** Writes the rows that wait. Throws what the file throws. */
  readonly catchUp: (file: LedgerFile) => void;
  /** Told of every row at once, before it is written. */
  readonly onRecorded: (listener: (entry: Entry) => void) => void;
  /** Takes part in every transaction that writes rows. */
  readonly onWriting: (joiner: Joiner) => void;
}

/** Every attempt, written once. Reports write first what is waiting, and reject with `LedgerTrouble`. */
export interface Ledger {
  /** Takes microseconds and never throws: the row is written shortly after, and with it ends the reservation made for it. */
  readonly record: (attempt: Attempt, reservation?: string) => void;
  /** Writes what is waiting now. Never rejects: what cannot be written keeps waiting, and `state` says so. */
  readonly flush: () => Promise<void>;
  readonly summary: (period: Period, where?: Where) => Promise<Summary>;
  readonly summaryBy: (by: GroupBy, period: Period, where?: Where) => Promise<readonly Group[]>;
  /** What trend, forecast, savings and advice of a span rest on. */
  readonly grounds: (span: Span, now?: number) => Promise<Grounds>;
  /** Newest first. */
  readonly recent: (limit: number) => Promise<readonly PastAttempt[]>;
  /** What the last use of the file found. The reason is a clause: "the disk is full". */
  readonly state: () => LedgerState;
  readonly shared: Shared;
  /** Told, a little later, that rows have come into the file. */
  readonly onWritten: (listener: () => void) => void;
  /** Writes what is waiting and closes the file; for `deactivate` to return. */
  readonly dispose: () => Promise<void>;
}

/** The ledger of a folder. Opens nothing yet: that is done by the first row written or the first report asked for. */
export const openLedger = (options: LedgerOptions): Ledger => {
  const rows = new WriteBehind(options);
  return {
    record: (attempt, reservation) => rows.record(attempt, reservation),
    flush: () => rows.flush(),
    summary: (period, where) => rows.report((file) => file.read((database) => summaryFrom(database, period, where))),
    summaryBy: (by, period, where) =>
      rows.report((file) => file.read((database) => groupsFrom(database, { by, where }, period))),
    grounds: (span, now) => rows.report((file) => file.read((database) => groundsFrom(database, span, now))),
    recent: (limit) => rows.report((file) => file.read((database) => recentFrom(database, limit))),
    state: () => rows.state(),
    shared: {
      use: (work, waiting) => rows.use(work, waiting),
      peek: (work) => rows.peek(work),
      isBehind: () => rows.isBehind(),
      catchUp: (file) => rows.catchUp(file),
      onRecorded: (listener) => rows.onRecorded(listener),
      onWriting: (joiner) => rows.onWriting(joiner),
    },
    onWritten: (listener) => rows.onWritten(listener),
    dispose: () => rows.dispose(),
  };
};
