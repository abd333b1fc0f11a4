import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as pause, setTimeout as wait } from 'node:timers/promises';
import { correctedMoney, type Prices, type RowMoney } from './correction-money.ts';
import { type Corrected, rowsOf } from './correction-survey.ts';
import { pricedRowOf, recordOf, type CorrectionRecord } from './correction-record.ts';
import type { LedgerFile } from './file.ts';
import type { Shared } from './ledger.ts';
import { prepared } from './prepared.ts';
import { reprice } from './rollup.ts';
import { numberIn, type Read } from './row.ts';
import { isLocked } from './trouble.ts';
import { idsOf, type Watch } from './walk-rows.ts';

/** What is begun: which rows, by whom, and the prices as text, for whoever finishes it. */
export interface Correction extends Corrected {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: string;
  readonly datesBefore: readonly string[];
  readonly prices: string;
}

/** Rows looked at, and rows written, in one transaction: the extension host stands still meanwhile, and other windows wait. */
const mostIds = 2_000;
const mostRows = 40;

/** Another window may be at work: each try waits for the busy timeout of the file. */
const mostTries = 5;

const insertSql = `
  INSERT INTO correction (at, actor, provider, model, since, until, first, last, done, dates_before, prices)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`;

/**
 * Writes down that a correction begins; no row is changed yet. Undefined where the span has no rows. Rejects with what the
 * file throws.
 */
export const beginCorrection = (
  shared: Pick<Shared, 'use'>,
  { at, by, provider, model, since, until, datesBefore, prices }: Correction,
): Promise<CorrectionRecord | undefined> =>
  shared.use((file) =>
    file.change((database) => {
      const ids = idsOf(database, { since, until });
      if (!ids) return undefined;
      const dates = datesBefore.join(', ').slice(0, 1_024);
      const { first, last } = ids;
      const texts = [by.slice(0, 256), provider, model];
      const row = prepared(database, insertSql).get(at, ...texts, since, until, first, last, first - 1, dates, prices);
      return row && recordOf(row);
    }),
  );

/**
 * Goes on with a correction until all its rows are done, and answers with its record. Where it was ended midway, it goes
 * on from there: each step and the record of it are one transaction. Throws the signal's reason where it is stopped, and
 * rejects with what the file throws.
 */
export const carryOn = async (
  shared: Pick<Shared, 'use'>,
  { id, prices }: { readonly id: number; readonly prices: Prices },
  watch: Watch,
): Promise<CorrectionRecord | undefined> => {
  for (;;) {
    watch.signal.throwIfAborted();
    const record = await oneStep(shared, id, prices);
    if (!record) return undefined;
    watch.tell(record.done - record.first + 1, record.last - record.first + 1);
    if (record.finishedAt !== undefined) return record;
    await pause();
  }
};

const oneStep = async (
  shared: Pick<Shared, 'use'>,
  id: number,
  prices: Prices,
): Promise<CorrectionRecord | undefined> => {
  const work = (file: LedgerFile): CorrectionRecord | undefined =>
    file.rewrite((database) => {
      const before = recordIn(database, id);
      if (!before || before.finishedAt !== undefined) return before;
      return stepIn(database, before, prices);
    });
  for (let tries = 1; ; tries++) {
    try {
      return await shared.use(work);
    } catch (error) {
      if (!isLocked(error) || tries === mostTries) throw error;
    }
    await wait(50 * tries);
  }
};

const recordIn = (database: DatabaseSync, id: number): CorrectionRecord | undefined => {
  const row = prepared(database, 'SELECT * FROM correction WHERE id = ?').get(id);
  return row && recordOf(row);
};

const advanceSql = `
  UPDATE correction SET done = ?, rows = rows + ?, before_nano = before_nano + ?, after_nano = after_nano + ?,
    unknown_before = unknown_before + ?, finished_at = ? WHERE id = ? RETURNING *`;

const stepIn = (database: DatabaseSync, record: CorrectionRecord, prices: Prices): CorrectionRecord | undefined => {
  const { changes, done } = changesIn(database, record, prices);
  const sums = { before: 0, after: 0, unknown: 0 };
  for (const { row, money } of changes) {
    reprice(database, pricedRowOf(row), money);
    sums.before += numberIn(row, 'cost_nano');
    sums.after += money.cost_nano ?? 0;
    sums.unknown += Number(row['cost_nano'] === null);
  }
  const finishedAt = done >= record.last ? Date.now() : null;
  const { before, after, unknown } = sums;
  const row = prepared(database, advanceSql).get(done, changes.length, before, after, unknown, finishedAt, record.id);
  return row && recordOf(row);
};

interface Changes {
  readonly changes: readonly { readonly row: Read; readonly money: RowMoney }[];
  /** The last row that was looked at. */
  readonly done: number;
}

const changesIn = (database: DatabaseSync, record: CorrectionRecord, prices: Prices): Changes => {
  const ids = { first: record.done + 1, last: Math.min(record.done + mostIds, record.last) };
  const changes: Changes['changes'][number][] = [];
  for (const row of rowsOf(database, record, ids)) {
    const money = correctedMoney(row, prices);
    if (!money) continue;
    changes.push({ row, money });
    if (changes.length === mostRows) return { changes, done: numberIn(row, 'id') };
  }
  return { changes, done: ids.last };
};

/** The newest corrections, newest first. Rejects with what the file throws. */
export const correctionsIn = (shared: Pick<Shared, 'use'>, limit: number): Promise<readonly CorrectionRecord[]> =>
  shared.use((file) =>
    file.read((database) =>
      prepared(database, 'SELECT * FROM correction ORDER BY id DESC LIMIT ?').all(limit).map(recordOf),
    ),
  );

/** Corrections that were ended midway, oldest first. Rejects with what the file throws. */
export const unfinishedIn = (shared: Pick<Shared, 'use'>): Promise<readonly CorrectionRecord[]> =>
  shared.use((file) =>
    file.read((database) =>
      prepared(database, 'SELECT * FROM correction WHERE finished_at IS NULL ORDER BY id').all().map(recordOf),
    ),
  );
