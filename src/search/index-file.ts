import { statSync } from 'node:fs';
import { findingIn } from './index-finding.ts';
import { openDatabase } from './index-schema.ts';
import { standingIn } from './index-standing.ts';
import type { IndexFile } from './index-types.ts';
import { writingIn } from './index-writing.ts';

const inodeOf = (path: string): bigint | undefined => statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;

/** Opens the index at this path, making it where it is missing. Rejects with what SQLite and the file system throw. */
export const openIndex = async (path: string): Promise<IndexFile> => {
  const database = await openDatabase(path);
  const inode = inodeOf(path);
  // Of other connections, and of this one.
  const others = database.prepare('PRAGMA data_version');
  const own = database.prepare('SELECT total_changes() AS changes');
  return {
    path,
    ...standingIn(database),
    ...findingIn(database),
    ...writingIn(database),
    version: () => `${Number(others.get()?.['data_version'])} ${Number(own.get()?.['changes'])}`,
    isReplaced: () => inodeOf(path) !== inode,
    close: () => database.close(),
  };
};
