import { basename, dirname } from 'node:path';
import { t } from '../core/l10n.ts';
import { LedgerTrouble, reasonOf } from './trouble.ts';

/** An export could not be made. The message is a sentence for a person; the cause is kept underneath. */
export class ExportTrouble extends Error {
  override readonly name = 'ExportTrouble';
}

const reasons: Readonly<Record<string, string>> = {
  EISDIR: t('a folder has that name'),
  ENOENT: t('the folder is not there'),
  ENOTDIR: t('the folder is not there'),
  ENAMETOOLONG: t('the name is too long'),
  EEXIST: t('a file has that name'),
  EFBIG: t('the file would be too large for that disk'),
  EIO: t('the disk reports an error'),
  EBUSY: t('another program has the file open'),
  // Windows, where another program, such as Excel, has the file open: also EPERM at the rename.
  EPERM: t('Keyway may not write there, or another program has the file open'),
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

export const writeTrouble = (path: string, cause: unknown): ExportTrouble =>
  new ExportTrouble(
    t(
      'Keyway could not write {0} in {1}: {2}.',
      basename(path),
      dirname(path),
      reasons[codeOf(cause)] ?? reasonOf(cause),
    ),
    { cause },
  );

export const readTrouble = (cause: unknown): ExportTrouble =>
  new ExportTrouble(
    cause instanceof LedgerTrouble ? cause.message : t('Keyway cannot read its usage ledger: {0}.', reasonOf(cause)),
    { cause },
  );
