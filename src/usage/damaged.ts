import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dayOf } from './period.ts';

/** What belongs to a SQLite file in WAL mode. */
const parts = ['-wal', '-shm', ''] as const;

const isFree = (path: string): boolean => parts.every((part) => !existsSync(path + part));

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
  for (const part of parts) if (existsSync(path + part)) renameSync(path + part, kept + part);
  return kept;
};

/** Budgets are counted in the ledger, and nobody can count what is in a damaged one. */
export const damagedText = (kept: string): string =>
  `Keyway's usage ledger was damaged. It is kept as ${kept}, and a new one was started: budgets begin anew.`;
