import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { dayOf } from './period.ts';

/** What belongs to a SQLite file in WAL mode. The file itself last: where Windows refuses to move one, it is the log. */
const parts = ['-wal', '-shm', ''] as const;

const isFree = (path: string): boolean => parts.every((part) => !existsSync(path + part));

const freePath = (folder: string): string => {
  const stem = join(folder, `ledger.damaged-${dayOf(Date.now())}`);
  let path = `${stem}.db`;
  for (let copy = 2; !isFree(path); copy++) path = `${stem}-${copy}.db`;
  return path;
};

/** Moves a damaged ledger out of the way under a name not used before; nothing is deleted. Returns the new path. */
export const setAside = (path: string, folder: string): string => {
  const kept = freePath(folder);
  for (const part of parts) if (existsSync(path + part)) renameSync(path + part, kept + part);
  return kept;
};
