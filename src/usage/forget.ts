import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { damagedParts, setAsideIn } from './damaged.ts';
import { dropRows } from './drop-rows.ts';
import type { LedgerFile } from './file.ts';
import { cutLog, giveBack, pathOf } from './file-space.ts';
import { forgetSpanOf, type Forgetting, type ForgetSpan } from './forget-span.ts';
import { forgetSpend } from './forget-spend.ts';
import type { Shared } from './ledger.ts';
import { prepared } from './prepared.ts';
import { rebuild } from './rollup-rebuild.ts';
import { numberIn } from './row.ts';
import { brief, stepwise, type Pause } from './spare-time.ts';

export type { Forgetting } from './forget-span.ts';

/** What would be lost, for the person who is asked. Counted over whole local days. */
export interface Inside {
  /** Local days as `2026-03-29`; absent where nothing is there. */
  readonly first?: string | undefined;
  readonly last?: string | undefined;
  /** Days on which anything was used. */
  readonly days: number;
  readonly requests: number;
  readonly attempts: number;
  /** Attempts that are still there one by one; of the others only the sums are. */
  readonly rows: number;
  /** US dollars, of attempts whose cost is known, however it is known. */
  readonly usd: number;
  /** Attempts whose cost nobody knows. */
  readonly unknown: number;
  /** Damaged ledgers that were set aside, by their whole path: they go with `all`, otherwise none is named. */
  readonly setAside: readonly string[];
}

export interface ForgetOptions {
  /** Hears how much is done, from 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

const insideSql = `
  SELECT count(DISTINCT first) AS days, min(first) AS first, max(first) AS last, total(requests) AS requests,
    total(attempts) AS attempts, total(unknown) AS unknown, total(reported) + total(computed) + total(estimated) AS nano
  FROM rollup_sum WHERE "of" = 'all' AND period = 'day' AND first BETWEEN ? AND ?`;

const rowsSql = 'SELECT count(*) AS rows FROM attempt WHERE at >= ? AND at < ?';

/** Rejects with what the file throws. */
export const whatIsIn = (shared: Shared, what: Forgetting, { now = Date.now }: ForgetOptions = {}): Promise<Inside> =>
  shared.use((file) => insideOf(file, what, forgetSpanOf(what, now())));

const insideOf = (file: LedgerFile, what: Forgetting, { since, until, first, last }: ForgetSpan): Inside =>
  file.read((database) => {
    const found = prepared(database, insideSql).get(first, last) ?? {};
    const days = numberIn(found, 'days');
    return {
      ...(days > 0 && { first: String(found['first']), last: String(found['last']) }),
      days,
      requests: numberIn(found, 'requests'),
      attempts: numberIn(found, 'attempts'),
      rows: numberIn(prepared(database, rowsSql).get(since, until) ?? {}, 'rows'),
      usd: numberIn(found, 'nano') / 1e9,
      unknown: numberIn(found, 'unknown'),
      setAside: what === 'all' ? setAsideIn(dirname(pathOf(file))) : [],
    };
  });

/**
 * Forgets, in small transactions; where the window closes in between, the next tidying goes on with it. Budgets count as
 * if the money was never spent from the first of them on. Resolves with what is gone, when its bytes are neither in the
 * file nor, unless another program kept reading it, in its log. Rejects with what the file throws.
 */
export const forget = async (
  shared: Shared,
  what: Forgetting,
  { onProgress, now = Date.now }: ForgetOptions = {},
): Promise<Inside> => {
  const span = forgetSpanOf(what, now());
  const { inside, id } = await shared.use((file) => {
    const counted = insideOf(file, what, span);
    for (const path of counted.setAside) for (const part of damagedParts) rmSync(path + part, { force: true });
    return { inside: counted, id: file.rewrite((database) => begin(database, what, { span, now: now() })) };
  });
  const all = inside.rows + inside.days * rowsOfDay;
  let done = 0;
  await goOn(shared, { id, pause: brief, onDone: (rows) => onProgress?.(Math.min(1, (done += rows) / all)) });
  onProgress?.(1);
  return inside;
};

/** A day's roll-ups take as long as so many rows. */
const rowsOfDay = 2_000;

/** Goes on with all that was begun and not ended. Resolves to false where there was no time for all. */
export const goOnForgetting = async (shared: Shared, pause: Pause): Promise<boolean> => {
  const open = await shared.use((file) =>
    file.read((database) =>
      prepared(database, 'SELECT id FROM forgotten WHERE finished_at IS NULL')
        .all()
        .map((row) => numberIn(row, 'id')),
    ),
  );
  for (const id of open) if (!(await goOn(shared, { id, pause }))) return false;
  return true;
};

const insertSql = `
  INSERT INTO forgotten (at, since, until, newest)
    VALUES (?, ?, ?, coalesce((SELECT max(id) FROM attempt), 0)) RETURNING id`;

/** All that is small goes at once. */
const begin = (
  database: DatabaseSync,
  what: Forgetting,
  { span, now }: { readonly span: ForgetSpan; readonly now: number },
): number => {
  forgetSpend(database, span);
  prepared(database, 'DELETE FROM provider_total WHERE at >= ? AND at < ?').run(span.since, span.until);
  if (what === 'all') database.exec('DELETE FROM correction; DELETE FROM salvage');
  return numberIn(prepared(database, insertSql).get(now, span.since, span.until) ?? {}, 'id');
};

interface Begun extends Pick<ForgetSpan, 'since' | 'until'> {
  readonly id: number;
  /** Every row that is to go has this id or a lower one. */
  readonly newest: number;
}

const openSql = 'SELECT id, since, until, newest FROM forgotten WHERE id = ? AND finished_at IS NULL';

const begunIn = (database: DatabaseSync, id: number): Begun | undefined => {
  const row = prepared(database, openSql).get(id);
  return (
    row && {
      id,
      since: numberIn(row, 'since'),
      until: numberIn(row, 'until'),
      newest: numberIn(row, 'newest'),
    }
  );
};

interface Going {
  readonly id: number;
  readonly pause: Pause;
  /** Hears of work that is done, in rows. */
  readonly onDone?: ((rows: number) => void) | undefined;
}

/**
 * The newest row goes last: as long as it is there, SQLite gives its number to no other, and what is recorded meanwhile
 * has a higher one.
 */
const goOn = async (shared: Shared, { id, pause, onDone }: Going): Promise<boolean> => {
  const isDue = (database: DatabaseSync): boolean => begunIn(database, id) !== undefined;
  const begun = await shared.use((file) => file.read((database) => begunIn(database, id)));
  if (!begun) return true;
  const dropping = { pause, isDue, ...(onDone && { onDropped: onDone }) };
  if (!(await dropRows(shared, { ...begun, below: begun.newest }, dropping))) return false;
  const days = await shared.use((file) => file.read((database) => daysWithin(database, begun)));
  let at = 0;
  const isCounted = await stepwise(pause, async () => {
    const day = days[at++];
    if (day === undefined) return false;
    await shared.use((file) => file.change((database) => void (isDue(database) && rebuild(database, [day]))));
    onDone?.(rowsOfDay);
    return true;
  });
  if (!isCounted) return false;
  await shared.use((file) => file.rewrite((database) => void (isDue(database) && end(database, begun))));
  if (!(await stepwise(pause, () => shared.use((file) => giveBack(file, 0))))) return false;
  return stepwise(pause, logCutter(shared));
};

/** Another window that reads just now keeps the log for a moment. */
const mostCuts = 50;

const logCutter = (shared: Shared): (() => Promise<boolean>) => {
  let tries = 0;
  return async () => !(await shared.use(cutLog)) && (tries += 1) < mostCuts;
};

const daysSql = `SELECT DISTINCT first FROM rollup_sum WHERE "of" = 'all' AND period = 'day' AND first BETWEEN ? AND ?`;

const daysOf = ({ since, until }: Pick<ForgetSpan, 'since' | 'until'>): readonly [string, string] => {
  const { first, last } = forgetSpanOf(since < 0 ? 'all' : { since, until }, since);
  return [first, last];
};

const daysWithin = (database: DatabaseSync, begun: Begun): readonly string[] =>
  prepared(database, daysSql)
    .all(...daysOf(begun))
    .map((row) => String(row['first']));

const newestDaySql = 'DELETE FROM attempt WHERE id = ? AND at >= ? AND at < ? RETURNING local_day(at) AS day';

const end = (database: DatabaseSync, { id, since, until, newest }: Begun): void => {
  const day = prepared(database, newestDaySql).get(newest, since, until)?.['day'];
  if (typeof day === 'string') rebuild(database, [day]);
  // Every cell that counts anything has its month.
  database.exec(`
    DELETE FROM cell WHERE id NOT IN (SELECT cell FROM rollup WHERE period = 'month');
    DELETE FROM key_name WHERE key_id NOT IN (SELECT key_id FROM cell)`);
  prepared(database, 'UPDATE forgotten SET finished_at = ? WHERE id = ?').run(Date.now(), id);
};
