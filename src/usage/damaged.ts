import { copyFileSync, existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import { dayOf } from './period.ts';

/** What belongs to a SQLite file in WAL mode. */
export const damagedParts = ['-wal', '-shm', ''] as const;

const isFree = (path: string): boolean => damagedParts.every((part) => !existsSync(path + part));

const freePath = (folder: string): string => {
  const stem = join(folder, `ledger.damaged-${dayOf(Date.now())}`);
  let path = `${stem}.db`;
  for (let copy = 2; !isFree(path); copy++) path = `${stem}-${copy}.db`;
  return path;
};

/**
 * Closes a damaged ledger and moves it out of the way under a name not used before. Returns that name. Nothing is lost:
 * SQLite deletes a log it cannot read when it closes, so the log is copied before.
 */
export const setAside = (path: string, close: () => void): string => {
  const kept = freePath(dirname(path));
  try {
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${kept}-wal`);
  } finally {
    close();
  }
  for (const part of damagedParts) if (existsSync(path + part)) renameSync(path + part, kept + part);
  return kept;
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** A file that was cut off to nothing while its log was left: SQLite would take it for a blank one and delete the log. */
export const isEmptied = (path: string): boolean => existsSync(path) && sizeOf(path) === 0 && sizeOf(`${path}-wal`) > 0;

/** Ledgers that were set aside in a folder, by their whole path. */
export const setAsideIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => /^ledger\.damaged-.+\.db$/.test(name))
    .map((name) => join(folder, name));

/** What was read of a ledger that was set aside. */
export interface Salvaged {
  readonly attempts: number;
  /** Whether budgets count what was spent as before. */
  readonly spend: boolean;
}

/** Once for each damage, when all that can be read has been read. */
export const damagedText = (kept: string, { attempts, spend }: Salvaged): string => {
  if (attempts === 0) return spend ? nothingRead(kept) : nothingCounted(kept);
  if (attempts === 1) return spend ? oneRead(kept) : oneCounted(kept);
  return spend
    ? t(
        "Keyway's usage ledger was damaged: it is kept as {0}, and {1} attempts were read back into a new one.",
        kept,
        count.format(attempts),
      )
    : t(
        "Keyway's usage ledger was damaged: it is kept as {0}, and {1} attempts were read back into a new one, and budgets count from these.",
        kept,
        count.format(attempts),
      );
};

const oneRead = (kept: string): string =>
  t("Keyway's usage ledger was damaged: it is kept as {0}, and 1 attempt was read back into a new one.", kept);

const oneCounted = (kept: string): string =>
  t(
    "Keyway's usage ledger was damaged: it is kept as {0}, and 1 attempt was read back into a new one, and budgets count from these.",
    kept,
  );

const nothingRead = (kept: string): string =>
  t("Keyway's usage ledger was damaged: it is kept as {0}, and nothing could be read back into a new one.", kept);

const nothingCounted = (kept: string): string =>
  t(
    "Keyway's usage ledger was damaged: it is kept as {0}, and nothing could be read back into a new one, so budgets begin anew.",
    kept,
  );
