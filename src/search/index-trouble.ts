import { fileReason, isDamagedFile } from '../core/file-reason.ts';

/** The index cannot be used. The message is a clause for a person: "the disk is full". */
export class IndexTrouble extends Error {
  override readonly name = 'IndexTrouble';
  /** The file is broken, and a new one has to be made. */
  readonly isDamage: boolean;

  constructor(message: string, { isDamage = false, cause }: { readonly isDamage?: boolean; readonly cause?: unknown }) {
    super(message, { cause });
    this.isDamage = isDamage;
  }
}

/** What SQLite or the file system threw, as trouble; undefined for whatever else, which is a bug. */
export const troubleOf = (error: unknown): IndexTrouble | undefined => {
  if (error instanceof IndexTrouble) return error;
  const reason = fileReason(error);
  return reason === undefined ? undefined : new IndexTrouble(reason, { isDamage: isDamagedFile(error), cause: error });
};
