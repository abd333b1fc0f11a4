import { fileReason, isDamagedFile, sqliteCode } from '../core/file-reason.ts';
import { t } from '../core/l10n.ts';

/** The ledger cannot be used as asked. The message is a sentence for a person; the cause is kept underneath. */
export class LedgerTrouble extends Error {
  override readonly name = 'LedgerTrouble';
}

/** Nothing this window can do will make the ledger usable: no retry. The message is a clause: "the … was …". */
export class LedgerUnusable extends Error {
  override readonly name = 'LedgerUnusable';
}

export const newer = (): LedgerUnusable =>
  new LedgerUnusable(t('it was written by a newer version of Keyway; update Keyway and reload the window'));

/** The file's content is broken, found by SQLite's own check. */
export class LedgerDamaged extends Error {
  override readonly name = 'LedgerDamaged';
}

export const isDamage = (error: unknown): boolean => error instanceof LedgerDamaged || isDamagedFile(error);

/** SQLITE_BUSY and SQLITE_LOCKED: another window is at work, the file is as good as before. */
export const isLocked = (error: unknown): boolean => [5, 6].includes(sqliteCode(error) ?? 0);

/** One clause for a person: "the disk is full". */
export const reasonOf = (error: unknown): string => {
  if (error instanceof LedgerUnusable) return error.message;
  if (error instanceof LedgerDamaged) return t('the file is damaged');
  return fileReason(error) ?? (error instanceof Error ? error.message : String(error));
};
