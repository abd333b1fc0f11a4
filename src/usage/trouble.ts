/** The ledger cannot be used as asked. The message is a sentence for a person; the cause is kept underneath. */
export class LedgerTrouble extends Error {
  override readonly name = 'LedgerTrouble';
}

/** Nothing this window can do will make the ledger usable: no retry. The message is a clause: "the … was …". */
export class LedgerUnusable extends Error {
  override readonly name = 'LedgerUnusable';
}

export const newer = (): LedgerUnusable =>
  new LedgerUnusable('it was written by a newer version of Keyway; update Keyway and reload the window');

/** The file's content is broken, found by SQLite's own check. */
export class LedgerDamaged extends Error {
  override readonly name = 'LedgerDamaged';
}

/** SQLite's primary result code, where the error has one; the bytes above are the extended part. */
const sqliteCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;

const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** SQLITE_CORRUPT and SQLITE_NOTADB. A lock or a missing permission is never damage. */
export const isDamage = (error: unknown): boolean =>
  error instanceof LedgerDamaged || [11, 26].includes(sqliteCode(error) ?? 0);

/** SQLITE_BUSY and SQLITE_LOCKED: another window is at work, the file is as good as before. */
export const isLocked = (error: unknown): boolean => [5, 6].includes(sqliteCode(error) ?? 0);

const sqliteReasons: Readonly<Record<number, string>> = {
  3: 'Keyway may not write there',
  5: 'another program holds it locked',
  6: 'another program holds it locked',
  8: 'Keyway may not write there',
  10: 'the disk reports an error',
  11: 'the file is damaged',
  13: 'the disk is full',
  14: 'the file cannot be opened',
  26: 'the file is damaged',
};

const systemReasons: Readonly<Record<string, string>> = {
  EACCES: 'Keyway may not write there',
  EPERM: 'Keyway may not write there',
  EROFS: 'Keyway may not write there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EBUSY: 'another program holds it locked',
  ENOTDIR: 'its folder cannot be made',
  EEXIST: 'its folder cannot be made',
  ENOENT: 'its folder cannot be made',
};

/** One clause for a person: "the disk is full". */
export const reasonOf = (error: unknown): string => {
  if (error instanceof LedgerUnusable) return error.message;
  if (error instanceof LedgerDamaged) return 'the file is damaged';
  const known = sqliteReasons[sqliteCode(error) ?? 0] ?? systemReasons[systemCode(error) ?? ''];
  return known ?? (error instanceof Error ? error.message : String(error));
};
