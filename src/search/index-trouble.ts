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

/** SQLite's primary result codes; the bytes above are the extended part. */
const sqliteReasons: Readonly<Record<number, string>> = {
  3: 'Keyway may not write there',
  5: 'another window holds it locked',
  6: 'another window holds it locked',
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
  ENOENT: 'its folder cannot be made',
  ENOTDIR: 'its folder cannot be made',
};

const codeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;

const systemCodeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What SQLite or the file system threw, as trouble; undefined for whatever else, which is a bug. */
export const troubleOf = (error: unknown): IndexTrouble | undefined => {
  if (error instanceof IndexTrouble) return error;
  const code = codeOf(error);
  const reason = sqliteReasons[code] ?? systemReasons[systemCodeOf(error)];
  return reason === undefined
    ? undefined
    : new IndexTrouble(reason, { isDamage: code === 11 || code === 26, cause: error });
};
