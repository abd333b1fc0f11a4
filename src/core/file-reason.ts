import { t } from './l10n.ts';

/** What goes wrong with a file, in a clause for a person: SQLite's databases and whatever else is kept on a disk. */

/** SQLite's primary result code, where the error has one; the bytes above are the extended part. */
export const sqliteCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;

const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const sqliteReasons: Readonly<Record<number, string>> = {
  3: t('Keyway may not write there'),
  5: t('another program holds it locked'),
  6: t('another program holds it locked'),
  8: t('Keyway may not write there'),
  10: t('the disk reports an error'),
  11: t('the file is damaged'),
  13: t('the disk is full'),
  14: t('the file cannot be opened'),
  26: t('the file is damaged'),
};

const systemReasons: Readonly<Record<string, string>> = {
  EACCES: t('Keyway may not write there'),
  EPERM: t('Keyway may not write there'),
  EROFS: t('Keyway may not write there'),
  ENOSPC: t('the disk is full'),
  EDQUOT: t('the disk is full'),
  EBUSY: t('another program holds it locked'),
  ENOTDIR: t('its folder cannot be made'),
  EEXIST: t('its folder cannot be made'),
  ENOENT: t('its folder cannot be made'),
};

/** `the disk is full`; undefined where neither SQLite nor the file system has a code for it: mostly a bug. */
export const fileReason = (error: unknown): string | undefined =>
  sqliteReasons[sqliteCode(error) ?? 0] ?? systemReasons[systemCode(error) ?? ''];

/** SQLITE_CORRUPT and SQLITE_NOTADB. A lock or a missing permission is never damage. */
export const isDamagedFile = (error: unknown): boolean => [11, 26].includes(sqliteCode(error) ?? 0);
