import type { DatabaseSync } from 'node:sqlite';
import type { LedgerFile } from './file.ts';
import { everyEighth, moveLog } from './file-space.ts';
import type { Shared } from './ledger.ts';
import { prepared } from './prepared.ts';
import { stepwise, type Pause } from './spare-time.ts';

/** Rows of attempts that began within a span, with an id below a number. */
export interface Doomed {
  readonly since: number;
  readonly until: number;
  readonly below: number;
}

/** Rows that are deleted at a time: a quarter of a millisecond of work. */
const batch = 250;

const dropSql = `DELETE FROM attempt WHERE id IN
  (SELECT id FROM attempt WHERE at >= ? AND at < ? AND id < ? ORDER BY at LIMIT ${batch})`;

export interface Dropping {
  readonly pause: Pause;
  /** Within each transaction; nothing more is deleted where it returns false. */
  readonly isDue?: (database: DatabaseSync) => boolean;
  /** Hears how many more are gone. */
  readonly onDropped?: (rows: number) => void;
}

/** Deletes rows in small transactions; their roll-ups stay. Resolves to whether all are gone. */
export const dropRows = (shared: Shared, doomed: Doomed, dropping: Dropping): Promise<boolean> => {
  const { since, until, below } = doomed;
  const { pause, isDue = () => true, onDropped } = dropping;
  const drop = (file: LedgerFile): boolean => {
    const rows = file.change((database) =>
      isDue(database) ? Number(prepared(database, dropSql).run(since, until, below).changes) : 0,
    );
    if (rows > 0) onDropped?.(rows);
    return rows === batch;
  };
  let isLogDue = false;
  const count = everyEighth(() => (isLogDue = true));
  return stepwise(pause, () =>
    shared.use((file) => {
      if (isLogDue) {
        // In a turn of its own: it waits for the disk.
        moveLog(file);
        isLogDue = false;
        return true;
      }
      count();
      return drop(file);
    }, 'later'),
  );
};
