import { basename, dirname } from 'node:path';
import { LedgerTrouble, reasonOf } from './trouble.ts';

/** An export could not be made. The message is a sentence for a person; the cause is kept underneath. */
export class ExportTrouble extends Error {
  override readonly name = 'ExportTrouble';
}

const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'a folder has that name',
  ENOENT: 'the folder is not there',
  ENOTDIR: 'the folder is not there',
  ENAMETOOLONG: 'the name is too long',
  EEXIST: 'a file has that name',
  EFBIG: 'the file would be too large for that disk',
  EIO: 'the disk reports an error',
  EBUSY: 'another program has the file open',
  // Windows, where another program, such as Excel, has the file open: also EPERM at the rename.
  EPERM: 'Keyway may not write there, or another program has the file open',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

export const writeTrouble = (path: string, cause: unknown): ExportTrouble =>
  new ExportTrouble(
    `Keyway could not write ${basename(path)} in ${dirname(path)}: ${reasons[codeOf(cause)] ?? reasonOf(cause)}.`,
    { cause },
  );

export const readTrouble = (cause: unknown): ExportTrouble =>
  new ExportTrouble(
    cause instanceof LedgerTrouble ? cause.message : `Keyway cannot read its usage ledger: ${reasonOf(cause)}.`,
    { cause },
  );
